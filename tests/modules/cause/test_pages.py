"""The pages of the cause by hand: the grid by single keys, verdicts with their reason, conditions, lists."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from modules.cause.operations import draft_claim
from modules.cause.records import Bearing, Calculation, Condition, GateStep, Met, Simulation, StepState, Weighing
from modules.cause.ui.calculations import CalculationsPage
from modules.cause.ui.claims import ClaimsPage
from modules.cause.ui.gates import LeavingPage
from modules.cause.ui.matrix import MatrixPage
from modules.cause.ui.simulations import SimulationsPage
from tests.ui.hands import CTRL, SHIFT, click, front, in_dialog, named, open_file, settle, write
from workstation.api import Claim, ClaimStatus, Event, Work, beijing
from workstation.api.widgets import EvidencePicker, FormDialog
from workstation.ui.window import MainWindow


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A case with two hypotheses and three events."""
    def fill(work: Work) -> None:
        for number, title in enumerate(("跳闸", "冒烟", "火警")):
            work.put(Event(id=f"e{number}", title=title, moment=beijing(f"2026-03-17T02:1{number}:00")))
        for name, text in (("a", "电源线短路"), ("b", "遗留烟头")):
            draft_claim(work, Claim(id=name, topic="cause.cause", text=text))

    signed_window.shell.do("cause.claim", fill)
    settle(signed_window, qtbot)
    return signed_window


def page_of(window: MainWindow, qtbot: QtBot, page_id: str) -> object:
    window.shell.show(page_id)
    settle(window, qtbot)
    front(window, qtbot)
    return window.page


