"""Documents of chapters (技术调查报告, 责任调查报告): sections of all modules put together under headings of their own.

Which sections a chapter holds is the rule pack of the kind ``documents``; one that no module has is left out.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.words import N_, Words
from workstation.services.module import Section
from workstation.storage.read import Read
from workstation.typeset.blocks import Block, CoverFacts, Entry, Heading, Paragraph

_NOTHING = N_("Nothing has been entered for this chapter.")


KIND = "documents"


def documents(read: Read) -> Mapping[str, Any]:
    """The documents of chapters by name, by the rules of the case's region on the day it was made; none where no
    pack was in force then."""
    try:
        return read.rules.on(KIND, date.fromisoformat(read.case.created_at[:10])).data
    except UserError:
        return {}


def chapters(document: str, sections: Iterable[Section], read: Read) -> Iterator[Section]:
    """The sections of a document of chapters; none where it is no such document."""
    told = documents(read).get(document)
    if told is None:
        return
    known = {section.id: section for section in sections}
    if told["cover"] in known:
        yield dataclasses.replace(known[told["cover"]], document=document)
    for chapter in told["chapters"]:
        held = tuple(known[name] for name in chapter["sections"] if name in known)
        yield Section(
            f"{document}.{chapter['id']}", chapter["title"]["en"], "others",
            partial(_build, document, chapter["title"], held), document, partial(_parts, held),
        )


def _parts(held: Sequence[Section], read: Read) -> Sequence[str]:
    """Neighbours that are one part each are laid out together; a section of several parts stays by itself."""
    groups: list[list[str]] = []
    open_group = False
    for place, section in enumerate(held):
        own = [f"{place}/{part}" for part in section.parts(read)]
        if len(own) == 1 and open_group:
            groups[-1] += own
        else:
            groups += [[one] for one in own]
        open_group = len(own) == 1
    return tuple("\n".join(group) for group in groups) or ("",)


def _build(
    document: str, title: Mapping[str, str], held: Sequence[Section], read: Read, words: Words, part: str
) -> Iterator[Block]:
    """Sections that were made for this document keep their links; those of the dossier lead nowhere here."""
    if part == _parts(held, read)[0]:
        yield Entry(title[words.language])
        yield Heading(1, title[words.language])
    if not part:
        yield Paragraph(words(_NOTHING), "plain")
        return
    for one in part.split("\n"):
        place, _, inner = one.partition("/")
        section = held[int(place)]
        for block in section.build(read, words, inner):
            if len(held) == 1 and isinstance(block, Heading) and block.level == 1 and not block.anchor:
                continue  # the chapter is called by its own title
            if not isinstance(block, Entry | CoverFacts):
                yield _lowered(block if section.document == document else without_targets(block))


def _lowered(block: Block) -> Block:
    """A heading stands one level lower than in a document of its own."""
    if isinstance(block, Heading):
        return dataclasses.replace(block, level=2 if block.level == 1 else 3)
    return block


def without_targets(value: Any) -> Any:
    """The same blocks without links: what they lead to stands in other documents."""
    if isinstance(value, tuple):
        return tuple(without_targets(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {}
        for field in dataclasses.fields(value):
            old = getattr(value, field.name)
            new = "" if field.name == "target" else without_targets(old)
            if new is not old and new != old:
                changes[field.name] = new
        return dataclasses.replace(value, **changes) if changes else value
    return value
