"""Sources of tiles by address: adding one, fetching what is looked at, putting what is cached under the originals."""

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modules.map import operations, queries
from modules.map.importers import ASKED_FOR, fetch, tile_cache
from modules.map.importers.base_maps import keep_for_sheets
from modules.map.records import LayerKind, MapLayer
from modules.map.rules.mercator import HALF, PLANE, Tile, tiles_in, zoom_for
from modules.map.rules.sources import MOST_TILES, checked, host_of, is_capabilities, shifted, wanted_tiles
from workstation.api import N_, Job, UserError, drawing, frames
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from modules.map.ui.page import MapPage

_WORLD = (-HALF, -HALF, HALF, HALF)
_DEEPER, _MOST_LIVE, _SILENT_S = 2, 150, 60.0
_HINT = N_("https://…/{z}/{x}/{y}.png, a WMTS address with {TileMatrix}, {TileRow} and {TileCol}, or the address of a "
           "WMTS server's capabilities. It is kept in the case as it stands here, keys included.")  # fmt: skip


def add_source(page: "MapPage") -> None:
    """Ask for an address and what it is; nothing is fetched before somebody asks for it."""
    shell = page.shell
    fields = [
        Field("title", N_("Title"), required=True, wide=True),
        Field("address", N_("Address"), required=True, wide=True, help=_HINT),
        Field("attribution", N_("Source (printed on maps)"), required=True),
        Field("approval", N_("Map approval number (审图号)")),
        Field("min_zoom", N_("Coarsest zoom"), "int", minimum=0),
        Field("max_zoom", N_("Finest zoom"), "int", minimum=0),
        Field("frame", N_("Its tiles are in"), "choice", choices=(
            (PLANE, N_("WGS-84 or CGCS2000 (Web Mercator)")),
            (frames.GCJ02, N_("GCJ-02 (most maps of the web in China)")),
        )),
        Field("shared", N_("Keep its tiles"), "choice", choices=(
            (False, N_("in this case")), (True, N_("in the workspace, for all cases")),
        )),
        Field("live", N_("Ask the server for what is looked at, without being told to"), "bool", wide=True),
    ]  # fmt: skip
    values = {"min_zoom": 0, "max_zoom": 18, "frame": PLANE, "shared": False, "live": False}
    found = ask_form(shell, shell.words("Tiles by address"), fields, values, columns=2,
                     check=lambda told: _check(told))  # fmt: skip
    if found is None:
        return
    if is_capabilities(found["address"]):
        _ask_server(page, found)
    else:
        _add(page, found)


def _check(told: dict[str, Any]) -> None:
    told["address"] = checked(told["address"])
    told["min_zoom"], told["max_zoom"] = int(told["min_zoom"] or 0), int(told["max_zoom"] or 18)
    if not 0 <= told["min_zoom"] <= told["max_zoom"] <= 24:
        raise UserError("map.bad_zooms", title=told["title"])


def _add(page: "MapPage", told: dict[str, Any]) -> None:
    layer = MapLayer(kind=LayerKind.TILES, file_id="", box=_WORLD, **told)
    words = page.words
    said = words("“{title}” is added below the other layers. Its server is asked for nothing before you fetch tiles; "
                 "what came is shown without a network too.", title=layer.title)  # fmt: skip
    acts = [(words("Fetch the tiles of this view …"), partial(fetch_view, page, layer))]
    page.shell.do("map.add_source", lambda work: operations.add_below(work, layer),
                  lambda _: None if layer.live else page.shell.notify(said, "success", acts))  # fmt: skip


def _ask_server(page: "MapPage", told: dict[str, Any]) -> None:
    """What a WMTS server offers, to choose from."""
    shell, words, address = page.shell, page.words, told["address"]

    def read(job: Job) -> list[dict[str, Any]]:
        content = fetch.get(address)
        if content is None:
            raise UserError("map.source_unreachable", host=host_of(address), reason="HTTP 404")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "capabilities.xml"
            path.write_bytes(content)
            parsed = job.parse("modules.map.importers.parse:parse_capabilities", path, address=address,
                               name=host_of(address))  # fmt: skip
        return list(parsed.data["offers"])

    def choose(offers: list[dict[str, Any]]) -> None:
        choices = tuple((number, offer["title"]) for number, offer in enumerate(offers))
        found = ask_form(shell, words("Which layer of the server?"), [
            Field("number", N_("Layer"), "choice", required=True, choices=choices, wide=True),
        ], {"number": 0})  # fmt: skip
        if found is not None:
            offer = offers[int(found["number"])]
            _add(page, {**told, "address": checked(offer["address"]), "min_zoom": offer["min_zoom"],
                        "max_zoom": offer["max_zoom"]})  # fmt: skip

    shell.run(words("Asking {host}", host=host_of(address)), read, choose)


