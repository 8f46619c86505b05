"""Signing, checking, redacting and comparing as a person does it at the window."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.typeset.sample import build
from tests.ui.hands import click, front, in_dialog, named, open_file, settle, write
from workstation.api import Moment, UserError
from workstation.domain.dossier import DossierVersion
from workstation.domain.redaction import RedactedPicture, RedactedTerm
from workstation.services.sealed import KeyCost
from workstation.services.signatures.authority import Authority
from workstation.typeset.blocks import Heading, Paragraph, SignaturePlace, Signatures
from workstation.typeset.reading import read_pages
from workstation.ui.kit.form import FormDialog
from workstation.ui.kit.page import PageBase
from workstation.ui.review.office import SecretsDialog
from workstation.ui.review.redaction import RedactionPage
from workstation.ui.review.sign_dialog import SignDialog
from workstation.ui.review.signatures import SignaturesPage
from workstation.ui.review.versions import VersionsPage
from workstation.ui.window import MainWindow

ROOT, SECRET = "root passphrase", "officer passphrase"


@pytest.fixture(autouse=True)
def no_viewer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Finished documents are opened by the system's viewer, which a test has none of."""
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda url: opened.append(url.toLocalFile())))
    return opened


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    places = Signatures((SignaturePlace("承办人", field="investigator"), SignaturePlace("审核人", field="reviewer")))
    return build(tmp_path / "文件", [[Heading(1, "经过"), Paragraph("二时十分发现。"), places]], "案卷 副本.pdf")[0]


def page_of(window: MainWindow, name: str, qtbot: QtBot) -> PageBase:
    window.shell.show(name)
    settle(window, qtbot)
    return window.page


def done(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.shell.jobs.running, timeout=60_000)
    settle(window, qtbot)


def sign_in(window: MainWindow) -> None:
    identities = window.shell.program.identities
    identities._cost = KeyCost(1, 8, 1)
    officer = identities.create("陈志远", "清溪大队", "440123", "correct horse")
    window.shell.act_as(identities.sign_in(officer.id, "correct horse"))


