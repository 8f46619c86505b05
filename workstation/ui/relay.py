"""From any thread to the window's: callables posted there run in order, one event loop turn later."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot


class Relay(QObject):
    """Lives on the thread that made it."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, fn: Callable[[], None]) -> None:
        """Run ``fn`` on this relay's thread. Safe to call from any thread, also while the window closes."""
        try:
            self._posted.emit(fn)
        except RuntimeError:  # the window is gone; nobody is left to hear
            return

    def deliver(self) -> None:
        """Run now what was posted, on this relay's thread: before a window closes."""
        QCoreApplication.sendPostedEvents(self)

    @Slot(object)
    def _run(self, fn: Callable[[], None]) -> None:
        fn()
