"""The sheets of a drawing: what each shows at which scale, what it still lacks, who signed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QToolButton, QVBoxLayout, QWidget

from modules.drawing import operations, queries
from modules.drawing.checks import elements
from modules.drawing.queries import SHEET_WORDS, Signed
from modules.drawing.records import Sheet, SheetKind, SignRole
from modules.drawing.rules.layout import fitting_scale, scale_text
from modules.drawing.ui import export
from modules.drawing.ui.board import Board
from workstation.api import N_, Finding, Moment, Read
from workstation.api.widgets import Field, FlowLayout, Shell, ask_form, button, icon, label, on_key, scrolled

_LEAST_ROWS, _WIDE = 3, 1.6
_PAPERS = tuple((name, name) for name in ("A4", "A3", "A2", "A1", "A0"))


class SheetsPanel(QWidget):
    """``chosen`` carries the sheet whose window is shown on the board, ``preview`` the one to look at on paper."""

    chosen = Signal(object)
    preview = Signal(object)

    def __init__(self, shell: Shell, board: Board) -> None:
        super().__init__()
        self._shell, self._board = shell, board
        words = shell.words
        self.list = QListWidget()
        self.list.setAccessibleName(words("Sheets"))
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.list.setToolTip(words("Esc shows everything again"))
        on_key(self.list, "Escape", lambda: self.list.setCurrentRow(-1))
        self.list.itemDoubleClicked.connect(lambda _: self.preview.emit(self.sheet()))
        self.state = label("", "small", wrap=True)
        acts = QWidget()
        flow = FlowLayout(acts)
        self.new_button = button(shell, words("New sheet …"), self.new, icon_name="plus", role="quiet")
        self.edit_button = button(shell, words("Edit …"), self.edit, icon_name="pencil", role="quiet")
        self.view_button = button(shell, words("On paper"), lambda: self.preview.emit(self.sheet()), icon_name="eye",
                                  role="quiet")
        self.sign_button = _menu(shell, words("Sign"), "writing", (
            (words("As who drew it (制图人)"), lambda: self.sign(SignRole.DRAWN_BY)),
            (words("As reviewer (审核人)"), lambda: self.sign(SignRole.REVIEWED_BY)),
        ))
        self.export_button = _menu(shell, words("Export"), "file-export", (
            (words("This sheet as PDF …"), lambda: self._export("pdf")),
            (words("All sheets as PDF …"), lambda: self._export("all")),
            (words("This sheet as SVG …"), lambda: self._export("svg")),
            (words("This sheet as PNG …"), lambda: self._export("png")),
        ))
        self.remove_button = button(shell, words("Remove"), self.remove, icon_name="trash", role="quiet")
        for widget in (self.new_button, self.edit_button, self.view_button, self.sign_button, self.export_button,
                       self.remove_button):
            flow.addWidget(widget)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(shell.tokens.row * _LEAST_ROWS)
        content = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 2, 8, 8)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.state)
        layout.addWidget(acts)
        board.loaded.connect(self.refresh)
        shell.changed.connect(self._on_changes)
        self.refresh()

    def _on_changes(self, changes: Any) -> None:
        if changes.touches("sheet_signatures"):
            self._choose()

    def refresh(self) -> None:
        """Show the sheets."""
        kept = self.sheet()
        self.list.blockSignals(True)
        self.list.clear()
        for sheet in self._board.sheets:
            kind = self._shell.words(SHEET_WORDS[sheet.kind])
            text = f"{sheet.number}  {sheet.title}\n{kind} · {sheet.paper} · {scale_text(sheet, self._shell.words)}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, sheet)
            self.list.addItem(item)
            if kept is not None and sheet.id == kept.id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._choose()

    def sheet(self) -> Sheet | None:
        """The sheet in hand."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Sheet) else None

    def select(self, sheet_id: str) -> None:
        """Take a sheet into hand."""
        for row in range(self.list.count()):
            found = self.list.item(row).data(Qt.ItemDataRole.UserRole)
            if isinstance(found, Sheet) and found.id == sheet_id:
                self.list.setCurrentRow(row)

    def _choose(self) -> None:
        sheet = self.sheet()
        for widget in (self.edit_button, self.view_button, self.sign_button, self.export_button, self.remove_button):
            widget.setEnabled(sheet is not None)
        self.chosen.emit(sheet)
        if sheet is None:
            empty = not self._board.sheets
            self.state.setText(self._shell.words("No sheets yet: a sheet shows a part of the drawing at a scale.")
                               if empty and self._board.model else "")
            return
        sheet_id = sheet.id

        def read(read: Read) -> tuple[str, list[Finding], dict[SignRole, Signed]]:
            known = queries.signed(read, sheet, queries.model(read, sheet.drawing_id))
            found = [one for one in elements(read) if one.ref is not None and one.ref.id == sheet_id]
            return sheet_id, found, known

        self._shell.query(read, lambda answer: self._say(*answer))

    def _say(self, sheet_id: str, found: list[Finding], known: dict[SignRole, Signed]) -> None:
        sheet = self.sheet()
        if sheet is None or sheet.id != sheet_id:
            return
        words = self._shell.words
        lines = []
        for role, one in known.items():
            name = one.signature.name
            shown = name if one.valid else words("{name} (changed since)", name=name)
            lines.append(f"{words(queries.SIGN_WORDS[role])}: {shown}")
        lines += [f"• {words.finding(one)}" for one in found] or [words("All elements are there.")]
        self.state.setText("\n".join(lines))

    # what a person does

    def _fields(self) -> tuple[Field, ...]:
        kinds = tuple((kind.value, SHEET_WORDS[kind]) for kind in SheetKind)
        return (
            Field("title", N_("Title"), required=True), Field("number", N_("Sheet no.")),
            Field("kind", N_("Kind"), "choice", choices=kinds), Field("fire_name", N_("Fire"), wide=True),
            Field("paper", N_("Paper"), "choice", choices=_PAPERS), Field("landscape", N_("Landscape"), "bool"),
            Field("scale", N_("Scale 1 :"), "int", minimum=1,
                  help=N_("Empty: the largest usual scale at which all of it fits.")),
            Field("scale_locked", N_("Scale locked"), "bool"),
            Field("to_scale", N_("Drawn to scale"), "bool"),
            Field("turn_deg", N_("Turned by"), "float", unit="°"), Field("drawn_on", N_("Date"), "moment"),
            Field("agency", N_("Drawing office")), Field("legend", N_("With legend"), "bool"),
            Field("table", N_("With tables"), "bool"),
        )

    def new(self) -> None:
        """A sheet that shows everything, at the largest usual scale that fits."""
        if self._board.model is not None:
            self._shell.query(lambda read: read.case.name, self._new)

    def _new(self, fire_name: str) -> None:
        model = self._board.model
        if model is None:
            return
        box = model.index.extent() or (0.0, 0.0, 10.0, 10.0)
        centre = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        officer = self._shell.signed_in.officer
        fresh = Sheet(drawing_id=model.drawing.id, title=model.drawing.name, paper="A4", landscape=False, centre=centre,
                      fire_name=fire_name, agency=officer.unit, drawn_on=Moment(utc=datetime.now(UTC)))
        hidden = tuple(layer.id for layer in model.layers.values() if not layer.visible)
        if box[2] - box[0] > (box[3] - box[1]) * _WIDE:
            fresh = replace(fresh, landscape=True)  # otherwise upright: it stands in the dossier at its true scale
        fresh = replace(fresh, scale=fitting_scale(fresh, box, 1), hidden_layers=hidden)
        self._ask(fresh, self._shell.words("New sheet"))

    def edit(self) -> None:
        """Change the sheet in hand."""
        sheet = self.sheet()
        if sheet is not None:
            self._ask(sheet, sheet.title)

    def _ask(self, sheet: Sheet, title: str) -> None:
        values = ask_form(self._shell, title, self._fields(), {
            **{field.name: getattr(sheet, field.name) for field in self._fields()}, "kind": sheet.kind.value,
        }, columns=2)
        if values is not None:
            values["kind"] = SheetKind(values["kind"])
            values["turn_deg"] = values["turn_deg"] or 0.0
            fits, values["scale"] = not values["scale"], values["scale"] or sheet.scale
            wanted = replace(sheet, **values)
            self.put(self._fitted(wanted) if fits else wanted)

    def _fitted(self, sheet: Sheet) -> Sheet:
        """The sheet at the largest usual scale at which it shows everything."""
        box = self._board.model.index.extent() if self._board.model is not None else None
        if box is None:
            return sheet
        centre = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return replace(sheet, scale=fitting_scale(sheet, box, 1), centre=centre)

    def put(self, sheet: Sheet) -> None:
        """Write a sheet."""
        self._shell.do("drawing.sheet", lambda work: operations.put_sheet(work, sheet))

    def remove(self) -> None:
        """Take the sheet in hand out."""
        sheet = self.sheet()
        if sheet is not None and self._shell.confirm(self._shell.words("Remove"), sheet.title):
            self._shell.do("drawing.sheet", lambda work: operations.remove_sheet(work, sheet.id))

    def sign(self, role: SignRole) -> None:
        """The officer who is signed in signs the sheet in hand."""
        sheet = self.sheet()
        if sheet is not None:
            self._shell.do("drawing.sign", lambda work: operations.sign_sheet(work, sheet.id, role))

    def look_here(self, centre: tuple[float, float]) -> None:
        """Let the sheet in hand show what is in the middle of the board, and what is seen there."""
        sheet, model = self.sheet(), self._board.model
        if sheet is not None and model is not None:
            hidden = tuple(layer.id for layer in model.layers.values() if not layer.visible)
            self.put(replace(sheet, centre=centre, hidden_layers=hidden))

    def _export(self, what: str) -> None:
        sheet = self.sheet()
        if what == "all":
            export.export_pdf(self._shell, self._board.sheets)
        elif sheet is not None and what == "pdf":
            export.export_pdf(self._shell, [sheet])
        elif sheet is not None:
            export.export_picture(self._shell, sheet, what)


def _menu(shell: Shell, text: str, icon_name: str, entries: Any) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setIcon(icon(icon_name, shell.tokens.text))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setMinimumHeight(shell.tokens.control)
    menu = QMenu(made)
    for title, act in entries:
        menu.addAction(title).triggered.connect(lambda _, act=act: act())
    made.setMenu(menu)
    return made


