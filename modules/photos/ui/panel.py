"""The side panel: what people say of the photographs chosen; with several, only what was changed is written."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from modules.photos import operations
from modules.photos.queries import KIND_WORDS
from modules.photos.records import Kind, Photo
from modules.photos.rules import MELT_MARK, exposure_text
from modules.photos.ui.view import AlbumView
from workstation.api import N_, Work
from workstation.api.widgets import Badge, Card, Field, Form, PropertyList, Shell, button, clear, label, scrolled

_FIELDS = (
    Field("caption", N_("Caption"), "multiline"),
    Field("kind", N_("Class"), "choice", choices=tuple((kind, KIND_WORDS[kind]) for kind in Kind)),
    Field("subject", N_("Subject"), "choice",
          choices=(("", N_("(none)")), (MELT_MARK, N_("Melt mark on a conductor")))),
    Field("rating", N_("Stars"), "choice", choices=tuple((count, "★" * count or "—") for count in range(6))),
    Field("has_scale", N_("Scale in the picture"), "bool"),
    Field("tripod", N_("Taken from a tripod"), "bool"),
    Field("exhibits", N_("Exhibits and other evidence shown"), "refs"),
    Field("note", N_("Note"), "multiline"),
)
Facts = list[tuple[str, str]]
_MIXED = object()


class PhotoPanel(QWidget):
    """``opened`` asks for the viewer."""

    opened = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._view = AlbumView()
        self._photos: list[Photo] = []
        self._shown: dict[str, Any] = {}
        self._edited = False
        words = shell.words
        self.title = label("", "title", wrap=True)
        self.findings = QVBoxLayout()
        self.facts = QVBoxLayout()
        self.form = Form(shell, _FIELDS, columns=1)
        for name in ("caption", "note"):
            self.form.editor(name).widget.setMaximumHeight(84)
        self.place = QComboBox()
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.place_text = QLineEdit()
        self.place.setLineEdit(self.place_text)
        self.place.setAccessibleName(words("Place"))
        self.place_text.setPlaceholderText(words("Choose a place, or type a new one"))
        self.save_button = button(shell, words("Save"), self.save, role="primary", icon_name="check")
        place_label = QLabel(words("Place"))
        place_label.setProperty("role", "small")
        place_label.setBuddy(self.place)
        card = Card()
        card.body.addWidget(self.title)
        card.body.addLayout(self.findings)
        card.body.addWidget(place_label)
        card.body.addWidget(self.place)
        card.body.addWidget(self.form)
        line = QHBoxLayout()
        self.withdraw_button = button(
            shell, words("Withdraw …"), self.withdraw, role="danger", icon_name="archive"
        )
        line.addWidget(self.withdraw_button)
        line.addStretch(1)
        line.addWidget(self.save_button)
        card.body.addLayout(line)
        facts = Card(words("From the file"))
        facts.body.addLayout(self.facts)
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(button(shell, words("Look closely (Enter)"), self.opened.emit, icon_name="zoom-in"))
        body.addWidget(card)
        body.addWidget(facts)
        body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))
        self.setMinimumWidth(round(360 * shell.tokens.scale))
        self.form.edited.connect(self._mark_edited)
        self.place_text.textEdited.connect(lambda _: self._mark_edited())
        self.place.activated.connect(lambda _: self._mark_edited())
        self.save_button.setEnabled(False)

    def show_photos(self, view: AlbumView, photos: Sequence[Photo]) -> None:
        """Show what is said of these; what was typed for others is written first."""
        same = [photo.id for photo in photos] == [photo.id for photo in self._photos]
        self._view = view
        if self._edited and same:
            self._photos = list(photos)
            return
        self.save_if_edited()
        self._photos = list(photos)
        self._fill()

    def focus_caption(self) -> None:
        """Put the cursor into the caption."""
        self.form.editor("caption").focus_widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_place(self) -> None:
        """Put the cursor into the place."""
        self.place.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.place_text.selectAll()

    def save_if_edited(self) -> None:
        """Write only if something was entered."""
        if self._edited:
            self.save()

    def save(self) -> None:
        """Write what was changed, to every photograph chosen."""
        values = self.form.values()
        if values is None or not self._photos:
            return
        changed = {name: value for name, value in values.items() if value != self._shown.get(name)}
        place = self.place.currentText().strip()
        if place == self._shown["place"] and not changed:
            self._set_edited(False)
            return
        ids, shown_place = [photo.id for photo in self._photos], self._shown["place"]

        def store(work: Work) -> None:
            if changed:
                operations.edit(work, ids, **changed)
            if place != shown_place:
                operations.put_at(work, ids, place)

        self._set_edited(False)
        self._shell.do("photos.edit", store, failed=self._mark_edited)

    def withdraw(self) -> None:
        """Take the photographs chosen out of the evidence, with a reason."""
        ids = [photo.id for photo in self._photos]
        words = self._shell.words
        reason = self._shell.ask_text(words("Withdraw"), words("Reason for the withdrawal")) if ids else None
        if reason is not None:
            self._set_edited(False)
            self._shell.do("photos.withdraw", lambda work: operations.withdraw(work, ids, reason), reason=reason)

    def _fill(self) -> None:
        words, photos = self._shell.words, self._photos
        writable = self._shell.writable
        names = sorted(set(self._view.places.values()))
        self.place.clear()
        self.place.addItems(["", *names])
        shown = {field.name: _common(photos, field) for field in _FIELDS}
        places = {self._view.places.get(photo.place_id or "", "") for photo in photos}
        self.place.setEditText(places.pop() if len(places) == 1 else "")
        self.form.set_values(shown)
        self._shown = {name: self.form.editor(name).value() for name in shown} | {"place": self.place.currentText()}
        self.form.set_enabled(writable and bool(photos))
        for widget in (self.place, self.withdraw_button):
            widget.setEnabled(writable and bool(photos))
        one = photos[0] if len(photos) == 1 else None
        if one is not None:
            self.title.setText(one.name)
        else:
            text = words("{count} photographs chosen", count=len(photos))
            self.title.setText(text if photos else words("Choose photographs to describe them."))
        clear(self.findings)
        clear(self.facts)
        for finding in self._view.slips.get(one.id, ()) if one else ():
            badge = Badge(self._shell, words.finding(finding), "warning")
            badge.setWordWrap(True)
            self.findings.addWidget(badge)
        self.facts.addWidget(PropertyList(self._facts(one) if one else []))
        self._set_edited(False)

    def _facts(self, photo: Photo) -> Facts:
        words, moment = self._shell.words, self._view.time(photo)
        point = photo.point
        facts: Facts = [
            (words("Taken (corrected)"), moment.text() if moment else "—"),
            (words("As the camera wrote it"), photo.taken.raw if photo.taken else "—"),
            (words("Camera"), f"{photo.camera} {photo.serial}".strip() or "—"),
            (words("Exposure"), exposure_text(photo.exposure_s) if photo.exposure_s else "—"),
            (words("Aperture"), f"F{photo.f_number:g}" if photo.f_number else "—"),
            ("ISO", str(photo.iso or "—")),
            (words("Focal length"), f"{photo.focal_mm:g} mm" if photo.focal_mm else "—"),
            (words("Pixels"), f"{photo.width} × {photo.height}"),
            (words("Position"), f"{point.y:.6f}, {point.x:.6f}" if point else "—"),
            (words("Direction"), f"{photo.direction_deg:.0f}°" if photo.direction_deg is not None else "—"),
            ("SHA-256", self._view.hashes.get(photo.file_id, "")[:16] + "…"),
        ]
        if photo.taken and not photo.zone_known:
            facts.insert(2, (words("Time zone"), words("not in the file; Beijing time assumed")))
        return facts

    def _mark_edited(self) -> None:
        self._set_edited(True)

    def _set_edited(self, edited: bool) -> None:
        self._edited = edited
        self.save_button.setEnabled(edited and bool(self._photos))


def _common(photos: Sequence[Photo], field: Field) -> Any:
    """The value that all have in common; if they differ, what shows as no choice at all."""
    if photos:
        value = getattr(photos[0], field.name)
        if all(getattr(photo, field.name) == value for photo in photos):
            return value
    return _MIXED if field.kind == "choice" else None
