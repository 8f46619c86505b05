"""Reading interviews: the answers, the printed pages and their state, what is said on which topic."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from modules.interviews.records import (
    Exchange,
    FormLine,
    Interview,
    LineKind,
    Mark,
    Recording,
    RecordingMark,
    Run,
    SignedPage,
    Signer,
    Statement,
    Topic,
    TopicJudgement,
)
from modules.interviews.rules.contrast import Clash, Difference, clashes
from modules.interviews.rules.layout import Page, pages_of, plain_line, set_text
from modules.interviews.rules.text import corrections
from workstation.api import BEIJING, N_, Event, Officer, Place, Read, RulePack, Words, zone

FORM, RULES = "interview-form", "interview-rules"
INDENT = "　　"
DIFFERENCE_WORDS = {
    Difference.TIME: N_("times that do not meet"), Difference.PLACE: N_("different places"),
    Difference.PERSON: N_("different persons"), Difference.STANCE: N_("yes against no"),
}


def all_interviews(read: Read) -> list[Interview]:
    """Every interview by number, withdrawn ones too."""
    return read.all(Interview, order=("number",))


def valid_interviews(read: Read) -> list[Interview]:
    """Every interview that was not withdrawn."""
    return read.where(Interview, order=("number",), withdrawn="")


def answers(read: Read, interview_id: str) -> list[Exchange]:
    """The questions and answers of an interview in their order."""
    return read.where(Exchange, order=("position", "id"), interview_id=interview_id)


def day_of(read: Read, interview: Interview | None = None) -> date:
    """The day whose rules hold: that of the interview, else that on which the case was begun."""
    moment = interview.begun if interview else None
    instant = moment.utc if moment else datetime.fromisoformat(read.case.created_at)
    return instant.astimezone(zone(BEIJING)).date()


def form_pack(read: Read, interview: Interview | None = None) -> RulePack:
    """The form in use on the day. Raises ``UserError("rules.none_in_force")``."""
    return read.rules.on(FORM, day_of(read, interview))


def rules_pack(read: Read, interview: Interview | None = None) -> RulePack:
    """The limits in force on the day. Raises ``UserError("rules.none_in_force")``."""
    return read.rules.on(RULES, day_of(read, interview))


def named_officers(read: Read) -> list[Officer]:
    """The officers with a name of their own: not the stand-in of a machine at which nobody had signed in."""
    officers = read.all(Officer, order=("name",))
    return [officer for officer in officers if not officer.stand_in]


def relation_of(interview: Interview, pack: RulePack, words: Words) -> str:
    """What the person has to do with the fire: as typed, else by the role."""
    titles = {item["code"]: item["title"] for item in pack.data["roles"]}
    found: dict[str, str] = titles.get(interview.role.value, {})
    return interview.relation or found.get(words.language, "")


# the printed record


def form_pages(read: Read, interview: Interview) -> list[Page]:
    """The record as it would be printed now."""
    pack, told = form_pack(read, interview), answers(read, interview.id)
    data = pack.data
    head = [*_title(interview, data), *_fields(read, interview, pack)]
    text = [
        line for one in told
        for line in (
            *set_text(LineKind.QUESTION, data["question"], one.question, one.id, INDENT),
            *set_text(LineKind.ANSWER, data["answer"], one.answer, one.id, INDENT),
        )
    ]
    return pages_of(head, text, list(_closing(interview, told, data)), data["continued"], data["foot"])


def _title(interview: Interview, data: dict[str, Any]) -> Iterator[FormLine]:
    title = data["title"] + data["ordinal"].format(ordinal=interview.ordinal)
    yield FormLine(LineKind.TITLE, (Run(title),))


def _fields(read: Read, interview: Interview, pack: RulePack) -> Iterator[FormLine]:
    data, empty = pack.data, pack.data["empty"]
    officers = {officer.id: _officer_text(officer) for officer in read.all(Officer)}
    values = {
        "begun": interview.begun.text("%Y年%m月%d日 %H时%M分") if interview.begun else "",
        "ended": interview.ended.text("%Y年%m月%d日 %H时%M分") if interview.ended else "",
        "interviewers": "、".join(officers.get(one, one) for one in interview.interviewers),
        "recorder": officers.get(interview.recorder_id or "", ""),
        "born_on": interview.born_on.strftime("%Y年%m月%d日") if interview.born_on else "",
        "relation": relation_of(interview, pack, Words("zh")),
        **{
            name: getattr(interview, name)
            for name in ("place", "name", "gender", "id_document", "id_number", "household", "address", "phone",
                         "occupation")
        },
    }
    shown = {name: value or empty for name, value in values.items()}
    for text in data["fields"]:
        yield from plain_line(LineKind.FIELD, text.format(**shown))
    if interview.guardian:
        yield from plain_line(LineKind.FIELD, data["guardian"].format(guardian=interview.guardian))
    elif interview.guardian_absent:
        yield from plain_line(LineKind.FIELD, data["guardian_absent"].format(reason=interview.guardian_absent))
    if interview.interpreter:
        yield from plain_line(LineKind.FIELD, data["interpreter"].format(
            interpreter=interview.interpreter, language=interview.language or empty))  # fmt: skip


def _officer_text(officer: Officer) -> str:
    about = "，".join(filter(None, (officer.unit, officer.certificate_no)))
    return f"{officer.name}（{about}）" if about else officer.name


def _closing(interview: Interview, told: Sequence[Exchange], data: dict[str, Any]) -> Iterator[FormLine]:
    count = sum(corrections(runs) for one in told for runs in (one.question, one.answer))
    if count:
        yield from plain_line(LineKind.CLOSING, data["corrections"].format(count=count))
    if interview.refusal:
        yield from plain_line(LineKind.CLOSING, data["refusal"].format(reason=interview.refusal))
    yield from plain_line(LineKind.CLOSING, data["closing_read" if interview.read_aloud else "closing"])


@dataclass(frozen=True)
class PageState:
    """One page of the record as it stands: as it was signed, or as it would be printed now (``signed`` is none).

    ``superseded`` are the pages that were signed before in its place.
    """

    page: Page
    signed: SignedPage | None
    superseded: tuple[SignedPage, ...] = ()


def page_states(read: Read, interview: Interview) -> list[PageState]:
    """Every page with its signatures, in order."""
    signed = signed_pages(read, interview.id)
    valid = {one.page: one for one in signed if not one.superseded}
    old: dict[int, list[SignedPage]] = defaultdict(list)
    for one in signed:
        if one.superseded:
            old[one.page].append(one)
    now = form_pages(read, interview)
    return [
        PageState(
            Page(page.number, page.total, valid[page.number].lines) if page.number in valid else page,
            valid.get(page.number), tuple(old.get(page.number, ())),
        )
        for page in now
    ]


def signed_pages(read: Read, interview_id: str) -> list[SignedPage]:
    """Every page that was ever signed, superseded ones too."""
    return read.where(SignedPage, order=("page", "id"), interview_id=interview_id)


def signers_of(interview: Interview, page: Page) -> tuple[Signer, ...]:
    """Who signs a page: the person (with guardian and interpreter) each; on the last one all who took part."""
    people = [Signer.PERSON]
    if interview.guardian:
        people.append(Signer.GUARDIAN)
    if interview.interpreter:
        people.append(Signer.INTERPRETER)
    if page.number == page.total:
        people += [Signer.INTERVIEWER] * max(2, len(interview.interviewers)) + [Signer.RECORDER]
    return tuple(people)


# recordings


def recordings(read: Read, interview_id: str) -> list[Recording]:
    """The recordings of an interview that were not withdrawn."""
    return read.where(Recording, interview_id=interview_id, withdrawn="")


def marks_of(read: Read, recording_ids: Sequence[str]) -> dict[str, RecordingMark]:
    """Where each answer stands in these recordings, by the id of the answer; the last mark holds."""
    return {
        mark.exchange_id: mark for recording_id in recording_ids
        for mark in read.where(RecordingMark, recording_id=recording_id)
    }


# statements


@dataclass(frozen=True)
class TopicView:
    """A topic with everything that is said on it, what can't both be true, and how officers explained it."""

    id: str
    title: str
    statements: tuple[Statement, ...]
    clashes: tuple[Clash, ...]
    judgements: tuple[TopicJudgement, ...]


