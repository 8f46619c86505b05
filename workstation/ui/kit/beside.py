"""Another module's page in the same window beside this one, following the same play-back."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.ui.kit.workspace import Workspace
from workstation.ui.shell import Shell


class Beside(QWidget):
    """Room for one page that follows the play-back (``Page.follows``); hidden while there is none.

    Such a page is there to be looked at: its tools are hidden, the panels at its sides are closed at first.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.page_id = ""
        self.page: QWidget | None = None
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_page(self, page_id: str) -> None:
        """Show another page, or none with ``""``."""
        if page_id == self.page_id:
            return
        if self.page is not None:
            self._room.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        self.page_id, self.page = page_id, None
        if page_id:
            self.page = self._shell.make_page(page_id)
            for workspace in self.page.findChildren(Workspace):
                workspace.bare()
            self._room.addWidget(self.page)
        self.setVisible(bool(page_id))
