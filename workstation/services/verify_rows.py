"""The second question of verification: is every row what its last image in the ledger says."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from workstation.domain.errors import UserError
from workstation.domain.finding import Finding
from workstation.domain.record import Plain, Ref
from workstation.services.job import Job
from workstation.services.verify_chain import ChainWalk, ImageHash, Images, wrong
from workstation.storage import ledger
from workstation.storage.record_table import RecordTable

_STEP = 5_000


def verify_rows(job: Job, connection: sa.Connection, walk: ChainWalk) -> Iterator[Finding]:
    """Compare every table with the images; what is left over in them has been deleted from its table."""
    left = {key: digest for key, digest in walk.images.items() if digest}
    for table in job.case.registry:
        yield from _table(job, connection, table, left, walk.image_hash)
    for kind, record_id in left:
        if job.case.registry.named(kind) is not None:
            yield wrong("verify.row_deleted", table=kind, id=record_id)


def _table(
    job: Job, connection: sa.Connection, table: RecordTable[Any], left: Images, image_hash: ImageHash
) -> Iterator[Finding]:
    query = sa.select(table.table).order_by(table.table.c.id)
    try:
        rows = connection.execution_options(yield_per=1000).execute(query)
        for number, plain in enumerate(table.plains(rows)):
            if number % _STEP == 0:
                job.progress(number, 0, table.name)
            yield from _row(connection, table, plain, left, image_hash)
    except (ValueError, sa.exc.StatementError) as error:
        yield wrong("verify.table_unreadable", table=table.name, reason=error)


def _row(
    connection: sa.Connection, table: RecordTable[Any], plain: Plain, left: Images, image_hash: ImageHash
) -> Iterator[Finding]:
    key = (table.name, str(plain["id"]))
    image = left.pop(key, None)
    if image is None:
        yield wrong("verify.row_inserted", table=table.name, id=key[1])
    elif _hash(image_hash, table.name, plain) != image:
        yield wrong("verify.row_changed", table=table.name, id=key[1], fields=_differing(connection, table, plain))


def _hash(image_hash: ImageHash, table: str, plain: Plain) -> bytes | None:
    try:
        return image_hash(table, plain)
    except UserError:
        return None


def _differing(connection: sa.Connection, table: RecordTable[Any], plain: Plain) -> str:
    """The names of the fields that are no longer what the newest image says."""
    key = (table.name, str(plain["id"]))
    try:
        entries = ledger.of_record(connection, Ref(*key))
    except UserError:
        return ""
    for entry in reversed(entries):
        for change in entry.changes:
            if (change.kind, change.id) == key and change.after is not None:
                image = table.complete(change.after) or {}
                return ", ".join(name for name in sorted({*plain, *image}) if plain.get(name) != image.get(name))
    return ""
