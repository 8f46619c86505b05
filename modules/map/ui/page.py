"""一张图: the map with its layers, the case at its place, tools to measure and to look things up."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from modules.map.importers import ASKED_FOR
from modules.map.importers.again import rebuild
from modules.map.importers.kinds import ASKED_SUFFIXES, RASTER_SUFFIXES, TILE_SUFFIXES
from modules.map.records import LayerKind, MapLayer, MapSite
from modules.map.rules.mercator import degrees_at, plane_at, true_scale
from modules.map.ui import commands, finding, site_files, sites, sources
from modules.map.ui.case_layer import CaseLayer, case_layers
from modules.map.ui.coordinates_panel import CoordinatesPanel
from modules.map.ui.drawn import Ground, VectorLayer, paint_degrees
from modules.map.ui.found_panel import Found, FoundPanel
from modules.map.ui.layers_panel import LayersPanel
from modules.map.ui.legend_panel import LegendPanel
from modules.map.ui.measuring import Measure, MeasureTool
from modules.map.ui.model import Loaded, Shelf
from modules.map.ui.names import NameLayer
from modules.map.ui.nowhere import Nowhere
from modules.map.ui.pictures import TileLayer, WindowLayer
from modules.map.ui.style_dialog import style_layer
from modules.map.ui.time_line import TimeLine
from workstation.api import N_, Read, Ref, UserError
from workstation.api.widgets import (
    Canvas,
    CanvasLayer,
    Furniture,
    MarkPainter,
    PageBase,
    Shell,
    Tool,
    ToolBar,
    Workspace,
)

_CHINA = (plane_at(73, 16), plane_at(136, 54))
_PICK_PX, _LEAST_M = 7.0, 60.0
_LIVE_MS = 700
_TOOLS = (
    Tool("move", N_("Move and look up"), "hand-finger", "V"),
    Tool(Measure.DISTANCE, N_("Distance"), "ruler-measure", "D"),
    Tool(Measure.AREA, N_("Area"), "area", "A"), Tool(Measure.BEARING, N_("Bearing"), "angle", "B"),
    Tool(Measure.BUFFER, N_("Surroundings"), "circle", "R"),
    Tool("nearest", N_("Nearest water and stations"), "map-pin", "N"),
    Tool("site", N_("Enter a hydrant, station, camera … here"), "plus", "S"),
)


class MapPage(PageBase):
    """``loaded`` is what was read last; ``found`` lists what a click or a search brought."""

    kinds = None
    full_bleed = True
    layer_failed = Signal(object)
    tiles_came = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.loaded = Loaded()
        self._shelf = Shelf(shell.program.profile)
        self._drawn: dict[str, tuple[MapLayer, CanvasLayer]] = {}
        self._case: list[CaseLayer] = []
        self._fitted = self._mending = False
        self._wanted: Ref | None = None
        self._highlight: Found | None = None
        self.canvas = Canvas(shell)
        self.canvas.ground = shell.tokens.sunken
        self._ground = Ground(shell.tokens, shell.words.language)
        self._names = NameLayer()
        self._names.sources = [self._ground]
        self.canvas.set_layers([self._ground, self._names])
        (west, south), (east, north) = _CHINA
        self.canvas.fit((west, south, east, north))
        self.canvas.add_overlay(lambda painter: paint_degrees(painter, self.canvas, shell.tokens))
        self.canvas.add_overlay(self._paint_highlight)
        self.canvas.pointed.connect(self._point)
        self.canvas.left.connect(lambda: self.workspace.say(" ", self._state()))
        self.canvas.clicked.connect(self._click)
        self.canvas.view_changed.connect(self._furnish)
        self.layer_failed.connect(self._tell)  # told on the canvas's thread, shown on the window's
        self.tiles_came.connect(self.renew_tiles)
        self.silent_until: dict[str, float] = {}  # when a source that failed is asked again without being told to
        self._live = QTimer(self)
        self._live.setSingleShot(True)
        self._live.setInterval(_LIVE_MS)
        self._live.timeout.connect(lambda: sources.fetch_live(self))
        self.body.addWidget(self._workspace(), 1)
        self.refresh()

    # building

    def _workspace(self) -> Workspace:
        words, shell = self.words, self.shell
        bar = self.bar = ToolBar(shell, self)
        self.tools = bar.tools(_TOOLS, self._take_tool)
        bar.gap()
        bar.act(words("Add a layer …"), self.add_layers, icon_name="plus", key="Ctrl+L")
        bar.menu(words("Tiles by address"), [
            (words("Add a source …"), lambda: sources.add_source(self)),
            (words("Fetch the tiles of this view …"), lambda: sources.fetch_view(self)),
            (words("Put what is cached under the originals"), lambda: sources.seal(self)),
        ], icon_name="download")  # fmt: skip
        bar.act(words("Enter hydrants, stations, cameras … from a file"), lambda: site_files.enter_file(self),
                icon_name="file-import")
        bar.menu(words("Orientation maps"), commands.menu_of(self), icon_name="printer")
        bar.gap()
        bar.act(words("Show the fire"), self.show_fire, icon_name="flame", key="F")
        bar.act(words("Show all"), self.canvas.fit, icon_name="scan", key="Home")
        bar.act(words("North up"), lambda: self.canvas.turn(0), icon_name="arrow-up-right")
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("Search, or longitude, latitude"))
        self.search.setAccessibleName(words("Search the map"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(round(220 * shell.tokens.scale))
        self.search.returnPressed.connect(self._search)
        bar.add(self.search)
        bar.space()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.nowhere = Nowhere(shell, lambda: shell.show("incident.call"))
        layout.addWidget(self.nowhere)
        layout.addWidget(self.canvas, 1)
        self.times = TimeLine(shell)
        shell.playback.moved.connect(self._follow)
        layout.addWidget(self.times)
        self.workspace = Workspace(shell, "map", centre, bar=bar)
        self.layers = LayersPanel(shell, self.add_layers)
        self.layers.chosen.connect(self._look_at_layer)
        self.layers.framed.connect(partial(commands.say_frame, self))
        self.layers.as_sites.connect(partial(site_files.enter_layer, self))
        self.layers.styled.connect(partial(style_layer, self))
        self.layers.case_changed.connect(self._case_switched)
        self.legend = LegendPanel(shell)
        self.found = FoundPanel(shell, words("Click something on the map, or search."), writable=self.writable)
        self.found.chosen.connect(self._look_at)
        self.found.opened.connect(self._open)
        self.found.corrected.connect(lambda ref: self._with_site(ref, sites.correct_site))
        self.found.removed.connect(lambda ref: self._with_site(ref, sites.remove_site))
        self.coordinates = CoordinatesPanel(shell)
        self.coordinates.pointed.connect(self._show_point)
        self.workspace.add_panel("layers", words("Layers"), self.layers, icon_name="stack-2", side="left", key="Ctrl+1")
        self.workspace.add_panel("legend", words("Legend"), self.legend, icon_name="tags", key="Ctrl+4")
        self.workspace.add_panel("found", words("Found"), self.found, icon_name="list", key="Ctrl+2")
        self.workspace.add_panel("coordinates", words("Coordinates"), self.coordinates, icon_name="survey-point",
                                 key="Ctrl+3", shown=False)
        return self.workspace

    # what it shows

    def load(self, read: Read) -> Loaded:
        return self._shelf.load(read)

    def show_data(self, data: Loaded) -> None:
        self.loaded = data
        self._place_layers()
        self.coordinates.set_sites(data.site_frames, writable=self.writable)
        self.layers.show_layers(data.layers, data.missing, writable=self.writable)
        self.layers.show_case(self._case)
        self.legend.show_legend(data, self._case)
        self.nowhere.show_state(data.addresses, empty=not data.items)
        self.times.set_span(data.times())
        self._follow()
        self.workspace.say(" ", self._state())
        self._furnish()
        if not self._fitted and (data.items or data.layers):
            self._fitted = True
            self.show_fire()
        if self._wanted is not None:
            self.show_ref(self._wanted)
        vectors = [layer for layer in data.missing if layer.kind is LayerKind.VECTOR]
        if vectors and not self._mending and self.writable:
            self._mending = True
            self.shell.run(self.words("Reading layers again"), lambda job: rebuild(job, vectors),
                           lambda _: self.refresh())  # fmt: skip

    def _place_layers(self) -> None:
        data, tokens = self.loaded, self.shell.tokens
        drawn: dict[str, tuple[MapLayer, CanvasLayer]] = {}
        for layer in data.layers:
            known = self._drawn.get(layer.id)
            features = data.features.get(layer.id)
            old = known[1] if known is not None else None
            if known is not None and _alike(known[0], layer) and (
                not isinstance(old, VectorLayer) or old.features is features
            ):
                made = known[1]
            elif features is not None:
                made = VectorLayer(layer, features, tokens)
            elif layer.id in data.paths:
                kind = TileLayer if layer.kind is LayerKind.TILES else WindowLayer
                made = kind(layer, data.paths[layer.id], self.shell.program.parse, self.layer_failed.emit)
            else:
                continue
            made.name = layer.id
            made.visible, made.opacity = layer.visible, layer.opacity
            drawn[layer.id] = (layer, made)
        self._drawn = drawn
        hidden = {layer.id for layer in self._case if not layer.visible}
        self._case = case_layers(self.loaded.items, self.shell)
        for one in self._case:
            one.visible = one.id not in hidden
        labelled = [made for _, made in drawn.values() if isinstance(made, VectorLayer)]
        self._names.sources = [*reversed(self._case), *reversed(labelled), self._ground]
        self.canvas.set_layers([self._ground, *(made for _, made in drawn.values()), *self._case, self._names])

    def _case_switched(self) -> None:
        self.canvas.renew()
        self.legend.show_legend(self.loaded, self._case)

    def case_kinds(self) -> list[tuple[str, str]]:
        """The tables of the case that have things on the map, with what they are called."""
        return [(layer.id, layer.name) for layer in self._case]

    def _tell(self, error: UserError) -> None:
        self.shell.notify(self.words.error(error), "warning")

    def _furnish(self) -> None:
        named = [layer.attribution for layer in self.loaded.layers if layer.visible and layer.attribution]
        if any(layer.live and layer.visible for layer in self.loaded.layers):
            self._live.start()
        self.canvas.furniture = Furniture(true_scale=true_scale(self.canvas.view.y),
                                          attribution=" · ".join(dict.fromkeys(named)))  # fmt: skip

    def _state(self) -> str:
        return finding.lost_texts(self.loaded, self.words)

    def _follow(self) -> None:
        for layer in self._case:
            layer.show_until(self.shell.playback.at)
        if self.shell.playback.at is not None:
            self._highlight = finding.played(self.loaded, self.shell.playback.about, self.words)
        self.canvas.renew()

    def renew_tiles(self, layer_id: str) -> None:
        """Look again for the tiles of a source."""
        known = self._drawn.get(layer_id)
        if known is not None and isinstance(known[1], TileLayer):
            known[1].renew()
            self.canvas.renew()

    # looking

    def show_ref(self, ref: Ref) -> None:
        self._wanted = None
        item = next((item for item in self.loaded.items if item.ref == ref), None)
        sheet = next((sheet for sheet in self.loaded.sheets if sheet.id == ref.id), None)
        if item is not None:
            self._fitted = True
            self._look_at(finding.of_item(item, "", self.words))
        elif sheet is not None:
            self._fitted = True
            x, y = plane_at(sheet.longitude, sheet.latitude)
            self.canvas.fit(_around(x, y, sheet.scale * 0.1 / true_scale(y)))
        elif not self.loaded.items:
            self._wanted = ref

    def show_fire(self) -> None:
        """Look at the place of the fire and what is around it, or at everything."""
        fire = self.loaded.fire
        if fire is not None:
            self.canvas.fit(_around(fire.x, fire.y, max(0.8 * _LEAST_M, 1.15 * fire.within_m) / true_scale(fire.y)))
        else:
            self.canvas.fit()

    def _look_at_layer(self, layer: MapLayer) -> None:
        if len(layer.box) == 4 and layer.id in self._drawn:
            self.canvas.fit((layer.box[0], layer.box[1], layer.box[2], layer.box[3]))

    def _look_at(self, found: Found) -> None:
        self._highlight = found
        if found.box is not None:
            west, south, east, north = found.box
            view = self.canvas.view.box
            inside = view[0] <= west and view[1] <= south and east <= view[2] and north <= view[3]
            small = max(east - west, north - south) < (view[2] - view[0]) / 60
            if not inside or (small and self.canvas.view.px_per_m < 0.2):
                self.canvas.fit(_around((west + east) / 2, (south + north) / 2,
                                        max(east - west, north - south, _LEAST_M) * 0.7))  # fmt: skip
        self.canvas.update()

    def _open(self, ref: Ref) -> None:
        page = next((search.page for search in self.shell.catalogue.searches() if search.id == ref.kind), None)
        if page and page != "map":
            self.shell.show(page, ref)
        else:
            self.shell.inspect(ref)

    def _point(self, x: float, y: float) -> None:
        longitude, latitude = degrees_at(x, y)
        if abs(latitude) < 85 and abs(longitude) <= 180:
            self.workspace.say(f"{longitude:.6f}°, {latitude:.6f}°  (WGS-84)", self._state())

    def _show_point(self, longitude: float, latitude: float) -> None:
        at = plane_at(longitude, latitude)
        self._look_at(Found(f"{longitude:.6f}, {latitude:.6f}", "", (*at, *at)))

    def _with_site(self, ref: Ref, act: Callable[["MapPage", MapSite], None]) -> None:
        site = self.loaded.sites.get(ref)
        if site is not None:
            act(self, site)

    def _click(self, x: float, y: float, modifiers: object) -> None:  # noqa: ARG002 - the canvas passes them
        self.coordinates.take(*degrees_at(x, y))
        if self.tools.current == "site":
            if self.writable:
                sites.enter_site(self, x, y)
            return
        if self.tools.current == "nearest":
            self._show_found(finding.nearest(self.loaded, x, y, self.words),
                             self.words("No hydrants or stations are entered yet."))  # fmt: skip
            return
        reach = _PICK_PX * 1.5 / self.canvas.view.px_per_m
        self._show_found(finding.at(self.loaded, self._case, x, y, reach, self.words), self.words("Nothing is here."))

    def _search(self) -> None:
        text = self.search.text().strip()
        if text:
            found = finding.by_text(self.loaded, self._case, text, self.words)
            self._show_found(found, self.words("Nothing found for “{text}”.", text=text))
            if found:
                self._look_at(found[0])

    def _show_found(self, found: list[Found], nothing: str) -> None:
        self.workspace.show_panel("found")
        head = self.words("{count} found", count=len(found)) if found else nothing
        self.found.show_found(found, head)
        self._highlight = found[0] if found else None
        if found and found[0].ref is not None:
            self.shell.inspect(found[0].ref)
        self.canvas.update()

    def _take_tool(self, tool_id: str) -> None:
        if tool_id in ("move", "nearest", "site"):
            self.canvas.use(None)
            if tool_id == "nearest" and self.loaded.fire is not None:
                fire = self.loaded.fire
                self._show_found(finding.nearest(self.loaded, fire.x, fire.y, self.words),
                                 self.words("No hydrants or stations are entered yet."))  # fmt: skip
            return
        self.canvas.use(MeasureTool(self.canvas, Measure(tool_id), self.words,
                                    lambda text: self.workspace.say(text, self._state())))  # fmt: skip

    def _paint_highlight(self, painter: QPainter) -> None:
        if self._highlight is None or self._highlight.box is None:
            return
        west, south, east, north = self._highlight.box
        view = self.canvas.view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cone(painter, self._highlight)
        painter.setPen(QPen(QColor(self.shell.tokens.accent), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._highlight.way is not None:
            start, end = (view.to_px(*point) for point in self._highlight.way)
            painter.drawLine(start, end)
            painter.drawEllipse(end, 15.0, 15.0)
            return
        first, second = view.to_px(west, north), view.to_px(east, south)
        if abs(second.x() - first.x()) < 24 and abs(second.y() - first.y()) < 24:
            painter.drawEllipse((first + second) / 2, 15.0, 15.0)
        else:
            corners = ((west, north), (east, north), (east, south), (west, south))
            painter.drawPolygon([view.to_px(x, y) for x, y in corners])

    def _paint_cone(self, painter: QPainter, found: Found) -> None:
        """Where a chosen photograph looks, from afar too."""
        view = self.canvas.view
        item = next((item for item in self.loaded.items if item.ref == found.ref), None)
        if item is None or item.bearing_deg is None or item.reach_m is not None or not item.sure or not self._case:
            return
        pen = MarkPainter(painter, view.matrix, self.canvas.px_per_mm)
        pen.draw([self._case[0].cone(item, view.px_per_m)])

    # taking in

    def add_layers(self) -> None:
        """Ask for files and take them in as layers."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}"
                            for suffix in (*ASKED_SUFFIXES, *RASTER_SUFFIXES, *TILE_SUFFIXES))  # fmt: skip
        filters = f"{self.words('Map files')} ({patterns});;{self.words('All files')} (*)"
        self.shell.import_files(self.shell.open_files(self.words("Add a layer …"), filters), ASKED_FOR)


def _alike(old: MapLayer, new: MapLayer) -> bool:
    """Whether a layer would be painted the same; visibility and opacity are the canvas's."""
    return (old.style, old.frame, old.box, old.note) == (new.style, new.frame, new.box, new.note)


def _around(x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    return x - reach, y - reach, x + reach, y + reach
