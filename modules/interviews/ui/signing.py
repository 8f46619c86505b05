"""Signing page by page: a pad for mouse, finger or stylus beside the page that is signed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QTabletEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from modules.interviews import operations, queries
from modules.interviews.queries import PageState
from modules.interviews.records import Interview, Signature, Signer
from modules.interviews.rules.paper import page_marks, page_sheet
from workstation.api import N_, Moment
from workstation.api.widgets import Shell, button, label, sheet_image

SIGNER_WORDS = {
    Signer.PERSON: N_("Person questioned"), Signer.GUARDIAN: N_("Guardian"), Signer.INTERPRETER: N_("Interpreter"),
    Signer.INTERVIEWER: N_("Interviewer"), Signer.RECORDER: N_("Recorder"),
}
Strokes = tuple[tuple[tuple[float, float], ...], ...]
_PAD = QSize(420, 150)
_DPI = 98.0


class SignaturePad(QWidget):
    """Takes a signature as strokes of points, 0 to 1 of its width and height."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._strokes: list[list[tuple[float, float]]] = []
        self.setMinimumSize(_PAD)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(shell.words("Sign here"))

    def strokes(self) -> Strokes:
        """What was written."""
        return tuple(tuple(stroke) for stroke in self._strokes if len(stroke) > 1)

    def clear(self) -> None:
        """An empty pad."""
        self._strokes.clear()
        self.update()
        self.edited.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() is QTabletEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.pressure() > 0:
            self._go(event.position())
        event.accept()

    def _begin(self, at: QPointF) -> None:
        self._strokes.append([self._share(at)])

    def _go(self, at: QPointF) -> None:
        if self._strokes:
            self._strokes[-1].append(self._share(at))
            self.update()
            self.edited.emit()

    def _share(self, at: QPointF) -> tuple[float, float]:
        x, y = at.x() / max(1, self.width()), at.y() / max(1, self.height())
        return round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens = self._shell.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#ffffff"))  # paper is white in every look
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        line = round(self.height() * 0.8)
        painter.drawLine(16, line, self.width() - 16, line)
        painter.setPen(QPen(QColor("#123a7a"), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for stroke in self._strokes:
            painter.drawPolyline(QPolygonF([QPointF(x * self.width(), y * self.height()) for x, y in stroke]))
        painter.end()


class SigningDialog(QDialog):
    """One page after the other is shown and signed in one capacity; each signature is stored at once."""

    def __init__(self, shell: Shell, interview: Interview, states: Sequence[PageState], names: dict[str, str]) -> None:
        super().__init__(shell.window)
        self._shell, self._interview, self._names = shell, interview, names
        self._states = list(states)
        self._at = 0
        words = shell.words
        self.setWindowTitle(words("Sign page by page"))
        self.resize(1120, 800)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidget(self.preview)
        area.setWidgetResizable(True)
        self.signer_box, self.name_box = QComboBox(), QLineEdit()
        self.signer_box.setAccessibleName(words("Signs as"))
        self.name_box.setAccessibleName(words("Name"))
        for signer in self._signers():
            self.signer_box.addItem(words(SIGNER_WORDS[signer]), signer.value)
        self.signer_box.currentIndexChanged.connect(lambda _: self._take_signer())
        self.pad = SignaturePad(shell)
        self.title = label("", "title")
        self.hint = label("", "muted", wrap=True)
        self.sign_button = button(shell, words("Sign this page"), self.sign, role="primary", icon_name="writing")
        self.refuse_button = button(shell, words("Refuses to sign …"), self.refuse, icon_name="hand-stop")
        self.pad.edited.connect(lambda: self.sign_button.setEnabled(bool(self.pad.strokes())))
        side = QVBoxLayout()
        side.setSpacing(10)
        for widget in (self.title, self.hint, label(words("Signs as"), "small"), self.signer_box,
                       label(words("Name"), "small"), self.name_box, label(words("Sign here"), "small"), self.pad):
            side.addWidget(widget)
        line = QHBoxLayout()
        line.addWidget(button(shell, words("Clear the pad"), self.pad.clear, icon_name="x"))
        line.addWidget(self.refuse_button)
        line.addStretch(1)
        side.addLayout(line)
        side.addStretch(1)
        end = QHBoxLayout()
        end.addWidget(button(shell, words("Close"), self.accept))
        end.addStretch(1)
        end.addWidget(self.sign_button)
        side.addLayout(end)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(18)
        layout.addWidget(area, 1)
        layout.addLayout(side)
        self._take_signer()

    def _signers(self) -> list[Signer]:
        wanted = {signer for state in self._states for signer in queries.signers_of(self._interview, state.page)}
        return [signer for signer in Signer if signer in wanted]

    @property
    def signer(self) -> Signer:
        """In which capacity the next signature is given."""
        return Signer(self.signer_box.currentData())

    def _take_signer(self) -> None:
        proposed = {
            Signer.PERSON: [self._interview.name], Signer.GUARDIAN: [self._interview.guardian],
            Signer.INTERPRETER: [self._interview.interpreter],
            Signer.INTERVIEWER: [self._names.get(one, "") for one in self._interview.interviewers],
            Signer.RECORDER: [self._names.get(self._interview.recorder_id or "", "")],
        }[self.signer]
        taken = [one.name for state in self._states[-1:] if state.signed for one in state.signed.signatures
                 if one.signer is self.signer]
        left = [name for name in proposed if name not in taken]
        self.name_box.setText((left or proposed or [""])[0])
        self._at = self._next(0)
        self._show()

    def _next(self, start: int) -> int:
        """The next page that still wants this signer, or the number of pages."""
        for at in range(start, len(self._states)):
            state = self._states[at]
            wanted = queries.signers_of(self._interview, state.page).count(self.signer)
            given = [one for one in state.signed.signatures if one.signer is self.signer] if state.signed else []
            if wanted > len(given):
                return at
        return len(self._states)

    def _show(self) -> None:
        words = self._shell.words
        done = self._at >= len(self._states)
        state = self._states[min(self._at, len(self._states) - 1)]
        signatures = state.signed.signatures if state.signed else ()
        places = queries.signers_of(self._interview, state.page)
        marks = page_marks(state.page.lines, signatures, places, state.page.sha256)
        self.preview.setPixmap(QPixmap.fromImage(sheet_image(page_sheet(marks), _DPI)))
        self.title.setText(words("All pages are signed") if done else words(
            "Page {page} of {pages}", page=state.page.number, pages=state.page.total))
        self.hint.setText("" if done else words(
            "Let the person read the page first. After the first signature it cannot change any more."))
        self.pad.setEnabled(not done)
        self.refuse_button.setEnabled(not done)
        self.sign_button.setEnabled(False)

    def sign(self) -> None:
        """Store the signature and go to the next page."""
        self._store(Signature(self.signer, self.name_box.text().strip(), _now(), self.pad.strokes()))

    def refuse(self) -> None:
        """Note why the person would not sign."""
        words = self._shell.words
        reason = self._shell.ask_text(words("Refuses to sign …"), words("Reason that was given"))
        if reason:
            self._store(Signature(self.signer, self.name_box.text().strip(), _now(), refused=reason.strip()))

    def _store(self, signature: Signature) -> None:
        interview, number = self._interview, self._states[self._at].page.number
        self._shell.do(
            "interviews.sign", lambda work: operations.sign_page(work, interview.id, number, signature),
            lambda _: self._shell.query(lambda read: queries.page_states(read, interview), self._stored),
        )

    def _stored(self, states: list[PageState]) -> None:
        self._states = states
        self.pad.clear()
        if self.signer is Signer.INTERVIEWER:
            self._take_signer()
            return
        self._at = self._next(self._at)
        self._show()


def _now() -> Moment:
    return Moment(utc=datetime.now(UTC))
