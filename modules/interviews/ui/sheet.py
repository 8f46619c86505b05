"""The sheet that is typed on: one text of questions and answers, made for speed.

Enter goes from the question to its answer and from the answer to the next question, Ctrl+Enter puts a question in
between, Shift+Enter begins a new line. Once the interview has ended, what is deleted is struck out and what is typed
is underlined: corrections stay visible.
"""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit

from modules.interviews.records import Exchange, Mark
from modules.interviews.rules.text import pairs_of, sentence_at
from modules.interviews.ui.blocks import (
    ANSWER,
    QUESTION,
    asked_now,
    block_format,
    char_format,
    exchanges_of,
    fill,
    key_of,
    kind_of,
    mark_of,
)
from modules.interviews.ui.gutter import Gutter, gutter_width
from workstation.api.widgets import Shell

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASE = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_CTRL, _SHIFT, _NONE = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier,
)


class Sheet(QTextEdit):
    """Questions and answers. ``edited``: something was typed; ``answered``: the cursor left an answer by Enter."""

    edited = Signal()
    answered = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self._words = shell, shell.words
        self.running = self.tracked = False
        self.recorded: frozenset[str] = frozenset()
        self.cited: frozenset[str] = frozenset()
        self._filling = False
        self.gutter = gutter_width(shell)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self._words("Questions and answers"))
        font = self.font()
        font.setPointSizeF(shell.tokens.type_body * 1.2)
        self.setFont(font)
        self.document().setDocumentMargin(14)
        self.setViewportMargins(self.gutter, 0, 0, 0)
        self._column = Gutter(shell, self)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._column.update())
        self.cursorPositionChanged.connect(self._take_format)
        self.textChanged.connect(self._on_text)
        self.show_exchanges(())

    # in and out

    def show_exchanges(self, exchanges: Sequence[Exchange]) -> None:
        """Show these instead of what is shown; an empty sheet begins with a question."""
        self._filling = True
        self.document().clear()
        cursor = QTextCursor(self.document())
        if exchanges:
            fill(cursor, self._shell.tokens, exchanges)
        else:
            cursor.setBlockFormat(block_format(QUESTION))
            cursor.setBlockCharFormat(char_format(self._shell.tokens, QUESTION, Mark.PLAIN))
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._filling = False
        self._take_format()
        self._column.update()

    def exchanges(self, interview_id: str) -> list[Exchange]:
        """What is typed."""
        return exchanges_of(self.document().firstBlock(), interview_id)

    def mark_answers(self, recorded: Collection[str], cited: Collection[str]) -> None:
        """Tell which answers are found in a recording, and of which a statement was marked."""
        self.recorded, self.cited = frozenset(recorded), frozenset(cited)
        self._column.update()

    @property
    def exchange_id(self) -> str:
        """The exchange in which the cursor is."""
        return key_of(self.textCursor().block())

    def sentence(self) -> str:
        """What is selected, or the sentence at the cursor; struck text is left out."""
        cursor = self.textCursor()
        block = cursor.block()
        if cursor.hasSelection():
            return cursor.selectedText().replace("\u2029", "").replace("\u2028", "").strip()
        return sentence_at(block.text(), cursor.positionInBlock())

    def go_to(self, exchange_id: str) -> bool:
        """Put the cursor at the end of an answer."""
        block = self.document().firstBlock()
        while block.isValid():
            if kind_of(block) == ANSWER and key_of(block) == exchange_id:
                self._move_to(block)
                return True
            block = block.next()
        return False

    # acts

    def insert_questions(self, questions: Sequence[str]) -> None:
        """Put questions after the exchange in which the cursor is; the first gets the cursor if nothing was open."""
        cursor = self.textCursor()
        block = self._last_of(cursor.block())
        for text in questions:
            if not block.text() and kind_of(block) == QUESTION:
                cursor = QTextCursor(block)
            else:
                cursor = self._after(block, QUESTION)
            cursor.insertText(text, self._format(QUESTION))
            cursor = self._after(cursor.block(), ANSWER)
            block = cursor.block()
        if questions:
            self._move_to(self._question_of(block).next() if len(questions) == 1 else block)

    def insert_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Put questions with their answers after the exchange in which the cursor is."""
        for question, answer in pairs:
            self.insert_questions([question])
            self.textCursor().insertText(answer, self._format(ANSWER))

    def insert_pair(self, question: str, answer: str) -> None:
        """Put a question with its answer at the beginning: the notice of rights."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        if self.document().isEmpty():
            cursor.setBlockFormat(block_format(QUESTION))
        else:
            cursor.insertBlock(cursor.blockFormat(), cursor.blockCharFormat())
            cursor.movePosition(QTextCursor.MoveOperation.Start)
            cursor.setBlockFormat(block_format(QUESTION))
        cursor.insertText(question, self._format(QUESTION))
        cursor.insertBlock(block_format(ANSWER), self._format(ANSWER))
        cursor.insertText(answer, self._format(ANSWER))
        cursor.endEditBlock()
        self._move_to(cursor.block())

    def next_question(self) -> None:
        """Leave the exchange: to the next question, or to a new one where there is none."""
        block = self._last_of(self.textCursor().block()).next()
        if not block.isValid():
            self.new_question()
        else:
            self._move_to(block if not block.text() else self._answer_of(block))
        self.answered.emit()

    def new_question(self) -> None:
        """A new question after this exchange."""
        cursor = self._after(self._last_of(self.textCursor().block()), QUESTION)
        self.setTextCursor(cursor)
        self._take_format()

    def _answer_of(self, question: QTextBlock) -> QTextBlock:
        """The answer below a question that is there already: it was put in beforehand, and is put now."""
        if self.running:
            asked_now(QTextCursor(question), question)
        following = question.next()
        if following.isValid() and kind_of(following) == ANSWER:
            return following
        return self._after(question, ANSWER).block()

    def _after(self, block: QTextBlock, kind: str) -> QTextCursor:
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertBlock(block_format(kind), self._format(kind))
        return cursor

    def _last_of(self, block: QTextBlock) -> QTextBlock:
        """The last block of an exchange."""
        while block.next().isValid() and kind_of(block.next()) == ANSWER:
            block = block.next()
        return block

    def _question_of(self, block: QTextBlock) -> QTextBlock:
        while block.previous().isValid() and kind_of(block) != QUESTION:
            block = block.previous()
        return block

    def _move_to(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self._take_format()
        self.ensureCursorVisible()

    # typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self._on_enter(event)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() == _CTRL:
            self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.erase_selection()
        elif event.key() in _ERASE:
            self._on_erase(event)
        else:
            if event.text() and event.text().isprintable() and not event.modifiers() & _CTRL:
                self._before_text()
            super().keyPressEvent(event)

    def _on_enter(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == _SHIFT:
            self._before_text()
            self.textCursor().insertText("\u2028", self._format(kind_of(self.textCursor().block())))
        elif modifiers == _CTRL:
            self.new_question()
        elif kind_of(self.textCursor().block()) == QUESTION:
            self._move_to(self._answer_of(self.textCursor().block()))
        else:
            self.next_question()

    def _step(self, way: int) -> None:
        block = self._question_of(self.textCursor().block())
        at = block
        while True:
            at = at.next() if way > 0 else at.previous()
            if not at.isValid():
                return
            if kind_of(at) == QUESTION:
                self._move_to(at)
                return

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString() and not self.isReadOnly():
            self._before_text()
        super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A record that was typed elsewhere comes in as questions and answers, everything else as text."""
        text = source.text()
        pairs = pairs_of(text.splitlines())
        if not pairs:
            self._before_text()
            lines = "\u2028".join(line.rstrip() for line in text.splitlines())
            self.textCursor().insertText(lines, self._format(kind_of(self.textCursor().block())))
            return
        self.insert_pairs([(pair.question, pair.answer) for pair in pairs])

    def _on_erase(self, event: QKeyEvent) -> None:
        cursor = self.textCursor()
        back = event.key() == Qt.Key.Key_Backspace
        if cursor.hasSelection():
            self.erase_selection()
        elif not cursor.block().text():
            self._drop_empty(cursor, back=back)
        elif (back and cursor.atBlockStart()) or (not back and cursor.atBlockEnd()):
            return  # a question never runs into an answer
        elif self.tracked:
            way = QTextCursor.MoveOperation.Left if back else QTextCursor.MoveOperation.Right
            cursor.movePosition(way, QTextCursor.MoveMode.KeepAnchor)
            self._erase(cursor.selectionStart(), cursor.selectionEnd(), at_start=back)
        else:
            super().keyPressEvent(event)

    def _drop_empty(self, cursor: QTextCursor, *, back: bool) -> None:
        """An empty block goes; an empty question takes its empty answer with it."""
        block = cursor.block()
        following = block.next()
        if kind_of(block) == QUESTION and following.isValid() and kind_of(following) == ANSWER:
            if following.text():
                return
            gone = QTextCursor(following)
            gone.deletePreviousChar()
        if not cursor.block().previous().isValid():
            return
        cursor.deletePreviousChar()
        self.setTextCursor(cursor)
        if not back and cursor.block().next().isValid():
            self._move_to(cursor.block().next())

    def erase_selection(self) -> None:
        """Delete or strike what is selected, block by block, so that questions and answers stay apart."""
        cursor = self.textCursor()
        self._erase(cursor.selectionStart(), cursor.selectionEnd(), at_start=not self.tracked)

    def _erase(self, start: int, end: int, *, at_start: bool) -> None:
        work = QTextCursor(self.document())
        work.beginEditBlock()
        for at in range(end - 1, start - 1, -1):
            work.setPosition(at)
            if work.atBlockEnd():
                continue
            work.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
            mark = mark_of(work.charFormat())
            if self.tracked and mark is not Mark.ADDED:
                if mark is Mark.PLAIN:
                    work.setCharFormat(self._format(kind_of(work.block()), Mark.STRUCK))
            else:
                work.removeSelectedText()
                end -= 1
        work.endEditBlock()
        cursor = self.textCursor()
        cursor.setPosition(start if at_start else min(end, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self._take_format()

    def _before_text(self) -> None:
        if self.textCursor().hasSelection():
            self.erase_selection()
        self._take_format()

    def _format(self, kind: str, mark: Mark | None = None) -> QTextCharFormat:
        chosen = mark or (Mark.ADDED if self.tracked else Mark.PLAIN)
        return char_format(self._shell.tokens, kind, chosen)

    def _take_format(self) -> None:
        """What is typed next looks like what it is, whatever stands beside it."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            was = self._filling
            self._filling = True
            self.setCurrentCharFormat(char_format(
                self._shell.tokens, kind_of(cursor.block()), Mark.ADDED if self.tracked else Mark.PLAIN))
            self._filling = was

    def _on_text(self) -> None:
        self._column.update()
        if not self._filling:
            self.edited.emit()

    # the column before the lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._column.setGeometry(QRect(inner.left(), inner.top(), self.gutter, inner.height()))
