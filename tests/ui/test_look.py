"""The look can be read by everyone: contrast after WCAG 2.2, icons that exist, tokens that are all known."""

import re
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.architecture.tree import product
from workstation.ui.kit.graph import ink_on
from workstation.ui.theme import THEMES, Tokens, apply_theme, icon, tokens_for
from workstation.ui.theme.icons import FOLDER
from workstation.ui.theme.style import style_sheet
from workstation.ui.theme.tokens import DRAWN_ON, TEXT_ON
from workstation.ui.window import MainWindow

SHEET = Path(__file__).parents[2] / "workstation/ui/theme/style.qss"
TEXT = {"light": 4.5, "dark": 4.5, "projector": 7.0}
DRAWN = {"light": 3.0, "dark": 3.0, "projector": 4.5}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_every_text_and_every_edge_can_be_seen_on_its_ground(tokens: Tokens) -> None:
    pale = [
        f"{ink} on {ground}: {seen:.2f} < {least}"
        for pairs, least in ((TEXT_ON, TEXT[tokens.name]), (DRAWN_ON, DRAWN[tokens.name]))
        for ink, grounds in pairs.items() for ground in grounds
        if (seen := contrast(getattr(tokens, ink), getattr(tokens, ground))) < least
    ]
    assert not pale, pale


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_badges_and_notices_can_be_read(tokens: Tokens) -> None:
    for level in ("neutral", "success", "warning", "error", "info", "accent"):
        assert contrast(*tokens.level(level)) >= TEXT[tokens.name], level


def test_every_pair_that_the_style_sheet_makes_is_among_those_that_are_measured() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", SHEET.read_text("utf-8"))
    unmeasured = []
    for selector, body in rules:
        ink = re.search(r"(?<![-\w])color: @(\w+)", body)
        ground = re.search(r"background(?:-color)?: @(\w+)", body)
        if ink and ground and ":disabled" not in selector and ground[1] not in TEXT_ON.get(ink[1], ()):
            unmeasured.append(f"{selector.strip()}: {ink[1]} on {ground[1]}")
    assert len(rules) > 50 and not unmeasured, unmeasured


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_every_token_of_the_style_sheet_exists(tokens: Tokens) -> None:
    filled = style_sheet(tokens)
    assert "@" not in filled
    pictures = re.findall(r'url\("([^"]+)"\)', filled)
    assert len(pictures) >= 4 and all(Path(picture).is_file() for picture in pictures)


def test_every_icon_that_is_named_exists() -> None:
    named = set()
    for path in product():
        text = path.read_text("utf-8")
        named |= set(re.findall(r'icon_name="([a-z0-9-]+)"', text))
        named |= set(chain.from_iterable(
            pair for pair in re.findall(r'icon_name="([a-z0-9-]+)" if [^,)]*? else "([a-z0-9-]+)"', text)
        ))
        named |= set(re.findall(r'(?:\bicon|EmptyState)\((?:(?:self\.)?_?shell, )?"([a-z0-9-]+)"', text))
        named |= set(re.findall(r'^    icon = "([a-z0-9-]+)"', text, re.MULTILINE))
        named |= set(re.findall(r'Page\("[^"]+", N_\("[^"]+"\), "([a-z0-9-]+)"', text))
    shipped = {path.stem for path in FOLDER.glob("*.svg")}
    assert len(named) > 40 and not named - shipped, named - shipped


@pytest.mark.usefixtures("qapp")
def test_every_shipped_icon_is_drawn() -> None:
    for path in FOLDER.glob("*.svg"):
        picture = icon(path.stem, "#ff0000").pixmap(32, 32).toImage()
        inked = any(picture.pixelColor(x, y).alpha() > 100 for x in range(32) for y in range(32))
        assert inked, path.stem


@pytest.mark.parametrize("theme", THEMES)
def test_ticks_and_arrows_are_drawn(theme: str, qapp: QApplication, qtbot: QtBot) -> None:
    tokens = tokens_for(theme)
    apply_theme(qapp, tokens)
    holder = QWidget()
    qtbot.addWidget(holder)
    box, choice = QCheckBox("", holder), QComboBox(holder)
    holder.resize(300, 200)
    choice.setGeometry(0, 60, 200, 60)
    holder.show()
    empty = colours(box)
    assert near(tokens.border_strong, empty) and not near(tokens.accent, empty)
    box.setChecked(True)
    ticked = colours(box)
    assert near(tokens.accent, ticked) and near(tokens.on_accent, ticked)
    arrow = choice.grab().toImage().copy(160, 0, 40, choice.height())
    inks = {QColor(arrow.pixel(x, y)).name() for x in range(4, 30) for y in range(10, arrow.height() - 10)}
    assert near(tokens.text, inks)


def colours(widget: QWidget) -> set[str]:
    picture = widget.grab().toImage()
    return {QColor(picture.pixel(x, y)).name() for x in range(picture.width()) for y in range(picture.height())}


def near(colour: str, found: set[str]) -> bool:
    """Whether a colour occurs, give or take the smoothing of edges."""
    wanted = QColor(colour)
    return any(
        abs(wanted.red() - other.red()) + abs(wanted.green() - other.green()) + abs(wanted.blue() - other.blue()) < 40
        for other in map(QColor, found)
    )


def test_field_mode_makes_everything_large_and_text_scale_grows_the_type() -> None:
    usual, field, large = tokens_for("light"), tokens_for("light", field_mode=True), tokens_for("light", scale=1.7)
    assert field.control >= 48 and field.row >= 48 and field.rail_row >= 44 and field.type_body == usual.type_body
    assert large.type_body == pytest.approx(1.7 * usual.type_body) and large.control > usual.control
    assert large.icon > usual.icon and field.tick > usual.tick


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_the_marks_of_a_figure_can_be_read_on_screen_in_every_theme(tokens: Tokens) -> None:
    ground = tokens.window if tokens.dark else "#ffffff"
    for fill in ("#ffffff", "#e9eef3", "#fdecea", "#f7f4ec", "#fff6df", "#e7f3ea"):
        assert contrast(ink_on(tokens, "#1f2328").name(), ink_on(tokens, fill).name()) >= 4.5, fill
    for ink in ("#1d6b3c", "#b3261e", "#9a6700", "#7b2d6b", "#b8430f", "#8a6d00", "#5b6068"):
        assert contrast(ink_on(tokens, ink).name(), ground) >= 4.5, ink
    assert ink_on(tokens_for("light"), "#fdecea").name() == "#fdecea"


def test_menus_of_text_fields_speak_the_language_of_the_window(window: MainWindow, qtbot: QtBot) -> None:
    def offered() -> str:
        line = QLineEdit("x")
        qtbot.addWidget(line)
        return " ".join(action.text() for action in line.createStandardContextMenu().actions())

    assert "复制" in offered() and "Copy" not in offered()
    window.shell.prefer(language="en")
    assert "Copy" in offered() and "复制" not in offered()
    window.shell.prefer(language="zh")
    assert "复制" in offered()
