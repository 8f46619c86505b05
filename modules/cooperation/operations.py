"""Writing what was done together with 公安, 检察 and others; each act also begins or ends its time limit."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from modules.cooperation.queries import Paper, offences, officer_text, papers
from modules.cooperation.records import (
    Answer,
    Meeting,
    PoliceNotice,
    ProsecutorContact,
    Transfer,
    TransferPaper,
)
from modules.cooperation.rules import lacking, missing_papers
from workstation.api import Job, Moment, Party, ProcedureAct, Read, Record, Ref, UserError, Work

MANIFEST = "manifest-sha256.txt"


def put_notice(work: Work, notice: PoliceNotice) -> None:
    """Enter that the police were told."""
    work.put(notice)
    _act(work, notice.id, "police_notified", notice.at, number=notice.document_number, refs=notice.refs)


def put_meeting(work: Work, meeting: Meeting) -> None:
    """Enter a joint meeting; two people of one name are told apart by their units."""
    seen = [(one.name.strip(), one.unit.strip()) for one in meeting.participants]
    twice = next((one for one in seen if seen.count(one) > 1), None)
    if twice is not None:
        raise UserError("cooperation.same_participant", name=twice[0], unit=twice[1])
    work.put(meeting)
    _act(work, meeting.id, "joint_meeting", meeting.at, refs=meeting.refs, note=meeting.topic)


def put_contact(work: Work, contact: ProsecutorContact) -> None:
    """Enter a contact with the prosecutor's office."""
    work.put(contact)
    _act(work, contact.id, "prosecutor_informed", contact.at, refs=contact.refs, note=contact.matter)


def remove(work: Work, kind: type[Record], record_id: str) -> None:
    """Take out what was entered by mistake, with its act."""
    work.remove(kind, record_id)
    if work.find(ProcedureAct, record_id) is not None:
        work.remove(ProcedureAct, record_id)


def propose(work: Work, transfer: Transfer, *, at: Moment | None = None) -> Transfer:
    """Propose a transfer in the name of the officer who acts; the offence is taken from the table in force.

    Raises ``cooperation.no_such_offence``.
    """
    moment = at or Moment(utc=work.at)
    known = replace(transfer, proposed_at=moment, proposed_by=work.decider.id)
    pack = offences(work, known)
    offence = next((one for one in pack.data["offences"] if one["code"] == transfer.offence), None)
    if offence is None:
        raise UserError("cooperation.no_such_offence", code=transfer.offence)
    known = replace(
        known, offence_name=offence["name"], articles=offence["articles"], pack_id=pack.id, pack_digest=pack.digest,
    )
    work.put(known)
    _act(work, f"{known.id}-proposed", "transfer_proposed", moment, party=_party(known))
    return known


def change(work: Work, transfer_id: str, **facts: Any) -> Transfer:
    """Write facts of a transfer that is not decided yet. Raises ``cooperation.decided_already``."""
    known = work.get(Transfer, transfer_id)
    if known.approved is not None:
        raise UserError("cooperation.decided_already", offence=known.offence_name)
    made = replace(known, **facts)
    work.put(made)
    _act(work, f"{made.id}-proposed", "transfer_proposed", made.proposed_at, party=_party(made))
    return made


def choose_paper(work: Work, transfer_id: str, code: str, refs: Sequence[Ref], note: str = "") -> Transfer:
    """Choose the records that make up one kind of paper, or say why there is none."""
    known = work.get(Transfer, transfer_id)
    others = tuple(paper for paper in known.papers if paper.code != code)
    return change(work, transfer_id, papers=(*others, TransferPaper(code, tuple(refs), note.strip())))


def decide(
    work: Work, transfer_id: str, *, approved: bool, by: str, at: Moment, reason: str = ""
) -> Transfer:
    """Enter the head's decision; the officer who is signed in answers for the entry.

    Raises ``cooperation.lacks``, ``cooperation.papers_missing``, ``cooperation.who_decided``,
    ``cooperation.reason_missing``, ``cooperation.decided_already``, ``cooperation.backwards``.
    """
    known = work.get(Transfer, transfer_id)
    pack = offences(work, known).data
    if known.approved is not None:
        raise UserError("cooperation.decided_already", offence=known.offence_name)
    if not by.strip():
        raise UserError("cooperation.who_decided")
    if not approved and not reason.strip():
        raise UserError("cooperation.reason_missing")
    if at.utc < known.proposed_at.utc:
        raise UserError("cooperation.backwards")
    if approved:
        missing = next(lacking(known, pack), None)
        if missing is not None:
            raise UserError(f"cooperation.lacks_{missing}", team=pack["team"])
        names = missing_papers(known, pack["materials"])
        if names:
            raise UserError("cooperation.papers_missing", names="、".join(names))
    made = replace(
        known, approved=approved, decided_by=by.strip(), decided_at=at, decision_reason=reason.strip(),
        entered_by=work.decider.id,
    )
    work.put(made)
    _act(work, f"{made.id}-decided", "transfer_approved" if approved else "transfer_refused", at, party=_party(made))
    return made


def hand_over(
    work: Work, transfer_id: str, *, at: Moment, received_by: str, number: str = "", refs: Sequence[Ref] = ()
) -> Transfer:
    """Enter that the police took the case, with their receipt; the clock of 24 hours ends.

    Raises ``cooperation.not_approved``, ``cooperation.receipt_missing``, ``cooperation.backwards``.
    """
    known = work.get(Transfer, transfer_id)
    if not known.approved or known.decided_at is None:
        raise UserError("cooperation.not_approved", offence=known.offence_name)
    if not received_by.strip():
        raise UserError("cooperation.receipt_missing")
    if at.utc < known.decided_at.utc:
        raise UserError("cooperation.backwards")
    made = replace(
        known, sent_at=at, received_by=received_by.strip(), receipt_number=number, receipt_refs=tuple(refs)
    )
    work.put(made)
    _act(work, f"{made.id}-sent", "transferred", at, party=_party(made), number=number, refs=refs)
    return made


