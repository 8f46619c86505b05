"""照相摄像: the album as a grid, what is said of each photograph, and a closer look."""

from collections.abc import Collection, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from modules.photos import operations
from modules.photos.importers.rebuild import make_previews
from modules.photos.importers.store import SUFFIXES
from modules.photos.records import Kind, Photo
from modules.photos.ui import commands
from modules.photos.ui.filters import FilterBar
from modules.photos.ui.grid import PhotoGridView
from modules.photos.ui.panel import PhotoPanel
from modules.photos.ui.view import AlbumView, load_album, renew_album
from modules.photos.ui.viewer import Viewer
from workstation.api import Read, Ref
from workstation.api.widgets import EmptyState, Header, PageBase, Shell, button, label, on_key

_CLASS_KEYS = {
    "1": Kind.ORIENTATION, "2": Kind.OVERVIEW, "3": Kind.KEY, "4": Kind.DETAIL, "0": Kind.UNCLASSIFIED,
}


class PhotosPage(PageBase):
    """Grid, filters and side panel; Enter looks closely, 1 to 4 put into a class, Ctrl+0 to 5 give stars."""

    kinds = ("photos", "photo_annotations", "places", "clocks")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._view = AlbumView()
        self._wanted: Ref | None = None
        self.grid = PhotoGridView(shell)
        self.filters = FilterBar(shell)
        self.panel = PhotoPanel(shell)
        self.viewer = Viewer(shell)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # before it gets its widgets: alone it would show them as windows
        for widget in (self._album(), self._empty(), self.viewer):
            self._stack.addWidget(widget)
        self.filters.changed.connect(self._show_chosen)
        self.filters.resized.connect(self.grid.set_edge)
        self.grid.chosen.connect(self._choose)
        self.grid.opened.connect(self.look_closely)
        self.panel.opened.connect(lambda: self.look_closely(None))
        self.viewer.closed.connect(self._back)
        self._shortcuts()
        self.refresh()

    def _album(self) -> QWidget:
        words, shell = self.words, self.shell
        self.header = Header(
            words("Photographs"), "",
            button(shell, words("Camera clocks …"), partial(commands.camera_clocks, shell), icon_name="clock"),
            button(shell, words("Number them"), partial(commands.renumber, shell), icon_name="number"),
            self._take_in_button(),
        )
        self._missing = QWidget()
        line = QHBoxLayout(self._missing)
        line.setContentsMargins(0, 0, 0, 0)
        self._missing_text = label("", "muted")
        line.addWidget(self._missing_text, 1)
        line.addWidget(button(shell, words("Make them again"), self.make_previews, icon_name="refresh"))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.grid)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.setSizes([900, 360])
        self.hint = label(
            words("1–4 class   Ctrl+0–5 stars   C caption   P place   Enter look closely   Ctrl+S save"), "small"
        )
        album = QWidget()
        layout = QVBoxLayout(album)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.header, self.filters, self._missing):
            layout.addWidget(widget)
        layout.addWidget(split, 1)
        layout.addWidget(self.hint)
        return album

    def _empty(self) -> QWidget:
        text = self.words("No photographs yet. Take in a card, a folder or files, or drop them on the window.")
        empty = QWidget()
        layout = QVBoxLayout(empty)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Header(self.words("Photographs")))
        folder = button(self.shell, self.words("Take in a folder or card …"), self.take_in_folder, icon_name="folder")
        folder.setEnabled(self.writable)
        layout.addWidget(EmptyState(self.shell, "camera", text, folder, self._take_in_button()), 1)
        return empty

    def _take_in_button(self) -> QWidget:
        made = button(
            self.shell, self.words("Take in photographs …"), self.take_in, icon_name="file-import", role="primary"
        )
        made.setEnabled(self.writable)
        return made

    def _shortcuts(self) -> None:
        for scope in (self.grid, self.viewer):
            for key, kind in _CLASS_KEYS.items():
                on_key(scope, key, partial(self.classify, kind))
            for stars in range(6):
                on_key(scope, f"Ctrl+{stars}", partial(self.rate, stars))
        on_key(self.grid, "C", self.panel.focus_caption)
        on_key(self.grid, "P", self.panel.focus_place)
        on_key(self.grid, "Delete", self.panel.withdraw)
        on_key(self, "Ctrl+S", self.panel.save)

    # what it shows

    def load(self, read: Read) -> AlbumView:
        return load_album(read)

    def renew(self, read: Read, data: AlbumView, touched: Mapping[str, Collection[str]]) -> AlbumView:
        return renew_album(read, data, touched)

    def show_data(self, data: AlbumView) -> None:
        self._view = data
        looking = self._stack.currentWidget() is self.viewer
        if not data.photos:
            self._stack.setCurrentIndex(1)
            return
        words = self.words
        self.header.set_subtitle(words(
            "{count} photographs, {unclassified} without a class, {slips} with findings", count=len(data.photos),
            unclassified=data.kinds[Kind.UNCLASSIFIED], slips=len(data.slips),
        ))
        self._missing.setVisible(bool(data.missing))
        self._missing_text.setText(words("{count} previews are not there.", count=len(data.missing)))
        self.filters.offer(data)
        self._show_chosen()
        if looking:
            self.viewer.renew(data)
        else:
            self._stack.setCurrentIndex(0)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_ref(wanted)

    def show_ref(self, ref: Ref) -> None:
        if not self._view.photos:
            self._wanted = ref
            return
        if ref.kind == "places":
            self.filters.look_for_place(ref.id)
            return
        if all(photo.id != ref.id for photo in self.grid.photos.photos):
            self.filters.clear()
        self.grid.clearSelection()
        self.grid.select_ids({ref.id})

    def _show_chosen(self) -> None:
        self.grid.show_photos(self._view, self.filters.chosen(self._view))
        self._choose(self.grid.selected_photos())

    def _choose(self, photos: list[Photo]) -> None:
        self.panel.show_photos(self._view, photos)
        if len(photos) == 1:
            self.shell.inspect(Ref("photos", photos[0].id))

    # what a person does

    def save_if_edited(self) -> None:
        """Called before the page goes away."""
        self.panel.save_if_edited()

    def chosen(self) -> list[Photo]:
        """The photographs that a key acts on."""
        if self._stack.currentWidget() is self.viewer and self.viewer.photo is not None:
            return [self.viewer.photo]
        return self.grid.selected_photos()

    def take_in(self) -> None:
        """Take photographs in."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        filters = f"{self.words('Photographs')} ({patterns});;{self.words('All files')} (*)"
        self.shell.import_files(self.shell.open_files(self.words("Take in photographs …"), filters))

    def take_in_folder(self) -> None:
        """Take a folder or a camera's card in."""
        folder = self.shell.open_folder(self.words("Take in a folder or card …"))
        if folder is not None:
            self.shell.import_files([folder])

    def make_previews(self) -> None:
        """Make the pictures beside the case again."""
        self.shell.run(self.words("Making previews"), make_previews, self._made)

    def _made(self, failed: int) -> None:
        self.grid.thumbnails.forget()
        if failed:
            self.shell.notify(
                self.words("{count} previews could not be made; see the page Problems.", count=failed), "warning"
            )
        self.refresh()

    def classify(self, kind: Kind) -> None:
        """Put what is chosen into a class."""
        ids = [photo.id for photo in self.chosen()]
        if ids and self.writable:
            self.panel.save_if_edited()
            self.shell.do("photos.classify", lambda work: operations.classify(work, ids, kind))

    def rate(self, stars: int) -> None:
        """Give what is chosen stars."""
        ids = [photo.id for photo in self.chosen()]
        if ids and self.writable:
            self.panel.save_if_edited()
            self.shell.do("photos.rate", lambda work: operations.edit(work, ids, rating=stars))

    def look_closely(self, photo: Photo | None) -> None:
        """Open the viewer on a photograph; with two chosen, on both beside each other."""
        chosen, shown = self.grid.selected_photos(), self.grid.photos.photos
        photo = photo or (chosen[0] if chosen else (shown[0] if shown else None))
        if photo is None:
            return
        beside = next((other for other in chosen if other.id != photo.id), None) if len(chosen) == 2 else None
        ids = [other.id for other in shown]
        self._stack.setCurrentWidget(self.viewer)
        self.viewer.show_photos(self._view, shown, ids.index(photo.id), beside)

    def _back(self, photo: Photo | None) -> None:
        self._stack.setCurrentIndex(0)
        if photo is not None:
            self.grid.clearSelection()
            self.grid.select_ids({photo.id})
        self.grid.setFocus()
