"""整改前后对照: two photographs of one view, side by side."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from modules.rectification import operations, queries
from modules.rectification.records import PhotoPair
from workstation.api import N_, Read, Ref, UserError, Work
from workstation.api.widgets import (
    Card,
    Field,
    RecordPage,
    Shell,
    TableColumn,
    button,
    label,
)

_LONGEST_PX = 1400
_SIDES = (("before", N_("Before")), ("after", N_("After")))


@dataclass(frozen=True)
class _Side:
    """One photograph as it is shown; ``image`` is null where it cannot be read."""

    shot: queries.Shot
    image: QImage


def _read_side(read: Read, ref: Ref) -> _Side:
    found = queries.shot(read, ref)
    reader = QImageReader(found.path)
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LONGEST_PX:
        reader.setScaledSize(size.scaled(_LONGEST_PX, _LONGEST_PX, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read() if found.path else QImage()
    if found.rotation:
        image = image.transformed(QTransform().rotate(found.rotation))
    return _Side(found, image)


class _Picture(QLabel):
    """A picture that fills its half as far as its shape allows."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(180)
        self._image = QImage()

    def show_image(self, image: QImage) -> None:
        """Show a picture, or nothing."""
        self._image = image
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            self.setPixmap(QPixmap())
            return
        whole, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        scaled = self._image.scaled(self.size(), whole, smooth)
        self.setPixmap(QPixmap.fromImage(scaled))


class PairsPage(RecordPage[PhotoPair]):
    """A register of pairs; the chosen one is shown large below it."""

    kinds = ("photo_pairs", "measures", "hazards", "substitute_sites", "photos")
    title = N_("Before and after")
    subtitle = N_("Two photographs of the same view: what was found, and what has become of it.")
    icon = "photo"
    empty_text = N_("No pairs yet. Choose a measure or hazard and a photograph of each time, from the same place.")
    new_text = N_("New pair")
    operation = "rectification.pair"
    form_columns = 2

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        self._called: dict[Ref, str] = {}
        super().__init__(shell, parent)
        self.viewer = self._make_viewer()
        self.body.addWidget(self.viewer, 2)  # the photographs get more room than the register above them
        self.viewer.hide()
        self.form.edited.connect(self._look)

    def columns(self) -> list[TableColumn[PhotoPair]]:
        words = self.words
        return [
            TableColumn(words("Measure or hazard"), lambda one: self._called.get(one.subject, "—"), 240),
            TableColumn(words("Viewpoint"), lambda one: one.view, 160),
            TableColumn(words("Same view"), lambda one: words("compared") if one.same_view else words("not compared"),
                        100, level=lambda one: "success" if one.same_view else "warning"),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("subject", N_("Measure or hazard"), "choice", choices=(), required=True, wide=True),
            Field("before", N_("Photograph before"), "refs", required=True),
            Field("after", N_("Photograph after"), "refs", required=True),
            Field("view", N_("Viewpoint"), help=N_("From where, looking where"), wide=True),
            Field("same_view", N_("The view is the same (a person has compared them)"), "bool", wide=True),
            Field("note", N_("Note"), "multiline"),
        ]

    def values(self, record: PhotoPair) -> dict[str, Any]:
        return {**super().values(record), "subject": _key(record.subject), "before": (record.before,),
                "after": (record.after,)}

    def record_actions(self) -> list[Any]:
        return [button(self.shell, "", self._remove, icon_name="trash", tip=self.words("Remove"), role="quiet")]

    def _make_viewer(self) -> Card:
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(12)
        self.pictures: dict[str, _Picture] = {}
        self.captions: dict[str, QLabel] = {}
        for side, title in _SIDES:
            column = QVBoxLayout()
            column.addWidget(label(self.words(title), "title"))
            self.pictures[side] = _Picture()
            column.addWidget(self.pictures[side], 1)
            self.captions[side] = label("", "small", wrap=True)
            column.addWidget(self.captions[side])
            line.addLayout(column, 1)
        card.body.addLayout(line, 1)
        return card

    def load(self, read: Read) -> Any:
        return queries.pairs(read), queries.subjects(read)

    def show_data(self, data: Any) -> None:
        found, self._called = data
        self.form.set_choices("subject", tuple((_key(ref), text) for ref, text in self._called.items()))
        super().show_data(found)

    def record_chosen(self, record: PhotoPair | None) -> None:
        del record
        if hasattr(self, "viewer"):
            self._look()

    def _chosen(self, side: str) -> Ref | None:
        refs = self.form.editor(side).value()
        return refs[0] if len(refs) == 1 else None

    def _look(self) -> None:
        """Show what the form names, read off the window's thread."""
        self.viewer.show()
        for side, _ in _SIDES:
            ref = self._chosen(side)
            if ref is None:
                self.pictures[side].show_image(QImage())
                self.captions[side].setText(self.words("Choose one photograph."))
            else:
                self._ask(side, ref)

    def _ask(self, side: str, ref: Ref) -> None:
        self.shell.query(lambda read: (side, _read_side(read, ref)), self._shown)

    def _shown(self, found: tuple[str, _Side]) -> None:
        side, seen = found
        if self._chosen(side) != seen.shot.ref:
            return
        self.pictures[side].show_image(seen.image)
        taken = seen.shot.taken.text("%Y-%m-%d %H:%M") if seen.shot.taken else ""
        turned = seen.shot.direction_deg
        facing = self.words("direction {degrees}°", degrees=f"{turned:.0f}") if turned is not None else ""
        missing = self.words("The picture cannot be read.") if seen.image.isNull() else ""
        self.captions[side].setText("  ".join(filter(None, (seen.shot.name, taken, facing, missing))))

    def store(self, work: Work, record: PhotoPair | None, values: dict[str, Any]) -> PhotoPair:
        kind, _, subject = values["subject"].partition("/")
        sides = {side: values[side] for side, _ in _SIDES}
        if any(len(refs) != 1 or refs[0].kind != "photos" for refs in sides.values()):
            raise UserError("rectification.two_photos")
        return operations.put_pair(work, record.id if record else None, **{
            **values, "subject": Ref(kind, subject), **{side: refs[0] for side, refs in sides.items()},
        })

    def _remove(self) -> None:
        pair = self.record
        if pair is not None:
            self.shell.do("rectification.remove_pair", lambda work: operations.remove_pair(work, pair.id),
                          lambda _: self._gone())

    def _gone(self) -> None:
        self.panel.hide()
        self.viewer.hide()


def _key(ref: Ref) -> str:
    return f"{ref.kind}/{ref.id}"
