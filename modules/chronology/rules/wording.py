"""Spans and intervals of the response in words."""

from modules.chronology.rules.response import Interval, Verdict
from workstation.api import N_, Moment, Words

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.WITHIN: N_("within"), Verdict.OVER: N_("longer than asked"),
    Verdict.UNCERTAIN: N_("can’t be told: the times are too uncertain"), Verdict.NO_TARGET: N_("nothing asked"),
    Verdict.UNKNOWN: N_("a time is missing"), Verdict.BACKWARDS: N_("the end lies before the beginning"),
}


def span_text(seconds: float, words: Words) -> str:
    """A span in the units that people say."""
    for unit, text in ((86_400, N_("{n} d")), (3_600, N_("{n} h")), (60, N_("{n} min"))):
        if seconds >= unit and seconds % unit == 0:
            return words(text, n=f"{seconds / unit:g}")
    return words("{n} s", n=f"{seconds:g}")


def interval_title(interval: Interval, words: Words) -> str:
    """What an interval is called in the reader's language."""
    return interval.title.get(words.language) or interval.title["zh"]


def moment_text(moment: Moment | None) -> str:
    """A time of the response, or a dash."""
    return moment.text("%m-%d %H:%M:%S") if moment else "—"


def lasted_text(interval: Interval, words: Words) -> str:
    """How long it took, with what is uncertain of it."""
    if interval.lasted_s is None:
        return "—"
    doubt = f" ±{span_text(interval.doubt_s, words)}" if interval.doubt_s else ""
    return clock_text(interval.lasted_s, words) + doubt


def clock_text(seconds: float, words: Words) -> str:
    """A length in hours, minutes and seconds."""
    whole = round(abs(seconds))
    parts = [
        words(text, n=str(amount)) for amount, text in (
            (whole // 3600, N_("{n} h")), (whole // 60 % 60, N_("{n} min")), (whole % 60, N_("{n} s")),
        ) if amount
    ]
    return ("−" if seconds < 0 else "") + (" ".join(parts) or words("{n} s", n="0"))


def asked_text(interval: Interval, words: Words) -> str:
    """What is asked, on what basis; 待核 where it was not compared with its source."""
    if interval.at_most_s is None:
        return "—"
    text = words("at most {span}", span=clock_text(interval.at_most_s, words))
    if interval.certainty == "office":
        return words("{asked} (set by the office: {basis})", asked=text, basis=interval.basis or "—")
    mark = words("to be verified") if interval.certainty == "to_verify" else words("verified")
    return f"{text} · {interval.basis}「{mark}」"
