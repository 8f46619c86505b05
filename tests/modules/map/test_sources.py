"""Tiles by address: templates, a server of one's own, the cache, working without a network, refusals, WMTS."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modules.map import queries
from modules.map.importers import fetch, tile_cache
from modules.map.importers.parse import parse_capabilities, parse_tiles, read_tiles
from modules.map.module import MODULE
from modules.map.operations import add_below
from modules.map.records import LayerKind, MapLayer
from modules.map.rules.mercator import Tile, plane_at, tiles_in
from modules.map.rules.sources import MOST_TILES, address_of, checked, is_capabilities, shifted, shown, wanted_tiles
from tests.modules.map.layers_made import HERE, png
from workstation.api import Cancelled, Task, UserError
from workstation.api.testing import temporary_case

TILE = Tile(15, 26_751, 14_192)
PICTURE = png((200, 60, 40))


class Server(ThreadingHTTPServer):
    """On this machine only. ``answers`` maps a path to (status, content); everything else is a tile."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.answers: dict[str, tuple[int, bytes]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers["User-Agent"])
        status, content = self.server.answers.get(self.path.split("?")[0], (200, PICTURE))
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=lambda: server.serve_forever(0.02))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with served() as running:
        yield running


def source(server: Server, **values: Any) -> MapLayer:
    facts = {"title": "底图 源", "attribution": "自然资源部门", "max_zoom": 18, **values}
    return MapLayer(kind=LayerKind.TILES, file_id="", address=f"{server.address}/{{z}}/{{x}}/{{y}}.png", **facts)


def task() -> Task:
    return Task(lambda _: None)


def around() -> list[Tile]:
    x, y = plane_at(*HERE)
    return wanted_tiles((x - 800, y - 800, x + 800, y + 800), 13, 15)


@pytest.mark.parametrize(("template", "address"), [
    ("http://h/{z}/{x}/{y}.png", "http://h/15/26751/14192.png"),
    ("http://h/{z}/{x}/{-y}.png", "http://h/15/26751/18575.png"),
    ("https://h/w?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk=1",
     "https://h/w?TILEMATRIX=15&TILEROW=14192&TILECOL=26751&tk=1"),
])  # fmt: skip
def test_templates_of_both_kinds(template: str, address: str) -> None:
    assert address_of(checked(f" {template} "), TILE) == address


@pytest.mark.parametrize("address", [
    "file:///etc/{z}/{x}/{y}", "ftp://h/{z}/{x}/{y}", "http://h/{z}/{x}.png", "http://h/{z}/{x}/{y}/{s}", "瓦片", "http://",
])  # fmt: skip
def test_what_is_no_address_of_tiles_is_refused(address: str) -> None:
    with pytest.raises(UserError, match=r"map\.(bad_address|bad_template|short_template)"):
        checked(address)


def test_keys_are_not_shown_and_capabilities_are_known() -> None:
    assert shown("https://h/w/{z}?tk=secret") == "https://h/w/{z}"
    assert is_capabilities("https://h/wmts?SERVICE=WMTS&REQUEST=GetCapabilities")
    assert is_capabilities("https://h/1.0.0/WMTSCapabilities.xml") and not is_capabilities("https://h/{z}/{x}/{y}")


def test_no_more_tiles_than_is_polite() -> None:
    x, y = plane_at(*HERE)
    assert len(wanted_tiles((x - 5000, y - 5000, x + 5000, y + 5000), 10, 16)) < MOST_TILES
    with pytest.raises(UserError, match="too_many_tiles"):
        wanted_tiles((x - 50_000, y - 50_000, x + 50_000, y + 50_000), 10, 18)


def test_tiles_are_fetched_once_kept_with_their_source_and_work_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    path = tmp_path / "缓存 副本" / "t.mbtiles"
    tiles = around()
    with served() as server:
        layer = source(server)
        gone = address_of(layer.address, tiles[-1]).removeprefix(server.address)
        server.answers[gone] = (404, b"")
        told: list[int] = []
        first = fetch.fetch_tiles(Task(lambda p: told.append(p.done)), path, layer, tiles, pause_s=0)
        assert first == fetch.Fetched(len(tiles) - 1, 0, 1) and told == list(range(len(tiles)))
        assert len(server.asked) == len(tiles) and all("Embercase" in agent for agent in server.agents)
        again = fetch.fetch_tiles(task(), path, layer, tiles[:-1], pause_s=0)
        assert again == fetch.Fetched(0, len(tiles) - 1, 0) and len(server.asked) == len(tiles)
    facts = parse_tiles(str(path)).data
    assert facts["attribution"] == "自然资源部门" and facts["format"] == "png"
    wanted = [[tile.zoom, tile.column, tile.row] for tile in tiles]
    read = read_tiles(str(path), tiles=wanted, growing=True)
    assert len(read.blobs) == len(tiles) - 1 and next(iter(read.blobs.values()))[:3] == bytes((200, 60, 40))
    with pytest.raises(UserError, match="source_unreachable"):
        fetch.fetch_tiles(task(), path, layer, [Tile(3, 1, 1)], pause_s=0)
    assert tile_cache.count(path) == len(tiles) - 1, "what was cached is still there"


def test_stopping_keeps_what_came(server: Server, tmp_path: Path) -> None:
    path, tiles = tmp_path / "t.mbtiles", around()
    running = Task(lambda progress: running._cancel.set() if progress.done == 2 else None)
    with pytest.raises(Cancelled):
        fetch.fetch_tiles(running, path, source(server), tiles, pause_s=0)
    assert len(server.asked) == tile_cache.count(path) == 3


