"""Templates of forms, as dated rule packs of the kind ``form-CODE``, and the blocks that a filled one consists of."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from modules.forms.records import FormPaper
from workstation.api import (
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Paragraph,
    RulePack,
    SignaturePlace,
    Signatures,
    Spacer,
    Span,
    Table,
    UserError,
    Words,
    canonical,
    to_verify,
)

KIND = "form-"
STRUCK = "／"  # what is not used is struck out
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class FormField:
    """One field: ``source`` says where in the case its value comes from.

    ``kind`` is ``text``, ``multiline`` or ``rows`` (one line a row, cells apart by a tab or ``|``).
    """

    name: str
    title: Mapping[str, str]
    kind: str = "text"
    source: str = ""
    required: bool = False


@dataclass(frozen=True)
class Template:
    """A form. ``word`` is the 代字 of its number, ``slot`` its place in the dossier, ``needs`` papers that come first.

    ``gate`` is the kind of the rule pack whose steps are settled before it is drafted.
    """

    code: str
    pack: RulePack
    title: Mapping[str, str]
    slot: str
    fields: tuple[FormField, ...]
    body: tuple[Mapping[str, Any], ...]
    word: str = ""
    approval: bool = False
    served: bool = False
    party: bool = False
    needs: tuple[str, ...] = ()
    gate: str = ""

    def name(self, words: Words) -> str:
        """What it is called."""
        return localised(self.title, words)


def template_of(pack: RulePack) -> Template:
    """The template of a pack. Raises ``UserError("forms.bad_template")`` with what is wrong with it."""
    data = pack.data
    try:
        fields = tuple(FormField(
            item["name"], item["title"], item.get("kind", "text"), item.get("source", ""), bool(item.get("required")),
        ) for item in data["fields"])
        made = Template(
            pack.kind.removeprefix(KIND), pack, data["title"], data["slot"], fields, tuple(data["body"]),
            data.get("word", ""), bool(data.get("approval")), bool(data.get("served")), bool(data.get("party")),
            tuple(data.get("needs", ())), data.get("gate", ""),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError("forms.bad_template", pack=pack.id, reason=error) from error
    known = {one.name for one in fields} | {"number", "title"}
    unknown = sorted({name for part in made.body for name in _named(part)} - known)
    if unknown:
        raise UserError("forms.bad_template", pack=pack.id, reason=", ".join(unknown))
    return made


def _named(part: Mapping[str, Any]) -> Iterator[str]:
    """The fields that a part of the body names."""
    yield from part.get("kv", ())
    yield from filter(None, [part.get("field")])
    fill = part.get("fill", "")
    for text in fill.values() if isinstance(fill, Mapping) else [fill]:
        yield from _PLACE.findall(text)


def localised(text: Mapping[str, str] | str, words: Words) -> str:
    """A text of a template in the reader's language; Chinese where it has no other."""
    return text if isinstance(text, str) else text.get(words.language) or text["zh"]


def missing(template: Template, values: Mapping[str, str]) -> list[FormField]:
    """Required fields that are empty."""
    return [one for one in template.fields if one.required and not values.get(one.name, "").strip()]


def number_text(word: str, year: int, serial: int) -> str:
    """文号: 代字〔年〕第NNNN号."""
    return f"{word}〔{year}〕第{serial:04}号"


_NUMBER = re.compile(r"^(.*?)[〔\[［(（](\d{4})[〕\]］)）]第?\s*0*(\d{1,9})\s*号$")


def number_parts(number: str) -> tuple[str, int, int | None]:
    """代字, year and serial of a 文号; one that is written otherwise is only itself (year 0, no serial)."""
    found = _NUMBER.match(number.strip())
    return (found[1], int(found[2]), int(found[3])) if found else (number.strip(), 0, None)


def content_hash(paper: FormPaper) -> str:
    """SHA-256 (hex) of what was issued: template, number and every value."""
    content = [paper.code, paper.pack_id, paper.number, paper.party_id or "", dict(paper.values)]
    return hashlib.sha256(canonical(content)).hexdigest()


