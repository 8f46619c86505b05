"""Tracing back by hand: draft, try to establish without evidence, link it, establish; then read the graph."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from modules.exhibits.records import Exhibit
from modules.responsibility.queries import all_findings
from modules.responsibility.records import FindingStatus, Link, Role
from modules.responsibility.ui.graph import GraphPage
from modules.responsibility.ui.page import LinksPage
from tests.ui.hands import click, front, in_dialog, named, settle, write
from workstation.api import Party, PartyKind, Ref, UserError
from workstation.api.widgets import EvidencePicker, FormDialog
from workstation.ui.window import MainWindow


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot) -> LinksPage:
    def fill(work) -> None:
        work.put(Party(id="shop", kind=PartyKind.ORGANISATION, name="利达五金加工店"))
        work.put(Exhibit(id="e1", number="W-001", name="锂电池残骸"))

    signed_window.shell.do("incident.party", fill)
    settle(signed_window, qtbot)
    signed_window.shell.show("responsibility")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    found = signed_window.page
    assert isinstance(found, LinksPage)
    return found


def yes(dialog: QDialog) -> None:
    assert isinstance(dialog, QMessageBox) and "李建国" in dialog.text(), "the officer is named before the act"
    role = QMessageBox.ButtonRole.AcceptRole
    next(button for button in dialog.buttons() if dialog.buttonRole(button) is role).click()


def draft(window: MainWindow, page: LinksPage, qtbot: QtBot) -> None:
    click(qtbot, page.new_button)
    page.form.editor("link").box.setFocus()
    qtbot.keyClick(page.form.editor("link").box, Qt.Key.Key_Home)
    qtbot.keyClick(page.form.editor("link").box, Qt.Key.Key_Down)
    qtbot.keyClick(page.form.editor("link").box, Qt.Key.Key_Down)
    qtbot.keyClick(page.form.editor("subject_id").box, Qt.Key.Key_Down)
    write(qtbot, page.form.editor("facts").widget, "一层加工、二层住宿")
    click(qtbot, page.save_button)
    settle(window, qtbot)


def test_nothing_is_established_without_evidence(signed_window: MainWindow, page: LinksPage, qtbot: QtBot) -> None:
    draft(signed_window, page, qtbot)
    (finding,) = all_findings(signed_window.shell.read())
    assert (finding.link, finding.subject_id) == (Link.USER, "shop")
    in_dialog(lambda: click(qtbot, page.establish_button), lambda dialog: yes(dialog))
    settle(signed_window, qtbot)
    assert all_findings(signed_window.shell.read())[0].status is FindingStatus.DRAFT
    refusal = page.words.error(UserError("responsibility.needs_evidence", facts=finding.facts))
    assert refusal in signed_window.notices()

    def link(dialog: QDialog) -> None:
        assert isinstance(dialog, EvidencePicker)
        qtbot.waitUntil(lambda: dialog.list.count() > 0)
        write(qtbot, dialog.search_box, "W-001")
        dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
        dialog.accept()

    in_dialog(lambda: click(qtbot, page.form.editor("evidence").list.add_button), link)
    click(qtbot, page.save_button)
    settle(signed_window, qtbot)
    in_dialog(lambda: click(qtbot, page.establish_button), lambda dialog: yes(dialog))
    settle(signed_window, qtbot)
    assert all_findings(signed_window.shell.read())[0].status is FindingStatus.DRAFT, "nobody has judged it"

    def judge(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog) and "李建国" in dialog.windowTitle(), "whose judgement it is"
        dialog.form.editor("breach").set_value("严重违反")
        dialog.form.editor("role_casualties").set_value(Role.DIRECT)
        write(qtbot, dialog.form.editor("causation").widget, "烟气封堵唯一楼梯")
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: click(qtbot, page.judge_button), judge)
    settle(signed_window, qtbot)
    (judged,) = all_findings(signed_window.shell.read())
    assert (judged.role_casualties, judged.causation) == (Role.DIRECT, "烟气封堵唯一楼梯")
    assert judged.judged_by == signed_window.shell.signed_in.officer.id
    in_dialog(lambda: click(qtbot, page.establish_button), lambda dialog: yes(dialog))
    settle(signed_window, qtbot)
    (finding,) = all_findings(signed_window.shell.read())
    assert finding.status is FindingStatus.ESTABLISHED and finding.evidence == (Ref("exhibits", "e1"),)
    assert finding.decided_by == signed_window.shell.signed_in.officer.id
    assert not page.remove_button.isEnabled()
    signed_window.actions_.undo()
    settle(signed_window, qtbot)
    assert all_findings(signed_window.shell.read())[0].status is FindingStatus.DRAFT
    assert page.remove_button.isEnabled()
    click(qtbot, page.remove_button)
    settle(signed_window, qtbot)
    assert all_findings(signed_window.shell.read()) == [] and not page.panel.isVisible()


def test_what_to_examine_follows_the_link(page: LinksPage, qtbot: QtBot) -> None:
    click(qtbot, page.new_button)
    box = page.form.editor("link").box
    box.setFocus()
    told = set()
    for _ in Link:
        told.add(page.form._messages["duty"].text())
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert len(told) == len(Link)
    assert any(page.words("强制性产品认证") in text for text in told)


def test_the_graph_leads_to_the_record(signed_window: MainWindow, page: LinksPage, qtbot: QtBot) -> None:
    draft(signed_window, page, qtbot)
    signed_window.shell.show("responsibility.graph")
    settle(signed_window, qtbot)
    graph = signed_window.page
    assert isinstance(graph, GraphPage)
    qtbot.waitUntil(lambda: len(graph.view.scene().items()) > 20)
    front(signed_window, qtbot)
    graph.view.fit()
    (finding,) = all_findings(signed_window.shell.read())
    target = f"responsibility:{finding.id}"
    before = graph.view.transform().m11()
    graph.view.setFocus()
    qtbot.keyClick(graph.view, Qt.Key.Key_Plus)
    assert graph.view.transform().m11() > before
    qtbot.keyClick(graph.view, Qt.Key.Key_0)
    assert graph.view.transform().m11() == pytest.approx(before)
    for view in ("course", "grounds"):
        graph.tools.use(view)
        box = next(item for item in graph.view.scene().items() if item.data(0) == target)
        graph.view.centerOn(box)
        with qtbot.waitSignal(graph.view.chosen) as chosen:
            middle = graph.view.mapFromScene(box.sceneBoundingRect().center())
            qtbot.mouseClick(graph.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert chosen.args == [target]
        settle(signed_window, qtbot)
        told = "".join(label.text() for label in graph.chosen.findChildren(QLabel))
        assert "一层加工" in told and graph.words("No evidence") in told
    click(qtbot, named(graph.chosen, graph.words("Go to this record")))
    settle(signed_window, qtbot)
    assert isinstance(signed_window.page, LinksPage) and signed_window.page.record == finding
