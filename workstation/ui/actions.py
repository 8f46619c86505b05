"""What a person does with whole cases: make, open, sign in, import, undo, close."""

from collections.abc import Callable
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.reference import load
from workstation.domain.words import N_
from workstation.services import history
from workstation.services.job import Job, Task
from workstation.storage.case import Case
from workstation.storage.ledger import Step
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.preferences import SettingsDialog
from workstation.ui.rules.page import RulesDialog
from workstation.ui.samples import ask_sample
from workstation.ui.shell import Shell
from workstation.ui.sign_in import sign_in


class CaseActions:
    """The commands of the menus and of the start page."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def new_case(self) -> None:
        """Ask for a name and a folder, and make the case."""
        words = self._shell.words
        parent = self._shell.settings.last_folder or str(Path.home())
        values = ask_form(self._shell, words("New case"), (
            Field("name", N_("Name of the case"), required=True,
                  help=N_("For example: 2026-0123 Qingxi workshop fire")),
            Field("folder", N_("Folder for the case"), "folder", required=True,
                  help=N_("A folder of the case's name is made in it; it can be carried on a stick.")),
        ), {"folder": parent}, accept_text=words("Make the case"))
        if values is None:
            return
        folder = Path(values["folder"]) / _safe_name(values["name"])
        self._open(lambda: self._shell.program.workbench.create_case(
            folder, values["name"], self._shell.signed_in.officer
        ))

    def choose_case(self) -> None:
        """Ask for the folder of a case and open it."""
        folder = self._shell.open_folder(self._shell.words("Open case"))
        if folder is not None:
            self.open_case(folder)

    def open_case(self, folder: Path) -> None:
        """Open a case; one that is open elsewhere can be looked at."""
        if not self._may_leave():
            return
        officer = self._shell.signed_in.officer
        bench = self._shell.program.workbench
        try:
            case = bench.open_case(folder, officer)
        except UserError as error:
            words = self._shell.words
            if error.code == "case.in_use" and self._shell.confirm(
                words("The case is open elsewhere"), words.error(error) + "\n\n" + words("Open it read-only?")
            ):
                self._open(lambda: bench.open_case(folder, officer, read_only=True))
            elif error.code != "case.in_use":
                self._shell.notify(words.error(error), "error")
            return
        self._shell.take_case(case)

    def _open(self, make: Callable[[], Case]) -> None:
        try:
            case = make()
        except UserError as error:
            self._shell.notify(self._shell.words.error(error), "error")
            return
        self._shell.take_case(case)

    def open_sample(self) -> None:
        """Let a person choose a sample and a folder, then make it there as a job and open it."""
        chosen = ask_sample(self._shell)
        if chosen is None:
            return
        sample, folder = chosen
        words, program = self._shell.words, self._shell.program

        def make(task: Task) -> Path:
            made: Path = load(sample.make)(program, folder, task, words)
            return made

        self._shell.start(words("Making the sample “{title}”", title=words(sample.title)), make, self._show_sample)

    def _show_sample(self, folder: Path) -> None:
        if self._shell.case is None:
            self.open_case(folder)
            return
        self._shell.settings.add_recent(folder)  # whoever works on another case is not torn from it
        self._shell.notify(self._shell.words("The sample case is ready in {path}", path=folder), "success")

    def close_case(self) -> None:
        """Back to the start page."""
        if self._may_leave():
            self._shell.release_case()

    def _may_leave(self) -> bool:
        """Ask, if jobs of the open case would be stopped."""
        words = self._shell.words
        return not self._shell.busy or self._shell.confirm(words("Jobs are running"), words(
            "They will be stopped; what they have stored stays. Close the case?"
        ))

    def sign_in(self) -> None:
        """Ask who acts."""
        sign_in(self._shell)

    def rule_packs(self) -> None:
        """The page of rule packs, or without a case a window of their own."""
        if self._shell.case is not None:
            self._shell.show("review.rules")
            return
        dialog = RulesDialog(self._shell)
        dialog.exec()
        dialog.deleteLater()

    def sign_out(self) -> None:
        """From now on the machine acts."""
        self._shell.act_as(self._shell.program.identities.machine())

    def settings(self) -> None:
        """Look, language, plugins."""
        dialog = SettingsDialog(self._shell, self.sign_in)
        dialog.exec()
        dialog.deleteLater()

    def import_files(self) -> None:
        """Ask for files and take them in."""
        self._shell.import_files(self._shell.open_files(self._shell.words("Take files in")))

    def import_folder(self) -> None:
        """Ask for a folder (or a card) and take in everything below it."""
        folder = self._shell.open_folder(self._shell.words("Take in a folder or a card"))
        if folder is not None:
            self._shell.import_files([folder])

    def bring_in_facts(self) -> None:
        """Ask for a case-facts file and bring it in, whole or not at all."""
        from workstation.services.facts import Brought, import_facts  # here: it would slow every start
        from workstation.services.facts_reading import read_document

        shell, words = self._shell, self._shell.words
        title = words("Bring in case facts")
        chosen = shell.open_files(title, f"{words('Case facts')} (*.json)")
        if not chosen:
            return

        def bring(job: Job) -> Brought:
            document = read_document(chosen[0])
            return job.write("facts.import", lambda work: import_facts(work, document, str(chosen[0])))

        shell.run(title, bring, lambda brought: shell.notify(words(
            "Brought in {count} records: {added} new, {replaced} replaced, {unchanged} as they were",
            count=sum(brought.records.values()), added=brought.added, replaced=brought.replaced,
            unchanged=brought.unchanged,
        ), "success"))

    def take_out_facts(self) -> None:
        """Ask for a file and write the case's facts into it."""
        from workstation.services.facts import note_export, write_facts  # here: it would slow every start

        shell, words = self._shell, self._shell.words
        if shell.case is None:
            return
        title = words("Take out case facts")
        target = shell.save_file(title, f"{_safe_name(shell.case.info.name)}.json", f"{words('Case facts')} (*.json)")
        if target is not None:
            def write(job: Job) -> None:
                write_facts(job.read(), target)
                if not job.case.read_only:
                    job.write("facts.export", lambda work: note_export(work, target), witness=True)

            shell.run(title, write, lambda _: shell.notify(words("Wrote {path}", path=target), "success"))

    def undo(self) -> None:
        """Take the newest step back."""
        self._shell.call(history.undo, lambda step: self._say_step("Undo: {operation}", step))

    def redo(self) -> None:
        """Do it again."""
        self._shell.call(history.redo, lambda step: self._say_step("Redo: {operation}", step))

    def _say_step(self, text: str, step: Step) -> None:
        words = self._shell.words
        self._shell.notify(words(text, operation=words(f"op.{step.operation}")), "info")


def _safe_name(name: str) -> str:
    """A folder name for every system."""
    kept = "".join("_" if character in '<>:"/\\|?*' or not character.isprintable() else character for character in name)
    return kept.strip(" .")[:80] or "case"
