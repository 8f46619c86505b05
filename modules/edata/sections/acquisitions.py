"""电子数据提取固定清单 with its record, as it is signed; and what is kept of each acquisition beyond it."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from modules.edata.queries import all_acquisitions, all_clocks, checks_of, clock_text, items, valid_acquisitions
from modules.edata.queries.acquisitions import (
    BLOCK_WORDS,
    CARRIER_WORDS,
    METHOD_WORDS,
    Item,
    officer_names,
    place_names,
)
from modules.edata.records import Acquisition, ClockCheck, WriteBlock
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Moment,
    Notice,
    Paragraph,
    Read,
    Ref,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    Words,
    anchor_of,
)

_FORM_ROWS = 3


def build_list(read: Read, words: Words, part: str) -> Iterator[Block]:
    """One form for each acquisition; an empty one where there is none yet, to be filled in by hand."""
    if valid_acquisitions(read):
        yield from build_form(read, words, part)
    else:
        yield from _form(read, words, Acquisition(number="", title=""), ())


def build_form(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The record (笔录) and the list (清单) of each acquisition, with places to sign."""
    lists = items(read)
    for one in valid_acquisitions(read):
        yield from _form(read, words, one, lists.get(one.id, ()))


def _form(read: Read, words: Words, one: Acquisition, rows: Sequence[Item]) -> Iterator[Block]:
    title = words("Record and list of electronic data (提取固定清单)")
    yield Entry(f"{title} {one.number}".strip(), number=one.number, date=_at(one.begun, "%Y-%m-%d"), key=one.id)
    yield Heading(1, f"{title}  {one.number}".strip())
    yield KeyValues((
        (words("Fire"), read.case.name),
        (words("Object of the acquisition"), " ".join(filter(None, (one.title, one.device)))),
        (words("Time"), _span(one.begun, one.ended)),
        (words("Place of the acquisition"), place_names(read).get(one.place_id or "", "／" if one.number else "")),
        (words("Source of the data"), one.source),
        (words("Way of acquisition"), _way(one, words)), (words("Course"), one.process),
    ))
    yield Table(
        (Column(words("Row no."), 0.45), Column(words("File"), 1.5), Column(words("Class"), 0.7),
         Column(words("Format"), 0.6), Column(words("Bytes"), 0.85, "right"), Column(words("Hash (SHA-256)"), 3.3)),
        tuple(_row(number, row) for number, row in enumerate(rows, 1)), min_rows=_FORM_ROWS,
    )
    names = officer_names(read)
    signers = [SignaturePlace(words("Acquired by"), names.get(officer, "")) for officer in one.officers]
    while len(signers) < 2:
        signers.append(SignaturePlace(words("Acquired by")))
    refused = words("refused to sign") if one.holder_refused else ""
    yield Signatures((
        *signers, SignaturePlace(words("Holder or provider"), one.holder, refused),
        SignaturePlace(words("Attesting witness"), one.witness),
    ))


def _row(number: int, row: Item) -> tuple[Inline, ...]:
    file = row.file
    if file is None:
        return str(number), row.item.file_id, row.item.category, "", "", ""
    return (
        str(number), file.name, row.item.category, PurePath(file.name).suffix.lstrip(".").upper(), f"{file.size:,}",
        file.sha256,
    )


def _way(one: Acquisition, words: Words) -> str:
    parts = [words(METHOD_WORDS[one.method]), words(CARRIER_WORDS[one.carrier])]
    if one.write_block is not WriteBlock.UNKNOWN:
        parts.append(words(BLOCK_WORDS[one.write_block]) + (f" {one.write_blocker}" if one.write_blocker else ""))
    if one.isolated:
        parts.append(words("cut off from every network"))
    if one.tool:
        parts.append(f"{one.tool} {one.tool_version}".strip())
    return words.joined(parts)


def _at(moment: Moment | None, form: str) -> str:
    return moment.text(form) if moment else ""


def _span(begun: Moment | None, ended: Moment | None) -> str:
    first = _at(begun, "%Y-%m-%d %H:%M")
    return f"{first} – {_at(ended, '%H:%M')}" if begun and ended else first


