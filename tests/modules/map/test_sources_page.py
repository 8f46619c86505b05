"""A source by address in the window: added, fetched, and still drawn when its server is gone."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from modules.map import queries
from modules.map.rules.mercator import plane_at
from modules.map.rules.sources import checked
from modules.map.ui import sources
from modules.map.ui.page import MapPage
from tests.modules.map.layers_made import HERE
from tests.modules.map.test_sources import Server
from tests.ui.hands import in_dialog, settle
from workstation.api import UserError, Words
from workstation.ui.kit.form import Form
from workstation.ui.window import MainWindow

COLOUR = (200, 60, 40)  # of every tile that the server gives


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot) -> MapPage:
    signed_window.shell.show("map")
    settle(signed_window, qtbot)
    found = signed_window.page
    assert isinstance(found, MapPage)
    x, y = plane_at(*HERE)
    found.canvas.fit((x - 300, y - 300, x + 300, y + 300))
    return found


def told(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, list[tuple[str, object]]]]:
    said: list[tuple[str, str, list[tuple[str, object]]]] = []
    monkeypatch.setattr(window.shell, "notify", lambda text, level="info", acts=(): said.append((text, level, [*acts])))
    return said


def answer(dialog: QDialog, values: dict[str, object]) -> None:
    """Fill a form in, and press its button."""
    form = dialog.findChild(Form)
    assert form is not None
    for name, value in values.items():
        form.editor(name).set_raw(value)
    (accept,) = [one for one in dialog.findChildren(QPushButton) if one.isDefault()]
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)


def add(page: MapPage, address: str, **values: object) -> None:
    given = {"title": "街道瓦片", "address": address, "attribution": "测试瓦片服务", **values}
    in_dialog(lambda: sources.add_source(page), lambda dialog: answer(dialog, given))


def middle(page: MapPage, qtbot: QtBot) -> QColor:
    qtbot.waitUntil(lambda: page.canvas.complete, timeout=15_000)
    return page.canvas.grab().toImage().pixelColor(page.canvas.width() // 2 + 31, page.canvas.height() // 2 + 27)


def is_tile(colour: QColor) -> bool:
    return max(abs(a - b) for a, b in zip(colour.getRgb()[:3], COLOUR, strict=True)) < 4


def test_a_source_is_added_fetched_and_drawn_when_its_server_is_gone(
    signed_window: MainWindow, page: MapPage, server: Server, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(signed_window, monkeypatch)
    add(page, f"{server.address}/{{z}}/{{x}}/{{y}}.png")
    qtbot.waitUntil(lambda: [layer.title for layer in page.loaded.layers] == ["街道瓦片"], timeout=20_000)
    assert server.asked == [] and not is_tile(middle(page, qtbot)), "nothing is asked before somebody wants it"
    qtbot.waitUntil(lambda: bool(said))
    text, level, acts = said.pop()
    assert "街道瓦片" in text and level == "success" and acts[0][0] == "下载当前视图的瓦片…"
    in_dialog(acts[0][1], lambda dialog: answer(dialog, {}))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    settle(signed_window, qtbot)
    assert said.pop()[1] == "success" and server.asked and is_tile(middle(page, qtbot))
    assert page.canvas.furniture.attribution == "测试瓦片服务"
    server.shutdown()
    server.server_close()
    signed_window.shell.show("incident.call")
    settle(signed_window, qtbot)
    signed_window.shell.show("map")
    settle(signed_window, qtbot)
    again = signed_window.page
    assert isinstance(again, MapPage)
    x, y = plane_at(*HERE)
    again.canvas.fit((x - 300, y - 300, x + 300, y + 300))
    assert is_tile(middle(again, qtbot)), "what came is there without the server"
    again.canvas.fit((x + 90_000, y, x + 90_600, y + 600))
    in_dialog(lambda: sources.fetch_view(again), lambda dialog: answer(dialog, {}))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    text, level, _ = said.pop()
    assert level == "error" and "127.0.0.1" in text and "对方拒绝连接" in text and "已缓存" in text


def test_a_live_source_without_a_network_says_so_once(
    signed_window: MainWindow, page: MapPage, server: Server, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(signed_window, monkeypatch)
    server.shutdown()
    server.server_close()
    add(page, f"{server.address}/{{z}}/{{x}}/{{y}}.png", live=True)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert [level for _, level, _ in said] == ["warning"]
    x, y = plane_at(*HERE)
    for step in range(3):
        page.canvas.fit((x + step * 500, y, x + step * 500 + 600, y + 600))
        sources.fetch_live(page)
        settle(signed_window, qtbot)
    assert len(said) == 1, "not at every move of the map"
    (layer,) = queries.layers(signed_window.shell.read())
    page.silent_until[layer.id] = 0.0
    sources.fetch_live(page)
    settle(signed_window, qtbot)
    assert len(said) == 1 and page.silent_until[layer.id] > 0, "it was asked again in silence"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("address", "code"), [
    ("ftp://h/{z}/{x}/{y}", "bad_address"), ("http://h/{z}/{x}/{y}/{time}", "bad_template"),
    ("http://h/{z}/{x}", "short_template"),
])  # fmt: skip
def test_wrong_addresses_have_a_sentence_that_shows_how(address: str, code: str, language: str) -> None:
    with pytest.raises(UserError, match=code) as raised:
        checked(address)
    assert "{z}" in Words(language).error(raised.value)
