"""Interviews, answers and statements can be found and cited; of a withdrawn interview they say so."""

from collections.abc import Iterator

from modules.interviews.queries import valid_interviews
from modules.interviews.records import Exchange, Statement
from modules.interviews.rules.text import said
from workstation.api import N_, Read, Ref, Search, SearchEntry

_WITHDRAWN = "〔笔录已撤回〕"


def _marked(one: Exchange | Statement, text: str) -> str:
    """What was cited before it was withdrawn keeps its name, with a mark before it."""
    return _WITHDRAWN * bool(one.withdrawn) + text


def interviews(read: Read) -> Iterator[SearchEntry]:
    """Every interview that counts."""
    for one in valid_interviews(read):
        detail = " ".join(filter(None, (one.relation, one.begun.text("%Y-%m-%d %H:%M") if one.begun else "")))
        yield SearchEntry(Ref("interviews", one.id), f"{one.name}询问笔录（第{one.ordinal}次）", one.number, detail)


def answers(read: Read) -> Iterator[SearchEntry]:
    """Every answer, with its question."""
    for one in read.all(Exchange, order=("interview_id", "position")):
        if one.answer:
            yield SearchEntry(
                Ref("interview_answers", one.id), _marked(one, said(one.answer)[:80]), str(one.position + 1),
                said(one.question)[:80],
            )


def statements(read: Read) -> Iterator[SearchEntry]:
    """Every statement."""
    for one in read.all(Statement, order=("topic_id", "id")):
        title = _marked(one, one.claim or one.quote)
        yield SearchEntry(Ref("statements", one.id), title, detail=one.quote if one.claim else "")


SEARCHES = (
    Search("interviews", N_("Interviews"), "interviews", interviews, evidence=True),
    Search("interviews.answers", N_("Answers"), "interviews.record", answers, evidence=True),
    Search("interviews.statements", N_("Statements of witnesses"), "interviews.statements", statements, evidence=True),
)
