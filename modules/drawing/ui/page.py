"""The page of the scene drawing: a board with tools, panels, a command line."""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QStackedLayout, QVBoxLayout, QWidget

from modules.drawing.queries import Subject
from modules.drawing.records import Entity, Kind, Point, Sheet
from modules.drawing.rules import editing, moving
from modules.drawing.rules.earth import angle_of_azimuth
from modules.drawing.rules.geometry import angle_of, distance
from modules.drawing.rules.marks.objects import EXHIBIT, PHOTO
from modules.drawing.rules.snapping import USUAL, Snap
from modules.drawing.ui import commands, export, toolbox, underlays
from modules.drawing.ui.board import Board, Loaded
from modules.drawing.ui.case_panel import CasePanel
from modules.drawing.ui.command_line import CommandLine
from modules.drawing.ui.following import Following
from modules.drawing.ui.layers_panel import LayersPanel
from modules.drawing.ui.overlays import ProposedWalls, SheetFrame
from modules.drawing.ui.palette_panel import PalettePanel
from modules.drawing.ui.properties_panel import STYLES, PropertiesPanel
from modules.drawing.ui.sheets_panel import SheetsPanel
from modules.drawing.ui.tools.placing import SignTool
from modules.drawing.ui.tools.pointing import PointTool
from workstation.api import Changes, Read, Ref, UserError
from workstation.api.widgets import Canvas, Furniture, PageBase, Shell, ToolBar, Workspace, on_key

_LEAST_BOARD = 320  # panels beside the board leave it so much
SCALES = (20, 25, 30, 50, 75, 100, 150, 200, 400, 500)


