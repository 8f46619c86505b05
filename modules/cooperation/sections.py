"""Cooperation in the dossier, and the list of papers of each transfer as a document of its own."""

from collections.abc import Iterator, Sequence

from modules.cooperation.queries import (
    contacts,
    harm,
    meetings,
    notices,
    offences,
    officer_text,
    papers,
    transfers,
    triggers,
)
from modules.cooperation.records import Answer, Meeting, Transfer
from modules.cooperation.rules import CRITERIA, reached
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Moment,
    Paragraph,
    Party,
    Read,
    Ref,
    Section,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    UserError,
    Words,
    anchor_of,
    to_verify,
)

CRITERION_WORDS = dict(zip(CRITERIA, (
    N_("Deaths"), N_("Serious injuries"), N_("Direct economic loss (yuan)"), N_("Burned households"),
    N_("Forest (hectares)"),
), strict=True))
ANSWER_WORDS = {
    Answer.OPEN: N_("Not decided yet"), Answer.FILED: N_("Criminal case filed"),
    Answer.NOT_FILED: N_("No criminal case filed"),
}


def build_cooperation(read: Read, words: Words, _: str) -> Iterator[Block]:
    """通知公安、联席会议、检察联系."""
    told, met, asked = notices(read), meetings(read), contacts(read)
    if not told and not met and not asked:
        return
    yield Heading(1, words("Cooperation with the police and the prosecutor"))
    reasons = _reasons(read)
    if told:
        yield Heading(2, words("Notices to the police"))
        yield Table(
            (Column(words("Time"), 1.2), Column(words("Notified"), 1.4), Column(words("Reason"), 2),
             Column(words("How, and who took it"), 1.5), Column(words("Sent by"), 1.2),
             Column(words("Document number"), 1.2)),
            tuple((
                one.at.text("%Y-%m-%d %H:%M"), one.to, "；".join(reasons.get(code, code) for code in one.triggers),
                " ".join(part for part in (one.notice_way, one.received_by) if part), officer_text(read, one.told_by),
                one.document_number,
            ) for one in told),
            anchors=tuple(anchor_of(Ref("police_notices", one.id)) for one in told),
        )
    for meeting in met:
        yield from _meeting(read, meeting, words)
    if asked:
        yield Heading(2, words("Contacts with the prosecutor"))
        yield Table(
            (Column(words("Time"), 1.1), Column(words("Office and person"), 1.5), Column(words("Matter"), 1.8),
             Column(words("Their opinion"), 2), Column(words("What came of it"), 1.6)),
            tuple((
                one.at.text("%Y-%m-%d %H:%M"), " ".join(part for part in (one.office, one.contact_person) if part),
                one.matter, one.their_opinion, one.follow_up,
            ) for one in asked),
            anchors=tuple(anchor_of(Ref("prosecutor_contacts", one.id)) for one in asked),
        )


def _meeting(read: Read, meeting: Meeting, words: Words) -> Iterator[Block]:
    yield Heading(2, words("Joint meeting: {subject}", subject=meeting.topic),
                  anchor=anchor_of(Ref("joint_meetings", meeting.id)))
    yield KeyValues((
        (words("Time"), meeting.at.text("%Y-%m-%d %H:%M")), (words("Place of the meeting"), meeting.place),
        (words("Host"), meeting.host), (words("Recorded by"), officer_text(read, meeting.recorded_by)),
    ))
    yield Table(
        (Column(words("Full name"), 1), Column(words("Unit"), 2), Column(words("Role"), 1.2)),
        tuple((one.name, one.unit, one.role) for one in meeting.participants),
        empty=words("Nobody has been entered."),
    )
    for title, text in ((words("Minutes"), meeting.minutes), (words("Agreed"), meeting.agreed)):
        if text:
            yield Heading(3, title)
            for line in text.splitlines():
                yield Paragraph(line)


def _reasons(read: Read) -> dict[str, str]:
    try:
        return {one["code"]: one["text"] for one in triggers(read).data["triggers"]}
    except UserError:
        return {}


def build_transfers(read: Read, words: Words, _: str) -> Iterator[Block]:
    """移送案件: each transfer with its grounds, its course and its papers."""
    for transfer in transfers(read):
        yield Entry(words("Transfer: {offence}", offence=transfer.offence_name), number=transfer.receipt_number,
                    date=transfer.sent_at.text("%Y-%m-%d") if transfer.sent_at else "", key=transfer.id)
        yield Heading(1, words("Transfer: {offence}", offence=transfer.offence_name),
                      anchor=anchor_of(Ref("transfers", transfer.id)))
        yield from _transfer(read, transfer, words, linked=True)


def transfer_ids(read: Read) -> Sequence[str]:
    """One part of the document for each transfer."""
    return [transfer.id for transfer in transfers(read)]