def test_a_document_is_signed_and_what_the_signature_is_worth_is_told(
    opened: MainWindow, profile: Path, paper: Path, qtbot: QtBot
) -> None:
    authority = Authority(profile, KeyCost(1, 8, 1), 2048)
    authority.create("清溪大队", ROOT)
    authority.issue("陈志远", "清溪大队", "440123", ROOT, SECRET)
    page = page_of(opened, "review.signatures", qtbot)
    assert isinstance(page, SignaturesPage)

    in_dialog(page.verify, lambda dialog: open_file(dialog, paper))
    done(opened, qtbot)
    assert page.verified is not None and page.verified.free == ("investigator", "reviewer")

    def sign(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        assert [dialog.place.itemText(row) for row in range(dialog.place.count())] == ["承办人", "审核人"]
        write(qtbot, dialog.reason, "承办")
        write(qtbot, dialog.secret, SECRET)
        click(qtbot, dialog.sign_button)

    in_dialog(lambda: page._ask(page.verified), sign)
    done(opened, qtbot)
    assert page.verified.holds
    assert [one["reason"] for one in page.verified.signatures] == ["承办"]
    told = "\n".join(line.text() for line in page.result.findChildren(QLabel) if line.isVisible())
    assert "全部成立" in told and "陈志远 清溪大队 440123" in told and "尚待签名：审核人" in told
    assert opened.shell.read().newest_entries(1)[0].operation == "dossier.sign"


def test_the_office_is_made_and_a_certificate_issued(opened: MainWindow, profile: Path, qtbot: QtBot) -> None:
    page = page_of(opened, "review.signatures", qtbot)
    assert isinstance(page, SignaturesPage)
    page.office._authority = Authority(profile, KeyCost(1, 8, 1), 2048)
    settle(opened, qtbot)

    def fill(*texts: str) -> object:
        def act(dialog: QDialog) -> None:
            assert isinstance(dialog, SecretsDialog)
            boxes = dialog.findChildren(QLineEdit)
            for box, text in zip(boxes, texts, strict=True):
                write(qtbot, box, text)
            dialog.try_accept()

        return act

    in_dialog(page.office.found, fill("清溪大队", ROOT))  # type: ignore[arg-type]
    settle(opened, qtbot)
    assert Authority(profile).exists
    in_dialog(page.office.issue, fill("林静", "清溪大队", "440124", ROOT, SECRET))  # type: ignore[arg-type]
    settle(opened, qtbot)
    (issued,) = Authority(profile).issued()
    assert issued.name == "林静"
    assert named(page, "吊销 …").isEnabled()


def test_what_is_ticked_is_removed_and_areas_are_drawn_by_hand(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot, no_viewer: list[str]
) -> None:
    sign_in(opened)
    page = page_of(opened, "review.redaction", qtbot)
    assert isinstance(page, RedactionPage)
    assert not page.write_button.isEnabled()
    click(qtbot, page.look_button)
    done(opened, qtbot)
    assert "陈国强" in {row.text for row in page.table.records()}
    page.table.select({"陈国强"})
    front(opened, qtbot)
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Space)
    settle(opened, qtbot)
    read = opened.shell.read()
    assert [(term.text, term.replacement) for term in read.all(RedactedTerm)] == [("陈国强", "陈某某")]
    page.tabs.setCurrentIndex(1)
    panel = page.pictures
    qtbot.waitUntil(lambda: bool(panel.canvas.shown), timeout=20_000)
    area = panel.canvas.area()
    begin = QPoint(round(area.x() + area.width() * 0.25), round(area.y() + area.height() * 0.25))
    end = QPoint(round(area.x() + area.width() * 0.75), round(area.y() + area.height() * 0.75))
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(panel.canvas, end)
    QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=end)
    settle(opened, qtbot)
    (picture,) = opened.shell.read().all(RedactedPicture)
    assert picture.id == panel.canvas.shown and len(picture.regions) == 1
    assert abs(picture.regions[0].x1 - 0.25) < 0.03 and abs(picture.regions[0].y2 - 0.75) < 0.03
    middle = QPoint(round(area.center().x()), round(area.center().y()))
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Delete)
    settle(opened, qtbot)
    assert not opened.shell.read().all(RedactedPicture)[0].regions
    opened.actions_.undo()
    settle(opened, qtbot)
    assert len(opened.shell.read().all(RedactedPicture)[0].regions) == 1
    target = tmp_path / "脱敏.pdf"
    in_dialog(page.write, lambda dialog: open_file(dialog, target))
    done(opened, qtbot)
    assert target.is_file() and no_viewer == [str(target)]
    told = "".join("".join(one.lines) for one in read_pages(target))
    assert "陈国强" not in told and "陈某某" in told
    model = page.table.view.model()
    rows = {model.index(row, 2).data(): model.index(row, 6).data() for row in range(model.rowCount())}
    assert re.search(r"第\d+(–\d+)?(、.*)?页", rows.pop("陈国强")) and not any(rows.values())


def test_two_files_are_compared(opened: MainWindow, paper: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = build(tmp_path / "另一", [[Heading(1, "经过"), Paragraph("二时十四分发现。")]], "二.pdf")[0]
    page = page_of(opened, "review.versions", qtbot)
    assert isinstance(page, VersionsPage)
    assert not page.write_button.isEnabled()
    files = iter((paper, other))
    in_dialog(page.choose, lambda dialog: open_file(dialog, next(files)))
    done(opened, qtbot)
    assert page.compared is not None
    assert any("二时十四分" in change.new for change in page.table.records())
    assert page.write_button.isEnabled() and page.summary.isVisible()


def test_archived_versions_are_compared_by_their_numbers(
    opened: MainWindow, paper: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = build(tmp_path / "另一", [[Heading(1, "经过"), Paragraph("二时十四分发现。")]], "二.pdf")[0]
    page = page_of(opened, "review.versions", qtbot)
    assert isinstance(page, VersionsPage)
    assert not page.archived_button.isVisible()
    case = opened.shell.case
    assert case is not None
    for number, (_, taken) in enumerate(case.vault.take_in([paper, other]), 1):
        assert not isinstance(taken, UserError)
        version = DossierVersion(
            number=number, sha256=taken.sha256, size=taken.size, pages=3, volumes=1, head="a", head_size=1,
            archived_by="x", archived_at=Moment(utc=datetime(2026, 1, 23, tzinfo=UTC)),
        )
        opened.shell.do("facts.import", lambda work, version=version: work.put(version))
    settle(opened, qtbot)
    page = opened.page  # made anew: the case is archived
    assert isinstance(page, VersionsPage)
    button = page.archived_button

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, button), take)
    done(opened, qtbot)
    assert page.compared is not None and page.header.subtitle.text() == "第 1 版，3 页 → 第 2 版，3 页"
    assert any("二时十四分" in change.new for change in page.table.records())
