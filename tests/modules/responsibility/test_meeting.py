"""In a meeting: lay out from duties, step through the facts, take evidence out on trial, find a firm in other fires."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from modules.exhibits.records import Exhibit
from modules.responsibility import operations, queries
from modules.responsibility.records import DocumentState, Link, Role
from modules.responsibility.ui.documents import DocumentsPage
from modules.responsibility.ui.duties import DutiesDialog
from modules.responsibility.ui.graph import GraphPage
from modules.responsibility.ui.inquiry import InquiryPage
from modules.responsibility.ui.registry import RegistryPage
from tests.ui.hands import click, front, in_dialog, named, settle, write
from workstation.api import Claim, Party, PartyKind, Ref, beijing
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

CODE = "91449981MADEM00468"
E1, E2 = Ref("exhibits", "e1"), Ref("exhibits", "e2")


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    def fill(work) -> None:
        work.put(Party(id="firm", kind=PartyKind.ORGANISATION, name="安泽消防技术服务有限公司", credit_code=CODE))
        work.put_many(Exhibit(id=f"e{n}", number=f"W-00{n}", name=f"物证{n}") for n in (1, 2))
        work.put(Claim(id="c", topic="cause.cause", text="移动插座短路", supports=(E1,)))
        for name, evidence in (("a", (E1,)), ("b", (E1, E2))):
            operations.draft(work, name, link=Link.SERVICES, subject_id="firm", facts=f"事实{name}", evidence=evidence,
                             begins=beijing(f"2026-01-0{1 + (name == 'b')}"))
        operations.judge(work, "a", breach="一般违反", role_ignition=Role.NONE, role_spread=Role.NONE,
                         role_casualties=Role.POSSIBLE)
        operations.establish(work, "a")

    signed_window.shell.do("responsibility.draft", fill)
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    return signed_window


def show(window: MainWindow, qtbot: QtBot, page_id: str) -> object:
    window.shell.show(page_id)
    settle(window, qtbot)
    return window.page


def told(widget: object) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_evidence_is_taken_out_on_trial_and_put_back_and_nothing_is_written(window: MainWindow, qtbot: QtBot) -> None:
    head = window.shell.read().chain_head()
    page = show(window, qtbot, "responsibility.graph")
    assert isinstance(page, GraphPage)
    page.workspace.show_panel("trial")
    titles = [page.trial.list.item(row).text() for row in range(page.trial.list.count())]
    row = next(number for number, title in enumerate(titles) if "W-001" in title)
    assert row == 0 and "×3" in titles[0], "the most cited comes first"
    page.trial.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    fallen = [page.trial.fallen.item(number).text() for number in range(page.trial.fallen.count())]
    assert [("事实a" in text, "移动插座短路" in text, "事实b" in text) for text in fallen] == [
        (True, False, False), (False, True, False), (False, False, True)]
    assert page.words("loses its ground") in fallen[0] and page.words("loses part of its ground") in fallen[2]
    page.choose("responsibility:a")
    assert page.words("loses its ground") in told(page.chosen)
    click(qtbot, page.trial.back_button)
    assert page.trial.fallen.count() == 0 and page.words("All evidence stands") in told(page.trial)
    settle(window, qtbot)
    assert window.shell.read().chain_head() == head


def test_a_presenter_steps_through_the_facts_in_time_and_goes_down_to_the_exhibit(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = show(window, qtbot, "responsibility.graph")
    assert isinstance(page, GraphPage)
    page.setFocus()
    for expected in ("事实a", "事实b", "事实a"):
        qtbot.keyClick(page.view, Qt.Key.Key_PageDown)
        assert expected in told(page.chosen)
    qtbot.keyClick(page.view, Qt.Key.Key_PageUp)
    assert "事实b" in told(page.chosen)
    for number in (2, 3, 1):
        qtbot.keyClick(page.view, Qt.Key(Qt.Key.Key_0 + number))
        assert page.view.scene().items()
    page.choose("exhibits:e1")
    assert "事实a" in told(page.chosen) and "移动插座短路" in told(page.chosen), "what rests on it"
    click(qtbot, named(page.chosen, page.words("Take out on trial")))
    assert page.impact.gone >= {E1}
    click(qtbot, named(page.chosen, page.words("Go to this record")))
    settle(window, qtbot)
    assert window.page.page_id == "exhibits"
    back = show(window, qtbot, "responsibility.graph")
    assert isinstance(back, GraphPage) and back.impact.gone >= {E1}, "the trial is still there on coming back"


def test_findings_are_laid_out_from_duties(window: MainWindow, qtbot: QtBot) -> None:
    page = show(window, qtbot, "responsibility")

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, DutiesDialog) and not dialog.accept_button.isEnabled()
        write(qtbot, dialog.search_box, "第十九条")
        assert dialog.list.count() == 1 and "待核" in dialog.list.item(0).text()
        dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
        dialog.search_box.clear()
        write(qtbot, dialog.search_box, "注册消防工程师")
        dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
        dialog.form.editor("subject_id").set_value("firm")
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: click(qtbot, page.duties_button), choose)
    settle(window, qtbot)
    made = [one for one in queries.all_findings(window.shell.read()) if one.duty_code]
    assert {(one.duty_code, one.subject_id) for one in made} == {("user.lodging", "firm"), ("services.sign", "firm")}


def test_several_documents_are_requested_at_once(window: MainWindow, qtbot: QtBot) -> None:
    page = show(window, qtbot, "responsibility.documents")
    assert isinstance(page, DocumentsPage)
    page.table.select({"services.report", "services.contract"})

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: click(qtbot, page.buttons[DocumentState.REQUESTED]), ask)
    settle(window, qtbot)
    items = {item.record.id: item.record for item in queries.document_items(window.shell.read())}
    assert items["services.report"].requested_on == items["services.contract"].requested_on is not None


def test_three_inquiries_name_what_is_missing(window: MainWindow, qtbot: QtBot) -> None:
    page = show(window, qtbot, "responsibility.inquiry")
    assert isinstance(page, InquiryPage)
    text = told(page)
    for expected in ("移动插座短路", "事实a", page.words("No barrier written down"), page.words("Not examined yet")):
        assert expected in text, expected


def test_a_firm_is_found_in_another_fire_and_the_match_is_confirmed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    program = window.shell.program
    other = program.workbench.create_case(tmp_path / "另一起 火灾", "另一起火灾", window.shell.signed_in.officer)
    with other.work("incident.party") as work:
        work.put(Party(id="p", kind=PartyKind.ORGANISATION, name="安泽（消防）技术服务有限责任公司"))
        work.put(Party(id="q", kind=PartyKind.ORGANISATION, name="安泽公司", credit_code=CODE))
    program.office.take_in(program.workbench, other.read())
    other.close()
    page = show(window, qtbot, "responsibility.registry")
    assert isinstance(page, RegistryPage)
    (firm,) = [one for one in page.table.records() if one.code == CODE]
    assert firm.fires == 2 and len(firm.maybe) == 1
    page.table.select({min(firm.keys)})
    click(qtbot, named(page, page.words("The same")))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: any(len(one.keys) == 2 for one in page.table.records()))
    (said,) = program.office.file.matches()
    assert said.same and said.officer == window.shell.signed_in.officer.name
    title = page.words("Open case")
    click(qtbot, next(one for one in page.findChildren(QPushButton) if one.text() == title and one.isEnabled()))
    qtbot.waitUntil(lambda: window.shell.case is not None and window.shell.case.info.name == "另一起火灾")


def test_switched_off_nothing_is_read_and_deleted_is_gone(window: MainWindow, qtbot: QtBot) -> None:
    page = show(window, qtbot, "responsibility.registry")
    assert isinstance(page, RegistryPage) and page.table.records()
    page.switch.click()
    assert window.shell.settings.office_registry is False

    def yes(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        role = QMessageBox.ButtonRole.AcceptRole
        next(one for one in dialog.buttons() if dialog.buttonRole(one) is role).click()

    in_dialog(lambda: click(qtbot, page.delete_button), yes)
    qtbot.waitUntil(lambda: not page.table.records())
    assert window.shell.program.office.known() == []


def test_a_person_is_only_proposed_and_stays_apart_once_somebody_said_so(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    program = window.shell.program

    def manager(work) -> None:
        work.put(Party(id="boss", kind=PartyKind.PERSON, name="梁永顺"))
        operations.draft(work, "boss", link=Link.USER, subject_id="boss", facts="未组织培训", evidence=(E1,))

    window.shell.do("responsibility.draft", manager)
    settle(window, qtbot)
    other = program.workbench.create_case(tmp_path / "另一起 火灾", "另一起火灾", window.shell.signed_in.officer)
    with other.work("responsibility.draft") as work:
        manager(work)
    for read in (window.shell.read(), other.read()):
        program.office.take_in(program.workbench, read)
    other.close()
    page = show(window, qtbot, "responsibility.registry")
    assert isinstance(page, RegistryPage)
    people = [one for one in page.table.records() if one.name == "梁永顺"]
    assert people and all(one.fires == 1 for one in people), "one name is no proof that it is one person"
    proposed = next(one for one in people if one.maybe)
    page.table.select({min(proposed.keys)})
    click(qtbot, named(page, page.words("Not the same")))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: not any(one.maybe for one in page.table.records() if one.name == "梁永顺"))
    (said,) = program.office.file.matches()
    assert not said.same and said.officer == window.shell.signed_in.officer.name


def test_a_damaged_registry_is_made_anew_by_itself_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    shell = window.shell
    office = shell.program.office
    assert shell.case is not None
    shell.settings.recent = [str(shell.case.info.folder)]
    office.take_in(shell.program.workbench, shell.read())
    office.file.decide("a", "b", same=True, officer="周启明")
    office.file.index_path.write_bytes("这不是数据库".encode() * 400)
    shell.case_changed.emit()  # as when a case is opened
    words = shell.words
    told_so = words("The office registry was damaged; it was made anew from {count} cases, and {failed} could not be "
                    "read. The damaged file is kept as {name}; what people had confirmed is kept too.",
                    count=1, failed=0, name="").partition("office")[0][:12]
    qtbot.waitUntil(lambda: any(told_so in one.text() for one in window.findChildren(QLabel)), timeout=15_000)
    settle(window, qtbot)
    assert [case.path for case in office.file.cases()] == [str(shell.case.info.folder)]
    assert any(path.name != office.file.index_path.name and path.stat().st_size > 4000
               for path in office.file.index_path.parent.glob("office*")), "the damaged file is kept"
    assert [one.officer for one in office.file.matches()] == ["周启明"]
