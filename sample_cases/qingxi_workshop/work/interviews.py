"""Questioning: the records as they were written down, signed page by page, and what is said on which topic."""

import math
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from modules.incident.operations import put_party
from modules.interviews import operations
from modules.interviews.importers import take_recording
from modules.interviews.queries import form_pages, signers_of
from modules.interviews.records import (
    Exchange,
    Interview,
    Mark,
    Role,
    Run,
    Signature,
    Signer,
    Stance,
    Statement,
    StatementKind,
)
from modules.interviews.rules.text import pairs_of, plain, said
from sample_cases.qingxi_workshop.papers import statement as statement_text
from sample_cases.qingxi_workshop.work.working import Working, interview_id, moment, party_id, place_id, wording
from workstation.api import Event, Moment, Officer, Party, PartyKind, beijing

_NEIGHBOUR = "S-5"
_RATE, _SECONDS = 8000, 36


def work(case: Working) -> None:
    """The four records that came as files, the neighbour's that was typed here, and the statements in them."""
    told = wording("interviews")
    for item in case.scenario.statements:
        _from_file(case, item.key, told["people"][item.key])
    _neighbour(case, told["neighbour"])
    case.sign_in("chen")
    for item in told["statements"]:
        _statement(case, item)


def contrast(case: Working) -> None:
    """Devices beside witnesses, once their events are known; then the head of the inspection explains."""
    told = wording("interviews")
    case.sign_in("chen")
    for item in told["devices"]:
        title = next(one.title for one in case.scenario.timeline if one.key == item["event"])
        (event,) = case.read().where(Event, title=title)
        case.do("interviews.against", operations.set_against, item["topic"], event.id, item["claim"])
    case.sign_in("zhou")
    for item in told["judgements"]:
        case.do("interviews.judge", operations.judge_topic, item["topic"], item["text"])


def _from_file(case: Working, key: str, about: dict[str, Any]) -> None:
    item = next(one for one in case.scenario.statements if one.key == key)
    party = case.scenario.party(item.party)
    officers = _officers(case, item.officers)
    case.sign_in(item.officers[0])
    case.do(
        "interviews.put", operations.put_interview, interview_id(key), name=party.name, party_id=party_id(item.party),
        role=Role(about["role"]), gender=about["gender"], id_document=party.id_document, id_number=party.id_number,
        address=party.address, phone=party.phone, occupation=party.occupation, relation=party.role,
        begun=moment(item.begun), ended=moment(item.ended), place=item.place, place_kind=about["place_kind"],
        interviewers=tuple(officer.id for officer in officers), recorder_id=officers[-1].id,
        certificate_shown=True, rights_told=True, read_aloud=about.get("read_aloud", False),
        note=f"原始文本：{item.file}",
    )
    lines = statement_text(case.scenario, item).decode("utf-8").splitlines()
    pairs = [(pair.question, pair.answer) for pair in pairs_of(lines)]
    case.do("interviews.answers", operations.write_answers, interview_id(key), _exchanges(key, pairs))
    _sign(case, interview_id(key), moment(item.ended + timedelta(minutes=4)), officers)


def _neighbour(case: Working, told: dict[str, Any]) -> None:
    """Typed as it was said; after the reading one word was corrected, then every page was signed."""
    record_id, officers = interview_id(_NEIGHBOUR), _officers(case, told["officers"])
    case.sign_in("lin")
    known = {name: told[name] for name in ("name", "id_document", "id_number", "phone", "address", "occupation")}
    party = Party(id=party_id("neighbour"), kind=PartyKind.PERSON, role=told["role"], **known)
    case.do("incident.party", put_party, party)
    case.do(
        "interviews.put", operations.put_interview, record_id, party_id=party.id, role=Role.NEIGHBOUR,
        gender=told["gender"], born_on=told["born_on"], relation=told["role"], begun=beijing(told["begun"]),
        place=told["place"], place_kind="workplace", interviewers=tuple(officer.id for officer in officers),
        recorder_id=officers[-1].id, certificate_shown=True, rights_told=True, **known,
    )
    pairs = [(question, answer) for question, answer in told["asked"]]
    exchanges = _exchanges(_NEIGHBOUR, pairs)
    case.do("interviews.answers", operations.write_answers, record_id, exchanges)
    ended = beijing(told["ended"])
    case.do("interviews.finish", operations.put_interview, record_id, ended=ended)
    corrected = exchanges[told["correct_at"]]
    before, _, after = said(corrected.answer).partition(told["struck"])
    runs = (Run(before), Run(told["struck"], Mark.STRUCK), Run(told["added"], Mark.ADDED), Run(after))
    exchanges[told["correct_at"]] = replace(corrected, answer=runs)
    case.do("interviews.answers", operations.write_answers, record_id, exchanges)
    _sign(case, record_id, Moment(utc=ended.utc + timedelta(minutes=3)), officers)
    _record(case, record_id, told, exchanges)