def build_acquisitions(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Everything that is kept of each acquisition: seals, photographs, clocks, hashes stated and checked again."""
    lists, checks = items(read), checks_of(read)
    clocks = {clock.id: clock for clock in all_clocks(read)}
    found = all_acquisitions(read)
    if found:
        yield Heading(1, words("Electronic data"))
        yield Paragraph(
            words("Acquired by 法发〔2016〕22号, which fire agencies follow by analogy."), "plain",
        )
    for one in found:
        yield Heading(2, f"{one.number} {one.title}", anchor=anchor_of(Ref("acquisitions", one.id)))
        if one.withdrawn:
            yield Notice(words("Withdrawn: {reason}", reason=one.withdrawn), "warning")
            continue
        yield KeyValues(tuple(_facts(read, one, words)), columns=2)
        yield from _hashes(lists.get(one.id, ()), words)
        clock = clocks.get(one.clock_id or "")
        if clock is not None:
            yield Paragraph(f"{words('Clock')}: {clock.name} {clock_text(clock, words)}", "plain")
            yield check_table(read, checks.get(clock.id, ()), clock.zone, words)


def _facts(read: Read, one: Acquisition, words: Words) -> Iterator[tuple[str, Inline]]:
    yield words("Way of acquisition"), _way(one, words)
    yield words("Device"), " ".join(filter(None, (one.device, one.serial)))
    yield words("Holder or provider"), one.holder + (f" ({words('refused to sign')})" if one.holder_refused else "")
    yield words("Attesting witness"), one.witness
    yield words("Why the carrier was not seized"), one.reason_not_seized
    yield words("Seal number"), one.seal_number
    yield words("Photographs before sealing"), refs_inline(read, one.photos_before)
    yield words("Photographs after sealing"), refs_inline(read, one.photos_after)
    yield words("Original carriers"), refs_inline(read, one.exhibits)
    yield words("Note"), one.note


def refs_inline(read: Read, refs: Sequence[Ref]) -> Inline:
    """Links to other records by their numbers."""
    titles = read.titles(refs) if refs else {}
    return tuple(
        Span(f"{titles[ref].number or titles[ref].title} ", target=anchor_of(ref)) for ref in refs if ref in titles
    ) or ""


def _hashes(rows: Sequence[Item], words: Words) -> Iterator[Block]:
    if not rows:
        return
    yield Table(
        (Column(words("File"), 1.6), Column("SHA-256 / SM3", 2.6), Column(words("Stated hash"), 1.6),
         Column(words("Checked again"), 1.2)),
        tuple((
            row.file.name if row.file else row.item.file_id,
            f"{row.file.sha256} {row.file.sm3}".strip() if row.file else "",
            _stated(row, words), _again(row, words),
        ) for row in rows),
    )


def _stated(row: Item, words: Words) -> Inline:
    if not row.item.stated_hash:
        return ""
    text = f"{row.item.stated_algorithm.upper()} {row.item.stated_hash}"
    if row.agrees is False:
        return Span(f"{text} {words('DIFFERS')}", bold=True)
    return text if row.agrees is None else f"{text} {words('agrees')}"


def _again(row: Item, words: Words) -> Inline:
    if row.check is None:
        return ""
    at = row.check.at.text("%Y-%m-%d %H:%M")
    if row.check.holds:
        return words("{at} unchanged", at=at)
    return Span(words("{at} CHANGED: frozen", at=at), bold=True)


def check_table(read: Read, checks: Sequence[ClockCheck], zone_name: str, words: Words) -> Table:
    """校时记录: what was shown, what the time was, the difference, by which source, with which photograph."""
    return Table(
        (Column(words("Beijing time"), 1.3), Column(words("Display"), 1.3), Column(words("Offset"), 0.9, "right"),
         Column(words("Time source"), 1.2), Column(words("Photographs"), 0.9)),
        tuple((
            check.at.text(), check.shown.replace("T", " "),
            f"{check.offset_s(zone_name):+g} s ±{check.uncertainty_s:g}", check.reference,
            refs_inline(read, check.photos),
        ) for check in checks),
        empty=words("The clock has not been compared with Beijing time."),
    )


