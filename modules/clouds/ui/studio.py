"""The thread that draws: it takes the newest wish only, so that the hand never waits for a picture."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QOffscreenSurface

from modules.clouds.importers.warming import warm_up
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.scene import Scene
from modules.clouds.ui.graphics import CardSplatter, card_is_there, wanted_format


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

    _card_found = Signal()

    def __init__(self, profile: Path) -> None:
        super().__init__()
        self._profile = profile
        self._desk: _Desk | None = None
        self._surface: QOffscreenSurface | None = None
        self._card_found.connect(self._offer_surface)

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

    def _offer_surface(self) -> None:
        """A surface can be made on the window's thread only; from then on the card draws."""
        if self._surface is None:
            self._surface = QOffscreenSurface()
            self._surface.setFormat(wanted_format())
            self._surface.create()

    def _look_for_card(self, desk: "_Desk") -> None:
        if card_is_there():
            desk.tell(self._card_found)

    def _work(self, desk: "_Desk") -> None:
        renderer: Renderer | None = None
        surface: QOffscreenSurface | None = None
        warm = False
        while (wish := desk.take()) is not None:
            if not warm:
                warm_up(self._profile)
                threading.Thread(target=self._look_for_card, args=(desk,), name="clouds-card", daemon=True).start()
                warm = True
            try:
                if renderer is None or surface is not self._surface:
                    surface = self._surface
                    renderer = _renewed(renderer, surface)
                frame = renderer.draw(
                    wish.scene, wish.camera, wish.width, wish.height, wish.look, wish.budget
                )
            except OSError:  # the card failed: the processor draws from now on
                self._surface = surface = None
                renderer = _renewed(renderer, None)
                desk.put_back(wish)
            except Exception as error:  # a picture that fails must not end the thread
                desk.tell(self.failed, error)
            else:
                desk.tell(self.ready, wish, frame)
        if renderer is not None:
            renderer.close()


def _renewed(renderer: Renderer | None, surface: QOffscreenSurface | None) -> Renderer:
    """A renderer that uses the card if there is one and it does."""
    if renderer is not None:
        renderer.close()
    try:
        return Renderer(splatter=CardSplatter(surface) if surface is not None else None)
    except OSError:
        return Renderer()


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

    def put_back(self, wish: Wish) -> None:
        """A wish that came to nothing, unless there is a newer one."""
        with self._changed:
            self._wanted = self._wanted or wish

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
