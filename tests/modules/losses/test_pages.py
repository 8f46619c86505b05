"""The pages of the losses by hand: typing shows the reckoning, a declaration is mapped, the sums are adopted."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from modules.losses.records import LossAdoption, LossCost, LossDeclaration, LossItem
from modules.losses.ui.costs import CostsPage
from modules.losses.ui.declaring import DeclarationDialog
from modules.losses.ui.items import ItemsPage
from modules.losses.ui.totals import TotalsPage
from tests.modules.losses.test_losses import workbook
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api import Loss, Party, PartyKind
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


def visit(window: MainWindow, qtbot: QtBot, name: str) -> object:
    window.shell.show(name)
    settle(window, qtbot)
    front(window, qtbot)
    return window.page


def test_an_item_is_typed_and_every_step_is_seen(signed_window: MainWindow, qtbot: QtBot) -> None:
    page = visit(signed_window, qtbot, "losses")
    assert isinstance(page, ItemsPage)
    click(qtbot, page.new_button)
    for name, text in (
        ("name", "高频热合机"), ("unit_price_yuan", "18,600"), ("age_years", "3"), ("life_years", "10"),
    ):
        write(qtbot, page.form.editor(name).widget, text)
    assert page.total.text() == "尚缺：烧损率 · 成新率 71.5 %"
    write(qtbot, page.form.editor("burn_rate").widget, "0.9")
    assert page.total.text() == "损失：11,969.10 元"
    page.form.editor("burn_rate").widget.clear()
    write(qtbot, page.form.editor("burn_rate").widget, "90")
    assert "比率应在 0 至 1 之间" in page.total.text()
    page.form.editor("burn_rate").widget.clear()
    write(qtbot, page.form.editor("burn_rate").widget, "0.9")
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(signed_window, qtbot)
    (item,) = signed_window.shell.read().all(LossItem)
    assert (item.unit_price_yuan, item.number, item.salvage_rate) == (Decimal(18600), 1, Decimal("0.05"))


def test_a_declaration_is_taken_in_and_the_sums_adopted(
    signed_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Party(id="shop", kind=PartyKind.ORGANISATION, name="兴业箱包店")
    signed_window.shell.do("incident.party", lambda work: work.put(shop))
    page = visit(signed_window, qtbot, "losses")
    assert isinstance(page, ItemsPage)
    path = workbook(tmp_path / "申报表 副本.xlsx")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))

    def map_columns(dialog: QDialog) -> None:
        assert isinstance(dialog, DeclarationDialog)
        assert dialog.roles()["name"] == 1 and dialog.ok_button.isEnabled()
        dialog.columns[1].setCurrentIndex(0)
        assert not dialog.ok_button.isEnabled(), "without names there are no items"
        dialog.columns[1].setCurrentIndex(1)
        dialog.party.setCurrentIndex(1)
        click(qtbot, dialog.ok_button)

    def begin() -> None:
        click(qtbot, page.declare_button)  # the dialog comes when the table is read
        qtbot.waitUntil(lambda: signed_window.shell.read().count(LossDeclaration) == 1, timeout=20_000)

    in_dialog(begin, map_columns)
    settle(signed_window, qtbot)
    assert [item.party_id for item in page.table.records()] == ["shop", "shop"]

    costs = visit(signed_window, qtbot, "losses.costs")
    assert isinstance(costs, CostsPage)
    click(qtbot, costs.new_button)
    write(qtbot, costs.form.editor("name").widget, "泡沫液")
    write(qtbot, costs.form.editor("amount_yuan").widget, "1200.50")
    qtbot.keyClick(costs, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(signed_window, qtbot)
    assert [cost.amount_yuan for cost in signed_window.shell.read().all(LossCost)] == [Decimal("1200.50")]

    signed_window.shell.do("losses.remove", lambda work: [work.remove(LossItem, one.id) for one in work.all(LossItem)])
    totals = visit(signed_window, qtbot, "losses.totals")
    assert isinstance(totals, TotalsPage)

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, totals.adopt_button), agree)
    settle(signed_window, qtbot)
    (adopted,) = signed_window.shell.read().all(LossAdoption)
    assert adopted.economic_yuan == Decimal("1200.50")
    assert [loss.direct_economic_yuan for loss in signed_window.shell.read().all(Loss)] == [1200.50]
