"""Pages in which something is typed: saved when left, kept as a draft meanwhile and whenever saving is impossible."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from workstation.domain.time import BEIJING, zone
from workstation.storage.work import Work
from workstation.ui.drafts import Draft
from workstation.ui.kit.form import Form
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import button, on_key
from workstation.ui.shell import Shell

_DRAFT_MS = 1500  # typing that a power cut may cost


class EditingPage(PageBase):
    """A page with forms. Subclasses name the forms and give the step that writes them.

    ``subject`` is the id of the record that the forms are about. Saving happens by the button, Ctrl+S, and when the
    page or the record is left. What cannot be saved yet stays as a draft and is back in the forms the next time.
    """

    operation = ""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._edited = self._draft_offered = False
        self.turn = 0
        """Counts what the forms were filled with: an answer that comes after the next is not about them."""
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.timeout.connect(self._keep_draft)
        shell.draft_wanted.connect(self._on_draft_wanted)
        self.save_button = button(shell, self.words("Save"), self.save, role="primary", icon_name="check",
                                  tip=self.words("Save (Ctrl+S)"))
        self.discard_button = button(
            shell, self.words("Discard"), self.discard, role="quiet",
            tip=self.words("Forget what was typed since it was saved"),
        )
        self.save_button.setEnabled(False)
        self.discard_button.hide()

    # what subclasses say

    def forms(self) -> Mapping[str, Form]:
        """The forms that are saved together, by name."""
        raise NotImplementedError

    def step(self) -> Callable[[Work], Any] | None:
        """What writes the forms as they are now; none if something in them is wrong, which is then said there."""
        raise NotImplementedError

    def refill(self) -> None:
        """Show again what is stored instead of what was typed."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What the forms are about; empty for a new record, or where a page has only one thing."""
        return ""

    def take_up(self, subject: str) -> bool:
        """Show the forms of a subject; whether it still exists."""
        return subject == ""

    def saved(self, result: Any) -> None:
        """What the step returned, after it is in the case, if the forms are still about that."""

    # what it does

    @property
    def edited(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._edited

    def save(self) -> bool:
        """Write what the forms hold; false if it cannot be understood yet."""
        if not self.writable:
            return True
        step = self.step()
        if step is None:
            return False
        draft, turn, shell = self.draft(), self.turn, self.shell
        shell.drafts.hold(draft)
        self.set_edited(edited=False)

        def done(result: Any) -> None:
            shell.drafts.drop(draft)
            if isValid(self) and self.turn == turn:
                self.saved(result)

        def failed() -> None:
            shell.drafts.release(draft)
            if isValid(self) and self.turn == turn:
                self.set_edited(edited=True)  # it is still in the forms
            else:
                shell.notify(
                    shell.words("What you entered was not saved; it is kept."), "warning",
                    [(shell.words("Show it again"), lambda: shell.show_draft(draft))],
                )

        shell.do(self.operation, step, done, failed=failed)
        return True

    def save_if_edited(self) -> bool:
        """Write only if something was typed; false if it cannot be understood yet: then it is kept as a draft."""
        if not self._edited or self.save():
            return True
        self._keep_draft()
        return False

    def discard(self) -> None:
        """Forget what was typed."""
        case = self.shell.case
        if case is not None:
            self.shell.drafts.forget(case.info.id, self.page_id, self.subject)
        self.set_edited(edited=False)
        self.refill()

    def set_edited(self, *, edited: bool) -> None:
        """Tell whether something is typed that is not saved."""
        self._edited = edited
        self.save_button.setEnabled(edited and self.writable)
        self.discard_button.setVisible(edited)
        if not edited:
            self._draft_timer.stop()
        elif not self._draft_timer.isActive():
            self._draft_timer.start(_DRAFT_MS)

    def draft(self) -> Draft:
        """What the forms hold now, as typed."""
        case = self.shell.case
        return Draft(
            case.info.id if case is not None else "", self.page_id, self.subject,
            datetime.now(zone(BEIJING)).strftime("%H:%M"),
            {name: form.raw() for name, form in self.forms().items()},
        )

    def take_draft(self, draft: Draft) -> None:
        """Put a draft back into the forms; one whose record is gone is shown as a new one."""
        if not self.save_if_edited():
            return
        if not self.take_up(draft.subject):
            self.take_up("")
        for name, form in self.forms().items():
            form.set_raw(draft.forms.get(name, {}))
        self.set_edited(edited=True)
        self.shell.notify(self.words("What you typed at {time} and did not save is back in the form.", time=draft.at))

    def _keep_draft(self) -> None:
        if self._edited and self.writable:
            self.shell.drafts.keep(self.draft())

    def _on_draft_wanted(self, draft: Draft) -> None:
        if draft.page == self.page_id:
            self.take_draft(draft)

    def _arrive(self, data: Any) -> None:
        super()._arrive(data)
        case = self.shell.case
        if not self._draft_offered and case is not None and self.writable and not self._edited:
            self._draft_offered = True
            for draft in self.shell.drafts.of(case.info.id, self.page_id)[-1:]:
                self.take_draft(draft)


class FormPage(EditingPage):
    """A page about one thing that a case has once: its forms, filled from what is stored."""

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what is stored; what a person is typing is never overwritten."""
        if not self._edited:
            for form in self.forms().values():
                form.set_values(values)
        for form in self.forms().values():
            form.set_enabled(self.writable)

    def watch(self) -> None:
        """Hear of everything that is typed into the forms; call it when they are made. Nothing can be typed before
        what is stored is shown: it would be overwritten by empty fields."""
        for form in self.forms().values():
            form.set_enabled(False)
            form.edited.connect(lambda: self.set_edited(edited=True))
        on_key(self, QKeySequence.StandardKey.Save, self.save)

    def refill(self) -> None:
        self.refresh()
