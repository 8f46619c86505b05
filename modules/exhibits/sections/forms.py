"""What is printed at the scene: labels with QR codes, 提取清单, the result of a stock check."""

from collections.abc import Iterator

from modules.exhibits.queries import all_exhibits, officer_names, place_names, valid_exhibits
from modules.exhibits.records import StockCheck
from modules.exhibits.rules import label_code
from modules.exhibits.sections.register import amount_text
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Paragraph,
    Qr,
    Read,
    SignaturePlace,
    Signatures,
    Spacer,
    Table,
    Words,
)

_FORM_ROWS = 12


def build_labels(read: Read, words: Words, _: str) -> Iterator[Block]:
    """封装标签: fire, time, name, number and signatures beside the QR code."""
    names = officer_names(read)
    exhibits = valid_exhibits(read)
    if not exhibits:
        yield Paragraph(words("No exhibits have been registered."))
    for exhibit in exhibits:
        signers = "、".join(names.get(officer, "") for officer in exhibit.extractors) or "________"
        when = exhibit.extracted_at.text("%Y-%m-%d %H:%M") if exhibit.extracted_at else "________"
        yield Qr(label_code(read.case.id, exhibit.id), "\n".join((
            read.case.name, f"{exhibit.number}  {exhibit.name}", f"{words('Taken at')} {when}",
            f"{words('Seal number')} {exhibit.seal_number or '________'}", f"{words('Taken by')} {signers}",
        )), size=30)
        yield Spacer(4)


def build_extraction_list(read: Read, words: Words, _: str) -> Iterator[Block]:
    """火灾痕迹物品提取清单: the form with its unused rows crossed out and places to sign."""
    places, names = place_names(read), officer_names(read)
    exhibits = valid_exhibits(read)
    yield Entry(words("List of extracted items (提取清单)"))
    yield Heading(1, words("List of extracted items (提取清单)"))
    yield KeyValues(((words("Fire"), read.case.name),))
    yield Table(
        (Column(words("Number"), 0.8), Column(words("Name of the exhibit"), 1.5), Column(words("Amount"), 0.8),
         Column(words("Features"), 1.6), Column(words("Taken from"), 1.6), Column(words("Method"), 1.1),
         Column(words("Seal number"), 1)),
        tuple((
            exhibit.number, exhibit.name, amount_text(exhibit), exhibit.features,
            " ".join(part for part in (places.get(exhibit.place_id or "", ""), exhibit.position) if part),
            exhibit.method, exhibit.seal_number,
        ) for exhibit in exhibits),
        min_rows=_FORM_ROWS,
    )
    officers = list(dict.fromkeys(officer for exhibit in exhibits for officer in exhibit.extractors))
    signers = [SignaturePlace(words("Taken by"), names.get(officer, "")) for officer in officers]
    while len(signers) < 2:
        signers.append(SignaturePlace(words("Taken by")))
    witness = next((exhibit.witness for exhibit in exhibits if exhibit.witness), "")
    yield Signatures((*signers, SignaturePlace(words("Witness or party"), witness)))


def build_stock_check(read: Read, words: Words, _: str) -> Iterator[Block]:
    """清点: every count that was made, with what was found, missing and foreign."""
    titles = {exhibit.id: f"{exhibit.number} {exhibit.name}" for exhibit in all_exhibits(read)}
    checks = sorted(read.all(StockCheck), key=lambda check: check.at.utc)
    if not checks:
        yield Paragraph(words("The stock has not been checked."))
    for check in checks:
        yield Heading(1, words("Stock check {at} by {name}", at=check.at.text(), name=check.checked_by))
        yield Table(
            (Column(words("Exhibit"), 4), Column(words("Result"), 1)),
            tuple((titles.get(item, item), words("found") if item in check.found else words("MISSING"))
                  for item in check.expected),
        )
        for code in check.foreign:
            yield Paragraph(words("Foreign code: {code}", code=code), "small")