def chosen(page: "MapPage") -> MapLayer | None:
    """The source that is chosen in the list, or the only one there is."""
    known = [layer for layer in page.loaded.layers if layer.address]
    current = page.layers.current()
    if current is not None and current.address:
        return current
    if len(known) == 1:
        return known[0]
    page.shell.notify(page.words("Choose a source of tiles among the layers.") if known
                      else page.words("There is no source of tiles yet: add one by its address."))  # fmt: skip
    return None


def fetch_view(page: "MapPage", source: MapLayer | None = None) -> None:
    """Ask how fine, and fetch the tiles of what is looked at, from ``source`` or the one that is chosen."""
    layer, shell, words = source or chosen(page), page.shell, page.words
    if layer is None:
        return
    here = _zoom(page, layer)
    box = _box(page, layer)
    field = Field("zoom", N_("Down to zoom"), "int", required=True, minimum=layer.min_zoom, help=words(
        "The view is at zoom {zoom}; each step further is four times as many. At most {count} tiles at once.",
        zoom=here, count=MOST_TILES,
    ))  # fmt: skip
    found = ask_form(shell, words("Fetch the tiles of this view"), [field],
                     {"zoom": min(here + _DEEPER, layer.max_zoom)}, accept_text=words("Fetch"),
                     check=lambda told: _check_zoom(told, box, layer, here))  # fmt: skip
    if found is not None:
        _fetch(page, layer, wanted_tiles(box, max(here - _DEEPER, layer.min_zoom), int(found["zoom"])), quiet=False)


def _check_zoom(told: dict[str, Any], box: drawing.Box, layer: MapLayer, here: int) -> None:
    if not layer.min_zoom <= int(told["zoom"]) <= layer.max_zoom:
        raise UserError("map.bad_zooms", title=layer.title)
    wanted_tiles(box, max(here - _DEEPER, layer.min_zoom), int(told["zoom"]))


def fetch_live(page: "MapPage") -> None:
    """Fetch what is looked at from sources that may be asked without being told to; one that failed rests a while."""
    for layer in page.loaded.layers:
        if layer.live and layer.address and layer.visible and not page.shell.jobs.running:
            here = _zoom(page, layer)
            tiles = list(tiles_in(_box(page, layer), here, _MOST_LIVE))
            if tiles and time.monotonic() >= page.silent_until.get(layer.id, 0.0) and _lacks(page, layer, tiles):
                _fetch(page, layer, tiles, quiet=True)


def _lacks(page: "MapPage", layer: MapLayer, tiles: list[Tile]) -> bool:
    try:
        return bool(tile_cache.missing(_path(page, layer), tiles))
    except UserError as error:
        _be_silent(page, layer, error)
        return False


def _be_silent(page: "MapPage", layer: MapLayer, error: UserError) -> None:
    """Say once that a source can't be asked just now, and leave it alone for a while."""
    first = layer.id not in page.silent_until
    page.silent_until[layer.id] = time.monotonic() + _SILENT_S
    if first:
        page.shell.notify(page.words.error(error), "warning")


def _fetch(page: "MapPage", layer: MapLayer, tiles: list[Tile], *, quiet: bool) -> None:
    shell, words, path, workspace = page.shell, page.words, _path(page, layer), page.shell.program.profile

    def done(result: fetch.Fetched | UserError) -> None:
        page.renew_tiles(layer.id)
        if isinstance(result, UserError):
            _be_silent(page, layer, result)
            return
        page.silent_until.pop(layer.id, None)
        if not quiet:
            shell.notify(words("{came} tiles came, {known} were there already, {absent} do not exist.",
                               came=result.came, known=result.known, absent=result.absent), "success")  # fmt: skip

    def run(job: Job) -> fetch.Fetched | UserError:
        try:
            return fetch.fetch_tiles(job, path, layer, tiles)
        except UserError as error:
            if quiet:
                return error
            raise
        finally:
            keep_for_sheets(job, layer, workspace)
            page.tiles_came.emit(layer.id)

    shell.run(words("Fetching tiles from {host}", host=host_of(layer.address)), run, done)


def seal(page: "MapPage") -> None:
    """Take the cache of a source in as an original: with its hash, and safe from being deleted."""
    layer = chosen(page)
    if layer is None:
        return
    path = _path(page, layer)
    if not path.exists():
        page.shell.notify(page.words("Nothing of “{title}” is cached yet.", title=layer.title), "warning")
        return
    page.shell.import_files([path], ASKED_FOR)


def _path(page: "MapPage", layer: MapLayer) -> Path:
    return queries.tile_file(page.shell.read(), layer, page.shell.program.profile)


def _zoom(page: "MapPage", layer: MapLayer) -> int:
    return zoom_for(page.canvas.view.px_per_m * page.devicePixelRatioF(), layer.min_zoom, layer.max_zoom)


def _box(page: "MapPage", layer: MapLayer) -> drawing.Box:
    """What is looked at, on the plane of the source's tiles."""
    return shifted(layer, page.canvas.view.box)
