"""What the window says above the page, without stopping anybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.ui.kit.parts import NoticeBar
from workstation.ui.shell import Shell

_SHOWN_MS = 8000
_MOST = 4

Act = tuple[str, Callable[[], object]]


@dataclass(frozen=True)
class Notice:
    """One message; ``acts`` are buttons beside it. Errors and warnings stay until they are dismissed."""

    text: str
    level: str
    acts: tuple[Act, ...] = ()

    @property
    def passing(self) -> bool:
        """Whether it goes away by itself."""
        return self.level in ("info", "success") and not self.acts


class NoticeArea(QWidget):
    """The messages on view, newest below; takes no room while there are none."""

    def __init__(self, shell: Shell, earlier: Sequence[Notice] = ()) -> None:
        super().__init__()
        self._shell = shell
        self._bars: list[tuple[Notice, NoticeBar]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 2)
        self._layout.setSpacing(6)
        self.hide()
        for notice in earlier:
            self.add(notice)

    def add(self, notice: Notice) -> None:
        """Show a message; one that is on view already is not said twice."""
        if any(notice.text == shown.text for shown, _ in self._bars):
            return
        bar = NoticeBar(self._shell, notice.text, notice.level, self.drop, notice.acts)
        self._bars.append((notice, bar))
        self._layout.addWidget(bar)
        while len(self._bars) > _MOST:
            self.drop(self._bars[0][1])
        if notice.passing:
            timer = QTimer(bar)
            timer.setSingleShot(True)
            timer.timeout.connect(partial(self.drop, bar))
            timer.start(_SHOWN_MS)
        self.show()

    def notices(self) -> list[Notice]:
        """What is on view."""
        return [notice for notice, _ in self._bars]

    def drop(self, bar: NoticeBar) -> None:
        """Take a message away."""
        self._bars = [(notice, other) for notice, other in self._bars if other is not bar]
        self._layout.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))