@pytest.mark.parametrize(("answer", "code"), [
    ((403, b"key"), "source_refuses"), ((429, b""), "source_refuses"), ((500, b""), "source_unreachable"),
    ((200, b"<html>no</html>"), "not_pictures"),
])  # fmt: skip
def test_what_a_server_says_becomes_a_sentence(
    server: Server, tmp_path: Path, answer: tuple[int, bytes], code: str
) -> None:
    tile = around()[0]
    layer = source(server)
    server.answers[f"/{tile.zoom}/{tile.column}/{tile.row}.png"] = answer
    with pytest.raises(UserError) as raised:
        fetch.fetch_tiles(task(), tmp_path / "t.mbtiles", layer, around(), pause_s=0)
    assert raised.value.code == f"map.{code}" and len(server.asked) == 1, "it asks no second time"


def test_a_file_that_is_no_cache_is_said(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "t.mbtiles"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(UserError, match="cache_unusable"):
        fetch.fetch_tiles(task(), path, source(server), around(), pause_s=0)
    assert not server.asked


def test_where_a_cache_lies(server: Server, tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("map.add_source") as work:
            own = add_below(work, source(server, title="甲"))
            shared = add_below(work, source(server, title="乙", shared=True))
        read = case.read()
        assert [layer.title for layer in queries.layers(read)] == ["乙", "甲"], "base maps lie lowest"
        assert queries.tile_file(read, own, tmp_path).is_relative_to(read.case.derived)
        assert queries.tile_file(read, shared, tmp_path).parent == tmp_path / "map-tiles"
    assert not server.asked, "adding a source asks nothing"


CAPABILITIES = """<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
 xmlns:xlink="http://www.w3.org/1999/xlink"><ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP>
 <ows:Get xlink:href="http://h/wmts?"/></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata><Contents>
 <Layer><ows:Title>影像 底图</ows:Title><ows:Identifier>img</ows:Identifier><Style><ows:Identifier>d</ows:Identifier>
 </Style><Format>tiles</Format><TileMatrixSetLink><TileMatrixSet>w</TileMatrixSet></TileMatrixSetLink></Layer>
 <Layer><ows:Title>REST</ows:Title><ows:Identifier>r</ows:Identifier><Style><ows:Identifier>d</ows:Identifier></Style>
 <Format>image/png</Format><TileMatrixSetLink><TileMatrixSet>w</TileMatrixSet></TileMatrixSetLink><ResourceURL
 resourceType="tile" format="image/png" template="http://h/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}"/>
 </Layer><Layer><ows:Title>degrees</ows:Title><ows:Identifier>c</ows:Identifier><Format>image/png</Format>
 <TileMatrixSetLink><TileMatrixSet>c</TileMatrixSet></TileMatrixSetLink></Layer>
 <TileMatrixSet><ows:Identifier>w</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::900913</ows:SupportedCRS>
 <TileMatrix><ows:Identifier>1</ows:Identifier><ScaleDenominator>2.795411320143589E8</ScaleDenominator></TileMatrix>
 <TileMatrix><ows:Identifier>18</ows:Identifier><ScaleDenominator>2132.729583849784</ScaleDenominator></TileMatrix>
 </TileMatrixSet><TileMatrixSet><ows:Identifier>c</ows:Identifier>
 <ows:SupportedCRS>urn:ogc:def:crs:EPSG::4490</ows:SupportedCRS><TileMatrix><ows:Identifier>1</ows:Identifier>
 <ScaleDenominator>2.95E8</ScaleDenominator></TileMatrix></TileMatrixSet></Contents></Capabilities>"""


def test_what_a_wmts_offers_in_the_plane_of_the_web(tmp_path: Path) -> None:
    path = tmp_path / "c.xml"
    path.write_text(CAPABILITIES, "utf-8")
    offers = parse_capabilities(str(path), address="http://h/wmts?REQUEST=GetCapabilities").data["offers"]
    assert [offer["title"] for offer in offers] == ["影像 底图", "REST"]
    assert [(offer["min_zoom"], offer["max_zoom"]) for offer in offers] == [(1, 18)] * 2
    asked = address_of(checked(offers[0]["address"]), TILE)
    assert "LAYER=img" in asked and asked.endswith("TILEMATRIX=15&TILEROW=14192&TILECOL=26751")
    assert address_of(checked(offers[1]["address"]), TILE) == "http://h/d/w/15/14192/26751"


@pytest.mark.parametrize(("content", "code"), [("<a>", "not_capabilities"), ("<a/>", "no_offers")])
def test_no_capabilities_are_named(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "c.xml"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=code):
        parse_capabilities(str(path), name="h")


def test_tiles_in_gcj_are_moved_to_where_they_belong() -> None:
    from workstation.api import frames

    x, y = plane_at(*HERE)
    layer = MapLayer(title="g", kind=LayerKind.TILES, file_id="", address="http://h/{z}/{x}/{y}", frame=frames.GCJ02)
    west, south, *_ = shifted(layer, (x - 100, y - 100, x + 100, y + 100))
    dx, dy = west - x + 100, south - y + 100
    assert 100 < (dx**2 + dy**2) ** 0.5 < 1000
    there = frames.convert(np.array([HERE]), "EPSG:4326", frames.GCJ02)[0]
    assert plane_at(*there.tolist()) == pytest.approx((x + dx, y + dy), abs=1e-6)
    assert next(iter(tiles_in((x + dx, y + dy, x + dx + 1, y + dy + 1), 18)))
