"""Looking closely: one photograph or two beside each other, with the layer of marks."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QToolButton, QVBoxLayout, QWidget

from modules.photos import operations
from modules.photos.importers.rebuild import full_picture
from modules.photos.queries import KIND_WORDS, annotations
from modules.photos.records import Annotation, Photo, Shape
from modules.photos.search import number_text
from modules.photos.ui.canvas import PhotoCanvas
from modules.photos.ui.view import AlbumView
from workstation.api import N_, Read, Work
from workstation.api.widgets import FlowLayout, Shell, button, icon, label, on_key

_TOOLS = (
    (Shape.ARROW, N_("Arrow"), "arrow-up-right"), (Shape.BOX, N_("Box"), "square"),
    (Shape.CIRCLE, N_("Circle"), "circle"), (Shape.TEXT, N_("Text"), "typography"),
)


class Viewer(QWidget):
    """``closed`` carries the photograph looked at last, so that the grid can show it."""

    closed = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._view = AlbumView()
        self._photos: list[Photo] = []
        self._at = 0
        self._beside: Photo | None = None
        self.canvas, self.second = PhotoCanvas(shell), PhotoCanvas(shell)
        self.title = label("", "title")
        self.facts = label("", "muted")
        self._tool_buttons: dict[Shape, QToolButton] = {}
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.canvas)
        split.addWidget(self.second)
        self.second.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addLayout(self._tools())
        layout.addWidget(split, 1)
        self.canvas.drawn.connect(self._draw)
        self.canvas.closer.connect(lambda: self._fetch_full(self.canvas))
        self.second.closer.connect(lambda: self._fetch_full(self.second))
        self.canvas.moved.connect(lambda: self._follow(self.second, self.canvas))
        self.second.moved.connect(lambda: self._follow(self.canvas, self.second))
        self._shortcuts()

    def _head(self) -> QHBoxLayout:
        words, line = self._shell.words, QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(button(self._shell, words("Back to the grid"), self.leave, icon_name="chevron-left"))
        for text in (self.title, self.facts):
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # cut before anything else is
        line.addWidget(self.title, 3)
        line.addWidget(self.facts, 4)
        line.addWidget(self._tool(words("Previous (←)"), "chevron-left", lambda: self.go(-1)))
        line.addWidget(self._tool(words("Next (→)"), "chevron-right", lambda: self.go(1)))
        return line

    def _tools(self) -> FlowLayout:
        words, line = self._shell.words, FlowLayout()
        for text, name, act in (
            (N_("Fit (F)"), "scan", self.fit), (N_("Actual size (Z)"), "eye", self.canvas.actual_size),
            (N_("Smaller (-)"), "zoom-out", lambda: self.canvas.zoom(1 / 1.4)),
            (N_("Larger (+)"), "zoom-in", lambda: self.canvas.zoom(1.4)),
            (N_("Turn clockwise (R)"), "rotate-clockwise", lambda: self.turn(1)),
        ):
            line.addWidget(self._tool(words(text), name, act))
        self.compare_button = self._tool(
            words("Compare with the next one (V)"), "layout-sidebar-right", self.compare, checkable=True
        )
        line.addWidget(self.compare_button)
        for shape, text, name in _TOOLS:
            made = self._tool(words(text), name, partial(self.use, shape), checkable=True)
            self._tool_buttons[shape] = made
            line.addWidget(made)
        line.addWidget(self._tool(words("Take the chosen mark off (Del)"), "trash", self.erase))
        return line

    def _tool(self, tip: str, name: str, act: Callable[[], object], *, checkable: bool = False) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(name, self._shell.tokens.text))
        made.setIconSize(QSize(20, 20))
        made.setMinimumSize(self._shell.tokens.control, self._shell.tokens.control)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setCheckable(checkable)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: act())
        return made

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Escape": self.leave, "Left": lambda: self.go(-1), "Right": lambda: self.go(1), "F": self.fit,
            "Z": self.canvas.actual_size, "+": lambda: self.canvas.zoom(1.4), "=": lambda: self.canvas.zoom(1.4),
            "-": lambda: self.canvas.zoom(1 / 1.4), "R": lambda: self.turn(1), "Shift+R": lambda: self.turn(-1),
            "V": self.compare, "Delete": self.erase,
        }
        for key, act in keys.items():
            on_key(self, key, act)

    # what is shown

    @property
    def photo(self) -> Photo | None:
        """The photograph in the (left) pane."""
        return self._photos[self._at] if self._photos else None

    def show_photos(self, view: AlbumView, photos: Sequence[Photo], at: int, beside: Photo | None = None) -> None:
        """Look at one of several; ``beside`` is shown in a second pane."""
        self._view, self._photos, self._at, self._beside = view, list(photos), at, beside
        self._show()
        self.canvas.setFocus()

    def renew(self, view: AlbumView) -> None:
        """The same photographs after something was written."""
        by_id = {photo.id: photo for photo in view.photos}
        shown = self.photo
        self._view = view
        self._photos = [by_id[photo.id] for photo in self._photos if photo.id in by_id]
        if not self._photos:
            self.leave()
            return
        ids = [photo.id for photo in self._photos]
        self._at = ids.index(shown.id) if shown and shown.id in ids else min(self._at, len(ids) - 1)
        self._beside = by_id.get(self._beside.id) if self._beside else None
        self._show()

    def _show(self) -> None:
        photo = self.photo
        if photo is None:
            return
        words = self._shell.words
        place_in_row = f"{self._at + 1} / {len(self._photos)}"
        self.title.setText(f"{number_text(photo)}  {photo.caption or photo.name}   {place_in_row}")
        moment = self._view.time(photo)
        place = self._view.places.get(photo.place_id or "", "")
        facts = (words(KIND_WORDS[photo.kind]), place, moment.text() if moment else "", "★" * photo.rating, photo.name)
        self.facts.setText("   ".join(fact for fact in facts if fact))
        panes = [(self.canvas, photo)] + ([(self.second, self._beside)] if self._beside else [])
        if self.second.isHidden() != (self._beside is None):
            self.second.setVisible(self._beside is not None)
            self._split.setSizes([1_000_000, 1_000_000])
        self.compare_button.setChecked(self._beside is not None)
        for canvas, shown in panes:
            full, preview = self._view.picture(shown, "full"), self._view.picture(shown, "preview")
            there = canvas.photo
            same = there is not None and (there.id, there.rotation) == (shown.id, shown.rotation)
            paths = () if same else (full, preview)
            self._shell.query(partial(_look, shown.id, paths), partial(self._put, canvas, shown))

    def _put(self, canvas: PhotoCanvas, photo: Photo, looked: tuple[QImage, list[Annotation]]) -> None:
        wanted = self.photo if canvas is self.canvas else self._beside
        if wanted is not None and wanted.id == photo.id:
            canvas.show_photo(photo, *looked)

    # what a person does

    def go(self, step: int) -> None:
        """The next or the one before."""
        if 0 <= self._at + step < len(self._photos):
            self._at += step
            if self._beside is not None:
                self._beside = self._neighbour()
            self._show()

    def fit(self) -> None:
        """Show all of it, in both panes."""
        self.canvas.fit()
        self.second.fit()

    def leave(self) -> None:
        """Back to the grid."""
        self.closed.emit(self.photo)

    def compare(self) -> None:
        """Show the next photograph beside this one, or end that."""
        self._beside = None if self._beside is not None else self._neighbour()
        self._show()
        QTimer.singleShot(0, self.fit)  # when both panes have their size

    def turn(self, quarters: int) -> None:
        """Turn the picture; kept with the photograph, the original stays as it is."""
        photo = self.photo
        if photo is not None:
            self._shell.do("photos.rotate", lambda work: operations.rotate(work, photo.id, quarters))

    def use(self, shape: Shape) -> None:
        """Draw with a tool, or stop."""
        tool = None if self.canvas.tool is shape else shape
        self.canvas.use(tool)
        for other, made in self._tool_buttons.items():
            made.setChecked(other is tool)

    def erase(self) -> None:
        """Take the chosen mark off the layer."""
        mark = self.canvas.selected_mark()
        if mark is not None:
            self._shell.do("photos.erase", lambda work: operations.erase(work, mark.id))
        else:
            self._shell.notify(self._shell.words("Click a mark first, then take it off."))

    def _neighbour(self) -> Photo | None:
        place = self._at + 1 if self._at + 1 < len(self._photos) else self._at - 1
        return self._photos[place] if 0 <= place < len(self._photos) else None

    def _draw(self, shape: Shape, x1: float, y1: float, x2: float, y2: float) -> None:
        photo, words = self.photo, self._shell.words
        if photo is None:
            return
        text = self._shell.ask_text(words("Mark"), words("What does it point out? (may stay empty)"))
        if text is None or (shape is Shape.TEXT and not text.strip()):
            return
        photo_id = photo.id

        def store(work: Work) -> None:
            operations.annotate(work, Annotation(
                photo_id=photo_id, shape=shape, x1=x1, y1=y1, x2=x2, y2=y2, text=text.strip()
            ))

        self._shell.do("photos.annotate", store)
        self.use(shape)

    def _follow(self, follower: PhotoCanvas, leader: PhotoCanvas) -> None:
        if self._beside is not None:
            follower.follow(leader)

    def _fetch_full(self, canvas: PhotoCanvas) -> None:
        photo = canvas.photo
        if photo is None or self._view.picture(photo, "full").exists():
            return

        def arrived(picture: QImage) -> None:
            if canvas.photo is not None and canvas.photo.id == photo.id:
                canvas.take_picture(picture)

        self._shell.run(
            self._shell.words("Opening the full picture"), lambda job: QImage(str(full_picture(job, photo))), arrived
        )


def _look(photo_id: str, paths: Sequence[Path], read: Read) -> tuple[QImage, list[Annotation]]:
    """The best picture there is, decoded off the window's thread, and the marks above it."""
    picture = QImage()
    for path in paths:
        if picture.isNull():
            picture = QImage(str(path))
    return picture, annotations(read, photo_id)
