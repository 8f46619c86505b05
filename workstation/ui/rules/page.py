"""The rule packs as a page of an open case, and as a window of their own without one."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from workstation.storage.read import Read
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import Header
from workstation.ui.rules.view import RulesView
from workstation.ui.shell import Shell
from workstation.ui.sign_in import sign_in


class RulesPage(PageBase):
    """Every threshold, time limit, form and checklist, and what of it the case uses."""

    kinds = ("rules_used",)
    wide = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(words("Rule packs"), _about(shell)))
        self.view = RulesView(shell, lambda: sign_in(shell))
        self.body.addWidget(self.view, 1)
        self.refresh()

    def load(self, read: Read) -> list[str]:
        """The packs that travel in the case; the others are files of the profile."""
        return self.shell.catalogue.carried_packs(read)

    def show_data(self, carried: list[str]) -> None:
        self.view.offer(carried)


class RulesDialog(QDialog):
    """For the legal office, which needs no case."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.window)
        self.setWindowTitle(shell.words("Rule packs"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.addWidget(Header(shell.words("Rule packs"), _about(shell)))
        self.view = RulesView(shell, lambda: sign_in(shell))
        layout.addWidget(self.view, 1)
        scale = shell.tokens.scale
        self.resize(round(1180 * scale), round(680 * scale))


def _about(shell: Shell) -> str:
    return shell.words(
        "The pack in force on the day of the fire or the act is used; a province's lies over the national one. "
        "Shipped packs are never changed: the office drafts its own, and a named officer approves."
    )
