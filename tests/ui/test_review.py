"""Readiness, evidence index and archive by hand: what is open is shown first, confirmed by name, moved by keys."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from modules.exhibits.records import Exhibit
from modules.exhibits.ui.page import ExhibitsPage
from tests.ui.hands import ALT, click, front, in_dialog, named, settle, write
from workstation.api import Moment, Place
from workstation.domain.dossier import Confirmation, DossierArrangement, DossierVersion
from workstation.services.history import undo
from workstation.services.identity import Identities, KeyCost
from workstation.services.readiness import State
from workstation.ui.kit.form import FormDialog
from workstation.ui.kit.parts import Badge
from workstation.ui.menus import all_actions
from workstation.ui.review.archive import ArchivePage
from workstation.ui.review.evidence import EvidencePage
from workstation.ui.review.readiness import ReadinessPage
from workstation.ui.window import MainWindow


def shown(window: MainWindow, qtbot: QtBot, page_id: str) -> object:
    window.shell.show(page_id)
    settle(window, qtbot)
    return window.page


def fill_in(qtbot: QtBot, name: str, text: str) -> Callable[[QDialog], None]:
    """Type into one field of a form and accept it."""
    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor(name).widget, text)
        dialog.try_accept()

    return act


def test_what_is_open_is_shown_first_and_the_rest_on_demand(opened: MainWindow, qtbot: QtBot) -> None:
    page = shown(opened, qtbot, "review.readiness")
    assert isinstance(page, ReadinessPage) and page._shown is not None
    found = page._shown[0]
    assert page.filters[State.UNMET].text().endswith(str(found.count(State.UNMET)))
    before = page.list.count()
    page.filters[State.MET].click()
    QApplication.processEvents()
    assert page.list.count() > before


def test_the_machine_is_asked_to_sign_in_before_it_confirms(opened: MainWindow, qtbot: QtBot) -> None:
    page = shown(opened, qtbot, "review.readiness")
    assert isinstance(page, ReadinessPage) and page._shown is not None
    answer = next(one for one in page._shown[0].answers if one.rule.code == "R25")
    in_dialog(lambda: page.confirm(answer), fill_in(qtbot, "note", "已核对"))
    settle(opened, qtbot)
    assert not opened.shell.read().count(Confirmation), "only a named officer confirms"


def test_sections_are_moved_by_keys_and_the_order_is_kept(opened: MainWindow, qtbot: QtBot) -> None:
    page = shown(opened, qtbot, "review.archive")
    assert isinstance(page, ArchivePage)
    front(opened, qtbot)
    top = page.volumes.tree.topLevelItem(0)
    assert top is not None
    second = top.child(1)
    page.volumes.tree.setFocus()
    page.volumes.tree.setCurrentItem(second)
    title = second.text(0)
    QTest.keyClick(page.volumes.tree, Qt.Key.Key_Up, ALT)
    settle(opened, qtbot)
    top = page.volumes.tree.topLevelItem(0)
    assert top is not None and top.child(0).text(0) == title
    assert page.volumes.tree.currentItem().text(0) == title, "what was moved stays chosen"
    (kept,) = opened.shell.read().all(DossierArrangement)
    assert kept.order
    QTest.keyClick(page.volumes.tree, Qt.Key.Key_Right, ALT)
    settle(opened, qtbot)
    below = page.volumes.tree.topLevelItem(1)
    assert below is not None and below.child(0).text(0) == title
    click(qtbot, named(page, page.words("As in the template")))
    settle(opened, qtbot)
    assert opened.shell.read().all(DossierArrangement)[0].order == ()


def test_single_papers_are_moved_by_keys_and_dragged_into_another_volume(opened: MainWindow, qtbot: QtBot) -> None:
    at = Moment(utc=datetime(2026, 1, 23, tzinfo=UTC))
    opened.shell.do("exhibits.enter", lambda work: work.put_many(
        Exhibit(id=number, number=number, name="电线", extracted_at=at) for number in ("W-1", "W-2", "W-3")
    ))
    settle(opened, qtbot)
    page = shown(opened, qtbot, "review.archive")
    assert isinstance(page, ArchivePage)
    front(opened, qtbot)
    tree = page.volumes.tree

    def line(text: str) -> QTreeWidgetItem:
        (found,) = tree.findItems(text, Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)
        return found

    def order() -> list[str]:
        above = line("W-1 电线").parent()
        assert above is not None
        texts = [above.child(place).text(0) for place in range(above.childCount())]
        return [text for text in texts if text.endswith("电线")]

    tree.setFocus()
    tree.setCurrentItem(line("W-3 电线"))
    QTest.keyClick(tree, Qt.Key.Key_Up, ALT)
    settle(opened, qtbot)
    assert order() == ["W-1 电线", "W-3 电线", "W-2 电线"]
    assert tree.currentItem().text(0) == "W-3 电线", "what was moved stays chosen"
    goal = tree.topLevelItem(1)
    assert goal is not None
    tree.scrollToItem(goal)
    where = tree.visualItemRect(goal).center()
    tree.dropEvent(QDropEvent(
        QPointF(where), Qt.DropAction.MoveAction, QMimeData(), Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    ))
    settle(opened, qtbot)
    goal = tree.topLevelItem(1)
    assert goal is not None and [goal.child(place).text(0) for place in range(goal.childCount())][-1].endswith(
        "W-3 电线")
    assert order() == ["W-1 电线", "W-2 电线"]
    entry = opened.shell.read().newest_entries(1)[0]
    assert entry.operation == "dossier.arrange"
    opened.shell.call(undo)
    settle(opened, qtbot)
    assert order() == ["W-1 电线", "W-3 电线", "W-2 电线"]


def test_cover_and_remarks_are_asked_in_a_form(opened: MainWindow, qtbot: QtBot) -> None:
    page = shown(opened, qtbot, "review.archive")
    assert isinstance(page, ArchivePage)
    in_dialog(page.describe, fill_in(qtbot, "archive_number", "7-2026"))
    settle(opened, qtbot)
    assert opened.shell.read().all(DossierArrangement)[0].archive_number == "7-2026"


def test_an_archived_case_is_read_only_on_every_page_until_it_is_reopened(opened: MainWindow, qtbot: QtBot) -> None:
    shell = opened.shell
    identities = Identities(shell.program.profile, KeyCost(1, 8, 1))
    officer = identities.create("陈志远", "清溪大队", "440123", "correct horse")
    shell.act_as(identities.sign_in(officer.id, "correct horse"))
    settle(opened, qtbot)
    page = shown(opened, qtbot, "exhibits")
    assert isinstance(page, ExhibitsPage) and page.new_button.isEnabled()
    shell.do("dossier.archive", lambda work: work.put(DossierVersion(
        number=1, sha256="a" * 64, size=1, pages=1, volumes=1, head="a", head_size=1, archived_by=officer.id,
        archived_at=Moment(utc=work.at),
    )), undoable=False)
    settle(opened, qtbot)
    page = opened.page
    assert isinstance(page, ExhibitsPage) and not page.new_button.isEnabled(), "the page was made anew"
    can = {one.text(): one.isEnabled() for one in all_actions(opened.menuBar().actions())}
    assert not can[shell.words("Undo")] and not can[shell.words("Take files in …")]
    shell.do("places.name", lambda work: work.put(Place(id="hall", name="厅")))
    settle(opened, qtbot)
    archived = shell.words("Version {number} is archived", number=1)
    assert archived in [badge.text() for badge in opened.header.findChildren(Badge)]
    assert not [place for place in shell.read().all(Place) if place.id == "hall"]
    assert any("立卷归档" in text for text in opened.notices())
    click(qtbot, named(opened.header, shell.words("Reopen …")))
    settle(opened, qtbot)
    page = opened.page
    assert isinstance(page, ArchivePage) and not page.archive_button.isEnabled()
    assert not any(made.isEnabled() for made in page.volumes.buttons)
    again = named(page.kept, shell.words("Reopen …"))
    in_dialog(lambda: click(qtbot, again), fill_in(qtbot, "reason", "补充鉴定意见"))
    settle(opened, qtbot)
    page = shown(opened, qtbot, "exhibits")
    assert isinstance(page, ExhibitsPage) and page.new_button.isEnabled()


@pytest.mark.parametrize("page_id", ["review.evidence"])
def test_the_index_is_a_table_that_opens_its_evidence(opened: MainWindow, qtbot: QtBot, page_id: str) -> None:
    page = shown(opened, qtbot, page_id)
    assert isinstance(page, EvidencePage)
    assert page.header.isVisible()
