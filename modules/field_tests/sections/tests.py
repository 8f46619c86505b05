"""现场检测记录: each test with its readings, its blank, its instrument, and what the bands say of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modules.field_tests.queries import (
    FIRST_CHECK,
    METHOD_WORDS,
    day_of,
    instruments,
    methods,
    officer_names,
    place_names,
    valid_tests,
)
from modules.field_tests.records import FieldTest
from modules.field_tests.rules import Evaluated, evaluate, method_of, shown_values
from workstation.api import (
    Block,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Read,
    Ref,
    Span,
    Words,
    anchor_of,
    to_verify,
)


def build_tests(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every test that counts, by method."""
    tests = valid_tests(read)
    if not tests:
        return
    yield Heading(1, words("Field tests"))
    yield Notice(words(FIRST_CHECK), "info")
    for code, title in METHOD_WORDS.items():
        found = [test for test in tests if test.method is code]
        if found:
            yield Heading(2, words(title))
        for test in found:
            yield from _test(read, words, test)


def _test(read: Read, words: Words, test: FieldTest) -> Iterator[Block]:
    form = method_of(methods(read, day_of(read, test)), test.method)
    judged = evaluate(test, form)
    yield Heading(3, f"{test.number} {test.subject}", anchor=anchor_of(Ref("field_tests", test.id)))
    yield KeyValues(tuple((label, value) for label, value in _facts(read, words, test, form) if value), columns=2)
    if judged.count:
        yield KeyValues(tuple(figures(test, judged, words)), columns=2)
    if test.observation:
        yield KeyValues(((words("Observed"), test.observation),))
    for band in judged.bands:
        mark: Sequence[Span] = (to_verify(words),) if band.certainty == "to_verify" else ()
        said = words("{text} ({clause})", text=band.text[words.language], clause=band.clause)
        yield KeyValues(((words("Reference band"), (f"{said} ", *mark)),))
    yield Notice(form["caution"][words.language], "info")


def _facts(read: Read, words: Words, test: FieldTest, form: Mapping[str, Any]) -> Iterator[tuple[str, Inline]]:
    names = officer_names(read)
    instrument = instruments(read).get(test.instrument_id or "")
    yield words("Kind of object"), code_title(form["categories"], test.category, words)
    place = place_names(read).get(test.place_id or "")
    yield words("Place of the test"), " ".join(filter(None, (place, test.position)))
    yield words("Time"), test.at.text("%Y-%m-%d %H:%M") if test.at else ""
    yield words("Tested by"), "、".join(names.get(officer, "") for officer in test.testers)
    if instrument is not None:
        until = instrument.valid_until.isoformat() if instrument.valid_until else words("not entered")
        yield words("Instrument"), " ".join(filter(None, (instrument.name, instrument.serial_number)))
        yield words("Calibration valid until"), until
    for parameter in form["parameters"]:
        value = test.parameters.get(parameter["code"], "")
        if parameter["kind"] == "choice":
            value = code_title(parameter["choices"], value, words)
        if value:
            yield parameter["title"][words.language], f"{value} {parameter['unit']}".strip()
    for label, refs in ((words("Exhibits"), test.exhibits), (words("Photographs"), test.photos)):
        yield label, refs_inline(read, refs)


def code_title(choices: Sequence[Mapping[str, Any]], code: str, words: Words) -> str:
    """What a code of the rule pack is called."""
    return next((str(item["title"][words.language]) for item in choices if item["code"] == code), "")


def figures(test: FieldTest, judged: Evaluated, words: Words) -> Iterator[tuple[str, str]]:
    """Readings, blank, mean, spread and what is left above the blank."""
    yield words("Readings"), f"{shown_values(test.values)} {test.unit}"
    yield words("Blank readings"), f"{shown_values(test.blanks)} {test.unit}" if test.blanks else words("none")
    if judged.mean is not None:
        spread = f", s = {judged.spread:.3g}" if judged.spread is not None else ""
        yield words("Mean and spread"), f"{judged.mean:.4g} {test.unit} (n = {judged.count}{spread})"
    if judged.net is not None and judged.ratio is not None:
        yield words("Above the blank"), f"{judged.net:.4g} {test.unit} (× {judged.ratio:.3g})"


def refs_inline(read: Read, refs: Sequence[Ref]) -> Inline:
    """Links to other records by their numbers."""
    titles = read.titles(refs) if refs else {}
    return tuple(
        Span(f"{titles[ref].number} {titles[ref].title}".strip() + "  ", target=anchor_of(ref))
        for ref in refs if ref in titles
    ) or ""
