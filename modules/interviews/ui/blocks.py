"""Questions and answers as blocks of a text document, and back: what a block is stands in its format."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from PySide6.QtGui import QColor, QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat

from modules.interviews.records import Exchange, Mark, Run
from modules.interviews.rules.text import joined
from workstation.api import Moment, new_id
from workstation.api.widgets import Tokens

QUESTION, ANSWER = "question", "answer"
_USER = int(QTextFormat.Property.UserProperty.value)
_KIND, _KEY, _ASKED, _MARK = _USER + 1, _USER + 2, _USER + 3, _USER + 4


def kind_of(block: QTextBlock) -> str:
    """``question`` or ``answer``; what has no kind is a question."""
    return str(block.blockFormat().property(_KIND) or QUESTION)


def key_of(block: QTextBlock) -> str:
    """The id of the exchange that a block belongs to: its own, or that of the question above."""
    while block.isValid():
        key = block.blockFormat().property(_KEY)
        if kind_of(block) == QUESTION and key:
            return str(key)
        block = block.previous()
    return ""


def block_format(kind: str, *, key: str = "", asked: str = "") -> QTextBlockFormat:
    """The format of a block: a little air above each question."""
    made = QTextBlockFormat()
    made.setProperty(_KIND, kind)
    if kind == QUESTION:
        made.setProperty(_KEY, key or new_id())
        if asked:
            made.setProperty(_ASKED, asked)
    made.setTopMargin(14.0 if kind == QUESTION else 4.0)
    made.setLineHeight(135.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made


def char_format(tokens: Tokens, kind: str, mark: Mark) -> QTextCharFormat:
    """How text of a kind looks; struck text stays legible, added text is underlined."""
    made = QTextCharFormat()
    made.setProperty(_MARK, mark.value)
    made.setFontWeight(QFont.Weight.DemiBold if kind == QUESTION else QFont.Weight.Normal)
    made.setForeground(QColor(tokens.text))
    if mark is Mark.STRUCK:
        made.setFontStrikeOut(True)
        made.setForeground(QColor(tokens.danger))
    elif mark is Mark.ADDED:
        made.setFontUnderline(True)
        made.setForeground(QColor(tokens.info))
    return made


def mark_of(form: QTextCharFormat) -> Mark:
    """How a run of text came about."""
    return Mark(form.property(_MARK) or Mark.PLAIN)


def asked_now(cursor: QTextCursor, block: QTextBlock) -> None:
    """Note that a question is put now, if that was not noted before."""
    if not block.blockFormat().property(_ASKED):
        form = QTextBlockFormat()
        form.setProperty(_ASKED, datetime.now(UTC).isoformat())
        cursor.mergeBlockFormat(form)


def fill(cursor: QTextCursor, tokens: Tokens, exchanges: Sequence[Exchange]) -> None:
    """Write the exchanges into an empty document."""
    first = True
    for one in exchanges:
        asked = one.asked_at.utc.isoformat() if one.asked_at else ""
        for kind, runs in ((QUESTION, one.question), (ANSWER, one.answer)):
            form = block_format(kind, key=one.id, asked=asked)
            if first:
                cursor.setBlockFormat(form)
                first = False
            else:
                cursor.insertBlock(form)
            cursor.setBlockCharFormat(char_format(tokens, kind, Mark.PLAIN))
            for run in runs:
                cursor.insertText(run.text.replace("\n", "\u2028"), char_format(tokens, kind, run.mark))


def runs_of(block: QTextBlock) -> tuple[Run, ...]:
    """The text of a block with its corrections."""
    return joined(Run(text, mark_of(form)) for text, form in _fragments(block))


def _fragments(block: QTextBlock) -> Iterator[tuple[str, QTextCharFormat]]:
    walk = block.begin()
    while not walk.atEnd():
        fragment = walk.fragment()
        if fragment.isValid():
            yield fragment.text(), fragment.charFormat()
        walk += 1


def exchanges_of(first: QTextBlock, interview_id: str) -> list[Exchange]:
    """What the document says; exchanges without any text are left out."""
    found: list[Exchange] = []
    taken: set[str] = set()
    block = first
    while block.isValid():
        runs = runs_of(block)
        if kind_of(block) == QUESTION:
            form = block.blockFormat()
            key = str(form.property(_KEY) or "")
            key = key if key and key not in taken else new_id()  # a block that was split would share its id
            taken.add(key)
            asked = form.property(_ASKED)
            moment = Moment(utc=datetime.fromisoformat(asked)) if asked else None
            found.append(Exchange(
                id=key, interview_id=interview_id, position=len(found), question=runs, asked_at=moment,
            ))
        else:
            last = found.pop() if found else Exchange(interview_id=interview_id, position=0)
            answer = joined((*last.answer, *((Run("\u2028"),) if last.answer and runs else ()), *runs))
            found.append(Exchange(
                id=last.id, interview_id=interview_id, position=last.position, question=last.question, answer=answer,
                asked_at=last.asked_at,
            ))
        block = block.next()
    return [one for one in found if one.question or one.answer]
