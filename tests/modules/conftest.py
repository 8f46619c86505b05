"""A window with a signed-in officer on an empty case, for the pages of modules."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.hands import end, front
from workstation.app import App, build
from workstation.services.identity import Identities
from workstation.services.sealed import KeyCost
from workstation.ui.settings import Settings
from workstation.ui.window import MainWindow

PASSPHRASE = "correct horse"


@pytest.fixture
def signed_app(tmp_path: Path) -> Iterator[App]:
    """The program on a profile of its own."""
    made = build(tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def signed_window(signed_app: App, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Its window, with the case 案件 open and the officer 李建国 signed in."""
    identities = Identities(tmp_path / "officers", KeyCost(1, 8, 1))
    officer = identities.create("李建国", "清溪大队", "440123", PASSPHRASE)
    made = MainWindow(signed_app, Settings(tmp_path / "profile" / "settings.json"))
    made.resize(1400, 900)
    made.show()
    made.shell.take_case(signed_app.workbench.create_case(tmp_path / "案件", "案件", officer))
    made.shell.act_as(identities.sign_in(officer.id, PASSPHRASE))
    front(made, qtbot)
    yield made
    end(made)
