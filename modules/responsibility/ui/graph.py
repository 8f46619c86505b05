"""The graphs for a meeting: facts along time and links, the way to the evidence, barriers, and what if."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from modules.responsibility import queries
from modules.responsibility.queries import GraphData
from modules.responsibility.rules.grounds import Impact, Standing, take_out
from modules.responsibility.sections import REPORT
from modules.responsibility.sections.barrier_view import ON_SCREEN, draw_barriers
from modules.responsibility.sections.course import draw_course
from modules.responsibility.sections.figure import draw
from modules.responsibility.ui.chosen import ChosenPanel
from modules.responsibility.ui.trial import TrialPanel
from workstation.api import N_, Figure, Read, Ref
from workstation.api.widgets import GraphView, PageBase, Shell, Tool, ToolBar, Workspace, scrolled

_VIEWS = (
    Tool("course", N_("Actors and facts along time"), "timeline-event", "1"),
    Tool("grounds", N_("From the consequences to the evidence"), "link", "2"),
    Tool("barriers", N_("Barriers"), "shield-check", "3"),
)


class GraphPage(PageBase):
    """One canvas with three views; a click shows what a box rests on, and from there leads to the record."""

    kinds = None  # anything may be evidence
    full_bleed = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._graph: GraphData | None = None
        self._removed: frozenset[Ref] = frozenset()
        self._target = ""
        self._place: tuple[float, float, float] | None = None
        bar = ToolBar(shell, self)
        self.tools = bar.tools(_VIEWS, self._change_view)
        bar.gap()
        bar.act(words("Show all"), lambda: self.view.fit(), icon_name="maximize", key="0")
        bar.act(words("Fill the width"), self._fit, icon_name="arrows-horizontal", key="F")
        bar.act(words("Nearer"), lambda: self.view.zoom(1), icon_name="zoom-in", key="+")
        bar.act(words("Farther"), lambda: self.view.zoom(-1), icon_name="zoom-out", key="-")
        bar.act(words("Previous box"), lambda: self.step(-1), icon_name="chevron-left", key="PgUp")
        bar.act(words("Next box"), lambda: self.step(1), icon_name="chevron-right", key="PgDown")
        bar.gap()
        bar.act(words("Report (PDF) …"), self.export, icon_name="file-export", with_text=True)
        self.view = GraphView(shell)
        self.view.chosen.connect(self.choose)
        self.workspace = Workspace(shell, "responsibility.graph", self.view, bar=bar)
        self.chosen = ChosenPanel(shell, self.choose, self.toggle)
        self.trial = TrialPanel(shell, self.take_out, self.choose)
        self.workspace.add_panel("chosen", words("What it rests on"), scrolled(self.chosen), icon_name="list", key="D")
        self.workspace.add_panel("trial", words("What if"), self.trial,
                                 icon_name="help", side="left", key="W", shown=False)
        self.body.addWidget(self.workspace, 1)
        self.refresh()

    # reading

    def load(self, read: Read) -> GraphData:
        return queries.graph_data(read)

    def show_data(self, data: GraphData) -> None:
        first, self._graph = self._graph is None, data
        self._removed &= data.titles.keys()
        self._redraw(fit=first and self._place is None)
        if first and self._place is not None:
            self._return()
        elif first:
            QTimer.singleShot(0, self.view, self._fit)

    @property
    def impact(self) -> Impact:
        """What falls with the evidence that is taken out on trial."""
        return take_out(self._graph.holdings, self._removed) if self._graph is not None else Impact()

    def figure(self, data: GraphData, impact: Impact) -> Figure:
        """The view that is chosen."""
        if self.tools.current == "barriers":
            return draw_barriers(data.barriers, self.words, impact, ON_SCREEN)
        if self.tools.current == "grounds":
            return draw(data.trace, self.words, impact=impact)
        return draw_course(data.rows, self.words, impact=impact)

    def _redraw(self, *, fit: bool) -> None:
        if self._graph is None:
            return
        impact = self.impact
        self.view.show_figure(self.figure(self._graph, impact), fit=False)
        if fit:
            self._fit()
        self.trial.show_impact(self._graph, self._removed, impact)
        self.chosen.show_target(self._graph, self._target, impact)
        self.workspace.say(self._told(impact), self.words("PgDn: the next box   W: what if   Shift+F11: present"))

    def _told(self, impact: Impact) -> str:
        if not self._removed:
            return self.words("Every path ends at evidence or at a named gap (red). Click a box to see its record.")
        return self.words(
            "On trial without {count}: {lost} lose their ground, {weakened} part of it. The case is not changed.",
            count=len(self._removed), lost=len(impact.of(Standing.LOST)), weakened=len(impact.of(Standing.WEAKENED)),
        )

    # acts

    def _fit(self) -> None:
        self.view.fit_width()

    def _change_view(self, _: str) -> None:
        self._redraw(fit=True)

    def choose(self, target: str) -> None:
        """Show what a box rests on."""
        self._target = target
        if self._graph is not None:
            self.chosen.show_target(self._graph, target, self.impact)
        kind, _, record_id = target.partition(":")
        if record_id:
            self.shell.inspect(Ref(kind, record_id))

    def step(self, steps: int) -> None:
        """Go to the next box, or back: a presenter's keys."""
        targets = self.view.targets()
        if not targets:
            return
        place = targets.index(self._target) + steps if self._target in targets else (0 if steps > 0 else -1)
        self._target = targets[place % len(targets)]
        self.view.show_target(self._target)
        self.choose(self._target)

    def toggle(self, ref: Ref) -> None:
        """Take a piece of evidence out on trial, or put it back."""
        self.take_out(self._removed ^ {ref})

    def take_out(self, removed: Iterable[Ref]) -> None:
        """Show what would stand without these; nothing in the case is changed."""
        self._removed = frozenset(removed)
        self._redraw(fit=False)
        if self._target:
            self.view.show_target(self._target)

    def export(self) -> None:
        """Write the report with its figures as a PDF."""
        words = self.words
        target = self.shell.save_file(words("Responsibility investigation report"),
                                      f"{words('Responsibility investigation report')}.pdf", "PDF (*.pdf)")
        if target is not None:
            self.shell.export(REPORT, target, partial(_written, self.shell))

    def show_ref(self, ref: Ref) -> None:
        self.choose(f"{ref.kind}:{ref.id}")

    def view_state(self) -> Any:
        middle = self.view.mapToScene(self.view.viewport().rect().center())
        return self.tools.current, self._removed, self._target, (
            self.view.transform().m11(), middle.x(), middle.y())

    def restore_view(self, state: Any) -> None:
        if state is not None:
            view, self._removed, self._target, self._place = state
            self.tools.use(view)

    def _return(self) -> None:
        """Back to the place that was looked at before the page was made anew."""
        if self._place is not None:
            scale, x, y = self._place
            self.view.resetTransform()
            self.view.scale(scale, scale)
            self.view.centerOn(x, y)


def _written(shell: Shell, path: str) -> None:
    shell.notify(shell.words("Written: {path}", path=path), "success")
