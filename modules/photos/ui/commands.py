"""What can be done with the whole album."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from modules.photos import operations
from modules.photos.queries import cameras, clocks
from modules.photos.records import Photo
from workstation.api import N_, Clock, Read, Work
from workstation.api.widgets import EmptyState, Field, RecordTableView, Shell, TableColumn, ask_form, button, label

_OFFSET = (
    Field("shown", N_("What the camera showed"), "moment",
          help=N_("For example from a photograph of a clock that is right."), required=True),
    Field("true", N_("What the time was"), "moment", required=True),
    Field("uncertainty_s", N_("Uncertainty"), "float", unit="s", minimum=0.0),
    Field("note", N_("How it was found")),
)


@dataclass(frozen=True)
class _Camera:
    name: str
    photos: list[Photo]
    clock: Clock | None


def renumber(shell: Shell) -> None:
    """Number all photographs in the order of the album."""
    shell.do("photos.renumber", operations.renumber, partial(_told, shell))


def _told(shell: Shell, count: int) -> None:
    shell.notify(shell.words("{count} photographs were numbered.", count=count), "success")


def camera_clocks(shell: Shell) -> None:
    """Say how far each camera's clock was off."""
    dialog = ClocksDialog(shell)
    dialog.exec()
    dialog.deleteLater()


def offset_text(shell: Shell, clock: Clock | None) -> str:
    """How far a clock was ahead, in words."""
    if clock is None:
        return shell.words("not known")
    minutes, seconds = divmod(abs(clock.offset_s), 60)
    span = f"{int(minutes)} min {seconds:g} s" if minutes else f"{seconds:g} s"
    if clock.offset_s == 0:
        return shell.words("right")
    if clock.offset_s > 0:
        return shell.words("{span} ahead", span=span)
    return shell.words("{span} behind", span=span)


class ClocksDialog(QDialog):
    """One row for each camera; times are corrected by what is entered here, the raw ones stay."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.window)
        self._shell = shell
        words = shell.words
        self.setWindowTitle(words("Camera clocks"))
        self.resize(760, 420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(words("Camera clocks"), "title"))
        layout.addWidget(label(
            words("Every time shown is corrected by the camera's offset; what the camera wrote stays."), "muted",
            wrap=True,
        ))
        self.table: RecordTableView[_Camera] = RecordTableView(
            shell, "camera-clocks", (
                TableColumn(words("Camera"), lambda c: c.name or words("(not named in the file)"), 280),
                TableColumn(words("Photographs"), lambda c: str(len(c.photos)), 90, sort=lambda c: len(c.photos),
                            right=True),
                TableColumn(words("Clock"), lambda c: offset_text(shell, c.clock), 160,
                            level=lambda c: "" if c.clock else "warning"),
                TableColumn(words("How it was found"), lambda c: c.clock.note if c.clock else "", 200),
            ), key=lambda c: c.name, filterable=False,
            empty=EmptyState(shell, "camera", words("No photographs have been taken in.")),
        )
        self.table.activated.connect(self.enter)
        layout.addWidget(self.table, 1)
        line = QHBoxLayout()
        line.addWidget(button(shell, words("Close"), self.accept))
        line.addStretch(1)
        self.enter_button = button(shell, words("Enter the offset …"), self.enter, role="primary", icon_name="clock")
        line.addWidget(self.enter_button)
        layout.addLayout(line)
        shell.changed.connect(self.refresh)
        self.refresh()

    def refresh(self, _: object = None) -> None:
        """Read again."""
        self._shell.query(_load, self.table.set_records)

    def enter(self, camera: _Camera | None = None) -> None:
        """Ask what the camera showed and what the time was."""
        words = self._shell.words
        chosen = camera or next(iter(self.table.selection() or self.table.records()[:1]), None)
        if chosen is None or not chosen.name:
            text = words("The file does not name the camera, so its clock cannot be told apart.")
            self._shell.notify(text, "warning")
            return
        first = next((photo.taken for photo in chosen.photos if photo.taken), None)
        values = ask_form(self._shell, words("Clock of {camera}", camera=chosen.name), _OFFSET, {
            "shown": first, "true": None, "uncertainty_s": 1.0, "note": chosen.clock.note if chosen.clock else "",
        })
        if values is None:
            return
        offset = (values["shown"].utc - values["true"].utc).total_seconds()

        def store(work: Work) -> None:
            operations.set_camera_offset(
                work, chosen.name, offset, values["uncertainty_s"] or 0.0, values["note"]
            )

        self._shell.do("photos.clock", store)


def _load(read: Read) -> list[_Camera]:
    known = clocks(read)
    return [_Camera(name, photos, known.get(name)) for name, photos in sorted(cameras(read).items())]
