"""What is printed at the scene: labels with QR codes, 提取清单, the result of a stock check."""

from collections.abc import Iterator, Sequence

from modules.exhibits.queries import all_exhibits, foreign_text, officer_names, place_names, valid_exhibits
from modules.exhibits.records import Exhibit, StockCheck
from modules.exhibits.rules import label_code
from modules.exhibits.sections.register import amount_text
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Label,
    Labels,
    Moment,
    Notice,
    Paragraph,
    Read,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    Words,
)

_FORM_ROWS = 8  # as many as fit above the signatures of two extractors and a witness
_BLANK = "________"
_NO_DAY = "9999"  # sorts after every day


def build_labels(read: Read, words: Words, _: str) -> Iterator[Block]:
    """封装标签: number, name, fire, time and seal beside the QR code; extractors and witness sign on it."""
    names = officer_names(read)
    exhibits = valid_exhibits(read)
    if not exhibits:
        yield Paragraph(words("No exhibits have been registered."))
    yield Labels(tuple(
        Label(
            label_code(read.case.id, exhibit.id), f"{exhibit.number}  {exhibit.name}",
            (
                read.case.name, f"{words('Taken at')}  {_when(exhibit)}",
                f"{words('Seal number')}  {exhibit.seal_number or _BLANK}",
                f"{words('Taken by')}  {'、'.join(names.get(item, '') for item in exhibit.extractors) or _BLANK}",
            ),
            (words("Taken by"), words("Witness or party")),
        ) for exhibit in exhibits
    ))


def _when(exhibit: Exhibit) -> str:
    return exhibit.extracted_at.text("%Y-%m-%d %H:%M") if exhibit.extracted_at else _BLANK


def build_extraction_list(read: Read, words: Words, _: str) -> Iterator[Block]:
    """火灾痕迹物品提取清单: one form for each day of extraction, unused rows crossed out, places to sign."""
    days: dict[str, list[Exhibit]] = {}
    for exhibit in valid_exhibits(read):
        day = exhibit.extracted_at.text("%Y-%m-%d") if exhibit.extracted_at else _NO_DAY
        days.setdefault(day, []).append(exhibit)
    for day in sorted(days) or [_NO_DAY]:
        yield from _extraction_form(read, words, day, days.get(day, []))


def build_extraction_form(read: Read, words: Words, part: str) -> Iterator[Block]:
    """The same form in the dossier, where a case without exhibits leaves no empty page."""
    if valid_exhibits(read):
        yield from build_extraction_list(read, words, part)


def _extraction_form(read: Read, words: Words, day: str, exhibits: Sequence[Exhibit]) -> Iterator[Block]:
    places, names = place_names(read), officer_names(read)
    title = words("List of extracted items (提取清单)")
    times = sorted((exhibit.extracted_at for exhibit in exhibits if exhibit.extracted_at), key=lambda at: at.utc)
    yield Entry(title, key=day, date=times[0].text("%Y-%m-%d") if times else "")
    yield Heading(1, title)
    where = dict.fromkeys(places[exhibit.place_id] for exhibit in exhibits if exhibit.place_id in places)
    if len(where) == 1:
        places = {}  # said once, above the table
    yield KeyValues((
        (words("Fire"), read.case.name), (words("Taken at"), _span(times)),
        (words("Place of the extraction"), "、".join(where)),
    ))
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
    yield Signatures((*signers, *_witnesses(exhibits, words)))


def _span(times: Sequence[Moment]) -> str:
    if not times:
        return ""
    first, last = times[0].text("%Y-%m-%d %H:%M"), times[-1].text("%H:%M")
    return first if times[0] == times[-1] else f"{first} – {last}"


def _witnesses(exhibits: Sequence[Exhibit], words: Words) -> list[SignaturePlace]:
    """One place for each witness; who refused is noted instead of a signature (拒签注明)."""
    refused: dict[str, bool] = {}
    for exhibit in exhibits:
        if exhibit.witness or exhibit.witness_refused:
            refused[exhibit.witness] = refused.get(exhibit.witness, False) or exhibit.witness_refused
    return [
        SignaturePlace(words("Witness or party"), name, words("refused to sign") if no else "")
        for name, no in (refused or {"": False}).items()
    ]


def build_stock_check(read: Read, words: Words, _: str) -> Iterator[Block]:
    """清点: every count that was made, with what was found, missing and foreign."""
    exhibits = all_exhibits(read)
    titles = {exhibit.id: f"{exhibit.number} {exhibit.name}" for exhibit in exhibits}
    checks = sorted(read.all(StockCheck), key=lambda check: check.at.utc)
    if not checks:
        yield Paragraph(words("The stock has not been checked."))
    for check in checks:
        yield Heading(1, words("Stock check {at} by {name}", at=check.at.text("%Y-%m-%d %H:%M"), name=check.checked_by))
        if not check.finished:
            yield Notice(words("This count is not finished: what is not found yet may still be scanned."), "warning")
        lost = words("MISSING") if check.finished else words("not scanned yet")
        missing = [item for item in check.expected if item not in check.found]
        yield Paragraph(words("{found} of {expected} found", found=len(check.expected) - len(missing),
                              expected=len(check.expected)), "plain")
        yield Table(
            (Column(words("Exhibit"), 4), Column(words("Result"), 1)),
            tuple((titles.get(item, item), Span(lost, bold=True) if item in missing else words("found"))
                  for item in (*missing, *(item for item in check.expected if item not in missing))),
        )
        foreign = [foreign_text(exhibits, read.case.id, code, words) for code in check.foreign]
        if foreign:
            yield Paragraph(words("Not of this store: {codes}", codes="、".join(foreign)), "plain")
        if check.note:
            yield Paragraph(check.note)
