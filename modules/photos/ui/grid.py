"""The grid of thumbnails: a list model and a delegate, so that 20,000 photographs are as light as twenty."""

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QHideEvent, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from modules.photos.queries import KIND_WORDS
from modules.photos.records import Kind, Photo
from modules.photos.search import number_text
from modules.photos.ui.thumbnails import Thumbnails
from modules.photos.ui.view import AlbumView
from workstation.api.widgets import Shell, icon

Index = QModelIndex | QPersistentModelIndex

KIND_LEVELS = {Kind.ORIENTATION: "info", Kind.OVERVIEW: "success", Kind.KEY: "accent", Kind.DETAIL: "warning"}
_MARGIN = 8
_MANY = 500
_PHOTO = Qt.ItemDataRole.UserRole


class PhotoModel(QAbstractListModel):
    """The photographs as Qt sees them."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.photos: list[Photo] = []

    def replace(self, photos: Sequence[Photo]) -> bool:
        """Show these photographs; false if they are the same in the same order, with other facts perhaps."""
        if len(photos) == len(self.photos) and all(map(_is_same, photos, self.photos)):
            self.photos = list(photos)
            if photos:
                self.dataChanged.emit(self.index(0), self.index(len(photos) - 1))
            return False
        self.beginResetModel()
        self.photos = list(photos)
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.photos)

    def data(self, index: Index, role: int = 0) -> object:
        photo = self.photos[index.row()]
        if role == _PHOTO:
            return photo
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            kind = self._shell.words(KIND_WORDS[photo.kind])
            return "  ".join(part for part in (number_text(photo), photo.caption, photo.name, kind) if part)
        return None


class _Delegate(QStyledItemDelegate):
    """Paints one photograph: picture, class, number and caption, stars, and a mark for findings."""

    def __init__(self, shell: Shell, grid: "PhotoGridView") -> None:
        super().__init__(grid)
        self._shell, self._grid = shell, grid
        tokens = shell.tokens
        self._small = QFont(grid.font())
        self._small.setPointSizeF(tokens.type_small)
        self._warning = icon("alert-triangle", tokens.warning).pixmap(18, 18)
        self._off = icon("photo-off", tokens.text_faint).pixmap(32, 32)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt gives both
        return self._grid.cell()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        photo: Photo = index.data(_PHOTO)
        tokens = self._shell.tokens
        box: QRect = option.rect.adjusted(4, 4, -4, -4)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(tokens.accent if chosen else tokens.border), 2 if chosen else 1))
        painter.setBrush(QColor(tokens.selected if chosen else tokens.surface))
        painter.drawRoundedRect(box, tokens.radius, tokens.radius)
        if bool(state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(QColor(tokens.text), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), tokens.radius, tokens.radius)
        lines = 2 * painter.fontMetrics().height() + 6
        inner = box.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = QRect(inner.left(), inner.top(), inner.width(), inner.height() - lines)
        self._picture(painter, photo, picture)
        self._legend(painter, photo, QRect(inner.left(), picture.bottom() + 4, inner.width(), lines))
        painter.restore()

    def _picture(self, painter: QPainter, photo: Photo, room: QRect) -> None:
        tokens = self._shell.tokens
        pixmap = self._grid.picture(photo)
        if pixmap is None or pixmap.isNull():
            painter.fillRect(room, QColor(tokens.sunken))
            if pixmap is not None:
                painter.drawPixmap(room.center().x() - 16, room.center().y() - 16, self._off)
        else:
            if photo.rotation % 360:
                pixmap = pixmap.transformed(QTransform().rotate(photo.rotation))
            size = pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            shown = QRect(0, 0, size.width(), size.height())
            shown.moveCenter(room.center())
            painter.drawPixmap(shown, pixmap)
        if self._grid.has_slip(photo):
            corner = QRect(room.right() - 24, room.top() + 2, 22, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.warning_soft))
            painter.drawEllipse(corner)
            painter.drawPixmap(corner.left() + 2, corner.top() + 1, self._warning)

    def _legend(self, painter: QPainter, photo: Photo, room: QRect) -> None:
        tokens = self._shell.tokens
        metrics = painter.fontMetrics()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = "  ".join(part for part in (number_text(photo), photo.caption or photo.name) if part)
        painter.setPen(QColor(tokens.text))
        line = QRect(room.left(), room.top(), room.width(), metrics.height())
        painter.drawText(line, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
        painter.setFont(self._small)
        painter.setPen(QColor(tokens.level(KIND_LEVELS.get(photo.kind, "neutral"))[0]))
        line.moveTop(room.top() + metrics.height() + 3)
        kind = self._shell.words(KIND_WORDS[photo.kind])
        room_left = room.width() - painter.fontMetrics().horizontalAdvance("★" * photo.rating) - 6
        painter.drawText(line, flags, painter.fontMetrics().elidedText(kind, Qt.TextElideMode.ElideRight, room_left))
        painter.setPen(QColor(tokens.accent))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "★" * photo.rating)


class PhotoGridView(QListView):
    """The grid. ``chosen`` carries the photographs selected, ``opened`` the one to look at closely."""

    chosen = Signal(list)
    opened = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._view = AlbumView()
        self._edge = 190
        self.photos = PhotoModel(shell, self)
        self.thumbnails = Thumbnails(self)
        self.thumbnails.ready.connect(self.viewport().update)
        self.setModel(self.photos)
        self.setItemDelegate(_Delegate(shell, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(48)
        self.setAccessibleName(shell.words("Photographs"))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.selected_photos()))
        self.activated.connect(lambda index: self.opened.emit(index.data(_PHOTO)))

    def hideEvent(self, event: QHideEvent) -> None:
        self.thumbnails.stop()
        super().hideEvent(event)

    def cell(self) -> QSize:
        """The size of one cell: as many as have room share the whole width."""
        least = self._edge + 24
        room = self.viewport().width() - 24
        width = max(least, room // max(1, room // least))
        return QSize(width, round((width - 24) * 0.75) + 2 * self.fontMetrics().height() + 40)

    def set_edge(self, pixels: int) -> None:
        """How wide the pictures are."""
        self._edge = pixels
        self.scheduleDelayedItemsLayout()

    def show_photos(self, view: AlbumView, photos: Sequence[Photo]) -> None:
        """Show these photographs, keeping selection and place."""
        self._view = view
        kept = {photo.id for photo in self.selected_photos()}
        current, place = self.currentIndex().row(), self.verticalScrollBar().value()
        if not self.photos.replace(photos):
            return
        if kept:
            self.select_ids(kept, scroll=False)
        if not self.currentIndex().isValid() and 0 <= current < len(photos):
            self.selectionModel().setCurrentIndex(
                self.photos.index(current), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.verticalScrollBar().setValue(place)

    def picture(self, photo: Photo) -> QPixmap | None:
        """The thumbnail, if it is here already."""
        longest = round((self.cell().width() - 24) * self.devicePixelRatio())
        return self.thumbnails.get(self._view.picture(photo, "thumbnail"), longest)

    def has_slip(self, photo: Photo) -> bool:
        """Whether some rule found something."""
        return photo.id in self._view.slips

    def selected_photos(self) -> list[Photo]:
        """The photographs selected, in the order shown."""
        selection = self.selectionModel().selection()
        spans = sorted((span.top(), span.bottom() + 1) for span in map(selection.at, range(selection.count())))
        return [photo for first, end in spans for photo in self.photos.photos[first:end]]

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        if max(map(_rows, (selected, deselected))) > _MANY:
            self.viewport().update()  # sooner done than asking where each of 20,000 lies
        else:
            super().selectionChanged(selected, deselected)

    def selectAll(self) -> None:
        """Choose everything shown, as one span: Qt's own way asks the model six times for every photograph."""
        if self.photos.photos:
            everything = QItemSelection(self.photos.index(0), self.photos.index(len(self.photos.photos) - 1))
            self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_ids(self, ids: Collection[str], *, scroll: bool = True) -> None:
        """Select the photographs of these ids."""
        rows = [row for row, photo in enumerate(self.photos.photos) if photo.id in ids]
        if not rows:
            return
        selection = QItemSelection()
        for first, last in _spans(rows):
            selection.select(self.photos.index(first), self.photos.index(last))
        index, model = self.photos.index(rows[0]), self.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.Select)
        model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if scroll:
            self.scrollTo(index)


def _rows(selection: QItemSelection) -> int:
    return sum(selection.at(number).height() for number in range(selection.count()))


def _is_same(one: Photo, other: Photo) -> bool:
    return one.id == other.id


def _spans(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rising row numbers as first and last rows of what hangs together."""
    first = before = rows[0]
    for row in rows[1:]:
        if row != before + 1:
            yield first, before
            first = row
        before = row
    yield first, before