def _record(case: Working, record_id: str, told: dict[str, Any], exchanges: list[Exchange]) -> None:
    """An excerpt of the body camera's sound (a generated hum), with the moment of one answer marked."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "执法记录仪-江顺意-节选.wav"
        with wave.open(str(path), "wb") as sound:
            sound.setparams((1, 1, _RATE, 0, "NONE", ""))
            sound.writeframes(bytes(128 + round(9 * math.sin(n / 11)) for n in range(_RATE * _SECONDS)))
        began = beijing(told["recorded_from"])
        recording = take_recording(case.desk.job(), path, record_id, began, told["device"])
    case.do("interviews.recording", operations.describe_recording, recording.id, began=began, excerpt=True,
            device=told["device"], note="样例录音由程序生成")
    case.do("interviews.mark", operations.mark_moment, recording.id, exchanges[1].id, 12.5)


def _officers(case: Working, keys: tuple[str, ...] | list[str]) -> list[Officer]:
    read = case.read()
    return [read.where(Officer, name=case.scenario.officer(key).name)[0] for key in keys]


def _exchanges(key: str, pairs: list[tuple[str, str]]) -> list[Exchange]:
    return [
        Exchange(id=f"answer-{key}-{at}", interview_id=interview_id(key), position=at, question=plain(question),
                 answer=plain(answer))
        for at, (question, answer) in enumerate(pairs)
    ]


def _sign(case: Working, record_id: str, at: Moment, officers: list[Officer]) -> None:
    """Everybody who has to signs every page."""
    read = case.read()
    interview = read.get(Interview, record_id)
    for page in form_pages(read, interview):
        names = {Signer.PERSON: [interview.name], Signer.INTERVIEWER: [one.name for one in officers],
                 Signer.RECORDER: [officers[-1].name]}
        for signer in signers_of(interview, page):
            name = names[signer].pop(0)
            signature = Signature(signer, name, at, _pen(name))
            case.do("interviews.sign", operations.sign_page, record_id, page.number, signature)


def _pen(name: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """A hand that nobody has: one looped stroke for each character of the name."""
    strokes = []
    for at, character in enumerate(name):
        turn, left = ord(character) % 7 / 3 + 1.2, 0.08 + at * 0.27
        strokes.append(tuple(
            (round(left + 0.11 + 0.1 * math.cos(turn * t) + 0.004 * t, 4), round(0.5 + 0.3 * math.sin(1.7 * t), 4))
            for t in (n / 5 for n in range(24))
        ))
    return tuple(strokes)


def _statement(case: Working, item: dict[str, Any]) -> None:
    record_id = interview_id(item["interview"])
    asked = next(
        one for one in case.read().where(Exchange, interview_id=record_id)
        if item["quote"].rstrip("。") in said(one.answer)
    )
    at = item.get("at")
    when = _when(at, item) if at else None
    statement = Statement(
        topic_id=item["topic"], kind=StatementKind(item["kind"]), quote=item["quote"], claim=item["claim"],
        stance=Stance(item.get("stance", "neither")), interview_id=record_id, exchange_id=asked.id,
        place_id=place_id(item["place"]) if "place" in item else None,
        person_id=party_id(item["person"]) if "person" in item else None,
    )
    case.do("interviews.statement", operations.mark_statement, statement, when)


def _when(at: datetime, item: dict[str, Any]) -> Moment:
    return Moment(utc=at.astimezone(UTC), raw=item["raw"], uncertainty_s=float(item["uncertainty_s"]))
