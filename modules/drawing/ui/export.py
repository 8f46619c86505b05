"""Out of the case: sheets as PDF at exact scale, SVG and PNG; the drawing as DXF. Each is noted in the ledger."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from modules.drawing import queries
from modules.drawing.importers.picture import make_pictures
from modules.drawing.records import Sheet
from modules.drawing.ui.board import Board
from workstation.api import Job, Work
from workstation.api import drawing as d
from workstation.api.widgets import Shell, write_png

_DPI = 200.0


def export_pdf(shell: Shell, chosen: Sequence[Sheet]) -> None:
    """Ask where, and write the sheets as pages of their own sizes."""
    words = shell.words
    target = shell.save_file(words("Sheets as PDF"), f"{words('Scene drawings')}.pdf", "PDF (*.pdf)")
    if target is None or not chosen:
        return
    target = target.with_suffix(".pdf")

    def write(job: Job) -> Path:
        from workstation.api.paper import DocumentInfo, write_sheets

        read = job.read()
        _pictures(job, chosen)
        made = []
        for number, sheet in enumerate(chosen):
            job.progress(number, len(chosen), sheet.title)
            made.append(queries.compose(read, sheet, words))
        at = datetime.fromisoformat(read.case.created_at)
        title = chosen[0].title if len(chosen) == 1 else words("Scene drawings")
        write_sheets(made, target, DocumentInfo(title, chosen[0].agency, title, words.language, at))
        _note(job, target, chosen)
        return target

    shell.run(words("Writing the document"), write, _told(shell))


def export_picture(shell: Shell, sheet: Sheet, kind: str) -> None:
    """Ask where, and write one sheet as ``svg`` or ``png``."""
    words = shell.words
    suffix = f".{kind}"
    target = shell.save_file(words("Sheet as {kind}", kind=kind.upper()), f"{sheet.title}{suffix}",
                             f"{kind.upper()} (*{suffix})")  # fmt: skip
    if target is None:
        return
    target = target.with_suffix(suffix)

    def write(job: Job) -> Path:
        _pictures(job, [sheet])
        made = queries.compose(job.read(), sheet, words)
        if kind == "svg":
            target.write_text(d.to_svg(made, sheet.title), "utf-8")
        else:
            write_png(made, target, _DPI)
        _note(job, target, [sheet])
        return target

    shell.run(words("Writing the document"), write, _told(shell))


def export_dxf(shell: Shell, board: Board) -> None:
    """Ask where, and write the whole drawing for CAD."""
    words = shell.words
    if board.model is None:
        return
    target = shell.save_file(words("Drawing as DXF"), f"{board.model.drawing.name}.dxf", "DXF (*.dxf)")
    if target is None:
        return
    target = target.with_suffix(".dxf")
    drawing_id, scale = board.drawing_id, board.around.scale

    def write(job: Job) -> Path:
        drawn = queries.model(job.read(), drawing_id)
        target.write_bytes(queries.dxf_of(drawn, words, scale))
        _note(job, target, [])
        return target

    shell.run(words("Writing the document"), write, _told(shell))


def _pictures(job: Job, chosen: Sequence[Sheet]) -> None:
    """Make the pictures of underlays that the sheets show, if they are not there."""
    read = job.read()
    drawn = [queries.model(read, drawing_id) for drawing_id in dict.fromkeys(one.drawing_id for one in chosen)]
    make_pictures(job, queries.lacking(read, drawn))


def _note(job: Job, target: Path, chosen: Sequence[Sheet]) -> None:
    def note(work: Work) -> None:
        work.note(file=target.name, sheets=[sheet.title for sheet in chosen])

    job.write("drawing.export", note, undoable=False, witness=True)


def _told(shell: Shell) -> Callable[[Path], None]:
    return lambda path: shell.notify(shell.words("Written: {path}", path=path), "success")
