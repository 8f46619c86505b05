"""鉴定委托书: who asks whom, which samples, what is asked, until when; and what came back."""

from collections.abc import Iterator
from datetime import date

from modules.field_tests.queries import officer_names, valid_commissions
from modules.field_tests.records import Commission
from modules.field_tests.sections.tests import refs_inline
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Read,
    Ref,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    Words,
    anchor_of,
    to_plain,
)

_ROWS = 4


def build_forms(read: Read, words: Words, part: str) -> Iterator[Block]:
    """One form for each commission; an empty one where there is none yet, to be filled in by hand."""
    found = valid_commissions(read)
    if found:
        yield from build_commissions(read, words, part)
    else:
        yield from _form(read, words, Commission(number="", laboratory=""))


def build_commissions(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each commission as a form of its own, with the result below it once that is known."""
    for one in valid_commissions(read):
        yield from _form(read, words, one)
        if one.received_on:
            yield Heading(2, words("Result"))
            yield KeyValues((
                (words("Number of the opinion"), one.report_number), (words("Received on"), _day(one.received_on)),
                (words("Opinion"), one.result), (words("Report"), refs_inline(read, one.reports)),
            ))


def _form(read: Read, words: Words, one: Commission) -> Iterator[Block]:
    title = words("Commission to a laboratory (鉴定委托书)")
    yield Entry(f"{title} {one.number}".strip(), number=one.number, date=_day(one.sent_on), key=one.id)
    yield Heading(1, f"{title}  {one.number}".strip(), anchor=anchor_of(Ref("commissions", one.id)))
    yield KeyValues((
        (words("Fire"), read.case.name),
        (words("Laboratory"), " ".join(filter(None, (one.laboratory, one.qualification)))),
        (words("Facts in brief"), one.facts), (words("What is asked"), one.request),
        (words("Agreed day of the opinion"), _day(one.due_on)),
        (words("Samples are kept until"), _day(one.kept_until)), (words("Commission approved by"), one.approved_by),
    ))
    yield Table(
        (Column(words("Row no."), 0.5), Column(words("Number"), 0.8), Column(words("Sample"), 2),
         Column(words("Amount"), 0.8), Column(words("Taken from"), 2.2), Column(words("Seal number"), 1)),
        tuple(_sample(read, number, ref) for number, ref in enumerate(one.samples, 1)), min_rows=_ROWS,
    )
    names = officer_names(read)
    places = [SignaturePlace(words("Samples brought by"), names.get(officer, "")) for officer in one.sent_by]
    while len(places) < 2:
        places.append(SignaturePlace(words("Samples brought by")))
    yield Signatures((*places, SignaturePlace(words("Samples accepted by"), one.accepted_by)))


def _sample(read: Read, number: int, ref: Ref) -> tuple[str | Span, ...]:
    """A row of 检材清单. What an exhibit is is read from its plain form: exhibits belong to another module."""
    record, entry = read.resolve(ref), read.titles((ref,)).get(ref)
    plain = to_plain(record) if record is not None else {}
    amount = f"{plain['amount']:g} {plain.get('unit', '')}".strip() if plain.get("amount") is not None else ""
    return (
        str(number), entry.number if entry else "",
        Span(entry.title, target=anchor_of(ref)) if entry else ref.id, amount, str(plain.get("position", "")),
        str(plain.get("seal_number", "")),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
