"""Interviews for tests: a case with the rule packs of the program, two officers, a few words said."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from modules.incident.module import MODULE as INCIDENT
from modules.interviews import operations, queries
from modules.interviews.module import MODULE
from modules.interviews.records import Exchange, Interview, Role, Signature, Signer
from modules.interviews.rules.text import plain, said
from workstation.api import Moment, Officer, Party, PartyKind, Place, Read, beijing
from workstation.api.testing import temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

BEGUN = beijing("2026-03-17T11:30:00")
OFFICERS = (
    Officer(id="chen", name="陈若溪", unit="清溪大队", certificate_no="0043", verified=True),
    Officer(id="lin", name="林思远", unit="支队", certificate_no="0027", verified=True),
)
PEN = ((0.1, 0.5), (0.4, 0.2), (0.8, 0.7))


def later(minutes: float) -> Moment:
    return Moment(utc=BEGUN.utc + timedelta(minutes=minutes))


@contextmanager
def questioned(folder: Path) -> Iterator[Case]:
    """A case in which two officers, a witness and two rooms are known."""
    with temporary_case(folder, [INCIDENT, MODULE], rules=load_rules()) as case:
        with case.work("test.people") as work:
            work.put_many(OFFICERS)
            work.put(Party(id="clerk", kind=PartyKind.PERSON, name="钟家明", role="发现人"))
            work.put_many([Place(id="west", name="西墙"), Place(id="east", name="东墙")])
        yield case


def interview(case: Case, record_id: str = "i1", **values: Any) -> Interview:
    """An interview that is complete, but for what ``values`` change."""
    usual: dict[str, Any] = {
        "name": "钟家明", "role": Role.FINDER, "party_id": "clerk", "begun": BEGUN, "ended": later(50),
        "interviewers": ("chen", "lin"), "recorder_id": "lin", "place": "清溪大队询问室", "place_kind": "office",
        "certificate_shown": True, "rights_told": True,
    }
    with case.work("test.interview") as work:
        return operations.put_interview(work, record_id, **{**usual, **values})


def answer(case: Case, *pairs: tuple[str, str], record_id: str = "i1") -> list[Exchange]:
    """Write questions and answers; their ids are q0, q1 …"""
    told = [
        Exchange(id=f"{record_id}-q{at}", interview_id=record_id, position=at, question=plain(asked),
                 answer=plain(said))
        for at, (asked, said) in enumerate(pairs)
    ]
    with case.work("test.answers") as work:
        return operations.write_answers(work, record_id, told)


def told(read: Read, record_id: str = "i1") -> list[tuple[str, str]]:
    """What was asked and answered, as texts."""
    return [(said(one.question), said(one.answer)) for one in queries.answers(read, record_id)]


def sign_all(case: Case, pages: int, record_id: str = "i1") -> None:
    """Everybody signs every page that is theirs."""
    for page in range(1, pages + 1):
        sign(case, page, Signer.PERSON, "钟家明", record_id)
    for signer, name in (
        (Signer.INTERVIEWER, "陈若溪"), (Signer.INTERVIEWER, "林思远"), (Signer.RECORDER, "林思远"),
    ):
        sign(case, pages, signer, name, record_id)


def sign(case: Case, page: int, signer: Signer, name: str, record_id: str = "i1", refused: str = "") -> None:
    strokes = () if refused else (PEN,)
    with case.work("test.sign") as work:
        operations.sign_page(work, record_id, page, Signature(signer, name, later(55), strokes, refused))


def tone(path: Path, seconds: float, rate: int = 8000) -> Path:
    """A recording: silence of so many seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(b"\x80" * round(seconds * rate))
    return path
