"""文书: a register of papers; the chosen one's fields are completed by hand, then it is approved, issued, served."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from modules.forms import operations, queries
from modules.forms.records import FormPaper, FormService, FormState, ServiceMethod
from modules.forms.rules import Template, localised
from modules.forms.sections import METHOD_WORDS
from modules.forms.ui.export import export
from modules.forms.ui.numbers import NumbersDialog
from workstation.api import N_, NumberBook, Party, Read, Ref, UserError, Work
from workstation.api.widgets import (
    Badge,
    Card,
    EditingPage,
    EmptyState,
    Field,
    FlowLayout,
    Form,
    Header,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    on_key,
    scrolled,
    to_verify_badge,
)

LEVELS = {FormState.DRAFT: "", FormState.APPROVED: "info", FormState.ISSUED: "success", FormState.SUPERSEDED: "warning"}
GATE_PAGE = "cause.gate"
_OPEN = (FormState.DRAFT, FormState.APPROVED)


class FormsPage(EditingPage):
    """Drafts are edited; issued papers are read."""

    kinds = ("forms", "form_services", "parties", "incident", "gate_steps")
    operation = "forms.fill"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._templates: dict[str, Template] = {}
        self._parties: list[Party] = []
        self._services: dict[str, list[FormService]] = {}
        self._open: dict[str, list[tuple[Ref, str]]] = {}
        self._paper: FormPaper | None = None
        self._wanted: str | None = None
        self._clashes: dict[str, str] = {}
        self._told = False
        self.numbers = NumberBook(shell.program.profile)
        self.form: Form | None = None
        self.new_button = button(shell, words("New paper …"), self.new, icon_name="plus", role="primary")
        self.new_button.setEnabled(self.writable)
        self.numbers_button = button(shell, words("Numbers …"), self.edit_numbers, icon_name="number",
                                     tip=words("Count and range of the office's numbers"))
        self.body.addWidget(Header(
            words("Forms"), words("Filled from the case, completed by hand, approved, numbered, issued, served."),
            self.numbers_button, self.discard_button, self.save_button, self.new_button,
        ))
        add = button(shell, words("New paper …"), self.new, icon_name="plus", role="primary")
        add.setEnabled(self.writable)
        self.table: RecordTableView[FormPaper] = RecordTableView(
            shell, "Forms", (
                TableColumn(words("Title of the paper"), lambda one: one.title, 200),
                TableColumn(words("Document number"), lambda one: one.number, 150),
                TableColumn(words("State"), lambda one: words(queries.STATE_WORDS[one.state]), 80,
                            level=lambda one: LEVELS[one.state]),
                TableColumn(words("Served"), self._served, 80),
            ), key=lambda one: one.id,
            empty=EmptyState(shell, "writing", words("No papers yet: begin with the register of the call."), add),
        )
        self.table.selected.connect(self._choose)
        holder = QWidget()
        self._panel = QVBoxLayout(holder)
        self._panel.setContentsMargins(0, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        self.panel = scrolled(holder)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 5)
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)
        self.panel.hide()
        on_key(self, QKeySequence.StandardKey.Save, self.save)
        on_key(self, QKeySequence.StandardKey.New, self.new)
        self.refresh()

    # what is shown

    def load(self, read: Read) -> Any:
        found = queries.papers(read)
        return (
            found, queries.templates(read), read.all(Party, order=("name",)),
            {paper.id: queries.services_of(read, paper.id) for paper in found},
            {paper.id: queries.template_for(read, paper) for paper in found if _known(read, paper)},
            {code: queries.open_steps(read, template) for code, template in queries.templates(read).items()},
            *self._number_clashes(read),
        )

    def _number_clashes(self, read: Read) -> tuple[dict[str, str], UserError | None]:
        """Duplicates in the office; a register of numbers that cannot be read costs no more than that."""
        try:
            return queries.number_clashes(read, self.numbers), None
        except UserError as error:
            return {}, error

    def show_data(self, data: Any) -> None:
        found, self._templates, self._parties, self._services, self._used, self._open, self._clashes, trouble = data
        if trouble is not None and not self._told:
            self.shell.notify(self.words.error(trouble), "warning")
        self._told = trouble is not None
        self.table.set_records(found)
        wanted = self._wanted or (self._paper.id if self._paper else None)
        if wanted is not None and not self._edited:
            paper = next((one for one in found if one.id == wanted), None)
            if paper is not None:
                self._wanted = None
                self._fill(paper)
                self.table.select({paper.id})

    def _served(self, paper: FormPaper) -> str:
        served = self._services.get(paper.id, [])
        return served[-1].served_at.text("%m-%d") if served else ""

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self.refresh()

    def _choose(self, found: list[FormPaper]) -> None:
        if len(found) == 1 and (self._paper is None or found[0].id != self._paper.id):
            if not self.save_if_edited():
                self.table.select({self._paper.id} if self._paper else set())
                return
            self._fill(found[0])
            self.shell.inspect(Ref("forms", found[0].id))

    def _fill(self, paper: FormPaper) -> None:
        self._paper = paper
        self.turn += 1
        clear(self._panel)
        template = self._used.get(paper.id)
        card = Card(f"{paper.title}  {paper.number}".strip())
        card.body.addLayout(self._head(paper, template))
        if paper.id in self._clashes:
            told = self.words("This number is also borne by {papers}.", papers=self._clashes[paper.id])
            card.body.addWidget(label(told, "error", wrap=True))
        self.form = None
        if template is not None:
            self.form = Form(self.shell, _fields(template, self.words), columns=2)
            self.form.set_values(paper.values)
            self.form.set_enabled(self.writable and paper.state in _OPEN)
            self.form.edited.connect(lambda: self.set_edited(edited=True))
            card.body.addWidget(self.form)
        card.body.addLayout(self._acts(paper, template))
        self._panel.addWidget(card)
        for service in self._services.get(paper.id, []):
            self._panel.addWidget(label(self.words(
                "{at}: {how} to {receiver}", at=service.served_at.text("%Y-%m-%d %H:%M"),
                how=self.words(METHOD_WORDS[service.method]), receiver=service.receiver,
            ), "muted", wrap=True))
        self._panel.addStretch(1)
        self.set_edited(edited=False)
        self.panel.show()

    def _head(self, paper: FormPaper, template: Template | None) -> QHBoxLayout:
        line = QHBoxLayout()
        state = self.words(queries.STATE_WORDS[paper.state])
        line.addWidget(Badge(self.shell, state, LEVELS[paper.state] or "neutral"))
        if template is not None and template.pack.certainty == "to_verify":
            line.addWidget(to_verify_badge(self.shell))
        text = template.pack.clause if template else self.words("Its template is no longer there.")
        line.addWidget(label(text, "small", wrap=True), 1)
        return line

    def _acts(self, paper: FormPaper, template: Template | None) -> FlowLayout:
        words, flow = self.words, FlowLayout()
        acts: list[tuple[str, str, Callable[[], object], bool]] = []
        if paper.state in _OPEN and template is not None:
            if template.approval and paper.state is FormState.DRAFT:
                acts.append((N_("Approve …"), "certificate", self.approve, True))
            acts.append((N_("Number …"), "number", self.set_number, True))
            acts.append((N_("Issue …"), "writing", self.issue, True))
            acts.append((N_("Throw away"), "trash", self.throw_away, True))
        elif paper.state is FormState.ISSUED:
            acts.append((N_("Served …"), "user", self.serve, True))
            acts.append((N_("Replace by a new one"), "copy", self.supersede, True))
        if template is not None:
            acts.append(("PDF …", "printer", partial(export, self.shell, paper, "pdf"), False))
            acts.append(("Word …", "file-export", partial(export, self.shell, paper, "docx"), False))
        self.acts = {text: button(self.shell, words(text), act, icon_name=icon) for text, icon, act, _ in acts}
        for text, _, _, writes in acts:
            self.acts[text].setEnabled(self.writable or not writes)
            flow.addWidget(self.acts[text])
        return flow

    # editing

    def forms(self) -> Mapping[str, Form]:
        return {"form": self.form} if self.form is not None else {}

    @property
    def subject(self) -> str:
        return self._paper.id if self._paper is not None else ""

    def step(self) -> Callable[[Work], FormPaper] | None:
        values = self.form.values() if self.form is not None else None
        paper = self._paper
        if values is None or paper is None:
            return None
        texts = {name: str(value or "") for name, value in values.items()}
        return lambda work: operations.fill(work, paper.id, texts)

    def saved(self, result: Any) -> None:
        self._wanted = result.id
        self.refresh()

    def refill(self) -> None:
        if self._paper is not None:
            self._fill(self._paper)

    def take_up(self, subject: str) -> bool:
        paper = next((one for one in self.table.records() if one.id == subject), None)
        if paper is None:
            return False
        self._fill(paper)
        self.table.select({subject})
        return True

    # what a person does

    def new(self) -> None:
        """Choose a form, and whom it is about."""
        if not self.save_if_edited():
            return
        choices = tuple((code, template.name(self.words)) for code, template in self._templates.items())
        parties = ((None, N_("(none)")), *((party.id, party.name) for party in self._parties))
        values = ask_form(self.shell, self.words("New paper"), (
            Field("code", N_("Form"), "choice", choices=choices, required=True, wide=True),
            Field("party_id", N_("Party"), "choice", choices=parties, wide=True),
        ), {"code": choices[0][0]} if choices else {})
        if values is not None and not self._refused(values["code"]):
            self.shell.do(
                "forms.draft", lambda work: operations.draft(work, values["code"], values["party_id"]), self.saved
            )

    def _refused(self, code: str) -> bool:
        """Say which steps come first, and lead to the first of them."""
        still, words = self._open.get(code, []), self.words
        if still:
            error = UserError("forms.gate_open", title=self._templates[code].name(words), count=len(still),
                              items="、".join(title for _, title in still))  # fmt: skip
            go = partial(self.shell.show, GATE_PAGE, still[0][0])
            self.shell.notify(words.error(error), "warning", [(words("Go to what is open"), go)])
        return bool(still)

    def approve(self) -> None:
        """A leader's act: not by whoever drafted it."""
        def write(work: Work, paper: FormPaper, values: dict[str, Any]) -> None:
            operations.approve(work, paper.id, values["opinion"])

        opinion = Field("opinion", N_("Opinion of the approver"), "multiline", required=True)
        self._with_paper("forms.approve", N_("Approve"), (opinion,), write)

    def set_number(self) -> None:
        """Enter the number of the office's register; left empty, the office's next one is given on issue."""
        def write(work: Work, paper: FormPaper, values: dict[str, Any]) -> None:
            operations.set_number(work, paper.id, values["number"] or "", self.numbers)

        number = N_("Document number")
        self._with_paper("forms.number", number, (Field("number", number),), write)

    def issue(self) -> None:
        """Issue the paper: from now on it does not change."""
        paper = self._paper
        if paper is None or not self.save_if_edited() or self._refused(paper.code):
            return
        question = self.words(
            "“{title}” can’t be changed once it is issued; it can only be replaced.", title=paper.title,
        )
        if self.shell.confirm(self.words("Issue"), question):
            self.shell.do("forms.issue", lambda work: operations.issue(work, paper.id, numbers=self.numbers),
                          self.saved)

    def edit_numbers(self) -> None:
        """Set the office's short name, what was used elsewhere, and this computer's range of a 代字 in a year."""
        choices = tuple(
            (one.word, f"{one.word}　{one.name(self.words)}") for one in self._templates.values() if one.word
        )
        if not choices:
            return
        try:
            NumbersDialog(self.shell, self.numbers, choices).exec()
        except UserError as error:
            self.shell.notify(self.words.error(error), "error")

    def throw_away(self) -> None:
        """Discard a draft; undo brings it back."""
        paper = self._paper
        if paper is not None:
            self.set_edited(edited=False)
            self._paper = None
            self.panel.hide()
            self.shell.do("forms.discard", lambda work: operations.discard(work, paper.id))

    def supersede(self) -> None:
        """Begin a new paper in the place of the issued one."""
        paper = self._paper
        if paper is not None and not self._refused(paper.code):
            self.shell.do("forms.supersede", lambda work: operations.supersede(work, paper.id), self.saved)

    def serve(self) -> None:
        """Enter a service (送达回证)."""
        paper = self._paper
        if paper is None:
            return
        party = next((one for one in self._parties if one.id == paper.party_id), None)
        methods = tuple(METHOD_WORDS.items())
        parties = ((None, N_("(none)")), *((one.id, one.name) for one in self._parties))
        values = ask_form(self.shell, self.words("Service of a paper"), (
            Field("receiver", N_("Served to"), required=True),
            Field("party_id", N_("Party"), "choice", choices=parties),
            Field("method", N_("How"), "choice", choices=methods),
            Field("served_at", N_("Time"), "moment", required=True),
            Field("place", N_("Place of service")), Field("served_by", N_("Served by"), help=N_("Two officers")),
            Field("refused", N_("Why it was refused"), wide=True), Field("witness", N_("Witness of the refusal")),
            Field("refs", N_("Evidence"), "refs"),
        ), {"receiver": party.name if party else "", "party_id": paper.party_id, "method": ServiceMethod.DIRECT})
        if values is not None:
            self.shell.do("forms.serve", lambda work: operations.serve(work, FormService(form_id=paper.id, **values)),
                          lambda _: self.refresh())  # fmt: skip

    def _with_paper(
        self, operation: str, title: str, fields: tuple[Field, ...],
        act: Callable[[Work, FormPaper, dict[str, Any]], Any],
    ) -> None:
        paper = self._paper
        if paper is None or not self.save_if_edited():
            return
        values = ask_form(self.shell, self.words(title), fields, {"number": paper.number})
        if values is not None:
            self.shell.do(operation, lambda work: act(work, paper, values), lambda _: self.refresh())


def _fields(template: Template, words: Any) -> list[Field]:
    kinds = {"multiline": "multiline", "rows": "multiline"}
    return [
        Field(one.name, localised(one.title, words) + (" *" if one.required else ""), kinds.get(one.kind, "text"))
        for one in template.fields
    ]


def _known(read: Read, paper: FormPaper) -> bool:
    return any(pack.id == paper.pack_id for pack in read.rules.packs)


