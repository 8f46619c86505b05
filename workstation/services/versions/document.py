"""Writes a difference as a PDF."""

import errno
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.words import N_, Words
from workstation.services.versions.comparing import Difference
from workstation.services.versions.wording import blocks
from workstation.typeset.assemble import Document, assemble
from workstation.typeset.bind import Item, Kind, bind, papers_of
from workstation.typeset.blocks import Entry
from workstation.typeset.front import Cover
from workstation.typeset.part import render_part
from workstation.typeset.pdfa import DocumentInfo


def write_difference(difference: Difference, names: tuple[str, str], output: Path, words: Words) -> None:
    """Raises ``export.cannot_write``, ``dossier.disk_full``; the target is then as it was."""
    title = words(N_("Comparison of two versions"))
    info = DocumentInfo(title, "", f"{names[0]} – {names[1]}", words.language, datetime.now(UTC))
    try:
        folder = Path(tempfile.mkdtemp(prefix=".embercase-", dir=output.absolute().parent))
        try:
            part = render_part(blocks(difference, names, words), folder / "part.pdf", words.language)
            volumes = bind(list(papers_of(Item(Entry(title), (part,)))), (Kind("", limit=1_000_000),))
            assemble(
                Document(info, Cover("", title, "", ()), volumes, title, "", front=False), folder / "made.pdf", folder
            )
            (folder / "made.pdf").replace(output)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("dossier.disk_full", path=output) from error
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error
