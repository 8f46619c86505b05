"""The pages of exhibits by hand: register, edit, hand over, correct, print labels, count the stock."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from modules.exhibits.queries import all_exhibits, custody
from modules.exhibits.records import CustodyEvent, Exhibit, SealState, StockCheck
from modules.exhibits.rules import read_label
from modules.exhibits.ui.page import ExhibitsPage
from modules.exhibits.ui.stock import StockPage
from tests.ui.hands import CTRL, LEFT, SHIFT, click, front, in_dialog, named, settle, write
from workstation.api import Place
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

TICK = QPoint(12, 12)


@pytest.fixture
def window(signed_window: MainWindow) -> MainWindow:
    return signed_window


def write_in(qtbot: QtBot, dialog: FormDialog | ExhibitsPage, name: str, text: str) -> None:
    line = dialog.form.editor(name).focus_widget()
    if isinstance(line, QLineEdit):
        line.clear()
    write(qtbot, line, text)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ExhibitsPage:
    window.shell.show("exhibits")
    found = window.page
    assert isinstance(found, ExhibitsPage)
    settle(window, qtbot)
    front(window, qtbot)
    return found


def register(window: MainWindow, page: ExhibitsPage, qtbot: QtBot, name: str) -> Exhibit:
    before = len(all_exhibits(window.shell.read()))
    click(qtbot, page.new_button)
    write_in(qtbot, page, "name", name)
    click(qtbot, page.save_button)
    qtbot.waitUntil(lambda: len(page.table.records()) == before + 1)
    qtbot.waitUntil(lambda: page.record is not None and page.record.name == name)
    assert page.record is not None
    return page.record


def choose(qtbot: QtBot, page: ExhibitsPage, row: int) -> None:
    index = page.table.view.model().index(row, 1)
    qtbot.mouseClick(page.table.view.viewport(), LEFT, pos=page.table.view.visualRect(index).center())


def test_an_exhibit_is_registered_and_edited(window: MainWindow, page: ExhibitsPage, qtbot: QtBot) -> None:
    made = register(window, page, qtbot, "wire")
    assert made.number == "W-001"
    assert made.extractors == (window.shell.signed_in.officer.id,), "who enters it is proposed as an extractor"
    write_in(qtbot, page, "amount", "3")
    write_in(qtbot, page, "seal_number", "QX-1")
    qtbot.keyClick(page.form.editor("amount").focus_widget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shell.read().get(Exhibit, made.id).seal_number == "QX-1")
    assert window.shell.read().get(Exhibit, made.id).amount == 3
    write_in(qtbot, page, "amount", "-1")
    click(qtbot, page.save_button)
    assert window.shell.read().get(Exhibit, made.id).amount == 3, "what is wrong is said beside its field"
    window.actions_.undo()
    qtbot.waitUntil(lambda: window.shell.read().get(Exhibit, made.id).seal_number == "")


def test_what_is_only_shown_is_not_taken_for_edited(window: MainWindow, page: ExhibitsPage, qtbot: QtBot) -> None:
    for name in ("first", "second"):
        made = register(window, page, qtbot, name)
        page.form.editor("features").widget.setFocus()
        qtbot.keyClicks(page.form.editor("features").widget, "seen")
        click(qtbot, page.save_button)
        qtbot.waitUntil(lambda made=made: window.shell.read().get(Exhibit, made.id).features == "seen")
    head = window.shell.read().head()
    for row in (0, 1, 0):
        choose(qtbot, page, row)
    window.shell.show("exhibits.stock")
    settle(window, qtbot)
    assert window.shell.read().head() == head


def test_a_hand_over_is_written_and_corrected(window: MainWindow, page: ExhibitsPage, qtbot: QtBot) -> None:
    made = register(window, page, qtbot, "wire")

    def wrong(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        assert dialog.form.editor("giver").value() == "李建国", "an extractor gives first, not the cupboard"
        write_in(qtbot, dialog, "receiver", "Chen")
        click(qtbot, dialog.accept_button)
        assert dialog.isVisible(), "the purpose is required"
        write_in(qtbot, dialog, "purpose", "examination")
        qtbot.mouseClick(dialog.form.editor("giver_signed").widget, LEFT, pos=TICK)
        click(qtbot, dialog.accept_button)

    settle(window, qtbot)
    in_dialog(lambda: click(qtbot, page.custody_card.hand_over_button), wrong)
    settle(window, qtbot)
    (event,) = custody(window.shell.read())[made.id]
    assert (event.receiver, event.giver_signed, event.receiver_signed) == ("Chen", True, False)
    assert page.table.view.model().index(0, 2).data() == page.words("{count} faults", count=1)

    def right(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        assert dialog.form.editor("receiver").value() == "Chen"
        qtbot.mouseClick(dialog.form.editor("receiver_signed").widget, LEFT, pos=TICK)
        write_in(qtbot, dialog, "reason", "signed on paper")
        click(qtbot, dialog.accept_button)

    (pencil,) = (
        button for button in page.custody_card.findChildren(QPushButton)
        if button.accessibleName() == page.words("Correct …") and button.isVisibleTo(page)
    )
    in_dialog(lambda: click(qtbot, pencil), right)
    settle(window, qtbot)
    assert window.shell.read().count(CustodyEvent) == 2
    assert page.table.view.model().index(0, 2).data() == page.words("holds")
    assert page.table.view.model().index(0, 3).data() == "Chen"


def test_a_hand_over_of_another_seal_by_the_keyboard(window: MainWindow, page: ExhibitsPage, qtbot: QtBot) -> None:
    made = register(window, page, qtbot, "wire")

    def broken(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write_in(qtbot, dialog, "receiver", "Chen")
        write_in(qtbot, dialog, "purpose", "examination")
        seal = dialog.form.editor("seal_state").widget
        qtbot.keyClick(seal, Qt.Key.Key_Down)
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    settle(window, qtbot)
    name = page.form.editor("name").focus_widget()
    name.setFocus()
    in_dialog(lambda: qtbot.keyClick(name, Qt.Key.Key_H, CTRL | SHIFT), broken)
    settle(window, qtbot)
    assert window.shell.read().count(CustodyEvent) == 0, "a broken seal needs a note: the notice says so"
    assert made.seal_number == "" and SealState.BROKEN in SealState


def test_labels_are_printed_from_the_page(
    window: MainWindow, page: ExhibitsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    ids = {register(window, page, qtbot, name).id for name in ("wire", "ash", "disk")}
    target = tmp_path / "labels.pdf"

    def save(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(target))
        click(qtbot, dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save))

    in_dialog(lambda: click(qtbot, named(page.header, page.words("Print labels …"))), save)
    qtbot.waitUntil(target.with_name("labels.pdf.sig.json").exists, timeout=30_000)
    document = pypdfium2.PdfDocument(target)
    assert len(document) == 1
    read = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil().convert("L"))
    document.close()
    case = window.shell.read().case
    assert {read_label(code.text, case.id) for code in read} == ids


def test_the_stock_is_counted_with_typed_codes(window: MainWindow, page: ExhibitsPage, qtbot: QtBot) -> None:
    for name in ("wire", "ash"):
        register(window, page, qtbot, name)
    window.shell.show("exhibits.stock")
    stock = window.page
    assert isinstance(stock, StockPage)
    qtbot.waitUntil(stock.begin_button.isEnabled)
    assert not stock.code_box.isEnabled()
    click(qtbot, stock.begin_button)
    qtbot.waitUntil(stock.code_box.isEnabled)
    for code, told in (
        ("w-002", stock.words("{name}: found", name="W-002 ash")),
        ("W-002", stock.words("{name}: counted already", name="W-002 ash")),
        ("6901234567892", stock.words("{code}: no exhibit of this case", code="6901234567892")),
    ):
        qtbot.keyClicks(stock.code_box, code)
        qtbot.keyClick(stock.code_box, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda told=told: stock.heard.text() == told)
    qtbot.waitUntil(lambda: stock.tally.text() == stock.words("{found} of {expected} found", found=1, expected=2))
    qtbot.waitUntil(lambda: "6901234567892" in stock.foreign.text())
    assert not stock.foreign.isHidden()

    def yes(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox) and "1" in dialog.text()
        accept = next(button for button in dialog.buttons() if dialog.buttonRole(button) is
                      QMessageBox.ButtonRole.AcceptRole)
        click(qtbot, accept)

    settle(window, qtbot)
    in_dialog(lambda: click(qtbot, stock.finish_button), yes)
    settle(window, qtbot)
    assert window.shell.read().count(StockCheck, finished=True) == 1 and stock.begin_button.isEnabled()
    assert stock.heard.isHidden() and stock.table.records() == []


def test_places_are_offered(window: MainWindow, qtbot: QtBot) -> None:
    window.shell.do("incident.place", lambda work: work.put(Place(id="p", name="一层")))
    qtbot.waitUntil(lambda: window.shell.read().count(Place) == 1)
    window.shell.show("exhibits")
    page = window.page
    assert isinstance(page, ExhibitsPage)
    settle(window, qtbot)
    box = page.form.editor("place_id").widget
    assert "一层" in [box.itemText(row) for row in range(box.count())]
    choices = page.form.editor("extractors").widget
    assert not [box for box in choices.children() if "未登录" in str(getattr(box, "text", str)())]
