"""Interviews, answers and statements can be found and cited."""

from collections.abc import Iterator

from modules.interviews.queries import valid_interviews
from modules.interviews.records import Exchange, Statement
from modules.interviews.rules.text import said
from workstation.api import N_, Read, Ref, Search, SearchEntry


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
                Ref("interview_answers", one.id), said(one.answer)[:80], str(one.position + 1), said(one.question)[:80]
            )


def statements(read: Read) -> Iterator[SearchEntry]:
    """Every statement."""
    for one in read.all(Statement, order=("topic_id", "id")):
        yield SearchEntry(Ref("statements", one.id), one.claim or one.quote, detail=one.quote if one.claim else "")


SEARCHES = (
    Search("interviews", N_("Interviews"), "interviews", interviews, evidence=True),
    Search("interviews.answers", N_("Answers"), "interviews.record", answers, evidence=True),
    Search("interviews.statements", N_("Statements of witnesses"), "interviews.statements", statements, evidence=True),
)