def enter_answer(
    work: Work, transfer_id: str, *, answer: Answer, answered_at: Moment, told_at: Moment | None = None,
    copied_at: Moment | None = None, number: str = "",
) -> Transfer:
    """Enter what the police decided, when they told it, and when the prosecutor got a copy.

    Raises ``cooperation.not_sent``, ``cooperation.backwards``.
    """
    known = work.get(Transfer, transfer_id)
    if known.sent_at is None:
        raise UserError("cooperation.not_sent", offence=known.offence_name)
    if answered_at.utc < known.sent_at.utc or (told_at is not None and told_at.utc < answered_at.utc):
        raise UserError("cooperation.backwards")
    made = replace(
        known, police_answer=answer, answered_at=answered_at, told_at=told_at, copied_at=copied_at, answer_number=number
    )
    work.put(made)
    party, code = _party(made), "case_filed" if answer is Answer.FILED else "case_not_filed"
    _act(work, f"{made.id}-decision", "case_decided", answered_at, party=party)
    _act(work, f"{made.id}-answer", code, answered_at, party=party, number=number)
    for step, code, moment in (("told", "case_told", told_at), ("copied", "prosecutor_informed", copied_at)):
        if moment is not None:
            _act(work, f"{made.id}-{step}", code, moment, party=party)
    return made


def _act(
    work: Work, act_id: str, code: str, at: Moment, *, party: str | None = None, number: str = "",
    refs: Sequence[Ref] = (), note: str = "",
) -> None:
    work.put(ProcedureAct(
        id=act_id, code=code, at=at, party_id=party, document_number=number, refs=tuple(refs), note=note
    ))


def _party(transfer: Transfer) -> str | None:
    return transfer.suspect_ids[0] if transfer.suspect_ids else None


# the transfer pack as a folder


def write_pack(job: Job, transfer_id: str, folder: Path) -> int:
    """Copy the originals into ``folder``, one sub-folder a kind of paper, with the list and its hashes; how many.

    Records that have no original are written as JSON. Raises ``cooperation.folder_not_empty``,
    ``export.cannot_write``, ``cooperation.original_changed``.
    """
    read = job.read()
    transfer = read.get(Transfer, transfer_id)
    wanted = offences(read, transfer).data["materials"]
    if folder.exists() and any(folder.iterdir()):
        raise UserError("cooperation.folder_not_empty", path=folder)
    lines: list[str] = []
    rows: list[dict[str, Any]] = []
    chosen = {paper.code: paper for paper in transfer.papers}
    total = sum(len(paper.refs) for paper in transfer.papers)
    try:
        for number, kind in enumerate(wanted, 1):
            part = chosen.get(kind["code"])
            place = folder / f"{number:02d} {kind['name']}"
            for count, paper in enumerate(papers(read, part.refs) if part else (), 1):
                job.check()
                job.progress(len(lines), total, paper.title)
                place.mkdir(parents=True, exist_ok=True)
                target = place / f"{count:02d} {_safe(paper)}"
                digest = _write(read, paper, target)
                name = target.relative_to(folder).as_posix()
                lines.append(f"{digest}  {name}\n")
                rows.append({"kind": kind["name"], "title": paper.title, "file": name, "sha256": digest})
        folder.mkdir(parents=True, exist_ok=True)
        listing = {
            "case": read.case.name, "offence": transfer.offence_name, "articles": transfer.articles,
            "to": transfer.to, "suspects": [party.name for party in read.get_many(Party, transfer.suspect_ids)],
            "team": [officer_text(read, one) for one in transfer.case_team], "decided_by": transfer.decided_by,
            "materials": rows, "ledger": {"size": read.head().size, "hash": read.head().hash},
        }
        text = json.dumps(listing, ensure_ascii=False, indent=2).encode()
        (folder / "移送清单.json").write_bytes(text)
        lines.append(f"{hashlib.sha256(text).hexdigest()}  移送清单.json\n")
        (folder / MANIFEST).write_text("".join(lines), "utf-8")
    except OSError as error:
        raise UserError("export.cannot_write", path=folder, reason=error.strerror or error) from error
    job.write("cooperation.pack", lambda work: work.note(folder=folder.name, files=len(rows)), witness=True,
              undoable=False)
    return len(rows)


def _write(read: Read, paper: Paper, target: Path) -> str:
    """Copy the original, or write the record; returns the hash of what now lies there."""
    if paper.file is None:
        record = read.resolve(paper.ref)
        table = read.registry.named(paper.ref.kind)
        plain = table.plain(record) if table and record else {}
        content = json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2).encode()
        target.write_bytes(content)
        return hashlib.sha256(content).hexdigest()
    shutil.copyfile(read.vault.path(paper.file.sha256), target)
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != paper.file.sha256:
        raise UserError("cooperation.original_changed", name=paper.file.name)
    return digest


def _safe(paper: Paper) -> str:
    """What the paper is called, as a file name that every system takes."""
    suffix = PurePath(paper.file.name).suffix if paper.file else ".json"
    name = paper.title if paper.title.endswith(suffix) else f"{paper.title}{suffix}"
    return "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < 32 else sign for sign in name)[-120:]
