"""What the law asks of cooperation: notices, the team of a transfer, its papers, its receipt (R7, R19)."""

from collections.abc import Iterator

from modules.cooperation.queries import harm, notices, offences, transfers, triggers
from modules.cooperation.records import Transfer
from modules.cooperation.rules import lacking, missing_papers, notice_triggers
from workstation.api import N_, Check, Finding, Read, Ref, Severity, UserError


def police_told(read: Read) -> Iterator[Finding]:
    """第十条: a reason of which the police were not told."""
    told = {code for notice in notices(read) for code in notice.triggers}
    try:
        names = {one["code"]: one["text"] for one in triggers(read).data["triggers"]}
    except UserError:
        return
    for code in sorted(notice_triggers(harm(read)) - told):
        yield Finding("cooperation.not_told", {"reason": names.get(code, code)}, severity=Severity.ERROR)


def transfer_complete(read: Read) -> Iterator[Finding]:
    """第四十二条 and 应急〔2019〕54号: what a transfer lacks."""
    for transfer in transfers(read):
        ref = Ref("transfers", transfer.id)
        try:
            pack = offences(read, transfer)
        except UserError:
            continue
        if transfer.approved is None:
            yield from _lacks(transfer, pack.data, ref)
        if transfer.approved and transfer.sent_at is None:
            yield Finding("cooperation.not_sent", {"offence": transfer.offence_name}, ref, Severity.ERROR)
        if transfer.sent_at is not None and not transfer.receipt_refs:
            yield Finding("cooperation.no_receipt", {"offence": transfer.offence_name}, ref, Severity.WARNING)
        if transfer.pack_digest and transfer.pack_digest != pack.digest:
            yield Finding("cooperation.pack_changed", {"offence": transfer.offence_name, "id": transfer.pack_id}, ref,
                          Severity.WARNING)


def _lacks(transfer: Transfer, pack: dict[str, object], ref: Ref) -> Iterator[Finding]:
    for what in lacking(transfer, pack):
        yield Finding(f"cooperation.lacks_{what}", {"offence": transfer.offence_name}, ref, Severity.WARNING)
    wanted = pack["materials"]
    names = missing_papers(transfer, wanted) if isinstance(wanted, list) else []
    if names:
        values = {"offence": transfer.offence_name, "names": "、".join(names)}
        yield Finding("cooperation.papers_missing", values, ref, Severity.WARNING)


CHECKS = (
    Check("cooperation.police", N_("Notice to the police"), "《火灾事故调查规定》第十条", police_told),
    Check("cooperation.transfer", N_("Transfer of the case"), "《火灾事故调查规定》第四十二条；应急〔2019〕54号",
          transfer_complete),
)