class DrawingPage(PageBase):
    """``board`` holds the drawing; ``take_tool`` puts another tool into hand."""

    kinds = ("drawings", "drawing_layers", "drawing_entities", "sheets", "exhibits", "photos", "drawing_fits",
             "drawing_wall_decisions", "plan_images")
    full_bleed = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.board = Board(shell)
        self.board.reload = self.refresh
        self.snaps: tuple[Snap, ...] = USUAL
        self.lock_deg = 0.0
        self.wall_m, self.offset_m = 0.24, 0.12
        self.keep_mirrored = False
        self._styles: dict[Kind, str] = {}
        self._wanted: Ref | None = None
        self._fitted = ""
        self._pictures = underlays.PictureMaker(self)
        self.line = CommandLine(shell)
        self.command = self.line.command
        self.line.typed.connect(self._typed)
        self.line.styled.connect(self._style_chosen)
        self.canvas = Canvas(shell)
        self.canvas.ground = "#ffffff"  # what is on the board is what is on paper
        self.canvas.furniture = Furniture(north_deg=None)
        self.canvas.set_layers([self.board.layer])
        self.proposed = ProposedWalls(self.canvas, self.board)
        self.frame = SheetFrame(self.canvas, self.board)
        self.following = Following(self.canvas, self.board)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self._workspace())
        self._stack.addWidget(commands.empty_state(self))
        self.board.changed.connect(self.canvas.renew)
        self.board.loaded.connect(self._list_drawings)
        self.board.selected.connect(self._chosen)
        self.tool: PointTool = toolbox.make(self, "select")
        self.canvas.use(self.tool)
        self._offer_styles()
        self._keys()
        self.refresh()

    # building

    def _workspace(self) -> QWidget:
        words, shell = self.words, self.shell
        bar = self.bar = ToolBar(shell, self)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(words("The drawing"))
        self.chooser.setMinimumWidth(140)
        self.chooser.activated.connect(self._open)
        bar.add(self.chooser)
        bar.menu(words("The drawing"), commands.drawing_menu(self), icon_name="file-text")
        bar.gap()
        for one in toolbox.CHANGES:
            bar.act(words(one.title), partial(self.take_tool, one.id), icon_name=one.icon, key=one.key)
        bar.gap()
        for title, icon_name, key, act in toolbox.ACTS:
            bar.act(words(title), partial(self.act, act), icon_name=icon_name, key=key)
        bar.gap()
        self.snap_switch = bar.switch(words("Catch points"), self._switch_snaps, icon_name="draw-snap", key="F3",
                                      on=True)
        self.grid_switch = bar.switch(words("Catch the grid"), self._switch_grid, icon_name="grid-dots", key="F7")
        self.ortho_switch = bar.switch(words("Right angles only"), partial(self._lock, 90.0), icon_name="draw-ortho",
                                       key="F9")
        self.polar_switch = bar.switch(words("Steps of 15 degrees"), partial(self._lock, 15.0), icon_name="draw-polar",
                                       key="F10")
        bar.gap()
        self.scale_box = QComboBox()
        self.scale_box.setAccessibleName(words("Scale of text and symbols"))
        self.scale_box.setToolTip(words("Scale of text and symbols"))
        for scale in SCALES:
            self.scale_box.addItem(f"1:{scale}", scale)
        self.scale_box.setCurrentIndex(SCALES.index(100))
        self.scale_box.activated.connect(lambda _: self.board.set_scale(float(self.scale_box.currentData())))
        bar.add(self.scale_box)
        bar.act(words("Show all"), self.canvas.fit, icon_name="scan", key="F")
        bar.space()
        tools = self.tools_bar = ToolBar(shell, self, vertical=True)
        self.group = tools.tools(toolbox.TOOLS, self._take)
        centre = QWidget()
        centre.setMinimumWidth(round(_LEAST_BOARD * shell.tokens.scale))
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.line)
        self.workspace = Workspace(shell, "drawing", centre, bar=bar, tools=tools)
        self._panels()
        return self.workspace

    def _panels(self) -> None:
        words, shell, board = self.words, self.shell, self.board
        self.properties = PropertiesPanel(shell, board)
        self.layers = LayersPanel(shell, board)
        self.palette_panel = PalettePanel(shell)
        self.palette_panel.taken.connect(self.take_symbol)
        self.case_panel = CasePanel(shell, board)
        self.case_panel.taken.connect(self._take_subject)
        self.sheets = SheetsPanel(shell, board)
        self.sheets.chosen.connect(self._look_as)
        self.sheets.preview.connect(self._preview)
        add = self.workspace.add_panel
        add("properties", words("Properties"), self.properties, icon_name="adjustments-horizontal", key="Ctrl+1")
        add("layers", words("Layers"), self.layers, icon_name="stack-2", key="Ctrl+2")
        add("sheets", words("Sheets"), self.sheets, icon_name="draw-sheet", side="left", key="Ctrl+3",
            shown=False)
        add("symbols", words("Symbols"), self.palette_panel, icon_name="draw-symbol", side="left", key="Ctrl+4")
        add("case", words("From the case"), self.case_panel, icon_name="folder", side="left", key="Ctrl+5", shown=False)

    def _keys(self) -> None:
        scope = self.canvas
        on_key(scope, "Ctrl+A", lambda: self.board.choose(
            e for e in (self.board.model.entities.values() if self.board.model else ()) if self._free(e)))
        on_key(scope, QKeySequence.StandardKey.Copy, partial(self.take_tool, "copy"))
        for name, key in (("group", "Ctrl+G"), ("front", "]"), ("back", "[")):
            on_key(scope, key, partial(self.act, name))
        on_key(scope, "Ctrl+Shift+G", partial(self.act, "ungroup"))

    def _free(self, entity: Entity) -> bool:
        return self.board.model is not None and self.board.model.free(entity)

    # reading

    def load(self, read: Read) -> Loaded:
        return self.board.load(read)

    def show_data(self, data: Loaded) -> None:
        if not self.board.show(data):
            return
        self._stack.setCurrentIndex(0 if data.model is not None else 1)
        if data.model is not None and self._fitted != self.board.drawing_id:
            self._fitted = self.board.drawing_id
            self.canvas.fit()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_ref(wanted)
        self._pictures.make(data.lacking)
        self.ask()

    def take_pictures(self, _: int) -> None:
        """Pictures of underlays were made: show them."""
        self.refresh()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*self.kinds):
            self.board.on_changes(changes)

    def show_ref(self, ref: Ref) -> None:
        """Bring a sheet or what is drawn into view."""
        board = self.board
        if board.model is None:
            self._wanted = ref
            return
        entity = board.model.get(ref.id)
        if entity is not None:
            board.choose([entity])
            box = board.model.index.box(entity.id)
            if box is not None:
                self.canvas.fit((box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2))
        elif ref.kind == "sheets":
            self.shell.query(lambda read: read.find(Sheet, ref.id), self._show_sheet)

    def _show_sheet(self, found: Sheet | None) -> None:
        if found is not None and found.drawing_id != self.board.drawing_id:
            self.board.drawing_id, self._wanted = found.drawing_id, Ref("sheets", found.id)
            self.refresh()
        elif found is not None:
            self.workspace.show_panel("sheets")
            self.sheets.select(found.id)

    def view_state(self) -> Any:
        return self.board.drawing_id, self.board.around.scale

    def restore_view(self, state: Any) -> None:
        if state is not None:
            self.board.drawing_id, scale = state
            if scale in SCALES:
                self.scale_box.setCurrentIndex(SCALES.index(int(scale)))
                self.board.set_scale(scale)
            else:
                self.refresh()

    def _list_drawings(self) -> None:
        self.chooser.clear()
        for drawing in self.board.drawings:
            self.chooser.addItem(drawing.name, drawing.id)
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(self.board.drawing_id)))
        model = self.board.model
        north = model.drawing.north_deg if model is not None else None
        self.canvas.furniture = Furniture(north_deg=north)

    def _open(self, _: int) -> None:
        self.board.drawing_id = str(self.chooser.currentData() or "")
        self.board.choose(())
        self.refresh()

    # tools

    def take_tool(self, name: str) -> None:
        """Put a tool into hand, as its button does."""
        if name == self.group.current:
            self._take(name)
        elif name in toolbox.NAMES:
            self.group.use(name)
        else:
            self._take(name)

    def _take(self, name: str) -> None:
        self.use(toolbox.make(self, name))

    def use(self, tool: PointTool) -> None:
        """Put a tool into hand that has no button of its own."""
        self.tool = tool
        self.canvas.use(tool)
        self.canvas.setFocus()
        self._offer_styles()
        self.ask()

    def take_symbol(self, name: str) -> None:
        """Put the palette's symbol into hand."""
        self.use(SignTool(self, name))

    def _take_subject(self, subject: Subject) -> None:
        model = self.board.model
        if model is None:
            return
        photo = subject.ref.kind == "photos"
        angle = angle_of_azimuth(model.drawing, subject.azimuth_deg) if subject.azimuth_deg is not None else 0.0
        self.use(SignTool(self, PHOTO if photo else EXHIBIT, subject.ref, angle))

    def placed_subject(self) -> None:
        """What stands for a record has its place; the pointer comes back."""
        self.take_tool("select")

    def style_of(self, kind: Kind) -> str:
        """The style in which the next thing of a kind is drawn."""
        return self._styles.get(kind, toolbox.FIRST_STYLE.get(kind, ""))

    def _offer_styles(self) -> None:
        kind = toolbox.kind_of(self.tool)
        if kind is None:
            self.line.offer({}, "")
        else:
            self.line.offer(STYLES.get(kind, {}), self.style_of(kind))

    def _style_chosen(self, name: str) -> None:
        kind = toolbox.kind_of(self.tool)
        if kind is not None:
            self._styles[kind] = name
        self.canvas.setFocus()

    def set_wall(self, thickness_m: float) -> None:
        """The thickness of the next walls."""
        if thickness_m > 0:
            self.wall_m = thickness_m
        self.ask()

    def _switch_snaps(self, on: bool) -> None:
        kept = (Snap.GRID,) if Snap.GRID in self.snaps else ()
        self.snaps = (*USUAL, *kept) if on else kept

    def _switch_grid(self, on: bool) -> None:
        kept = tuple(snap for snap in self.snaps if snap is not Snap.GRID)
        self.snaps = (*kept, Snap.GRID) if on else kept

    def _lock(self, step: float, on: bool) -> None:
        other = self.polar_switch if step == 90.0 else self.ortho_switch
        if on:
            other.setChecked(False)
            self.lock_deg = step
        elif self.lock_deg == step:
            self.lock_deg = 0.0

    # the command line

    def ask(self) -> None:
        """Show what the tool asks for."""
        self.line.ask(self.tool.prompt() if self.board.model is not None else "")
        self.canvas.update()

    def type_ahead(self, text: str) -> None:
        """A figure was typed on the board: it goes into the command line."""
        self.line.begin(text)

    def _typed(self, text: str) -> None:
        try:
            if not text:
                self.tool.finish()
            elif not self.tool.text_typed(text):
                self.shell.notify(self.words("This tool takes nothing typed."), "info")
        except UserError as error:
            self.shell.notify(self.words.error(error), "warning")
        self.canvas.setFocus()
        self.ask()

    def tell_pointer(self, at: Point, start: Point | None) -> None:
        """Write where the pointer is."""
        text = f"X {at[0] * 1000:.0f}   Y {at[1] * 1000:.0f} mm"
        if start is not None and start != at:
            text += f"     {distance(start, at) * 1000:.0f} mm < {angle_of(start, at):.1f}°"
        count = len(self.board.model.entities) if self.board.model else 0
        self.workspace.say(text, self.words("{count} things", count=count))

    # what a person does with what is chosen

    def _chosen(self) -> None:
        chosen = self.board.selection()
        if len(chosen) == 1:
            self.shell.inspect(chosen[0].ref or Ref("drawing_entities", chosen[0].id))
        self.ask()

    def act(self, name: str) -> None:
        """Do with what is chosen what a button, a key or the menu of the right button says."""
        board, model = self.board, self.board.model
        chosen = board.selection()
        if model is None or not chosen:
            self.shell.notify(self.words("Choose something first."), "info")
            return
        acts: dict[str, Any] = {
            "erase": lambda: board.try_edit(lambda: moving.erase(model, chosen)),
            "group": lambda: board.try_edit(lambda: editing.group(chosen)),
            "ungroup": lambda: board.try_edit(lambda: editing.ungroup(chosen)),
            "front": lambda: board.try_edit(lambda: editing.restack(model, chosen, front=True)),
            "back": lambda: board.try_edit(lambda: editing.restack(model, chosen, front=False)),
            "array": partial(commands.ask_array, self), "align": partial(commands.ask_align, self),
        }
        acts[name]()

    def erase(self) -> None:
        """Remove what is chosen."""
        self.act("erase")

    def edit_text(self, entity: Entity) -> None:
        """Ask for the text of something that has one."""
        commands.edit_text(self, entity)

    def context_menu(self, at: QPoint) -> None:
        """What can be done here."""
        commands.context_menu(self, at)

    def _look_as(self, sheet: Sheet | None) -> None:
        if sheet != self.frame.sheet:
            self.frame.show_sheet(sheet)
            self.board.look_as(sheet)
            if sheet is not None:
                self.scale_box.setPlaceholderText(f"1:{sheet.scale}")
                self.scale_box.setCurrentIndex(self.scale_box.findData(sheet.scale))

    def _preview(self, sheet: Sheet | None) -> None:
        if sheet is not None:
            commands.preview(self, sheet)

    def export_dxf(self) -> None:
        """The drawing for CAD."""
        export.export_dxf(self.shell, self.board)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.take_tool("select")
            return
        super().keyPressEvent(event)
