"""What the law asks of an interview, held against what happened; limits come from the rule pack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from modules.interviews.records import Interview, Recording
from workstation.api import RulePack


@dataclass(frozen=True)
class Overlap:
    """One officer in two interviews at once."""

    officer_id: str
    first: Interview
    second: Interview


def overlaps(interviews: Sequence[Interview]) -> Iterator[Overlap]:
    """Every officer who would have been in two places; without an end an interview lasts as long as nothing is known,
    so it counts as its first moment."""
    timed = [one for one in interviews if one.begun]
    for first, second in combinations(timed, 2):
        if _meet(first, second):
            for officer_id in sorted(hands(first) & hands(second)):
                yield Overlap(officer_id, first, second)


def hands(interview: Interview) -> set[str]:
    """The officers who took part."""
    return {*interview.interviewers, *([interview.recorder_id] if interview.recorder_id else [])}


def _meet(first: Interview, second: Interview) -> bool:
    assert first.begun and second.begun
    ends = [(one.ended or one.begun) for one in (first, second)]
    assert ends[0] and ends[1]
    if first.begun.utc == second.begun.utc:
        return True
    return first.begun.utc < ends[1].utc and second.begun.utc < ends[0].utc


def age_on(born: date, day: date) -> int:
    """Full years of age (周岁)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_minor(interview: Interview, pack: RulePack) -> bool:
    """Whether the person had not come of age on the day."""
    if interview.born_on is None:
        return False
    day = interview.begun.local.date() if interview.begun else date.today()
    return age_on(interview.born_on, day) < int(pack.data["adult_years"])


def too_long_h(interview: Interview, pack: RulePack) -> float | None:
    """The length in hours, if it is more than is permitted."""
    if not (interview.begun and interview.ended):
        return None
    hours = (interview.ended.utc - interview.begun.utc).total_seconds() / 3600
    return hours if hours > float(pack.data["longest_h"]) else None


def permitted_places(pack: RulePack) -> Mapping[str, str]:
    """The kinds of place where somebody may be questioned, with their titles in Chinese."""
    return {item["code"]: item["title"]["zh"] for item in pack.data["places"]}


def against_recording(interview: Interview, recording: Recording, pack: RulePack) -> str:
    """In what the times contradict a whole recording: ``longer``, ``shorter``, ``before``, ``after``; else nothing."""
    begun, ended, began, length = interview.begun, interview.ended, recording.began, recording.duration_s
    slack = float(pack.data["recording_slack_s"])
    if begun and ended and length is not None and not recording.excerpt:
        lasted = (ended.utc - begun.utc).total_seconds()
        if length > lasted + slack:
            return "longer"
        if length < lasted - slack:
            return "shorter"
    if begun and began and (began.utc - begun.utc).total_seconds() < -slack:
        return "before"
    if ended and began and (began.utc - ended.utc).total_seconds() + (length or 0) > slack:
        return "after"
    return ""
