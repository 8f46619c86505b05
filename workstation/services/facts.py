"""Case facts: everything about a case that is not a file, as one JSON document with a published schema.

Another system's case can be brought in and taken out without loss: the document holds the plain forms of the
records themselves, one list for each kind that is exchanged.
"""

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.record import Plain, Record, Ref, canonical
from workstation.services.facts_checks import check_document
from workstation.services.facts_links import links_of
from workstation.services.facts_schema import FORMAT, VERSION, exchanged
from workstation.storage.durable import write_durably
from workstation.storage.read import Read
from workstation.storage.vault import hash_file
from workstation.storage.work import Work


@dataclass(frozen=True)
class Brought:
    """What an import did: how many records of each kind it held, and what became of them."""

    records: Mapping[str, int]
    added: int = 0
    replaced: int = 0
    unchanged: int = 0


def export_facts(read: Read) -> Plain:
    """The document of a case: every field of every record, sorted by id."""
    document: Plain = {
        "format": FORMAT, "version": VERSION, "case": {"id": read.case.id, "name": read.case.name},
    }
    known: set[Ref] = set()
    pointed: set[Ref] = set()
    for key, table in exchanged(read.registry):
        records = read.all(table.record)
        if records:
            document[key] = [table.plain(record) for record in records]
        known |= {Ref(table.name, record.id) for record in records}
        pointed |= {link.ref for record in records for link in links_of(table, record)}
    if pointed - known:
        document["outside"] = [
            dataclasses.asdict(ref) for ref in sorted(pointed - known, key=lambda ref: (ref.kind, ref.id))
        ]
    return document


def write_facts(read: Read, output: Path) -> None:
    """Write the document to a file. Raises ``UserError("export.cannot_write")``."""
    write_json(export_facts(read), output)


def note_export(work: Work, output: Path) -> None:
    """Tell the ledger what left the case, and where to."""
    work.note(path=os.fsencode(output.absolute()).decode("utf-8", "backslashreplace"), sha256=hash_file(output))


def write_json(document: Plain, output: Path) -> None:
    """Write JSON as people read it. Raises ``UserError``: ``export.is_a_folder``, ``export.cannot_write``."""
    if output.is_dir():
        raise UserError("export.is_a_folder", path=output)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_durably(output, text.encode())
    except OSError as error:
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error


def import_facts(work: Work, document: Plain, source: str) -> Brought:
    """Put every record of the document. A record with an id that the case knows replaces it.

    Raises ``UserError("facts.invalid")`` with the places in the document that are wrong as its details; then nothing
    has been put.
    """
    records = check_document(document, work, source)
    before = {key: _known(work, kinds) for key, kinds in records.items()}
    added = replaced = 0
    for key, kinds in records.items():
        known = before[key]
        added += sum(record.id not in known for record in kinds)
        replaced += sum(record.id in known and known[record.id] != record for record in kinds)
        work.put_many(kinds)
    counts = {key: len(kinds) for key, kinds in records.items()}
    if added or replaced:
        work.note(source=source, sha256=hashlib.sha256(canonical(document)).hexdigest(), counts=counts)
    return Brought(counts, added, replaced, sum(counts.values()) - added - replaced)


def _known(work: Work, records: Sequence[Record]) -> dict[str, Record]:
    """Those of the records' ids that the case has, as it has them."""
    kind = type(records[0])
    return {record.id: record for record in work.get_many(kind, [record.id for record in records])}
