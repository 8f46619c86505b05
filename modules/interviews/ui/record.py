"""The page on which an interview is written down: the sheet in the middle, questions, recording, statements beside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from modules.interviews import operations, queries
from modules.interviews.importers import take_page
from modules.interviews.records import Exchange, Interview, Statement, StatementKind
from modules.interviews.ui import commands
from modules.interviews.ui.panels import PagesPanel, QuestionsPanel, StatementsPanel
from modules.interviews.ui.reading import View, interview_of, load_view
from modules.interviews.ui.recorder import RecorderPanel
from modules.interviews.ui.sheet import Sheet
from modules.interviews.ui.sheet_form import SheetForm
from modules.interviews.ui.signing import SigningDialog
from modules.interviews.ui.statements import edit_statement
from workstation.api import Job, Read, Ref, Work
from workstation.api.widgets import (
    EditingPage,
    EmptyState,
    Form,
    Shell,
    ToolBar,
    Workspace,
    button,
    label,
    on_key,
    scrolled,
)

_TICK_MS = 1000


class TypingPage(EditingPage):
    """What is said, as it is said."""

    kinds = (
        "interviews", "interview_answers", "interview_pages", "interview_recordings", "interview_marks", "statements",
        "officers",
    )
    full_bleed = True
    operation = "interviews.answers"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.view = View([])
        self._wanted = self._sought = ""
        self._saving = False
        self._past: tuple[Exchange, ...] = ()
        self._turned_to: str | None = None
        self.sheet = Sheet(shell)
        self.sheet_form = SheetForm(shell, self.sheet)
        self.sheet.edited.connect(lambda: self.set_edited(edited=True))
        self.sheet.answered.connect(self.save_if_edited)
        self._make_bar()
        self.warning = label("", "error", wrap=True)
        self.warning.setContentsMargins(20, 8, 20, 8)
        self.warning.hide()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.warning)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.sheet_form)
        self.workspace = Workspace(shell, "interviews.record", middle, bar=self.bar)
        self._make_panels()
        self.empty = EmptyState(
            shell, "users", self.words("No interviews yet. Begin with whoever called or found the fire, while the "
                                       "memory is fresh."),
            button(shell, self.words("New interview"), lambda: shell.show("interviews"), role="primary",
                   icon_name="plus"),
        )
        self.body.addWidget(self.workspace, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        on_key(self, QKeySequence.StandardKey.Save, self.save)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start(_TICK_MS)
        self.refresh()

    def _make_bar(self) -> None:
        shell, words = self.shell, self.words
        self.bar = bar = ToolBar(shell, self)
        self.choice = QComboBox()
        self.choice.setAccessibleName(words("Interviews"))
        self.choice.setMinimumWidth(round(190 * shell.tokens.scale))
        self.choice.activated.connect(lambda _: self._choose(str(self.choice.currentData())))
        bar.add(self.choice)
        self.begin_action = bar.act(words("Begin"), self.begin, icon_name="player-play", key="F5", with_text=True)
        self.rights_action = bar.act(words("Rights"), self.tell_rights, icon_name="shield-check", key="F4",
                                     with_text=True)
        self.finish_action = bar.act(words("End the interview"), self.finish, icon_name="player-stop", key="F7",
                                     with_text=True)
        bar.gap()
        self.statement_action = bar.act(words("Mark as a statement"), self.mark_statement, icon_name="tag",
                                        key="Ctrl+M", with_text=True)
        self.sign_action = bar.act(words("Sign …"), self.sign, icon_name="writing", key="Ctrl+Shift+G", with_text=True)
        bar.act(words("Print …"), self.print_record, icon_name="printer", key="Ctrl+Shift+P")
        bar.act(words("Take over a typed record …"), self.take_text, icon_name="file-import")
        bar.act(words("About the interview"), self.show_facts, icon_name="id-badge-2", key="F2")
        bar.add(self.discard_button)
        bar.add(self.save_button)
        bar.space()

    def _make_panels(self) -> None:
        shell, words = self.shell, self.words
        self.questions = QuestionsPanel(shell, self._insert)
        self.recorder = RecorderPanel(shell, lambda: self.sheet.exchange_id)
        self.statements = StatementsPanel(shell, self._edit_statement, self._remove_statement)
        self.pages = PagesPanel(shell, self.sign, self._take_scan, self._supersede)
        for name, title, panel, icon_name, side in (
            ("questions", words("Usual questions"), self.questions, "list", "left"),
            ("recording", words("Sound and picture"), scrolled(self.recorder), "player-play", "right"),
            ("statements", words("Marked statements"), self.statements, "tags", "right"),
            ("pages", words("Pages and signatures"), self.pages, "files", "left"),
        ):
            self.workspace.add_panel(name, title, panel, icon_name=icon_name, side=side)
        on_key(self, "Ctrl+T", self.recorder.mark)
        on_key(self, "Ctrl+P", self.recorder.play_answer)
        on_key(self, "Ctrl+Space", self.recorder.play)
        for number in range(9):
            on_key(self, f"Ctrl+{number + 1}", partial(self.questions.insert, number))

    # forms

    def forms(self) -> Mapping[str, Form]:
        return {"sheet": self.sheet_form}

    @property
    def subject(self) -> str:
        return self.view.interview.id if self.view.interview else ""

    def take_up(self, subject: str) -> bool:
        known = next((one for one in self.view.interviews if one.id == subject), None)
        if known is None:
            return subject == ""
        self._wanted = subject
        self.view = View(self.view.interviews, known)
        self.sheet_form.interview_id = subject
        self._turned_to = subject
        self.refresh()
        return True

    def step(self) -> Callable[[Work], Any] | None:
        interview, values = self.view.interview, self.sheet_form.values()
        if interview is None or values is None:
            return None
        written: Sequence[Exchange] = values["exchanges"]
        return lambda work: operations.write_answers(work, interview.id, written)

    def save(self) -> bool:
        self._past, self._saving = self.view.exchanges, True
        done = super().save()
        self._saving = done and self.writable
        return done

    def saved(self, result: Any) -> None:
        self._saving = False
        self.view = View(**{**self.view.__dict__, "exchanges": tuple(result)})

    def set_edited(self, *, edited: bool) -> None:
        if edited:
            self._saving = False
        super().set_edited(edited=edited)

    def refill(self) -> None:
        self._show_sheet()

    # reading and showing

    def load(self, read: Read) -> View:
        return load_view(read, self._wanted)

    def show_ref(self, ref: Ref) -> None:
        if ref.kind == "interviews":
            self._choose(ref.id)
        else:
            self.shell.query(partial(interview_of, ref=ref), lambda found: self._go_to(*found))

    def _go_to(self, interview_id: str, exchange_id: str) -> None:
        self._sought = exchange_id
        self._choose(interview_id)
        if self.sheet.go_to(exchange_id):
            self._sought = ""

    def view_state(self) -> Any:
        return self.subject

    def restore_view(self, state: Any) -> None:
        if state:
            self._wanted = str(state)

    def _choose(self, interview_id: str) -> None:
        if interview_id and interview_id != self._turned_to and self.save_if_edited():
            self._wanted = interview_id
            self.refresh()

    def show_data(self, data: View) -> None:
        self.empty.setVisible(not data.interviews)
        self.workspace.setVisible(bool(data.interviews))
        turned = data.interview is not None and data.interview.id != self._turned_to
        if self._edited and turned:
            return  # it is saved or kept before another is shown
        self.choice.blockSignals(True)
        self.choice.clear()
        for one in data.interviews:
            self.choice.addItem(f"{one.number} {one.name}", one.id)
        self.choice.setCurrentIndex(self.choice.findData(data.interview.id if data.interview else ""))
        self.choice.blockSignals(False)
        self.view = data
        if data.interview is None:
            return
        self._wanted = self._wanted or data.interview.id
        self._take_state(data, data.interview)
        if turned:
            self.turn += 1
            self._turned_to = data.interview.id
            self._show_sheet()
        elif not (self._edited or self._saving or data.exchanges == self._past) and self._differs(data):
            self._show_sheet()

    def _differs(self, data: View) -> bool:
        """Whether the case holds something else than the sheet shows: it was undone, or changed elsewhere."""
        return tuple(self.sheet.exchanges(self.subject)) != data.exchanges

    def _show_sheet(self) -> None:
        self.sheet_form.interview_id = self.subject
        self._past = ()
        self.sheet_form.set_values({"exchanges": self.view.exchanges})
        if self._sought and self.sheet.go_to(self._sought):
            self._sought = ""
        self.set_edited(edited=False)

    def _take_state(self, data: View, interview: Interview) -> None:
        """What may be done now, and what stands in the panels."""
        ended, writable = interview.ended is not None, self.writable
        self.sheet.running = interview.begun is not None and not ended
        self.sheet.tracked = ended
        self.sheet_form.set_enabled(writable)
        self.begin_action.setEnabled(writable and interview.begun is None)
        self.finish_action.setEnabled(writable and interview.begun is not None and not ended)
        self.rights_action.setEnabled(writable and not ended)
        self.sign_action.setEnabled(writable and ended)
        self.statement_action.setEnabled(writable)
        self.sheet.mark_answers(data.marks, {one.exchange_id for one in data.statements if one.exchange_id})
        self.questions.show_questions(data.template)
        self.recorder.show_recordings(interview, data.recordings, data.marks)
        self.statements.show_statements(data.statements)
        self.pages.show_pages(data.states, ended=ended, writable=writable)
        few = len(set(interview.interviewers)) < 2
        self.warning.setText(self.words("Fewer than two officers question this person. Enter the second one (F2)."))
        self.warning.setVisible(few)
        self._tell_time()

    def _tell_time(self) -> None:
        interview, words = self.view.interview, self.words
        if interview is None:
            return
        if interview.begun is None:
            state = words("Not begun: press F5 when you begin.")
        elif interview.ended is None:
            lasted = max(0, round((datetime.now(UTC) - interview.begun.utc).total_seconds()))
            state = words("Under way for {lasted}", lasted=f"{lasted // 3600}:{lasted // 60 % 60:02}:{lasted % 60:02}")
        else:
            state = words("Ended. What is changed now stays visible: struck and added text.")
        keys = words("Enter: next · Ctrl+Enter: question in between · Shift+Enter: new line · Ctrl+1…9: usual question")
        self.workspace.say(state, keys)

    # acts

    def begin(self) -> None:
        """The interview begins now."""
        interview = self.view.interview
        if interview is not None and interview.begun is None:
            self.shell.do("interviews.begin", lambda work: operations.begin(work, interview.id))
            self.sheet.setFocus()

    def finish(self) -> None:
        """The interview ends now; what is typed is saved before."""
        interview = self.view.interview
        if interview is not None and interview.ended is None and self.save_if_edited():
            self.shell.do("interviews.finish", lambda work: operations.finish(work, interview.id))

    def tell_rights(self) -> None:
        """Put the notice of rights at the beginning, and note that it was told."""
        interview = self.view.interview
        if interview is None:
            return
        units = [self.view.officers[one].unit for one in interview.interviewers if one in self.view.officers]

        def take(pair: tuple[str, str]) -> None:
            if self.view.interview and self.view.interview.id == interview.id:
                self.sheet.insert_pair(*pair)
                self.save_if_edited()
                self.shell.do("interviews.rights", lambda work: operations.put_interview(
                    work, interview.id, rights_told=True, certificate_shown=True))

        if interview.rights_told:
            self.shell.notify(self.words("The rights were told already."), "info")
        else:
            self.shell.query(lambda read: queries.rights(read, interview, units[0] if units else ""), take)

    def _insert(self, text: str) -> None:
        if not self.sheet.isReadOnly():
            self.sheet.insert_questions([text])
            self.sheet.setFocus()

    def take_text(self) -> None:
        """A record that was typed elsewhere (问： 答：) comes in below what is there."""
        for path in self.shell.open_files(self.words("Take over a typed record …"), "TXT (*.txt);;* (*)")[:1]:
            def read_pairs(job: Job, path: Path = path) -> list[tuple[str, str]]:
                found = job.parse("modules.interviews.importers:parse_text", path, name=path.name).data["pairs"]
                return [(question, answer) for question, answer in found]

            self.shell.run(self.words("Taking files in"), read_pairs, self.sheet.insert_pairs)

    def mark_statement(self) -> None:
        """The selection, or the sentence at the cursor, becomes a statement."""
        interview, quote = self.view.interview, self.sheet.sentence()
        exchange_id = self.sheet.exchange_id
        if interview is None or not quote:
            self.shell.notify(self.words("Put the cursor into the sentence, or select it."), "info")
        elif self.save_if_edited():
            edit_statement(self.shell, Statement(
                topic_id="", kind=StatementKind.TIME, quote=quote, interview_id=interview.id, exchange_id=exchange_id))

    def _edit_statement(self, statement: Statement) -> None:
        if statement.exchange_id:
            self.sheet.go_to(statement.exchange_id)
        edit_statement(self.shell, statement)

    def _remove_statement(self, statement: Statement) -> None:
        self.shell.do("interviews.remove_statement", lambda work: operations.remove_statement(work, statement.id))

    def sign(self) -> None:
        """Sign page by page."""
        interview = self.view.interview
        if interview is None or interview.ended is None or not self.save_if_edited():
            return

        def ask(states: list[queries.PageState]) -> None:
            names = {key: officer.name for key, officer in self.view.officers.items()}
            dialog = SigningDialog(self.shell, interview, states, names)
            dialog.exec()
            dialog.deleteLater()

        self.shell.query(lambda read: queries.page_states(read, interview), ask)

    def _take_scan(self, number: int) -> None:
        interview = self.view.interview
        paths = self.shell.open_files(self.words("Scan of page {page}", page=number))
        if interview is not None and paths:
            def take(job: Job) -> object:
                return take_page(job, paths[0], interview.id, number)

            self.shell.run(self.words("Taking files in"), take)

    def _supersede(self, number: int) -> None:
        interview = self.view.interview
        reason = self.shell.ask_text(
            self.words("Supersede page {page}", page=number),
            self.words("Why another page takes its place (the signed one is kept)"),
        )
        if interview is not None and reason is not None:
            self.shell.do("interviews.supersede",
                          lambda work: operations.supersede_page(work, interview.id, number, reason), reason=reason)

    def print_record(self) -> None:
        """The official form as a PDF."""
        if self.view.interview is not None and self.save_if_edited():
            commands.print_record(self.shell, self.view.interview)

    def show_facts(self) -> None:
        """Who, when, where: the register's form."""
        if self.view.interview is not None:
            self.shell.show("interviews", Ref("interviews", self.view.interview.id))