@dataclass(frozen=True)
class Contrast:
    """The contradiction table: its topics, who speaks, and what is needed to show it."""

    topics: tuple[TopicView, ...]
    speakers: tuple[str, ...]
    names: dict[str, str]
    events: dict[str, Event]
    places: dict[str, Place]

    def speaker(self, statement: Statement) -> str:
        """Who or what says it."""
        return speaker_of(statement, self.names, self.events)


def topics(read: Read, words: Words) -> list[tuple[str, str]]:
    """The topics in use, as pairs of id and title: those of the rule pack as this case changed them, and its own."""
    own = {topic.id: topic for topic in read.all(Topic)}
    found: list[tuple[int, str, str]] = []
    for at, item in enumerate(form_pack(read).data["topics"]):
        changed = own.pop(item["code"], None)
        if changed is None:
            found.append((at * 10, item["code"], item["title"].get(words.language) or item["title"]["zh"]))
        elif not changed.hidden:
            found.append((changed.position, changed.id, changed.title))
    found += [(one.position, one.id, one.title) for one in own.values() if not one.hidden]
    return [(topic_id, title) for _, topic_id, title in sorted(found)]


def contrast(read: Read, words: Words) -> Contrast:
    """The whole contradiction table."""
    names = {one.id: one.name for one in all_interviews(read)}
    valid = {one.id for one in valid_interviews(read)}
    said = [one for one in read.all(Statement) if one.interview_id is None or one.interview_id in valid]
    events = {one.id: one for one in read.get_many(Event, sorted({one.event_id for one in said if one.event_id}))}
    places = {place.id: place for place in read.all(Place)}
    by_topic: dict[str, list[Statement]] = defaultdict(list)
    for statement in said:
        by_topic[statement.topic_id].append(statement)
    judged: dict[str, list[TopicJudgement]] = defaultdict(list)
    for judgement in sorted(read.all(TopicJudgement), key=lambda one: one.decided_at.utc):
        judged[judgement.topic_id].append(judgement)
    known = dict(topics(read, words))
    known |= {topic_id: topic_id for topic_id in by_topic if topic_id not in known}
    views = tuple(
        TopicView(topic_id, title, tuple(by_topic[topic_id]), tuple(clashes(by_topic[topic_id], events, places)),
                  tuple(judged[topic_id]))
        for topic_id, title in known.items()
    )  # fmt: skip
    witnesses = dict.fromkeys(
        names[one.id] for one in valid_interviews(read) if any(other.interview_id == one.id for other in said)
    )
    devices = dict.fromkeys(speaker_of(one, names, events) for one in said if one.interview_id is None)
    return Contrast(views, (*witnesses, *devices), names, events, places)


