"""Across cases: which firm, product or cause appears in several fires; what is the same, a person confirms."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from workstation.api import (
    N_,
    EntryKind,
    MatchDecision,
    OfficeCase,
    Read,
    Rebuilt,
    Recurring,
    Sighting,
    Task,
    UserError,
    cases_below,
    is_credit_code,
)
from workstation.api.widgets import (
    Badge,
    Card,
    EmptyState,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    Split,
    TableColumn,
    button,
    clear,
    label,
    scrolled,
)

_SERVICE = "service"
_KINDS = (
    ("", N_("All of it")), (_SERVICE, N_("Fire service firms")), (EntryKind.PARTY.value, N_("Parties")),
    (EntryKind.PRODUCT.value, N_("Products")), (EntryKind.CAUSE.value, N_("Causes")),
)
_KIND_WORDS = {EntryKind.PARTY: N_("Party"), EntryKind.PRODUCT: N_("Product"), EntryKind.CAUSE: N_("Cause")}


class RegistryPage(PageBase):
    """A table of who and what is known, and beside it the fires of the one that is chosen."""

    kinds = ("parties", "claims", "responsibility")
    wide = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._office = shell.program.office
        self._known: list[Recurring] = []
        self._matches: list[MatchDecision] = []
        self._cases: list[OfficeCase] = []
        self._chosen: frozenset[str] = frozenset()
        self.add_button = button(shell, words("Read cases in …"), self.add, icon_name="folder-plus",
                                 tip=words("Read every case in a folder into the registry; the cases are not changed."))
        self.body.addWidget(Header(
            words("Across cases"),
            words("Parties, products, service firms and causes of the cases opened on this computer."), self.add_button,
        ))
        self.body.addLayout(self._bar())
        self.told = label("", "muted", wrap=True)
        self.body.addWidget(self.told)
        self.table: RecordTableView[Recurring] = RecordTableView(
            shell, "office-registry", self._columns(), key=lambda known: min(known.keys),
            empty=EmptyState(shell, "database", words(
                "Nothing is known yet. Every case that is opened is read; read older ones in from their folder.")),
        )
        self.table.selected.connect(self._choose)
        side = QWidget()
        self.side = QVBoxLayout(side)
        self.side.setContentsMargins(0, 0, 0, 0)
        self.side.setSpacing(12)
        self.side.setAlignment(Qt.AlignmentFlag.AlignTop)
        split = Split(shell, "office-registry", [690, 330])
        split.setHandleWidth(12)
        split.addWidget(self.table)
        split.addWidget(scrolled(side))
        split.settle()
        self.body.addWidget(split, 1)
        self.body.addWidget(label(words(
            "Kept in this person's profile: names, codes, roles, titles and paths of cases; no evidence, no numbers of "
            "identity documents."), "small", wrap=True))
        self.refresh()

    def _bar(self) -> QHBoxLayout:
        words, line = self.words, QHBoxLayout()
        self.kind_box = QComboBox()
        self.kind_box.setAccessibleName(words("Kind"))
        for value, title in _KINDS:
            self.kind_box.addItem(words(title), value)
        self.kind_box.currentIndexChanged.connect(lambda _: self._fill())
        line.addWidget(self.kind_box)
        self.several = QCheckBox(words("Only in several fires"))
        self.several.toggled.connect(lambda _: self._fill())
        line.addWidget(self.several)
        line.addStretch(1)
        self.switch = QCheckBox(words("Read the cases that are opened"))
        self.switch.setChecked(self.shell.settings.office_registry)
        self.switch.toggled.connect(self._switch)
        line.addWidget(self.switch)
        self.delete_button = button(self.shell, words("Delete the registry …"), self._delete, icon_name="trash")
        line.addWidget(self.delete_button)
        return line

    def _columns(self) -> list[TableColumn[Recurring]]:
        words = self.words
        return [
            TableColumn(words("Fires"), lambda one: str(one.fires), 60, sort=lambda one: -one.fires, right=True,
                        level=lambda one: "warning" if one.fires > 1 else ""),
            TableColumn(words("Name"), lambda one: one.name, 210),
            TableColumn(words("Kind"), lambda one: words("Fire service firm") if one.service
                        else words(_KIND_WORDS[one.kind]), 80),
            TableColumn(words("Credit code"), lambda one: one.code, 160),
            TableColumn(words("To be confirmed"), lambda one: str(len(one.maybe)) if one.maybe else "", 60, right=True,
                        sort=lambda one: -len(one.maybe)),
        ]

    def load(self, read: Read) -> tuple[list[Recurring], list[MatchDecision], list[OfficeCase]] | UserError:
        """The registry; what was changed in this case a moment ago is read first."""
        try:
            if self.shell.settings.office_registry:
                self._office.take_in(self.shell.program.workbench, read)
            return self._office.known(), self._office.file.matches(), self._office.file.cases()
        except UserError as error:
            return error

    def show_data(self, data: Any) -> None:
        words = self.words
        if isinstance(data, UserError):
            self.told.setText(words.error(data))
            return
        self._known, self._matches, self._cases = data
        several = sum(one.fires > 1 for one in self._known)
        self.told.setText(words("{cases} cases read; {several} of {count} appear in several fires.",
                                cases=len(self._cases), several=several, count=len(self._known)))
        self._fill()

    def _fill(self) -> None:
        kind, several = self.kind_box.currentData(), self.several.isChecked()
        shown = [
            one for one in self._known
            if (not several or one.fires > 1 or one.maybe)
            and (not kind or (one.service if kind == _SERVICE else one.kind == kind))
        ]
        self.table.set_records(shown)
        again = next((one for one in shown if one.keys & self._chosen), None)
        if again is not None:
            self.table.select({min(again.keys)})
        self._choose([again] if again is not None else [])

    # the one that is chosen

    def _choose(self, chosen: list[Recurring]) -> None:
        clear(self.side)
        if len(chosen) != 1:
            self.side.addWidget(label(self.words("Choose a row to see its fires."), "muted", wrap=True))
            return
        known, words = chosen[0], self.words
        self._chosen = known.keys
        self.side.addWidget(self._head(known))
        for key, seen in known.maybe:
            self.side.addWidget(self._maybe(known, key, seen))
        confirmed = [match for match in self._matches if match.pair & known.keys]
        if confirmed:
            card = Card(words("What people decided"))
            for match in confirmed:
                card.body.addWidget(self._decided(match))
            self.side.addWidget(card)

    def _head(self, known: Recurring) -> Card:
        words = self.words
        card = Card()
        title = words("{name}: in {count} fires", name=known.name, count=known.fires)
        card.body.addWidget(label(title, "title", wrap=True))
        if known.code and not is_credit_code(known.code):
            wrong = words("{code}: the check character is wrong", code=known.code)
            card.body.addWidget(Badge(self.shell, wrong, "error"))
        elif known.code:
            card.body.addWidget(label(known.code, "small", selectable=True))
        for code in known.other_codes:
            card.body.addWidget(label(
                words("Another party has the same name under {code}.", code=code), "small", wrap=True))
        for one in known.seen:
            card.body.addWidget(self._case(one))
        return card

    def _case(self, one: Sighting) -> QWidget:
        words, row = self.words, QWidget()
        line = QVBoxLayout(row)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(1)
        case = self.shell.case
        here = case is not None and case.info.id == one.case.id
        folder = Path(one.case.path)
        there = (folder / "case.json").is_file()
        made = button(self.shell, words("Open case"), partial(self.shell.open_case, folder), icon_name="folder-open",
                      role="quiet", tip=words("Open this case") if there else words("not there now"))
        made.setAccessibleName(f"{words('Open this case')}：{one.case.title}")
        made.setEnabled(there and not here)
        head = QHBoxLayout()
        head.addWidget(label(one.case.title, wrap=True), 1)
        head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(head)
        roles = "、".join(map(words, one.entry.roles))
        state = words("the case that is open") if here else "" if there else words("not there now")
        for text in (" · ".join(filter(None, (one.entry.name, roles))), state or one.case.path):
            line.addWidget(label(text, "small", wrap=True))
        return row

    def _maybe(self, known: Recurring, key: str, seen: tuple[Sighting, ...]) -> Card:
        words, mine = self.words, min(known.keys)
        card = Card()
        card.body.addWidget(label(words("The same? The name agrees, the code does not say"), "title", wrap=True))
        for one in seen:
            card.body.addWidget(self._case(one))
        line = QHBoxLayout()
        line.addWidget(button(self.shell, words("The same"), partial(self.decide, mine, key, True), icon_name="check",
                              role="primary"))
        line.addWidget(button(self.shell, words("Not the same"), partial(self.decide, mine, key, False), icon_name="x"))
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _decided(self, match: MatchDecision) -> QWidget:
        words, row = self.words, QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        text = words("The same") if match.same else words("Not the same")
        line.addWidget(label(f"{text} · {match.officer} {match.at[:10]}", wrap=True), 1)
        line.addWidget(button(self.shell, words("Take back"), partial(self.decide, match.left, match.right, None),
                              role="quiet"))
        return row

    # acts

    def decide(self, left: str, right: str, same: bool | None) -> None:
        """Remember that two entries are the same, or not; none takes it back."""
        officer = self.shell.signed_in.officer.name
        self.shell.aside(lambda: self._office.file.decide(left, right, same, officer), self._decided_now)

    def _decided_now(self, _: None) -> None:
        self.refresh()

    def _switch(self, on: bool) -> None:
        self.shell.settings.office_registry = on
        self.shell.settings.save()

    def _delete(self) -> None:
        if self.shell.confirm(
            self.words("Delete the registry"),
            self.words("The index and what was confirmed are deleted; the cases stay. Switch reading off to keep it "
                       "empty."),
        ):
            self.shell.aside(self._office.file.delete, self._deleted)

    def _deleted(self, _: None) -> None:
        self._chosen = frozenset()
        self.refresh()

    def add(self) -> None:
        """Ask for a folder, and read every case in it into the registry."""
        folder = self.shell.open_folder(self.words("Read cases in …"))
        if folder is None:
            return
        program = self.shell.program
        officer = program.identities.machine().officer

        def read(task: Task) -> Rebuilt:
            return self._office.read_cases(program.workbench, officer, list(cases_below(folder)), task)

        self.shell.start(self.words("Reading cases into the registry"), read, self._added)

    def _added(self, rebuilt: Rebuilt) -> None:
        words = self.words
        text = words("{count} cases read into the registry.", count=rebuilt.read)
        if rebuilt.failed:
            text += " " + words("Could not be read: {folders}", folders="、".join(rebuilt.failed[:5]))
        self.shell.notify(text, "warning" if rebuilt.failed else "success")
        self.refresh()