def blocks_of(template: Template, paper: FormPaper, words: Words) -> Iterator[Block]:
    """The paper as it is printed; empty fields are struck out."""
    if template.pack.data.get("agency", True) and paper.values.get("agency"):
        yield Paragraph(paper.values["agency"], "center")
    yield Heading(1, template.name(words))
    if paper.number:
        yield Paragraph(paper.number, "right")
    body = [block for part in template.body for block in _part(template, paper, part, words)]
    if template.pack.certainty == "to_verify":
        body = noted(body, (words("Layout and wording as published sources tell them."), " ", to_verify(words)))
    yield from body


def noted(blocks: Sequence[Block], *notes: Inline) -> list[Block]:
    """The paper with notes at its end: below the places to sign, so that no page holds nothing else."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Signatures):
        return [*blocks[:-1], replace(last, below=(*last.below, *notes))]
    return [*blocks, *(Paragraph(note, "small") for note in notes)]


def word_fields(template: Template, paper: FormPaper, words: Words) -> dict[str, Any]:
    """What an office's own Word template may name: ``number``, ``title``, every field (struck where it is empty),
    ``titles.FIELD`` for what a field is called, and ``rows.FIELD``, a list of rows of cells, for tables."""
    values: dict[str, Any] = {one.name: paper.values.get(one.name, "").strip() or STRUCK for one in template.fields}
    tables = {part["field"]: part for part in template.body if part.get("field") and part.get("columns")}
    rows = {
        name: [[str(cell) for cell in row] for block in _rows(part, paper.values.get(name, ""), "", words)
               if isinstance(block, Table) for row in block.rows]
        for name, part in tables.items()
    }
    titles = {one.name: localised(one.title, words) for one in template.fields}
    return {**values, "number": paper.number or STRUCK, "title": template.name(words), "titles": titles, "rows": rows}


def _part(template: Template, paper: FormPaper, part: Mapping[str, Any], words: Words) -> Iterator[Block]:
    titles = {one.name: localised(one.title, words) for one in template.fields}

    def value(name: str) -> str:
        if name == "number":
            return paper.number or STRUCK
        return paper.values.get(name, "").strip() or STRUCK

    if "heading" in part:
        yield Heading(2, localised(part["heading"], words))
    if "text" in part:
        yield Paragraph(localised(part["text"], words), part.get("style", "body"))
    if "fill" in part:
        text = _PLACE.sub(lambda found: value(found[1]), localised(part["fill"], words))
        for line in text.split("\n"):
            yield Paragraph(line, part.get("style", "body"))
    if "kv" in part:
        yield KeyValues(tuple((titles[name], value(name)) for name in part["kv"]), part.get("columns", 1))
    if "field" in part:
        yield from _rows(part, paper.values.get(part["field"], ""), titles[part["field"]], words)
    if "sign" in part:
        yield Signatures(tuple(SignaturePlace(localised(role, words)) for role in part["sign"]))
    if "space" in part:
        yield Spacer(float(part["space"]))


def _rows(part: Mapping[str, Any], text: str, title: str, words: Words) -> Iterator[Block]:
    """A table whose lines stand one below the other in a field, their cells apart by a tab or ``|``; or plain lines."""
    columns = part.get("columns")
    lines = [line for line in text.splitlines() if line.strip()]
    if not columns:
        yield Paragraph((Span(title, bold=True),), "plain")
        for line in lines or [STRUCK]:
            yield Paragraph(line)
        return
    heads = tuple(Column(localised(name, words), width) for name, width in columns)
    rows = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in re.split(r"[\t|]", line)][: len(heads) - 1]
        rows.append((str(number), *cells, *[STRUCK] * (len(heads) - 1 - len(cells))))
    yield Table(heads, tuple(rows), caption=title, min_rows=int(part.get("min_rows", 0)), empty=STRUCK)
