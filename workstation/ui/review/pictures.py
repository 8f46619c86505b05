"""Pictures that a dossier prints, one after the other: areas drawn by hand are painted over in the redacted copy."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from workstation.domain.redaction import RedactedPicture, Region
from workstation.domain.words import N_
from workstation.services.redaction import deciding
from workstation.services.redaction.proposing import PrintedPicture
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.parts import EmptyState, button, label, on_key
from workstation.ui.kit.split import Split
from workstation.ui.program import Program
from workstation.ui.shell import Shell

_PREVIEW = "workstation.services.redaction.preview:preview"
_SMALLEST = 0.005  # an area of less than this share of the picture is a slip of the hand
_STATES = {"unseen": N_("not looked at"), "shown": N_("shown as it is"), "blotted": N_("{count} areas painted over"),
           "left_out": N_("not in the copy")}


class PicturesPanel(QWidget):
    """The list of pictures on the left, the picture on the right; every decision is a step of its own."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._pictures: list[PrintedPicture] = []
        self._decided: dict[str, RedactedPicture] = {}
        words = shell.words
        self.list = QListWidget()
        self.list.setAccessibleName(words("Pictures"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.canvas = RegionCanvas(shell)
        self.canvas.drawn.connect(self._draw)
        self.canvas.removed.connect(self._remove)
        self.show_button = button(shell, words("Show it as it is"), self.show_as_is, icon_name="check", tip="S")
        self.leave_button = button(shell, words("Leave it out"), self.leave_out, icon_name="photo-off", tip="L")
        self.forget_button = button(shell, words("Take the decision back"), self.forget, icon_name="arrow-back-up")
        self._empty = EmptyState(shell, "photo", words(
            "Let the program look for personal data first: then every picture that the dossier would print stands here."
        ))
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 0, 0, 0)
        line = FlowLayout()
        for one in (self.show_button, self.leave_button, self.forget_button):
            line.addWidget(one)
        column.addLayout(line)
        column.addWidget(self.canvas, 1)
        column.addWidget(label(words(
            "Draw a rectangle over each face, number plate or screen. A click on one selects it, Delete takes it away. "
            "Page Down goes to the next picture."
        ), "small", wrap=True))
        self._split = split = Split(shell, "redaction.pictures", [300, 700], stretch=1)
        split.addWidget(self.list)
        split.addWidget(side)
        split.settle()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(split, 1)
        split.hide()
        for keys, act in (("S", self.show_as_is), ("L", self.leave_out), ("PgDown", lambda: self._go(1)),
                          ("PgUp", lambda: self._go(-1))):
            on_key(self, keys, act)

    def show_pictures(
        self, pictures: Sequence[PrintedPicture], decided: Sequence[RedactedPicture], *, writable: bool
    ) -> None:
        """Show these, with what was decided; the one that is looked at stays."""
        self._pictures, self._decided = list(pictures), {one.id: one for one in decided}
        self.setEnabled(writable or not pictures)
        self._empty.setVisible(not pictures)
        self._split.setVisible(bool(pictures))
        at = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for picture in self._pictures:
            title = "  ".join(filter(None, (picture.number, picture.caption))) or picture.sha256[:12]
            self.list.addItem(QListWidgetItem(f"{title}\n{self._state(picture.sha256)}"))
        self.list.setCurrentRow(min(max(at, 0), len(self._pictures) - 1))
        self.list.blockSignals(False)
        self._show()

    def _state(self, sha256: str) -> str:
        words, one = self._shell.words, self._decided.get(sha256)
        if one is None:
            return words(_STATES["unseen"])
        if one.left_out:
            return words(_STATES["left_out"])
        return words(_STATES["blotted"], count=len(one.regions)) if one.regions else words(_STATES["shown"])

    @property
    def current(self) -> PrintedPicture | None:
        """The picture that is looked at."""
        at = self.list.currentRow()
        return self._pictures[at] if 0 <= at < len(self._pictures) else None

    def _show(self) -> None:
        picture, case = self.current, self._shell.case
        for one in (self.show_button, self.leave_button):
            one.setEnabled(picture is not None)
        self.forget_button.setEnabled(picture is not None and picture.sha256 in self._decided)
        if picture is None or case is None:
            self.canvas.show_picture("", QImage(), ())
            return
        decided = self._decided.get(picture.sha256)
        regions = decided.regions if decided else ()
        if picture.sha256 == self.canvas.shown:
            self.canvas.show_regions(regions)
            return
        path, sha256, program = case.vault.path(picture.sha256), picture.sha256, self._shell.program
        self._shell.aside(
            lambda: _picture(program, path, picture.caption), lambda image: self._arrived(sha256, image)
        )

    def _arrived(self, sha256: str, image: QImage) -> None:
        if self.current is not None and self.current.sha256 == sha256:
            decided = self._decided.get(sha256)
            self.canvas.show_picture(sha256, image, decided.regions if decided else ())

    def _go(self, step: int) -> None:
        self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))

    def show_as_is(self) -> None:
        """There is nobody and nothing to hide in this picture."""
        self._decide((), left_out=False)
        self._go(1)

    def leave_out(self) -> None:
        """The picture is not in the copy at all."""
        reason = self._shell.ask_text(self._shell.words("Leave it out"), self._shell.words("Reason"))
        if reason is not None:
            self._decide((), left_out=True, reason=reason)
            self._go(1)

    def forget(self) -> None:
        """As if nobody had looked at it."""
        if self.current is not None:
            sha256 = self.current.sha256
            self._shell.do("redaction.forget", lambda work: deciding.forget_picture(work, sha256))

    def _draw(self, region: Region) -> None:
        self._decide((*self.canvas.regions, region))

    def _remove(self, number: int) -> None:
        regions = self.canvas.regions
        self._decide(regions[:number] + regions[number + 1 :])

    def _decide(self, regions: tuple[Region, ...], *, left_out: bool = False, reason: str = "") -> None:
        if self.current is None:
            return
        sha256 = self.current.sha256
        self._shell.do("redaction.picture", lambda work: deciding.decide_picture(
            work, sha256, regions=regions, left_out=left_out, reason=reason
        ))


