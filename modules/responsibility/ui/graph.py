"""The graph on screen: the same marks as on paper; a click goes to the record."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from modules.responsibility import queries
from modules.responsibility.rules import Trace
from modules.responsibility.sections.figure import draw
from workstation.api import Read, Ref
from workstation.api.widgets import GraphView, Header, PageBase, Shell, button, label, on_key


class GraphPage(PageBase):
    """From the consequences over the links to the evidence."""

    kinds = ("responsibility", "parties", "exhibits", "photos", "materials", "events", "claims")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("Graph of responsibility"),
            words("Every path ends at evidence or at a named gap (red). Click a box to see its record."),
            button(shell, words("Show all"), lambda: self.view.fit(), icon_name="refresh", tip="0"),
        ))
        self.view = GraphView(shell)
        self.view.chosen.connect(self._go)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(label(words("Keys: + nearer, - farther, 0 all of it, arrows to move."), "small", wrap=True))
        for keys, steps in (("+", 1), ("=", 1), ("-", -1)):
            on_key(self, keys, partial(self.view.zoom, steps))
        on_key(self, "0", self.view.fit)
        self.refresh()

    def load(self, read: Read) -> Trace:
        return queries.trace_case(read)

    def show_data(self, data: Trace) -> None:
        self.view.show_figure(draw(data, self.words))
        QTimer.singleShot(0, self.view, self.view.fit)

    def _go(self, target: str) -> None:
        kind, _, record_id = target.partition(":")
        self.shell.inspect(Ref(kind, record_id))