def speaker_of(statement: Statement, names: dict[str, str], events: dict[str, Event]) -> str:
    """Who or what says it: the person questioned, the source that is named, or that of the event."""
    if statement.interview_id is not None:
        return names.get(statement.interview_id, "")
    event = events.get(statement.event_id or "")
    return statement.source or (event.source if event else "")


def claim_text(statement: Statement, events: dict[str, Event], places: dict[str, Place]) -> str:
    """What is held, in short: as an officer put it, else the time, the place, or the sentence itself."""
    if statement.claim:
        text = statement.claim
    elif statement.place_id in places:
        text = places[statement.place_id].name
    else:
        text = statement.quote
    event = events.get(statement.event_id or "")
    if event is None:
        return text
    moment = event.moment
    doubt = f" ±{moment.tolerance} s" if moment.uncertainty_s and moment.tolerance else ""
    at = moment.text("%m-%d %H:%M:%S") + doubt
    return f"{at} {text}".rstrip() if text != event.title or statement.interview_id is None else at


def rights(read: Read, interview: Interview, agency: str) -> tuple[str, str]:
    """The notice of rights as question and answer, for the beginning of a record."""
    told = form_pack(read, interview).data["rights"]
    return told["question"].format(agency=agency or "消防救援机构", case=read.case.name), str(told["answer"])


def template(read: Read, interview: Interview) -> list[str]:
    """The usual questions for the role of the person."""
    for item in form_pack(read, interview).data["roles"]:
        if item["code"] == interview.role.value:
            return list(item["questions"])
    return []


def is_corrected(told: Sequence[Exchange]) -> bool:
    """Whether anything was struck or added."""
    return any(run.mark is not Mark.PLAIN for one in told for runs in (one.question, one.answer) for run in runs)
