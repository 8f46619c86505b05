"""Every text that a person may see has its words, in each language it needs, with the same values."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.architecture.tree import product, short, syntax
from workstation.domain.words import LANGUAGES, LOCALE, Words, load_po

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
Catalogues = dict[str, dict[str, dict[str, str]]]  # language → msgid → area → words
SPOKEN = ("error.", "finding.", "op.")
OPERATIONS = ("work", "do", "write")


def texts(call: ast.Call) -> Iterator[str]:
    """The msgids that a call asks for, where they stand in it as literals."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("words", "N_"):
        yield from literals(call.args[:1])
    elif name == "UserError":
        yield from (f"error.{code}" for code in literals(call.args[:1]))
    elif name == "Finding":
        yield from (f"finding.{code}" for code in literals([*call.args[:1], *keyword(call, "code")]))
    elif name == "problem":
        yield from (f"error.{code}" for code in literals([*call.args[1:2], *keyword(call, "code")]))
    elif name == "Problem":
        yield from (f"error.{code}" for code in literals(keyword(call, "code")))
    elif (
        name in OPERATIONS and isinstance(call.func, ast.Attribute) and (name == "work" or len(call.args) > 1)
    ):
        yield from (f"op.{code}" for code in literals(call.args[:1]) if CODE.fullmatch(code))


def keyword(call: ast.Call, name: str) -> list[ast.expr]:
    return [word.value for word in call.keywords if word.arg == name]


def literals(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from literals([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def asked() -> dict[str, str]:
    """msgid → where it is asked for."""
    found: dict[str, str] = {}
    for path in product():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call):
                found |= {text: f"{short(path)}:{node.lineno}" for text in texts(node)}
    return found


def catalogues(language: str) -> dict[str, dict[str, str]]:
    """msgid → {area: translation}; an entry without words counts as none."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted((LOCALE / language).glob("*.po")):
        for message in load_po(path):
            if isinstance(message.id, str) and message.id and message.string:
                assert not message.fuzzy, (
                    f"{path.name}: {message.id!r} is marked fuzzy: read it and unmark it"
                )
                found[message.id][path.stem] = str(message.string)
    return dict(found)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def is_code(msgid: str) -> bool:
    return msgid.startswith(SPOKEN) and bool(CODE.fullmatch(msgid))


@pytest.fixture(scope="module")
def words() -> Catalogues:
    return {language: catalogues(language) for language in LANGUAGES}


def test_every_text_has_its_words(words: Catalogues) -> None:
    wanted = asked()
    assert any(is_code(msgid) for msgid in wanted)
    silent = [
        f"{place}: {msgid!r} in {language}"
        for msgid, place in wanted.items()
        for language in (("zh", "en") if is_code(msgid) else ("zh",))
        if msgid not in words[language]
    ]
    assert not silent, "\n".join(["add these to resources/locale/LANGUAGE/AREA.po:", *silent])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_translated_in_one_way(words: Catalogues, language: str) -> None:
    split = {msgid: areas for msgid, areas in words[language].items() if len(set(areas.values())) > 1}
    assert not split, f"one text, one translation: {split}"


def test_translations_fill_in_the_same_values(words: Catalogues) -> None:
    different = []
    for msgid, areas in words["zh"].items():
        original = msgid
        if is_code(msgid):
            assert msgid in words["en"], f"{msgid} has no English"
            original = next(iter(words["en"][msgid].values()))
        different += [f"{area}: {msgid}" for area, text in areas.items() if places(text) != places(original)]
    assert not different, different


def test_codes_have_both_languages(words: Catalogues) -> None:
    codes = [{msgid for msgid in words[language] if is_code(msgid)} for language in LANGUAGES]
    assert not codes[0] ^ codes[1], "in one language only"


def test_chinese_is_punctuated_as_chinese(words: Catalogues) -> None:
    """GB/T 15834: beside a Chinese character stand full-width commas, colons, semicolons, brackets."""
    narrow = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\w)|[\u4e00-\u9fff][,;?!()]|[,;?!()][\u4e00-\u9fff]")
    wrong = [text for areas in words["zh"].values() for text in areas.values() if narrow.search(text)]
    assert not wrong, wrong[:20]


def test_the_search_finds_each_form() -> None:
    source = """
words("Photographs"); self.words("Open" if closed else "Close", n=1); N_("Title")
UserError("vault.full", path=p); Finding("photos.no_scale"); job.problem(path, "photos.short")
case.work("photos.assign"); shell.do("photos.rate", f); job.write("photos.take_in", f); file.write("not.this")
Problem(path=p, code="photos.bomb")
"""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    assert {text for call in calls for text in texts(call)} == {
        *("Photographs", "Open", "Close", "Title", "error.vault.full", "finding.photos.no_scale"),
        *(
            "error.photos.short",
            "op.photos.assign",
            "op.photos.rate",
            "op.photos.take_in",
            "error.photos.bomb",
        ),
    }


def test_catalogues_lie_where_they_are_read() -> None:
    stray = [path for path in Path(LOCALE).rglob("*.po") if path.parent.name not in LANGUAGES]
    assert not stray


def test_each_reason_for_an_unreadable_cloud_is_told_in_chinese() -> None:
    given = [
        (f"{short(path)}:{node.lineno}", filled(node.args[1]))
        for path in product() for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unreadable"
    ]
    told = [(place, text) for place, text in given if text]
    assert len(told) > 20
    silent = [one for one in told if Words("zh").reason(one[1]) == one[1]]
    assert not silent, f"add these to resources/locale/zh/reasons.po: {silent}"


def filled(reason: ast.expr) -> str:
    """A reason as it may come out, or nothing if it is not written where it is given."""
    if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
        return reason.value
    if isinstance(reason, ast.JoinedStr):
        return "".join(filled(part) if isinstance(part, ast.Constant) else "7" for part in reason.values)
    return ""
