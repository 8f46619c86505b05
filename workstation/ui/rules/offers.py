"""Telling, when a case is opened, that rule packs of another office came with it."""

from PySide6.QtCore import QObject

from workstation.services.rules_office import PackState
from workstation.storage.read import Read
from workstation.ui.shell import Shell


class OfferWatch(QObject):
    """Looks into every case that is opened for writing: what it brought is decided on by a person, on the page."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        shell.case_changed.connect(self.look)

    def look(self) -> None:
        """Look into the open case."""
        case = self._shell.case
        if case is not None and not case.read_only:
            self._shell.query(self._look, self._tell)

    def _look(self, read: Read) -> list[str]:
        program = self._shell.program
        carried = program.workbench.catalogue.carried_packs(read)
        offered = program.office_rules.offered(carried) if carried else []
        return [one.pack.title if one.pack else one.id for one in offered if one.state is PackState.OFFERED]

    def _tell(self, titles: list[str]) -> None:
        if titles:
            words = self._shell.words
            self._shell.notify(
                words("Rule packs of another office came with this case and are not used here: {titles}. Look at them, "
                      "compare them, and approve or decline them by name.", titles="、".join(titles)),
                "warning", ((words("Look at the rule packs"), self._open),),
            )

    def _open(self) -> None:
        self._shell.show("review.rules")
