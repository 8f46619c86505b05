"""The contradiction table: topics in rows, witnesses and devices in columns, what can't both be true marked."""

from dataclasses import dataclass

from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidgetItem, QVBoxLayout, QWidget

from modules.interviews import operations, queries
from modules.interviews.queries import DIFFERENCE_WORDS, Contrast, TopicView, claim_text
from modules.interviews.records import Statement, Topic
from modules.interviews.ui.frozen import FrozenTable
from modules.interviews.ui.statements import ask_topic, edit_statement
from workstation.api import N_, Event, Officer, Read, Ref
from workstation.api.widgets import (
    Card,
    EmptyState,
    Field,
    Header,
    PageBase,
    Shell,
    Split,
    ask_form,
    button,
    clear,
    label,
    on_key,
    scrolled,
)

_AIR = 10  # above and below what stands in a row


@dataclass(frozen=True)
class _View:
    table: Contrast
    officers: dict[str, str]
    events: list[Event]


class ContrastPage(PageBase):
    """Who says what on which topic."""

    kinds = ("statements", "statement_topics", "topic_judgements", "interviews", "events", "places", "officers")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._view: _View | None = None
        self._topic_id = ""
        self.add_button = button(shell, words("New topic"), self.add_topic, icon_name="plus", role="primary")
        self.against_button = button(
            shell, words("Set a device against it …"), self.set_against, icon_name="plug",
            tip=words("Put an event of the time line beside what people say on this topic"),
        )
        self.judge_button = button(shell, words("Explain …"), self.judge, icon_name="pencil")
        self.rename_button = button(shell, words("Rename …"), self.rename, icon_name="typography")
        self.hide_button = button(shell, words("Hide"), self.hide_topic, icon_name="x", role="quiet")
        self.header = Header(
            words("Contradiction table"),
            words("What witnesses and devices say, topic by topic. The table marks what can’t all be true; an officer "
                  "decides what it means."),
            self.hide_button, self.rename_button, self.against_button, self.judge_button, self.add_button,
        )
        self.body.addWidget(self.header)
        self.grid = FrozenTable()
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.setWordWrap(True)
        self.grid.setAccessibleName(words("Contradiction table"))
        self.grid.setTabKeyNavigation(False)
        self.grid.verticalHeader().hide()
        self.grid.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.grid.currentCellChanged.connect(lambda row, column, *_: self._take(row, column))
        self.grid.cellActivated.connect(lambda row, column: self.open_cell(row, column))
        on_key(self.grid, "Ctrl+E", self.judge)
        details = QWidget()
        self._details = QVBoxLayout(details)
        self._details.setContentsMargins(0, 0, 0, 0)
        self.empty = EmptyState(
            shell, "arrows-horizontal",
            words("Nothing is set side by side yet. Open an interview, put the cursor into a sentence and press "
                  "Ctrl+M."),
            button(shell, words("Questions and answers"), lambda: shell.show("interviews.record"),
                   icon_name="writing"),
        )
        split = Split(shell, "interviews.contrast", [420, 220], vertical=True)
        split.addWidget(self.grid)
        split.addWidget(scrolled(details))
        split.settle()
        self.split = split
        self.body.addWidget(split, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self.refresh()

    def load(self, read: Read) -> _View:
        table = queries.contrast(read, self.words)
        officers = {officer.id: officer.name for officer in read.all(Officer)}
        used = {one.event_id for topic in table.topics for one in topic.statements}
        events = [one for one in read.all(Event) if one.id not in used]
        return _View(table, officers, sorted(events, key=lambda one: one.moment.utc))

    def show_data(self, data: _View) -> None:
        self._view = data
        table, words = data.table, self.words
        topics = sorted(table.topics, key=lambda topic: not topic.statements)  # what is spoken of stands first
        self._topics = topics
        said = any(topic.statements for topic in topics)
        self.empty.setVisible(not said)
        self.split.setVisible(said)
        wanted = self._topic_id
        self.grid.blockSignals(True)
        self.grid.clear()
        self.grid.setRowCount(len(topics))
        self.grid.setColumnCount(1 + len(table.speakers))
        self.grid.setHorizontalHeaderLabels([words("Topic of the table"), *table.speakers])
        for row, topic in enumerate(topics):
            self._fill_row(row, topic, table)
        scale = self.shell.tokens.scale
        for column in range(self.grid.columnCount()):
            self.grid.setColumnWidth(column, round((180 if column else 200) * scale))
        self.grid.resizeRowsToContents()
        for row in range(self.grid.rowCount()):
            self.grid.setRowHeight(row, self.grid.rowHeight(row) + round(_AIR * scale))
        self.grid.settle()
        self.grid.blockSignals(False)
        row = next((at for at, topic in enumerate(topics) if topic.id == wanted), 0)
        if topics:
            self.grid.setCurrentCell(row, 0)
            self._take(row, 0)
        for one in (self.add_button, self.against_button, self.judge_button, self.rename_button, self.hide_button):
            one.setEnabled(self.writable)

    def _fill_row(self, row: int, topic: TopicView, table: Contrast) -> None:
        tokens, words = self.shell.tokens, self.words
        clashing = {one.id for clash in topic.clashes for one in (clash.first, clash.second)}
        open_ = bool(topic.clashes) and not topic.judgements
        title = topic.title
        if topic.clashes:
            title += f"\n{words('{count} contradictions', count=len(topic.clashes))}"
            title += f" · {words('explained')}" if topic.judgements else ""
        head = QTableWidgetItem(title)
        if topic.clashes:
            ink, ground = tokens.level("warning" if open_ else "info")
            head.setForeground(QBrush(QColor(ink)))
            head.setBackground(QBrush(QColor(ground)))
        self.grid.setItem(row, 0, head)
        for column, speaker in enumerate(table.speakers, 1):
            said = [one for one in topic.statements if table.speaker(one) == speaker]
            item = QTableWidgetItem("\n".join(
                ("≠ " if one.id in clashing else "") + claim_text(one, table.events, table.places) for one in said
            ))
            item.setToolTip("\n".join(one.quote for one in said))
            if any(one.id in clashing for one in said):
                ink, ground = tokens.level("warning" if open_ else "info")
                item.setBackground(QBrush(QColor(ground)))
                item.setForeground(QBrush(QColor(ink)))
            self.grid.setItem(row, column, item)

    # what is chosen

    @property
    def topic(self) -> TopicView | None:
        """The topic of the row that is chosen."""
        row = self.grid.currentRow()
        return self._topics[row] if self._view is not None and 0 <= row < len(self._topics) else None

    def _said(self, row: int, column: int) -> list[Statement]:
        assert self._view is not None
        topic, table = self._topics[row], self._view.table
        if column == 0:
            return list(topic.statements)
        return [one for one in topic.statements if table.speaker(one) == table.speakers[column - 1]]

    def _take(self, row: int, column: int) -> None:
        if self._view is None or not 0 <= row < len(self._topics):
            return
        self._topic_id = self._topics[row].id
        self._show_details(self._topics[row], self._said(row, max(0, column)))

    def _show_details(self, topic: TopicView, said: list[Statement]) -> None:
        """The sentences themselves, the contradictions in words, and how they were explained."""
        assert self._view is not None
        words, table = self.words, self._view.table
        clear(self._details)
        card = Card(topic.title)
        for one in said:
            card.body.addWidget(label(f"{table.speaker(one)}：「{one.quote}」", wrap=True, selectable=True))
        if not said:
            card.body.addWidget(label(words("Nobody has said anything on this yet."), "muted"))
        for clash in topic.clashes:
            card.body.addWidget(label(words(
                "{first} and {second}: {difference}", first=table.speaker(clash.first),
                second=table.speaker(clash.second), difference=words(DIFFERENCE_WORDS[clash.difference]),
            ), "error" if not topic.judgements else "muted", wrap=True))
        for judgement in topic.judgements:
            who = f"{self._view.officers.get(judgement.decided_by, '')} {judgement.decided_at.text('%Y-%m-%d %H:%M')}"
            card.body.addWidget(label(words("Explained by {who}: {text}", who=who, text=judgement.text), wrap=True,
                                      selectable=True))
        self._details.addWidget(card)
        self._details.addStretch(1)

    def open_cell(self, row: int, column: int) -> None:
        """Edit what is said there; with nothing there, go to the sheet."""
        said = self._said(row, column)
        if not self.writable:
            return
        if column and said:
            edit_statement(self.shell, said[0])
        elif column == 0:
            self.judge()

    def show_ref(self, ref: Ref) -> None:
        if self._view is None:
            return
        for row, topic in enumerate(self._topics):
            if any(one.id == ref.id for one in topic.statements):
                self.grid.setCurrentCell(row, 0)

    # acts

    def add_topic(self) -> None:
        """A topic of this case."""
        title = ask_topic(self.shell)
        if title:
            position = 10 * (len(self._topics) if self._view else 0) + 1000
            topic = Topic(title=title, position=position)
            self._topic_id = topic.id
            self.shell.do("interviews.topic", lambda work: operations.put_topic(work, topic))

    def rename(self) -> None:
        """Call the chosen topic something else, in this case."""
        topic = self.topic
        if topic is not None:
            title = ask_topic(self.shell, topic.title)
            if title:
                self._put(topic, title, hidden=False)

    def hide_topic(self) -> None:
        """Leave the chosen topic out, in this case."""
        if self.topic is not None:
            self._put(self.topic, self.topic.title, hidden=True)

    def _put(self, topic: TopicView, title: str, *, hidden: bool) -> None:
        position = 10 * [one.id for one in self._topics].index(topic.id)
        changed = Topic(id=topic.id, title=title, position=position, hidden=hidden)
        self.shell.do("interviews.topic", lambda work: operations.put_topic(work, changed))

    def set_against(self) -> None:
        """Put an event of the time line beside what people say."""
        topic, view = self.topic, self._view
        if topic is None or view is None:
            return
        if not view.events:
            self.shell.notify(self.words("There are no more events on the time line that could be set against it."))
            return
        choices = tuple(
            (one.id, f"{one.moment.text('%m-%d %H:%M:%S')} {one.source}：{one.title}") for one in view.events
        )
        values = ask_form(self.shell, topic.title, (
            Field("event_id", N_("Event"), "choice", choices=choices), Field("claim", N_("What is held, in short")),
        ), {"event_id": view.events[0].id})
        if values is not None:
            self.shell.do("interviews.against", lambda work: operations.set_against(work, topic.id, **values))

    def judge(self) -> None:
        """Explain what the sources say differently: the act of a signed-in officer."""
        topic = self.topic
        if topic is None or not self.writable:
            return
        values = ask_form(self.shell, topic.title, (
            Field("text", N_("How this is explained, and who is followed"), "multiline", required=True),
            Field("refs", N_("Evidence for it"), "refs"),
        ), accept_text=self.words("Decide"))
        if values is not None:
            self.shell.do("interviews.judge", lambda work: operations.judge_topic(work, topic.id, **values))