class RegionCanvas(QWidget):
    """One picture, fitted; a rectangle is drawn by dragging, chosen by a click, taken away by Delete."""

    drawn = Signal(object)
    removed = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.shown = ""
        self.regions: tuple[Region, ...] = ()
        self._image = QImage()
        self._from: QPointF | None = None
        self._to = QPointF()
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setAccessibleName(shell.words("Picture on which areas are drawn"))

    def show_picture(self, sha256: str, image: QImage, regions: tuple[Region, ...]) -> None:
        """Another picture."""
        self.shown, self._image = sha256, image
        self.show_regions(regions)

    def show_regions(self, regions: tuple[Region, ...]) -> None:
        """The areas of the picture."""
        self.regions, self._chosen = regions, -1
        self.update()

    def area(self) -> QRectF:
        """Where the picture stands in the widget."""
        if self._image.isNull():
            return QRectF()
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, tokens = QPainter(self), self._shell.tokens
        painter.fillRect(self.rect(), QColor(tokens.sunken))
        area = self.area()
        if area.isEmpty():
            text = "" if not self.shown else self._shell.words("This picture cannot be shown here.")
            painter.setPen(QColor(tokens.text_muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.drawImage(area, self._image)
        for number, region in enumerate(self.regions):
            painter.setPen(QPen(QColor(tokens.accent), 3) if number == self._chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0))
            painter.drawRect(self._rect(region))
        if self._from is not None:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(QColor(0, 0, 0, 120))
            painter.drawRect(QRectF(self._from, self._to).normalized())

    def _rect(self, region: Region) -> QRectF:
        area = self.area()
        return QRectF(
            area.x() + region.x1 * area.width(), area.y() + region.y1 * area.height(),
            (region.x2 - region.x1) * area.width(), (region.y2 - region.y1) * area.height(),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() is Qt.MouseButton.LeftButton and self.area().contains(event.position()):
            self._from = self._to = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        begin, end, area = self._from, event.position(), self.area()
        self._from = None
        drawn = QRectF(begin, end).normalized().intersected(area)
        shares = (
            (drawn.left() - area.x()) / area.width(), (drawn.top() - area.y()) / area.height(),
            (drawn.right() - area.x()) / area.width(), (drawn.bottom() - area.y()) / area.height(),
        )
        x1, y1, x2, y2 = (min(max(share, 0.0), 1.0) for share in shares)
        if x2 - x1 < _SMALLEST or y2 - y1 < _SMALLEST:
            self._chosen = next((n for n, region in enumerate(self.regions) if self._rect(region).contains(end)), -1)
            self.update()
            return
        self.drawn.emit(Region(x1, y1, x2, y2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chosen >= 0:
            self.removed.emit(self._chosen)
        else:
            super().keyPressEvent(event)


def _picture(program: Program, path: Path, name: str) -> QImage:
    """The picture for the screen, made in the sandbox."""
    return QImage.fromData(program.parse(_PREVIEW, path, name=name).blobs["jpeg"])
