"""Readiness (移送审查): what the prosecutor's office would ask for, and a way to where each thing is mended."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.finding import Finding
from workstation.domain.party import Officer
from workstation.domain.words import N_
from workstation.services import readiness as rules
from workstation.services.readiness import STATE_WORDS, Answer, Readiness, State, readiness
from workstation.services.readiness_section import READINESS, said_of, title_of
from workstation.storage.read import Read
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.kit.mending import mend
from workstation.ui.kit.page import PageBase, scrolled
from workstation.ui.kit.parts import Badge, Card, EmptyState, Header, button, clear, label, to_verify_badge
from workstation.ui.shell import Shell

LEVELS = {
    State.UNMET: "error", State.TO_CONFIRM: "warning", State.MET: "success", State.NOT_APPLICABLE: "neutral",
}
_SHOWN = 4  # findings of a rule before it is asked for more
_MET, _NOT_MET, _NOT_OURS = "met", "unmet", "other"


class ReadinessPage(PageBase):
    """Every rule of the pack and every other check; those that are met are shown on demand."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.header = Header(
            words("Readiness for the prosecutor"),
            words("What would be asked for when the case is handed over, and where it is mended."),
            button(shell, words("Print …"), self.print, icon_name="printer"),
        )
        self.body.addWidget(self.header)
        self.filters = self._filters()
        content = QWidget()
        self.list = QVBoxLayout(content)
        self.list.setContentsMargins(0, 0, 0, 0)
        self.list.setSpacing(10)
        self.body.addWidget(scrolled(content), 1)
        self._all: set[str] = set()
        self._shown: tuple[Readiness, dict[str, str]] | None = None
        self.refresh()

    def _filters(self) -> dict[State, QCheckBox]:
        """One switch for each state, with its count."""
        line, made = QHBoxLayout(), {}
        for state in State:
            switch = QCheckBox()
            switch.setChecked(state in (State.UNMET, State.TO_CONFIRM))
            switch.toggled.connect(self._show_again)
            line.addWidget(switch)
            made[state] = switch
        line.addStretch(1)
        self.body.addLayout(line)
        return made

    def load(self, read: Read) -> tuple[Readiness, dict[str, str]]:
        names = {officer.id: officer.name for officer in read.all(Officer)}
        return readiness(self.shell.catalogue, read), names

    def show_data(self, data: tuple[Readiness, dict[str, str]]) -> None:
        self._shown = data
        for state, switch in self.filters.items():
            switch.setText(f"{self.words(STATE_WORDS[state])}  {data[0].count(state)}")
        self._show_again()

    def _show_again(self) -> None:
        clear(self.list)
        if self._shown is None:
            return
        found, names = self._shown
        wanted = {state for state, switch in self.filters.items() if switch.isChecked()}
        for group, title in found.groups:
            answers = [answer for answer in found.of(group) if answer.state in wanted]
            if answers:
                met = sum(one.state in (State.MET, State.NOT_APPLICABLE) for one in found.of(group))
                self.list.addWidget(label(
                    f"{title[self.words.language]}　{met}/{len(found.of(group))}", "title"
                ))
            for answer in answers:
                self.list.addWidget(self._card(answer, names))
        if not self.list.count():
            self.list.addWidget(EmptyState(
                self.shell, "circle-check", self.words("Nothing of this kind. Choose above what is shown.")
            ))
        self.list.addStretch(1)

    def _card(self, answer: Answer, names: dict[str, str]) -> Card:
        words, rule, card, line = self.words, answer.rule, Card(), QHBoxLayout()
        code = "" if "." in rule.code else f"{rule.code}　"
        line.addWidget(label(f"{code}{title_of(answer, words)}", "", wrap=True), 1)
        if rule.certainty != "verified":
            line.addWidget(to_verify_badge(self.shell), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(
            Badge(self.shell, words(STATE_WORDS[answer.state]), LEVELS[answer.state]), 0, Qt.AlignmentFlag.AlignTop
        )
        card.body.addLayout(line)
        card.body.addWidget(label(rule.clause, "small", wrap=True))
        count = len(answer.findings) if rule.code in self._all else _SHOWN
        for finding in answer.findings[:count]:
            card.body.addLayout(self._finding(answer, finding))
        said = said_of(answer, names, words)
        if said:
            card.body.addWidget(label(said, "muted", wrap=True))
        card.body.addLayout(self._acts(answer, len(answer.findings) - count))
        return card

    def _finding(self, answer: Answer, finding: Finding) -> QHBoxLayout:
        line = QHBoxLayout()
        text = self.words.finding(finding)
        line.addWidget(label(f"· {text}", "muted", wrap=True), 1)
        if finding.ref is not None:
            made = button(
                self.shell, self.words("Go there"), partial(self.go, answer, finding), icon_name="arrow-up-right",
                role="quiet",
            )
            made.setAccessibleName(f"{self.words('Go there')} {text}")
            line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _acts(self, answer: Answer, more: int) -> QHBoxLayout:
        words, rule, line = self.words, answer.rule, QHBoxLayout()
        if more > 0:
            line.addWidget(button(
                self.shell, words("{count} more", count=more), partial(self._show_all, rule.code), role="quiet"
            ))
        if rule.page:
            made = button(self.shell, words("Mend it here"), partial(self.shell.show, rule.page), role="quiet",
                          icon_name="chevron-right")
            made.setAccessibleName(f"{words('Mend it here')} {title_of(answer, words)}")
            line.addWidget(made)
        if rule.confirm:
            said = words("Confirm …") if answer.confirmation is None else words("Confirm anew …")
            made = button(self.shell, said, partial(self.confirm, answer), icon_name="certificate", role="quiet")
            made.setAccessibleName(f"{said} {title_of(answer, words)}")
            made.setEnabled(self.writable)
            line.addWidget(made)
        line.addStretch(1)
        return line

    def _show_all(self, code: str) -> None:
        self._all.add(code)
        self._show_again()

    def go(self, answer: Answer, finding: Finding) -> None:
        """To the record that a finding is about, or to the page of its rule."""
        mend(self.shell, finding, answer.rule.page)

    def confirm(self, answer: Answer) -> None:
        """Ask what no machine can tell; whoever is signed in says it by name."""
        words, rule = self.words, answer.rule
        ask = (rule.ask or {}).get(words.language, "")
        fields = (
            Field("state", N_("How it is"), "choice", required=True, choices=(
                (_MET, N_("Satisfied")), (_NOT_MET, N_("Not satisfied")), (_NOT_OURS, N_("Does not apply")),
            )),
            Field("note", N_("On what ground"), "multiline", required=True, help=ask),
        )
        kept = answer.confirmation
        state = _MET if kept is None or kept.met else _NOT_MET
        values = {"state": state if kept is None or kept.applies else _NOT_OURS, "note": kept.note if kept else ""}
        said = ask_form(self.shell, title_of(answer, words), fields, values)
        if said is not None:
            self.shell.do("readiness.confirm", lambda work: rules.confirm(
                work, rule.code, said["state"] == _MET, said["note"], applies=said["state"] != _NOT_OURS
            ))

    def print(self) -> None:
        """Write the page as a document."""
        case = self.shell.case
        if case is None:
            return
        name = f"{case.info.name}-readiness.pdf"
        target = self.shell.save_file(self.words("Write the document"), name, "PDF (*.pdf)")
        if target is not None:
            self.shell.export(READINESS, target, lambda path: self.shell.notify(
                self.words("Wrote {path}", path=path), "success"
            ))
