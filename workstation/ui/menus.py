"""The menu bar: the same commands as the palette, with their keys."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from workstation.domain.reference import load
from workstation.domain.words import LANGUAGES
from workstation.ui.actions import CaseActions
from workstation.ui.navigator import STAGE_WORDS, stage_key
from workstation.ui.preferences import LANGUAGE_NAMES, SCALES, THEME_WORDS
from workstation.ui.shell import Shell
from workstation.ui.theme import THEMES

if TYPE_CHECKING:
    from workstation.ui.window import MainWindow



def build_menus(window: "MainWindow", shell: Shell, actions: CaseActions) -> None:
    """Fill the window's menu bar in its language."""
    for menu in window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        menu.deleteLater()  # clearing the bar alone would keep them, and their keys, alive
    window.menuBar().clear()
    _case_menu(window, shell, actions)
    _edit_menu(window, shell, actions)
    _view_menu(window, shell)
    if shell.case is not None:
        _go_menu(window, shell)
    help_menu = window.menuBar().addMenu(shell.words("Help"))
    _add(help_menu, shell.words("Keys"), window.show_keys, "F1")
    _add(help_menu, shell.words("About"), window.show_about)


def all_actions(menus: Iterable[QAction]) -> Iterator[QAction]:
    """Every action that can be chosen in these menus and in the menus inside them."""
    for action in menus:
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from all_actions(inner.actions())
        elif not action.isSeparator():
            yield action


def _add(menu: QMenu, text: str, run: Callable[[], object], key: str = "", *, enabled: bool = True) -> QAction:
    action = QAction(text, menu)
    if key:
        action.setShortcut(QKeySequence(key))
    action.setEnabled(enabled)
    action.triggered.connect(lambda: run())
    menu.addAction(action)
    return action


def _case_menu(window: "MainWindow", shell: Shell, actions: CaseActions) -> None:
    words, has_case = shell.words, shell.case is not None
    writable = shell.writable
    menu = window.menuBar().addMenu(words("Case"))
    _add(menu, words("New case …"), actions.new_case, "Ctrl+Shift+N")
    _add(menu, words("Open case …"), actions.choose_case, "Ctrl+O")
    _add(menu, words("Open sample"), actions.open_sample)
    menu.addSeparator()
    _add(menu, words("Take files in …"), actions.import_files, "Ctrl+I", enabled=writable)
    _add(menu, words("Take in a folder or a card …"), actions.import_folder, "Ctrl+Shift+I", enabled=writable)
    _add(menu, words("Bring in case facts …"), actions.bring_in_facts, enabled=writable)
    _add(menu, words("Take out case facts …"), actions.take_out_facts, enabled=has_case)
    menu.addSeparator()
    for command in shell.catalogue.commands():
        _add(menu, words(command.title), partial(_run, shell, command.run), command.shortcut,
             enabled=has_case or not command.needs_case)
    menu.addSeparator()
    _add(menu, words("Sign in …"), actions.sign_in, "Ctrl+L")
    _add(menu, words("Sign out"), actions.sign_out, enabled=shell.signed_in.officer.verified)
    _add(menu, words("Rule packs …"), actions.rule_packs)
    _add(menu, words("Settings …"), actions.settings, "Ctrl+,")
    menu.addSeparator()
    _add(menu, words("Close the case"), actions.close_case, "Ctrl+W", enabled=has_case)
    _add(menu, words("Quit"), window.close, "Ctrl+Q")


def _edit_menu(window: "MainWindow", shell: Shell, actions: CaseActions) -> None:
    words = shell.words
    writable = shell.writable
    menu = window.menuBar().addMenu(words("Edit"))
    _add(menu, words("Undo"), actions.undo, "Ctrl+Z", enabled=writable)
    _add(menu, words("Redo"), actions.redo, "Ctrl+Shift+Z", enabled=writable)
    menu.addSeparator()
    _add(menu, words("Search …"), window.open_palette, "Ctrl+K")


def _view_menu(window: "MainWindow", shell: Shell) -> None:
    words, settings = shell.words, shell.settings
    menu = window.menuBar().addMenu(words("View"))
    _add(menu, words("Next panel"), window.cycle_focus, "F6")
    _add(menu, words("Show or hide details"), window.toggle_inspector, "F8")
    _add(menu, words("Full screen"), window.toggle_full_screen, "F11")
    _add(menu, words("Present this page"), window.toggle_presenting, "Shift+F11", enabled=shell.case is not None)
    menu.addSeparator()
    _choice(menu, words("Theme"), [(name, words(THEME_WORDS[name])) for name in THEMES], settings.theme,
            lambda name: shell.prefer(theme=name))
    _choice(menu, words("Text size"), [(scale, f"{scale:.0%}") for scale in SCALES], settings.text_scale,
            lambda scale: shell.prefer(text_scale=scale))
    _choice(menu, words("Language"), [(name, LANGUAGE_NAMES[name]) for name in LANGUAGES], settings.language,
            lambda name: shell.prefer(language=name))
    field = _add(menu, words("Field mode (for gloves)"), lambda: shell.prefer(field_mode=not settings.field_mode))
    field.setCheckable(True)
    field.setChecked(settings.field_mode)


def _go_menu(window: "MainWindow", shell: Shell) -> None:
    words = shell.words
    menu = window.menuBar().addMenu(words("Go"))
    for stage in window.navigator.stages:
        _add(menu, words(STAGE_WORDS[stage]), partial(window.navigator.go_to_stage, stage), stage_key(stage))


def _choice(
    menu: QMenu, title: str, choices: list[tuple[Any, str]], chosen: Any, choose: Callable[[Any], None]
) -> None:
    inner = menu.addMenu(title)
    group = QActionGroup(inner)
    for value, text in choices:
        action = _add(inner, text, partial(choose, value))
        action.setCheckable(True)
        action.setChecked(value == chosen)
        group.addAction(action)


def _run(shell: Shell, name: str) -> None:
    load(name)(shell)

