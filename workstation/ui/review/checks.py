"""What every check finds now, with its clause, and a way to the record."""

from PySide6.QtWidgets import QWidget

from workstation.domain.finding import Severity
from workstation.domain.words import N_
from workstation.services.catalogue import CheckResult
from workstation.storage.read import Read
from workstation.ui.kit.mending import mend
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import EmptyState, Header, button
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

SEVERITY_WORDS = {
    Severity.ERROR: N_("Must be mended"), Severity.WARNING: N_("Should be checked"), Severity.INFO: N_("Note"),
}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
_ORDER = list(SEVERITY_WORDS)


class ChecksPage(PageBase):
    """All findings; any change of the case runs the checks again."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.header = Header(
            words("Findings of the rules"), "",
            button(shell, words("Check again"), self.refresh, icon_name="refresh"),
        )
        self.body.addWidget(self.header)
        self.table: RecordTable[CheckResult] = RecordTable(
            shell, "checks", (
                Column(words("Weight"), lambda r: words(SEVERITY_WORDS[r.finding.severity]), 120,
                       sort=lambda r: _ORDER.index(r.finding.severity), level=lambda r: _LEVELS[r.finding.severity]),
                Column(words("Finding"), lambda r: words.finding(r.finding), 560),
                Column(words("Check"), lambda r: words(r.check.title), 170),
                Column(words("Rule"), lambda r: r.check.rule, 280),
                Column(words("Certainty"), lambda r: words("verified") if r.check.certainty == "verified"
                       else words("To be verified"), 90),
            ),
            key=lambda r: f"{r.check.id} {r.finding.code} {r.finding.ref} {r.finding.values}",
            empty=EmptyState(shell, "circle-check", words("No rule finds anything wrong.")),
        )
        self.table.activated.connect(self._go)
        self.body.addWidget(self.table, 1)
        self.refresh()

    def load(self, read: Read) -> list[CheckResult]:
        results = self.shell.catalogue.findings(read)
        return sorted(results, key=lambda result: _ORDER.index(result.finding.severity))

    def show_data(self, data: list[CheckResult]) -> None:
        errors = sum(result.finding.severity is Severity.ERROR for result in data)
        self.header.set_subtitle(self.words(
            "{errors} to be mended, {all} in all. Enter opens the record.", errors=errors, all=len(data)
        ))
        self.table.set_records(data)

    def _go(self, result: CheckResult) -> None:
        mend(self.shell, result.finding)
