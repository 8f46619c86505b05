"""Required documents per link: obtained, requested, refused, not applicable and why; what is left is the gap list."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar

from modules.responsibility import operations, queries
from modules.responsibility.queries import DocumentItem
from modules.responsibility.records import DocumentState, Link
from workstation.api import N_, Read, Ref, Work, today
from workstation.api.widgets import (
    EmptyState,
    Field,
    FlowLayout,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
    label,
)

_LEVELS = {
    DocumentState.OPEN: "error", DocumentState.REQUESTED: "warning", DocumentState.OBTAINED: "success",
    DocumentState.REFUSED: "error", DocumentState.NOT_APPLICABLE: "neutral",
}
_ASKED: dict[DocumentState, tuple[Field, ...]] = {
    DocumentState.OBTAINED: (
        Field("obtained", N_("Which exhibit or material it is"), "refs", required=True),
        Field("note", N_("Note"), "multiline"),
    ),
    DocumentState.REQUESTED: (
        Field("requested_on", N_("Requested on"), "date", required=True), Field("expected_on", N_("Due on"), "date"),
        Field("from_whom", N_("Asked of")), Field("note", N_("Note"), "multiline"),
    ),
    DocumentState.REFUSED: (
        Field("reason", N_("Who refused, when, and why"), "multiline", required=True),
        Field("from_whom", N_("Asked of")), Field("note", N_("Note"), "multiline"),
    ),
    DocumentState.NOT_APPLICABLE: (Field("reason", N_("Why it is not applicable"), "multiline", required=True),),
    DocumentState.OPEN: (),
}
_ACTS = (
    (DocumentState.OBTAINED, N_("Obtained …"), "check"), (DocumentState.REQUESTED, N_("Requested …"), "clock"),
    (DocumentState.REFUSED, N_("Refused …"), "x"),
    (DocumentState.NOT_APPLICABLE, N_("Not applicable …"), "file-text"),
    (DocumentState.OPEN, N_("Open again"), "arrow-back-up"),
)
_OF_ONE = (DocumentState.OBTAINED,)  # several documents are hardly ever the same exhibit


class DocumentsPage(PageBase):
    """One table over all links; the acts below count for every chosen row."""

    kinds = ("link_documents", "parties", "incident", "officers")

    def __init__(self, shell: Shell, parent: Any = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._items: list[DocumentItem] = []
        self._titles: dict[Ref, str] = {}
        self._officers: dict[str, str] = {}
        self._wanted = ""
        self.add_button = button(shell, words("Another document …"), self.add, icon_name="plus")
        self.add_button.setEnabled(self.writable)
        self.body.addWidget(Header(
            words("Required documents"),
            words("What each link requires, who has it, and how it stands. The list is a reference of the rule pack."),
            self.add_button,
        ))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.body.addWidget(self.bar)
        line = QHBoxLayout()
        self.told = label("", "muted", wrap=True)
        line.addWidget(self.told, 1)
        self.only_gaps = QCheckBox(words("Only what is missing"))
        self.only_gaps.toggled.connect(lambda _: self._fill())
        line.addWidget(self.only_gaps)
        self.body.addLayout(line)
        self.table: RecordTableView[DocumentItem] = RecordTableView(
            shell, "link-documents", self._columns(), key=lambda item: item.record.id,
            empty=EmptyState(shell, "files", words("Nothing is missing, or no rule pack was in force on that day.")),
        )
        self.table.selected.connect(self._choose)
        self.body.addWidget(self.table, 1)
        self.detail = label("", "muted", wrap=True, selectable=True)
        self.body.addWidget(self.detail)
        acts = FlowLayout()
        self.buttons = {}
        for state, title, icon_name in _ACTS:
            made = button(shell, words(title), partial(self.note, state), icon_name=icon_name)
            self.buttons[state] = made
            acts.addWidget(made)
        self.remove_button = button(shell, "", self._remove, icon_name="trash", tip=words("Remove"))
        acts.addWidget(self.remove_button)
        self.body.addLayout(acts)
        self._choose([])
        self.refresh()

    def _columns(self) -> list[TableColumn[DocumentItem]]:
        words, order, states = self.words, list(Link), list(DocumentState)
        return [
            TableColumn(words("Link"), lambda item: words(queries.LINK_WORDS[item.record.link]), 130,
                        sort=lambda item: order.index(item.record.link)),
            TableColumn(words("Name of the document"), lambda item: item.title(words.language), 260),
            TableColumn(words("State"), lambda item: words(queries.DOCUMENT_WORDS[item.record.state]), 110,
                        sort=lambda item: states.index(item.record.state),
                        level=lambda item: _LEVELS[item.record.state]),
            TableColumn(words("Who has it"), self._who, 200),
            TableColumn(words("How it stands"), self._how, 240),
        ]

    def _who(self, item: DocumentItem) -> str:
        offered = item.kind.from_whom[self.words.language] if item.kind else ""
        return item.record.from_whom or offered

    def _how(self, item: DocumentItem) -> str:
        words, record = self.words, item.record
        if record.state is DocumentState.OBTAINED:
            return "；".join(self._titles.get(ref, words("(not found in this case)")) for ref in record.obtained)
        if record.state is DocumentState.REQUESTED:
            late = record.expected_on is not None and record.expected_on < today()
            due = words("due on {day}", day=record.expected_on) if record.expected_on else ""
            return "　".join(filter(None, (
                words("requested on {day}", day=record.requested_on), due, words("overdue") if late else "")))
        return record.reason

    def load(self, read: Read) -> list[DocumentItem]:
        items = queries.document_items(read)
        self._titles = queries.standing_titles(read, (ref for item in items for ref in item.record.obtained))
        self._officers = queries.officer_names(read)
        return items

    def show_data(self, data: Any) -> None:
        words = self.words
        self._items = data
        counted = {state: sum(item.record.state is state for item in data) for state in DocumentState}
        self.bar.setRange(0, max(len(data), 1))
        self.bar.setValue(sum(item.settled for item in data))
        self.told.setText("　".join(
            f"{words(queries.DOCUMENT_WORDS[state])} {count}" for state, count in counted.items() if count))
        self._fill()

    def _fill(self) -> None:
        shown = [item for item in self._items if not (self.only_gaps.isChecked() and item.settled)]
        self.table.set_records(shown)
        if self._wanted and any(item.record.id == self._wanted for item in shown):
            self.table.select({self._wanted})
            self._wanted = ""

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self._fill()

    def _choose(self, items: list[DocumentItem]) -> None:
        self._chosen = items
        words = self.words
        for state, one in self.buttons.items():
            able = bool(items) and self.writable and any(item.record.state is not state for item in items)
            one.setEnabled(able and not (state in _OF_ONE and len(items) > 1))
        own = bool(items) and all(item.kind is None for item in items)
        self.remove_button.setEnabled(own and self.writable)
        text = words("Choose documents to note how it stands with them; several at once with Ctrl or Shift.")
        if len(items) == 1:
            text = "　".join(filter(None, self._about(items[0])))
        self.detail.setText(text)

    def _about(self, item: DocumentItem) -> list[str]:
        words, record = self.words, item.record
        clause = ""
        if item.kind is not None:
            clause = item.kind.clause if item.kind.verified else f"{item.kind.clause}（{words('To be verified')}）"
        by = self._officers.get(record.noted_by or "", "")
        at = record.noted_at.text("%Y-%m-%d %H:%M") if record.noted_at else ""
        return [item.title(words.language), clause, f"{by} {at}".strip(), record.note]

    def note(self, state: DocumentState) -> None:
        """Ask what belongs to it, and note how it stands with the chosen documents."""
        chosen = list(self._chosen)
        if not chosen:
            return
        language, first = self.words.language, chosen[0]
        values: dict[str, Any] = {}
        if _ASKED[state]:
            kept = {field.name: getattr(first.record, field.name) for field in _ASKED[state]}
            if state is DocumentState.REQUESTED:
                kept["requested_on"] = kept["requested_on"] or today()
                kept["from_whom"] = kept["from_whom"] or self._who(first)
            title = first.title(language) if len(chosen) == 1 else self.words("{count} documents", count=len(chosen))
            answer = ask_form(self.shell, title, _ASKED[state], kept)
            if answer is None:
                return
            values = answer

        def write(work: Work) -> None:
            for item in chosen:
                operations.note_document(work, item.record.id, state, link=item.record.link, **values)

        self.shell.do("responsibility.document", write)

    def add(self) -> None:
        """Ask for a document that the pack does not name."""
        fields = [
            Field("link", N_("Link"), "choice", choices=tuple(queries.LINK_WORDS.items())),
            Field("title", N_("Name of the document"), required=True), Field("from_whom", N_("Who has it")),
        ]
        values = ask_form(self.shell, self.words("Another document"), fields, {"link": Link.USER})
        if values is not None:
            self.shell.do("responsibility.document", lambda work: operations.note_document(
                work, None, DocumentState.OPEN, **values))

    def _remove(self) -> None:
        ids = [item.record.id for item in self._chosen]

        def write(work: Work) -> None:
            for one in ids:
                operations.remove_document(work, one)

        self.shell.do("responsibility.remove_document", write)
