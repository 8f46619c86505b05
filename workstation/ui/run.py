"""Starting the window: fonts, faults, one window on one profile."""

import gc
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from workstation.ui.program import Program
from workstation.ui.settings import Settings
from workstation.ui.theme import load_fonts
from workstation.ui.window import MainWindow


def run_window(program: Program, profile: Path, case_folder: Path | None = None) -> int:
    """Show the window until it is closed; returns the exit code."""
    _log_to(profile)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Embercase")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese))
    load_fonts()
    window = MainWindow(program, Settings.load(profile))
    sys.excepthook = lambda kind, error, trace: _survive(window, kind, error, trace)
    window.show()
    keep_answering()
    if case_folder is not None:
        window.actions_.open_case(case_folder)
    return app.exec()


def keep_answering() -> None:
    """Let the window's thread have its turn quickly while other threads work.

    Whoever holds Python's lock gives it up after 1 ms, not 5: a paint that asks for it twenty times would wait 100 ms.
    And what the program consists of is no garbage: the collector, which stops everybody, need not look through it.
    """
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()


def _survive(
    window: MainWindow, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        window.close()
    else:
        window.show_fault(error.with_traceback(trace))


def _log_to(profile: Path) -> None:
    try:
        profile.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(profile / "embercase.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
