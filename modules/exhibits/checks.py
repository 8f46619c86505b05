"""What the standards ask of extraction and custody (R1, R11, R12, GB/T 20162)."""

from collections.abc import Iterator
from datetime import datetime

from modules.exhibits.queries import gaps, valid_exhibits
from modules.exhibits.records import StockCheck
from modules.exhibits.rules import AmountFault, GapKind, below_minimum
from workstation.api import BEIJING, N_, Check, Finding, Read, Ref, Severity, UserError, zone

_HEAVY = (GapKind.WRONG_GIVER, GapKind.SEAL_BROKEN, GapKind.BEFORE_EXTRACTION)


def extraction(read: Read) -> Iterator[Finding]:
    """R1, R11: two extractors, a witness, photograph and measurement before sealing."""
    for exhibit in valid_exhibits(read):
        ref, values = Ref("exhibits", exhibit.id), {"number": exhibit.number}
        if len(set(exhibit.extractors)) < 2:
            yield Finding("exhibits.too_few_extractors", values, ref, Severity.ERROR)
        if not exhibit.witness and not exhibit.witness_refused:
            yield Finding("exhibits.no_witness", values, ref)
        if not exhibit.photos_before:
            yield Finding("exhibits.no_photo_before", values, ref)
        if not exhibit.position_measured:
            yield Finding("exhibits.not_measured", values, ref)
        if not exhibit.seal_number:
            yield Finding("exhibits.no_seal", values, ref)
        if exhibit.extracted_at and exhibit.sealed_at and exhibit.sealed_at.utc < exhibit.extracted_at.utc:
            yield Finding("exhibits.sealed_before", values, ref, Severity.ERROR)


def amounts(read: Read) -> Iterator[Finding]:
    """GB/T 20162: enough was taken, and it can be seen that it was."""
    begun = datetime.fromisoformat(read.case.created_at).astimezone(zone(BEIJING)).date()
    for exhibit in valid_exhibits(read):
        day = exhibit.extracted_at.local.date() if exhibit.extracted_at else begun
        try:
            minimum = below_minimum(exhibit, read.rules.on("sampling", day))
        except UserError:
            continue  # no rule was in force on the day of this exhibit
        if minimum is not None:
            values = {
                "number": exhibit.number, "amount": f"{exhibit.amount or 0:g}", "unit": exhibit.unit or "?",
                "minimum": f"{minimum.required:g}", "minimum_unit": minimum.unit,
            }
            severity = Severity.WARNING if minimum.fault is AmountFault.BELOW else Severity.INFO
            yield Finding(f"exhibits.{minimum.fault.value}", values, Ref("exhibits", exhibit.id), severity)


def chain(read: Read) -> Iterator[Finding]:
    """R12: the chain of custody has no gap and no broken seal."""
    for exhibit in valid_exhibits(read):
        for gap in gaps(read, exhibit):
            values = {
                "number": exhibit.number, "giver": gap.event.giver, "receiver": gap.event.receiver,
                "at": gap.event.at.text(), "expected": gap.expected,
            }
            severity = Severity.ERROR if gap.kind in _HEAVY else Severity.WARNING
            yield Finding(f"exhibits.chain_{gap.kind.value}", values, Ref("exhibits", exhibit.id), severity)


def stock(read: Read) -> Iterator[Finding]:
    """The newest finished count found everything."""
    finished = [check for check in read.all(StockCheck) if check.finished]
    if not finished:
        return
    newest = max(finished, key=lambda check: check.at.utc)
    valid = {exhibit.id: exhibit for exhibit in valid_exhibits(read)}
    for exhibit_id in newest.expected:
        if exhibit_id not in newest.found and exhibit_id in valid:
            values = {"number": valid[exhibit_id].number, "at": newest.at.text()}
            yield Finding("exhibits.not_in_stock", values, Ref("exhibits", exhibit_id), Severity.ERROR)


CHECKS = (
    Check("exhibits.extraction", N_("Extraction"), "XF 839-2009 4.7", extraction, "verified"),
    Check("exhibits.amounts", N_("Minimum amounts"), "GB/T 20162-2006 §4", amounts),
    Check("exhibits.chain", N_("Chain of custody"), "XF 839-2009 4.7；R12", chain),
    Check("exhibits.stock", N_("Stock check"), "R12", stock),
)