def build_list(read: Read, words: Words, part: str) -> Iterator[Block]:
    """案件移送清单: what is handed over, with hashes and places to sign."""
    transfer = read.find(Transfer, part)
    if transfer is None:
        return
    yield Heading(1, words("List of papers handed over with the case"))
    yield from _transfer(read, transfer, words, linked=False)
    yield Paragraph(words(
        "Ledger of the case: {size} rows, head {head}", size=read.head().size, head=read.head().hash
    ))
    yield Signatures((
        SignaturePlace(words("Handed over by")), SignaturePlace(words("Handed over by")),
        SignaturePlace(words("Received by")),
    ))


def _transfer(read: Read, transfer: Transfer, words: Words, *, linked: bool) -> Iterator[Block]:
    """``linked``: the papers themselves stand in the same document."""
    suspects = "、".join(party.name for party in read.get_many(Party, transfer.suspect_ids))
    yield KeyValues((
        (words("Suspected offence"), (f"{transfer.offence_name} {transfer.articles} ", to_verify(words))),
        (words("Suspects"), suspects), (words("Receiving authority"), transfer.to),
        (words("Officers on the case"), "、".join(officer_text(read, one) for one in transfer.case_team)),
        (words("Transfer proposed"), _who_when(officer_text(read, transfer.proposed_by), transfer.proposed_at)),
        (words("Decided"), _decided(transfer, words)),
        (words("Handed over"), _who_when(transfer.received_by, transfer.sent_at)),
        (words("Receipt number"), transfer.receipt_number),
        (words("Answer of the police"), " ".join(part for part in (
            words(ANSWER_WORDS[transfer.police_answer]), _time(transfer.answered_at), transfer.answer_number) if part)),
        (words("Copy to the prosecutor"), _time(transfer.copied_at)),
    ))
    if transfer.facts:
        yield Heading(2, words("Facts"))
        for line in transfer.facts.splitlines():
            yield Paragraph(line)
    yield from _thresholds(read, transfer, words)
    yield from _papers(read, transfer, words, linked=linked)


def _thresholds(read: Read, transfer: Transfer, words: Words) -> Iterator[Block]:
    try:
        pack = offences(read, transfer)
    except UserError:
        return
    offence = next((one for one in pack.data["offences"] if one["code"] == transfer.offence), None)
    rows = reached(offence, harm(read)) if offence else []
    if rows:
        yield Heading(2, words("Thresholds that the counts reach"))
        yield Table(
            (Column(words("Source of the standard"), 2.4), Column(words("Criterion"), 1.6),
             Column(words("Counted"), 1, "right"), Column(words("Threshold reached"), 1, "right")),
            tuple((
                (f"{row.source} ", to_verify(words)) if row.certainty == "to_verify" else row.source,
                words(CRITERION_WORDS[row.criterion]), f"{row.value:,.0f}", f"{row.threshold:,.0f}",
            ) for row in rows),
        )


def _papers(read: Read, transfer: Transfer, words: Words, *, linked: bool) -> Iterator[Block]:
    try:
        wanted = offences(read, transfer).data["materials"]
    except UserError:
        wanted = []
    chosen = {paper.code: paper for paper in transfer.papers}
    rows: list[tuple[Inline, ...]] = []
    for kind in wanted:
        paper = chosen.get(kind["code"])
        found = papers(read, paper.refs) if paper else []
        for one in found:
            title = Span(one.title, target=anchor_of(one.ref)) if linked else one.title
            rows.append((str(len(rows) + 1), kind["name"], title, one.sha256))
        if not found and ((paper is not None and paper.note) or kind["required"]):
            rows.append((str(len(rows) + 1), kind["name"], paper.note if paper and paper.note
                         else words("Not there"), ""))
    yield Heading(2, words("Papers handed over"))
    yield Table(
        (Column(words("No."), 0.4), Column(words("Kind of paper"), 1.4), Column(words("Name of the paper"), 2.2),
         Column("SHA-256", 2.4)), tuple(rows), empty=words("No paper has been chosen yet."),
    )


def _decided(transfer: Transfer, words: Words) -> str:
    if transfer.approved is None:
        return words("Not decided yet")
    text = words("Approved") if transfer.approved else words("Transfer refused")
    return " ".join(part for part in (
        text, _who_when(transfer.decided_by, transfer.decided_at), transfer.decision_reason
    ) if part)


def _who_when(who: str, when: Moment | None) -> str:
    return " ".join(part for part in (who, _time(when)) if part)


def _time(moment: Moment | None) -> str:
    return moment.text("%Y-%m-%d %H:%M") if moment else ""


SECTIONS = (
    Section("cooperation", N_("Cooperation with the police and the prosecutor"), "others", build_cooperation),
    Section("cooperation.transfers", N_("Transfer of the case"), "responsibility", build_transfers),
    Section("cooperation.list", N_("List of papers handed over with the case"), "sheet", build_list,
            document="transfer", parts=transfer_ids),
)
