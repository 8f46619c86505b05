"""The thread that draws: it takes the newest wish only, so that the hand never waits for a picture."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.scene import Scene
from modules.clouds.rules.warm import warm_up


@dataclass(frozen=True)
class Wish:
    """One picture that is asked for; ``number`` tells which, ``hasty`` that the hand moves."""

    number: int
    scene: Scene
    camera: Camera
    width: int
    height: int
    look: Look
    budget: int
    hasty: bool = False


class Studio(QObject):
    """``ready`` carries a wish and its frame, ``failed`` the error of one that came to nothing, on the window's thread.

    The thread begins with the first wish and ends with ``rest``, after the picture that it is drawing.
    """

    ready = Signal(object, object)
    failed = Signal(object)

    def __init__(self, profile: Path) -> None:
        super().__init__()
        self._profile = profile
        self._desk: _Desk | None = None

    def ask(self, wish: Wish) -> None:
        """Ask for a picture; one that was asked for and is not begun is forgotten."""
        if self._desk is None:
            self._desk = _Desk()
            threading.Thread(target=self._work, args=(self._desk,), name="clouds-studio", daemon=True).start()
        self._desk.put(wish)

    def rest(self) -> None:
        """Let the thread end; nobody waits for it."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def _work(self, desk: "_Desk") -> None:
        renderer: Renderer | None = None
        warm = False
        while (wish := desk.take()) is not None:
            if not warm:
                warm_up(self._profile)
                warm = True
            try:
                renderer = renderer or Renderer()
                frame = renderer.draw(
                    wish.scene, wish.camera, wish.width, wish.height, wish.look, wish.budget
                )
            except Exception as error:  # a picture that fails must not end the thread
                desk.tell(self.failed, error)
            else:
                desk.tell(self.ready, wish, frame)
        if renderer is not None:
            renderer.close()


class _Desk:
    """Where one thread finds its newest wish."""

    def __init__(self) -> None:
        self._wanted: Wish | None = None
        self._closed = False
        self._changed = threading.Condition()

    def put(self, wish: Wish) -> None:
        with self._changed:
            self._wanted = wish
            self._changed.notify()

    def take(self) -> Wish | None:
        """The newest wish, as soon as there is one; none when the desk is closed."""
        with self._changed:
            while self._wanted is None and not self._closed:
                self._changed.wait()
            wish, self._wanted = self._wanted, None
            return None if self._closed else wish

    def tell(self, signal: Any, *values: object) -> None:
        """Emit unless nobody is there any more."""
        with self._changed:
            if not self._closed:
                signal.emit(*values)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
