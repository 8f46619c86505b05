"""What sources say of times: sought times with their bounds, relations, and what contradicts what."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from modules.chronology import operations
from modules.chronology.queries import (
    KIND_WORDS,
    Chronology,
    chronology,
    interval_text,
    reason_text,
    relation_text,
    statement_text,
)
from modules.chronology.records import SetAside, SoughtTime, TimePoint, TimeRelation
from modules.chronology.rules.derived import Derived
from modules.chronology.rules.statements import Statement
from workstation.api import N_, Read, Ref, SearchEntry, Work, new_id
from workstation.api.widgets import (
    Card,
    EmptyState,
    Field,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    scrolled,
)

_NEVER_RELATED = ("photos",)  # thousands of them, and each has its clock
_SIDE = 330
_KINDS = tuple(KIND_WORDS.items())
_Said = TimeRelation | Derived


def _relation_of(said: _Said) -> TimeRelation:
    return said.relation if isinstance(said, Derived) else said


class RelationsPage(PageBase):
    """起火时间 is rarely seen: it is narrowed down by what was seen before and after."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._line: Chronology | None = None
        self._entries: dict[Ref, SearchEntry] = {}
        self._titles: dict[TimePoint, str] = {}
        self.sought_button = button(shell, words("New sought time"), self.new_sought, icon_name="search")
        self.relation_button = button(
            shell, words("New relation"), self.new_relation, icon_name="plus", role="primary"
        )
        for made in (self.sought_button, self.relation_button):
            made.setEnabled(self.writable)
        self.body.addWidget(Header(
            words("Relations of times"),
            words("State what came before what; the bounds of every sought time follow from all sources together."),
            self.sought_button, self.relation_button,
        ))
        self.sought = self._sought_table()
        self.relations = self._relation_table()
        left = QSplitter(Qt.Orientation.Vertical)
        edit, remove, aside = (N_("Edit …"), "pencil"), (N_("Remove"), "trash"), (N_("Set aside …"), "x")
        left.addWidget(self._card(words("Sought times"), self.sought, {
            edit: self.edit_sought, remove: self.remove_sought,
        }))
        left.addWidget(self._card(words("Relations"), self.relations, {
            edit: self.edit_relation, aside: self.set_relation_aside, remove: self.remove_relation,
        }))
        left.setChildrenCollapsible(False)
        left.setStretchFactor(1, 1)
        left.setSizes([round(190 * shell.tokens.scale), round(420 * shell.tokens.scale)])
        holder = QWidget()
        self._contradictions = QVBoxLayout(holder)
        self._contradictions.setContentsMargins(0, 0, 0, 0)
        self._contradictions.setSpacing(12)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        side = scrolled(holder)
        side.setMinimumWidth(round(_SIDE * shell.tokens.scale))
        split.addWidget(side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        self.body.addWidget(split, 1)
        self.refresh()

    def _sought_table(self) -> RecordTableView[SoughtTime]:
        words = self.words
        add = button(self.shell, words("New sought time"), self.new_sought, icon_name="search", role="primary")
        add.setEnabled(self.writable)
        return RecordTableView(
            self.shell, "SoughtTimes", (
                TableColumn(words("Sought time"), lambda sought: sought.title, 180),
                TableColumn(words("What all sources allow"), self._bounds, 300),
                TableColumn(words("Note"), lambda sought: sought.note, 160),
            ), key=lambda sought: sought.id, filterable=False,
            empty=EmptyState(self.shell, "search", words("Name the time that is sought, for example 起火时间."), add),
        )

    def _relation_table(self) -> RecordTableView[_Said]:
        words = self.words
        return RecordTableView(
            self.shell, "TimeRelations", (
                TableColumn(words("What is said"), self._relation, 420),
                TableColumn(words("Source"), self._source, 200),
                TableColumn(words("Kind"), lambda said: words("derived") if isinstance(said, Derived) else
                            words("stated"), 70, level=lambda said: "info" if isinstance(said, Derived) else ""),
            ), key=lambda said: _relation_of(said).id,
            empty=EmptyState(
                self.shell, "arrows-horizontal",
                words("No relations yet: for example, the smoke was seen before the call, by at most ten minutes."),
            ),
        )

    def _card(self, title: str, table: QWidget, actions: dict[tuple[str, str], Callable[[], None]]) -> Card:
        card = Card(title)
        card.body.addWidget(table, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        for (text, name), act in actions.items():
            made = button(self.shell, self.words(text), act, icon_name=name, role="quiet")
            made.setEnabled(self.writable)
            line.addWidget(made)
        card.body.addLayout(line)
        return card

    # what is shown

    def load(self, read: Read) -> Any:
        return chronology(read), read.titles()

    def show_data(self, data: Any) -> None:
        self._line, self._entries = data
        self.sought.set_records(self._line.sought)
        self._titles = self._line.titles()
        self.relations.set_records((*self._line.relations, *(
            derived for derived in self._line.derived if derived.relation.first.ref.kind not in _NEVER_RELATED
        )))
        clear(self._contradictions)
        for number, statements in enumerate(self._line.reckoning.contradictions, 1):
            card = Card(self.words("Contradiction {number}", number=number))
            card.body.addWidget(label(self.words("These statements can’t all be true."), "muted", wrap=True))
            for statement in statements:
                card.body.addLayout(self._statement(statement))
            self._contradictions.addWidget(card)
        if not self._line.reckoning.contradictions:
            card = Card(self.words("Contradictions"))
            card.body.addWidget(label(self.words("No statements on times contradict each other."), "muted", wrap=True))
            self._contradictions.addWidget(card)
        if self._line.set_aside:
            card = Card(self.words("Statements set aside"))
            for decision in self._line.set_aside:
                card.body.addLayout(self._decision(decision))
            self._contradictions.addWidget(card)
        self._contradictions.addStretch(1)

    def _bounds(self, sought: SoughtTime) -> str:
        point = TimePoint(ref=Ref("sought_times", sought.id))
        return interval_text(self._line, point, self.words) if self._line else ""

    def _relation(self, said: _Said) -> str:
        return relation_text(self._titles, _relation_of(said), self.words)

    def _source(self, said: _Said) -> str:
        return reason_text(said, self.words) if isinstance(said, Derived) else said.source

    def _statement(self, statement: Statement) -> QHBoxLayout:
        assert self._line is not None
        line = QHBoxLayout()
        line.addWidget(label(statement_text(self._line, statement, self._entries, self.words), wrap=True), 1)
        aside = button(
            self.shell, "", lambda: self.set_aside(statement), icon_name="x", role="quiet",
            tip=self.words("Set aside …"),
        )
        aside.setEnabled(self.writable)
        line.addWidget(aside)
        return line

    def _decision(self, decision: SetAside) -> QHBoxLayout:
        assert self._line is not None
        statement = Statement(decision.ref, decision.part)
        text = statement_text(self._line, statement, self._entries, self.words)
        line = QHBoxLayout()
        line.addWidget(label(f"{text}\n{self.words('Reason')}: {decision.reason}", wrap=True), 1)
        again = button(
            self.shell, "", lambda: self._follow(decision), icon_name="arrow-back-up", role="quiet",
            tip=self.words("Follow again"),
        )
        again.setEnabled(self.writable)
        line.addWidget(again)
        return line

    # what a person does

    def new_sought(self) -> None:
        """Name a time that is sought."""
        self._ask_sought(SoughtTime(title=""))

    def edit_sought(self) -> None:
        """Correct the sought time that is chosen."""
        for sought in self.sought.selection():
            self._ask_sought(sought)

    def remove_sought(self) -> None:
        """Take out what is chosen, with its relations."""
        chosen = [sought.id for sought in self.sought.selection()]

        def remove(work: Work) -> None:
            for sought_id in chosen:
                operations.remove_sought(work, sought_id)

        self.shell.do("chronology.remove_sought", remove)

    def _ask_sought(self, sought: SoughtTime) -> None:
        values = ask_form(self.shell, self.words("Sought time"), (
            Field("title", N_("What is sought"), required=True, help=N_("For example 起火时间")),
            Field("note", N_("Note"), "multiline"),
        ), {"title": sought.title, "note": sought.note})
        if values is not None:
            self.shell.do("chronology.sought", lambda work: operations.put_sought(work, replace(sought, **values)))

    def new_relation(self) -> None:
        """State how two times stand to each other."""
        self._ask_relation(None)

    def edit_relation(self) -> None:
        """Correct the relation that is chosen; what is derived follows by itself."""
        for said in self.relations.selection():
            if isinstance(said, Derived):
                self.shell.notify(self.words("What is derived can’t be edited; it can be set aside."), "info")
            else:
                self._ask_relation(said)

    def remove_relation(self) -> None:
        """Take out what is chosen."""
        selection = self.relations.selection()
        chosen = [said.id for said in selection if isinstance(said, TimeRelation)]
        if len(chosen) < len(selection):
            self.shell.notify(self.words("What is derived can’t be edited; it can be set aside."), "info")
        if not chosen:
            return

        def remove(work: Work) -> None:
            for relation_id in chosen:
                operations.remove_relation(work, relation_id)

        self.shell.do("chronology.remove_relation", remove)

    def _ask_relation(self, known: TimeRelation | None) -> None:
        points = self._points()
        if len(points) < 2:
            self.shell.notify(self.words("A relation needs two times: enter events or a sought time first."), "warning")
            return
        values = ask_form(self.shell, self.words("Relation"), (
            Field("first", N_("This time"), "choice", choices=points, wide=True),
            Field("kind", N_("was"), "choice", choices=_KINDS, wide=True),
            Field("second", N_("that time"), "choice", choices=points, wide=True),
            Field("at_least_s", N_("By at least"), "float", unit="s", minimum=0),
            Field("at_most_s", N_("By at most"), "float", unit="s", minimum=0),
            Field("source", N_("Who or what says so"), wide=True), Field("refs", N_("Evidence"), "refs"),
            Field("note", N_("Note"), "multiline"),
        ), {name: getattr(known, name) for name in known.__dataclass_fields__} if known else {
            "first": points[0][0], "kind": _KINDS[0][0], "second": points[1][0],
        })
        if values is not None:
            self.shell.do("chronology.relation", lambda work: operations.put_relation(
                work, TimeRelation(id=known.id if known else new_id(), **values)
            ))

    def set_relation_aside(self) -> None:
        """Do not follow the relation that is chosen, stated or derived."""
        for said in self.relations.selection()[:1]:
            self.set_aside(Statement(said.ref if isinstance(said, Derived) else Ref("time_relations", said.id)))

    def _points(self) -> list[tuple[TimePoint, str]]:
        if self._line is None:
            return []
        found = [(TimePoint(ref=Ref("sought_times", sought.id)), sought.title) for sought in self._line.sought]
        for item in self._line.items:
            if item.ref.kind not in _NEVER_RELATED:
                title = f"{item.moment.text('%m-%d %H:%M:%S')} {self.words(item.title)}"
                found.append((TimePoint(ref=item.ref, part=item.part), title))
        return found

    def set_aside(self, statement: Statement) -> None:
        """Do not follow a statement: a named officer's act, with its reason."""
        values = ask_form(self.shell, self.words("Set a statement aside"), (
            Field("reason", N_("Why it is not followed"), "multiline", required=True),
        ))
        if values is not None:
            self.shell.do(
                "chronology.set_aside", lambda work: operations.set_aside(work, statement, values["reason"])
            )

    def _follow(self, decision: SetAside) -> None:
        self.shell.do("chronology.follow", lambda work: operations.follow_again(work, decision.id))
