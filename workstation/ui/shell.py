"""``Shell``: the window as pages and commands see it: run, show, notify, ask."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget
from shiboken6 import isValid

from workstation.domain.errors import Cancelled, UserError
from workstation.domain.record import Ref
from workstation.domain.reference import load
from workstation.domain.words import Words
from workstation.services.catalogue import Catalogue
from workstation.services.identity import SignedIn
from workstation.services.imports import ImportReport, import_paths
from workstation.services.job import Job, Progress, Task
from workstation.services.lanes import Lanes
from workstation.services.module import Importer
from workstation.storage.case import Case
from workstation.storage.case_folder import refuse_inside
from workstation.storage.read import Read
from workstation.storage.work import Work
from workstation.ui.drafts import Draft, Drafts
from workstation.ui.entries import Entries, Known
from workstation.ui.jobs import JobBoard, JobEntry
from workstation.ui.playback import Playback
from workstation.ui.program import Program, Stage
from workstation.ui.relay import Relay
from workstation.ui.settings import Settings
from workstation.ui.theme import Tokens, tokens_for

if TYPE_CHECKING:
    from workstation.services.dossier import Exported

T = TypeVar("T")


class Shell(QObject):
    """Given to every page and command. Signals arrive on the window's thread.

    ``changed`` carries ``Changes`` after every finished step; ``case_changed`` tells that another case (or none) is
    open; ``officer_changed`` that somebody signed in or out; ``draft_wanted`` carries a ``Draft`` to its page.
    """

    changed = Signal(object)
    case_changed = Signal()
    officer_changed = Signal()
    draft_wanted = Signal(object)

    def __init__(self, program: Program, settings: Settings, stage: Stage) -> None:
        super().__init__()
        self.program = program
        self.settings = settings
        self.jobs = JobBoard()
        self.drafts = Drafts(program.profile)
        self.case: Case | None = None
        self.presenting = False
        self.playback = Playback()
        self.signed_in: SignedIn = program.identities.machine()
        self._stage = stage
        self.entries = Entries(self)
        self._lanes: Lanes | None = None
        self._tasks = ThreadPoolExecutor(1, "task")
        self._asides = ThreadPoolExecutor(1, "aside")
        self._relay = Relay()
        self._waiting = 0

    @property
    def idle(self) -> bool:
        """Whether everything that was asked of the case has been answered."""
        return self._waiting == 0

    @property
    def catalogue(self) -> Catalogue:
        """Every contribution of every module."""
        return self.program.workbench.catalogue

    @property
    def words(self) -> Words:
        """The window's language."""
        return Words(self.settings.language)

    @property
    def tokens(self) -> Tokens:
        """The window's look."""
        theme = "projector" if self.presenting else self.settings.theme
        return tokens_for(theme, scale=self.settings.text_scale, field_mode=self.settings.field_mode)

    @property
    def window(self) -> QWidget | None:
        """The parent for dialogs."""
        return self._stage if isinstance(self._stage, QWidget) else None

    @property
    def recording(self) -> bool:
        """Whether the ledger takes rows: what leaves an archived case is recorded as well."""
        return self.case is not None and not self.case.read_only

    @property
    def writable(self) -> bool:
        """Whether anything can be changed: a case is open for writing, and its dossier is not archived."""
        return self.case is not None and not self.case.read_only and self.case.archived is None

    # cases

    def take_case(self, case: Case) -> None:
        """Show a case that was opened; the one open before is closed."""
        self.release_case()
        self.case = case
        self.drafts.open(case.info.id)
        self._lanes = Lanes(case, self.program.parse)
        case.subscribe(lambda changes: self._relay.post(lambda: self.changed.emit(changes)))
        self.case_changed.emit()

    @property
    def busy(self) -> bool:
        """Whether jobs of the open case are under way."""
        return self._lanes is not None and self._lanes.busy

    def release_case(self) -> None:
        """Close the case after everything that was typed or handed over is done."""
        self._stage.leave_page()
        lanes, case = self._lanes, self.case
        self._lanes = self.case = None
        if lanes is not None:
            lanes.close()
            self._relay.deliver()  # what was saved on the way out is no draft any more
        if case is not None:
            case.close()
            self.case_changed.emit()

    def act_as(self, signed_in: SignedIn) -> None:
        """From now on this officer acts in the window and in the case."""
        self.signed_in = signed_in
        if self._lanes is not None:
            self._follow(self._lanes.call(lambda case: case.act_as(signed_in.officer)), None)
        self.officer_changed.emit()

    # work

    def read(self) -> Read:
        """The window's own read-only view, for quick look-ups."""
        return self._open_case().read()

    def query(
        self, fn: Callable[[Read], T], then: Callable[[T], None], failed: Callable[[], None] | None = None
    ) -> None:
        """Read off the window's thread; ``then`` gets the result on it, or ``failed`` is told, besides the person."""
        if self._lanes is not None:
            self._follow(self._lanes.query(fn), then, failed)

    def do(
        self, operation: str, fn: Callable[[Work], T], then: Callable[[T], None] | None = None, *, reason: str = "",
        undoable: bool = True, failed: Callable[[], None] | None = None,
    ) -> None:
        """One step on the case thread; a known error becomes a notice, and ``failed`` is told besides."""
        if self._lanes is not None:
            self._follow(self._lanes.write(operation, fn, undoable=undoable, reason=reason), then, failed)

    def call(self, fn: Callable[[Case], T], then: Callable[[T], None] | None = None) -> None:
        """Run on the case thread something that is no single step: undo, redo."""
        if self._lanes is not None:
            self._follow(self._lanes.call(fn), then)

    def run(self, title: str, fn: Callable[[Job], T], then: Callable[[T], None] | None = None) -> None:
        """Long work, shown in the bottom strip with progress and a way to stop it."""
        if self._lanes is None:
            return
        entry = self.jobs.start(title)
        running = self._lanes.run(fn, self._teller(entry))
        self._show(entry, running.future, running.cancel, then)

    def start(self, title: str, fn: Callable[[Task], T], then: Callable[[T], None] | None = None) -> None:
        """Long work that needs no case; it goes on while cases are opened and closed."""
        entry, cancel = self.jobs.start(title), threading.Event()
        task = Task(self._teller(entry), cancel)
        self._show(entry, self._tasks.submit(fn, task), cancel.set, then)

    def aside(self, fn: Callable[[], T], then: Callable[[T], None]) -> None:
        """A second's work that needs no case, such as unlocking a key, off the window's thread."""
        self._follow(self._asides.submit(fn), then)

    def end_tasks(self) -> None:
        """Ask what runs without a case to stop, and wait for it."""
        for entry in self.jobs.running:
            entry.cancel()
        self._tasks.shutdown(wait=True, cancel_futures=True)
        self._asides.shutdown(wait=True, cancel_futures=True)

    def _teller(self, entry: JobEntry) -> Callable[[Progress], None]:
        return lambda progress: self._relay.post(lambda: self.jobs.progress(entry, progress))

    def _show(
        self, entry: JobEntry, future: Future[T], cancel: Callable[[], None], then: Callable[[T], None] | None
    ) -> None:
        self.jobs.bind(entry, cancel)
        future.add_done_callback(lambda done: self._relay.post(lambda: self.jobs.finish(entry, _outcome(done))))
        self._follow(future, then)

    def _follow(
        self, future: Future[T], then: Callable[[T], None] | None, failed: Callable[[], None] | None = None
    ) -> None:
        self._waiting += 1
        future.add_done_callback(lambda done: self._relay.post(lambda: self._arrive(done, then, failed)))

    def _arrive(
        self, done: Future[T], then: Callable[[T], None] | None, failed: Callable[[], None] | None
    ) -> None:
        self._waiting -= 1
        if done.cancelled():
            return
        error = done.exception()
        if error is not None and failed is not None and not _is_gone(failed):
            failed()
        if isinstance(error, UserError):
            self.notify(self.words.error(error), "error", self._ways_out(error))
        elif isinstance(error, Cancelled):
            self.notify(self.words("error.cancelled"), "info")
        elif error is not None:
            self._stage.show_fault(error)
        elif then is not None and not _is_gone(then):
            then(done.result())

    def _ways_out(self, error: UserError) -> list[tuple[str, Callable[[], object]]]:
        archived = error.code == "case.archived"
        return [(self.words("Reopen …"), lambda: self.show("review.archive"))] if archived else []

    def _open_case(self) -> Case:
        if self.case is None:
            raise UserError("shell.no_case")
        return self.case

    # the window

    def show(self, page_id: str, ref: Ref | None = None) -> None:
        """Go to a page, and to one record on it."""
        self._stage.show_page(page_id, ref)

    def make_page(self, page_id: str) -> QWidget:
        """A page of its own, to stand in another one. Raises ``KeyError`` for one that there is not."""
        views = {page.id: page.view for _, page in self.catalogue.pages()}
        made: QWidget = load(views[page_id])(self)
        return made

    def reveal(self, ref: Ref, module: str = "") -> None:
        """Go to the page that shows a record, or to the first page of its module, and to the record on it."""
        def go(known: Known) -> None:
            page = known.by_ref[ref].page if ref in known.by_ref else next(
                (page.id for owner, page in self.catalogue.pages() if owner.id == module), ""
            )
            if page:
                self.show(page, ref)

        self.entries.name([ref], go)

    def tell(self, told: Callable[[T], None], value: T) -> None:
        """Call somebody who asked, unless it is a widget that is gone."""
        if not _is_gone(told):
            told(value)

    def open_case(self, folder: Path) -> None:
        """Show another case in place of the one that is open."""
        self._stage.open_case(folder)

    def show_draft(self, draft: Draft) -> None:
        """Go to the page where something was typed that is not saved, and put it back into the form."""
        self.show(draft.page)
        self.draft_wanted.emit(draft)

    def inspect(self, ref: Ref | None) -> None:
        """Show a record in the inspector."""
        self._stage.inspect_record(ref)

    def notify(
        self, text: str, level: str = "info", acts: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Say something without stopping anybody, with buttons that do something about it.

        Levels: info, success, warning, error.
        """
        self._stage.show_notice(text, level, acts)

    def prefer(self, **values: object) -> None:
        """Change settings of the look or the language, and make the window's content anew."""
        for name, value in values.items():
            setattr(self.settings, name, value)
        self.settings.save()
        self._stage.rebuild()

    def export(
        self, document: str, target: Path, then: Callable[[str], None] | None = None, language: str = "", *,
        double_sided: bool = False, apart: bool = False,
    ) -> None:
        """Write a document of the case as a PDF, as a job; ``apart``: its volumes also each as a file. ``then`` gets
        the path."""
        from workstation.services.dossier import Request, export_document  # here: it would slow every start

        signer = self.signed_in
        request = Request(
            target.with_suffix(".pdf"), document, language or self.settings.language, double_sided, apart=apart
        )

        def written(exported: "Exported") -> None:
            for failure in exported.failures:
                self.notify(self.words.error(failure), "warning")
            if then is not None:
                then(str(exported.path))

        self.run(self.words("Writing the document"), lambda job: export_document(job, request, signer), written)

    def import_files(self, paths: Sequence[Path], only: Sequence[Importer] = ()) -> None:
        """Take files and folders in as a job, with every importer there is, or with these ``only``."""
        importers = list(only or self.catalogue.importers())
        if paths:
            self.run(self.words("Taking files in"), lambda job: import_paths(job, paths, importers), self._tell)

    def _tell(self, report: ImportReport) -> None:
        text = self.words(
            "Imported {imported}, duplicates {duplicates}, problems {problems}", imported=len(report.imported),
            duplicates=len(report.duplicates), problems=len(report.told),
        )
        if report.told:
            text += "\n" + self.words.problem(report.told[0])
            if len(report.told) > 1:
                text += " " + self.words("See the page Problems for the rest.")
        self.notify(text, "warning" if report.told else "success")

    def confirm(self, title: str, text: str) -> bool:
        """Ask a question that is answered yes or no."""
        box = QMessageBox(QMessageBox.Icon.Question, title, text, QMessageBox.StandardButton.NoButton, self.window)
        yes = box.addButton(self.words("Yes"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.words("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is yes

    def ask_text(self, title: str, label: str, initial: str = "") -> str | None:
        """Ask for a line of text; none if the person thought better of it."""
        text, accepted = QInputDialog.getText(self.window, title, label, text=initial)
        return text if accepted else None

    def open_files(self, title: str, filters: str = "") -> list[Path]:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self.window, title, self.settings.last_folder, filters)
        return self._remember([Path(name) for name in names])

    def open_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self.window, title, self.settings.last_folder)
        return self._remember([Path(name)])[0] if name else None

    def save_file(self, title: str, suggestion: str, filters: str = "") -> Path | None:
        """Ask where to write a file; a place among the parts of a case is refused."""
        start = str(Path(self.settings.last_folder) / suggestion)
        name, _ = QFileDialog.getSaveFileName(self.window, title, start, filters)
        try:
            refuse_inside(Path(name))
        except UserError as error:
            self.notify(self.words.error(error), "error")
            return None
        return self._remember([Path(name)])[0] if name else None

    def _remember(self, paths: list[Path]) -> list[Path]:
        if paths:
            self.settings.last_folder = str(paths[0].parent)
            self.settings.save()
        return paths


def _is_gone(told: Callable[..., Any]) -> bool:
    """Whether the page that asked was left and deleted meanwhile."""
    owner = getattr(told, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)


def _outcome(done: Future[Any]) -> BaseException | None:
    return Cancelled() if done.cancelled() else done.exception()