def test_the_grid_is_filled_by_single_keys(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "cause.matrix")
    assert isinstance(page, MatrixPage)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, EvidencePicker)
        qtbot.waitUntil(lambda: dialog.list.count() >= 3)
        for row in range(dialog.list.count()):
            item = dialog.list.item(row)
            if any(title in item.text() for title in ("跳闸", "冒烟", "火警")):
                item.setCheckState(Qt.CheckState.Checked)
        click(qtbot, named(dialog, page.words("Link these")))

    in_dialog(lambda: click(qtbot, page.add_button), choose)
    settle(window, qtbot)
    grid = page.grid
    assert (grid.grid.rowCount(), grid.grid.columnCount()) == (3, 2)
    grid.setFocus()
    grid.setCurrentIndex(grid.grid.index(0, 0))
    for key in "+-?":
        qtbot.keyClicks(grid, key)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert [grid.grid.index(row, 0).data() for row in range(3)] == ["＋", "－", "？"], "shown before it is stored"
    settle(window, qtbot)
    stored = window.shell.read().get(Claim, "a")
    assert (len(stored.supports), len(stored.contradicts)) == (1, 1)
    assert [grid.grid.index(row, 0).data() for row in range(3)] == ["＋", "－", "？"]
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (2, 1), "the cursor stays where it was"
    grid.setCurrentIndex(grid.grid.index(0, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    settle(window, qtbot)
    assert not window.shell.read().get(Claim, "a").supports
    window.actions_.undo()
    qtbot.waitUntil(lambda: len(window.shell.read().get(Claim, "a").supports) == 1)
    settle(window, qtbot)

    def why(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        write(qtbot, dialog.form.editor("reason").focus_widget(), "先于火光")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    grid.setCurrentIndex(grid.grid.index(0, 0))
    in_dialog(lambda: qtbot.keyClick(grid, Qt.Key.Key_Return), why)
    settle(window, qtbot)
    cell = next(one for one in window.shell.read().where(Weighing, claim_id="a") if one.reason)
    assert (cell.reason, cell.bearing) == ("先于火光", Bearing.CONSISTENT)
    assert grid.grid.index(0, 0).data() == "＋*"


def test_a_verdict_is_given_from_the_matrix_with_its_reason(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "cause.matrix")
    assert isinstance(page, MatrixPage)

    def refuse(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
        assert dialog.isVisible(), "a verdict needs a reason"
        write(qtbot, dialog.form.editor("reason").focus_widget(), "不知道")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    in_dialog(lambda: click(qtbot, named(page, page.words("Exclude"))), refuse)
    settle(window, qtbot)
    assert window.shell.read().get(Claim, "a").status is ClaimStatus.DRAFT, "no elimination without evidence"


def test_conditions_are_edited_below_a_hypothesis(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "cause")
    assert isinstance(page, ClaimsPage)
    page.table.view.selectRow(0)
    settle(window, qtbot)
    assert page.conditions_card.isVisible()

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        write(qtbot, dialog.form.editor("found").focus_widget(), "电弧")
        box = dialog.form.editor("met").focus_widget()
        qtbot.keyClick(box, Qt.Key.Key_Home)
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    text = page.form.editor("text").focus_widget()
    in_dialog(lambda: qtbot.keyClick(text, Qt.Key.Key_A, CTRL | SHIFT), enter)
    settle(window, qtbot)
    (made,) = window.shell.read().all(Condition)
    assert (made.found, made.met) == ("电弧", Met.YES)


def test_a_step_is_paused_until_a_day_and_then_done(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "cause.leaving")
    assert isinstance(page, LeavingPage)

    def wait(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        write(qtbot, dialog.form.editor("awaited").focus_widget(), "录像导出")
        write(qtbot, dialog.form.editor("until").focus_widget(), "2026-03-18")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    def first(title: str) -> QPushButton:
        return next(one for one in page.findChildren(QPushButton) if one.text() == title and one.isVisible())

    in_dialog(lambda: click(qtbot, first(page.words("Wait for …"))), wait)
    settle(window, qtbot)
    (step,) = window.shell.read().all(GateStep)
    assert (step.code, step.state, step.awaited) == ("photos", StepState.PAUSED, "录像导出")

    def done(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    in_dialog(lambda: click(qtbot, first(page.words("Done …"))), done)
    settle(window, qtbot)
    assert window.shell.read().get(GateStep, step.id).state is StepState.DONE
    assert page.bar.value() == 1


def test_a_calculation_is_shown_while_typing_and_kept(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "cause.calculations")
    assert isinstance(page, CalculationsPage)
    click(qtbot, page.new_button)
    box = page.form.editor("method").focus_widget()
    while page.form.editor("method").value() != "flame_height":
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert list(page.forms()["inputs"].raw()) == ["hrr_kw", "diameter_m"]

    def said() -> str:
        QApplication.processEvents()
        return " ".join(one.text() for one in page.outcome.findChildren(QLabel) if one.isVisible())

    line = page.forms()["inputs"].editor("hrr_kw").focus_widget()
    line.selectAll()
    write(qtbot, line, "2000")
    assert "3.895 m" in said() and page.outcome.plot.isVisible()
    diameter = page.forms()["inputs"].editor("diameter_m").focus_widget()
    diameter.selectAll()
    write(qtbot, diameter, "9")
    assert page.words("Outside the validity: {name}", name=page.words("the flame is higher than its base")) in said()
    diameter.selectAll()
    write(qtbot, diameter, "0")
    assert page.words("Diameter of the fire") in said() and not page.outcome.plot.isVisible(), "no result, and why"
    diameter.selectAll()
    write(qtbot, diameter, "1.5")
    write(qtbot, page.form.editor("title").focus_widget(), "flame")
    qtbot.keyClick(diameter, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    (made,) = window.shell.read().all(Calculation)
    assert (made.method, made.inputs) == ("flame_height", {"hrr_kw": 2000.0, "diameter_m": 1.5})
    assert made.outputs["height_m"] == pytest.approx(3.384, abs=1e-3)


def test_nothing_of_a_plot_outlives_its_page(window: MainWindow, qtbot: QtBot) -> None:
    before = len(QApplication.topLevelWidgets())
    page_of(window, qtbot, "cause.calculations")
    page_of(window, qtbot, "cause.simulations")
    page_of(window, qtbot, "cause.gate")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(QApplication.topLevelWidgets()) <= before


def test_results_of_a_simulation_are_taken_in_and_drawn(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(window, qtbot, "cause.simulations")
    assert isinstance(page, SimulationsPage)
    source = tmp_path / "算例 副本_hrr.csv"
    rows = "".join(f"{t},{t * 10},1\n" for t in range(50))
    source.write_text("s,kW,kW\nTime,HRR,Q_RADI\n" + rows, "utf-8")

    def choose(dialog: QDialog) -> None:
        open_file(dialog, source)

    in_dialog(lambda: click(qtbot, page.new_button), choose)
    qtbot.waitUntil(lambda: window.shell.read().count(Simulation) == 1, timeout=30_000)
    settle(window, qtbot)
    page.table.view.selectRow(0)
    settle(window, qtbot)
    assert page.series_card.isVisible() and page.series_card.choice.count() == 2
    assert "490" in page.series_card.told.text()
    qtbot.keyClick(page.series_card.choice, Qt.Key.Key_Down)
    assert page.series_card.choice.currentText() == "Q_RADI (kW)"
    write(qtbot, page.form.editor("question").focus_widget(), "flame")
    click(qtbot, page.save_button)
    settle(window, qtbot)
    assert window.shell.read().all(Simulation)[0].question == "flame"
