"""Materials in the dossier: the list, and the text of statements and other written materials."""

from collections.abc import Iterator, Sequence

from modules.materials.queries import all_materials, valid_materials
from modules.materials.records import Material, MaterialKind
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Paragraph,
    Read,
    Ref,
    Section,
    StoredFile,
    Table,
    Words,
    anchor_of,
)

KIND_WORDS = {
    MaterialKind.DOCUMENT: N_("Document"), MaterialKind.STATEMENT: N_("Statement"),
    MaterialKind.ELECTRONIC: N_("Electronic data"), MaterialKind.RECORDING: N_("Recording"),
    MaterialKind.SCAN: N_("Scan"), MaterialKind.DRAWING: N_("Drawing"), MaterialKind.OPINION: N_("Expert opinion"),
    MaterialKind.OTHER: N_("Other"),
}
_PER_PART = 20


def build_list(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The list of materials with their hashes."""
    materials = all_materials(read)
    files = {file.id: file for file in read.get_many(StoredFile, [material.file_id for material in materials])}
    yield Heading(1, words("List of materials"))
    yield Table(
        (Column(words("Number"), 0.8), Column(words("Name of the material"), 2.4), Column(words("Kind"), 1.0),
         Column(words("Size"), 0.9, "right"), Column("SHA-256", 2.2)),
        tuple(_row(material, files.get(material.file_id), words) for material in materials),
        anchors=tuple(anchor_of(Ref("materials", material.id)) for material in materials),
        empty=words("No materials have been taken in."),
    )


def _row(material: Material, file: StoredFile | None, words: Words) -> tuple[str, ...]:
    title = material.title
    if material.withdrawn:
        title = words("{title} (withdrawn: {reason})", title=title, reason=material.withdrawn)
    size = f"{file.size:,}" if file else ""
    return material.number, title, words(KIND_WORDS[material.kind]), size, file.sha256[:32] if file else ""


def statement_parts(read: Read) -> Sequence[str]:
    """Statements in groups that one process can set."""
    count = len(_statements(read))
    return tuple(str(start) for start in range(0, count, _PER_PART))


def build_statements(read: Read, words: Words, part: str) -> Iterator[Block]:
    """The text of each statement, as far as it was read, with the hash of its original."""
    start = int(part or 0)
    for material in _statements(read)[start : start + _PER_PART]:
        file = read.find(StoredFile, material.file_id)
        yield Entry(material.title, number=material.number, author=material.source or "／", key=material.id)
        yield Heading(1, material.title)
        yield KeyValues((
            (words("Number"), material.number), (words("Original"), file.name if file else ""),
            ("SHA-256", file.sha256 if file else ""),
        ))
        for line in material.excerpt.splitlines():
            yield Paragraph(line, "plain")


def _statements(read: Read) -> list[Material]:
    return [item for item in valid_materials(read) if item.kind is MaterialKind.STATEMENT and item.excerpt]


LIST_SECTION = Section("materials.list", N_("List of materials"), "others", build_list)
STATEMENT_SECTION = Section(
    "materials.statements", N_("Statements"), "interviews", build_statements, parts=statement_parts
)
