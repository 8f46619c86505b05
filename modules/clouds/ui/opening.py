"""Opening pyramids, and having those built that are not ready; what there is of them is shown meanwhile."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from modules.clouds.importers.building import build_pyramid, open_best
from modules.clouds.rules.pyramid import Pyramid
from workstation.api import N_, Job, Read
from workstation.api.widgets import PageBase, Shell

_LOOK_AGAIN_MS = 800
_FIRST_LOOK_MS = 150  # while nothing at all is seen of a cloud
Found = tuple[Pyramid | None, bool]


class Opener(QObject):
    """``pyramids`` are those that can be shown, by cloud; ``opened`` tells that there are more or finer ones."""

    opened = Signal()

    def __init__(self, shell: Shell, page: PageBase) -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self.pyramids: dict[str, Pyramid] = {}
        self._wanted: dict[str, Path] = {}
        self._names: dict[str, str] = {}
        self._ready: set[str] = set()
        self._building: set[str] = set()
        self._stopped: set[str] = set()
        self._warned: set[str] = set()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._look)

    @property
    def finished(self) -> bool:
        """Whether all that is wanted is whole."""
        return set(self._wanted) <= self._ready

    @property
    def stopped(self) -> bool:
        """Whether one was given up before it was whole: by a person, or for want of room."""
        return bool(self._stopped & set(self._wanted))

    @property
    def waiting_for(self) -> str:
        """What is said where nothing is seen yet."""
        if self.stopped:
            return N_("Preparing stopped. Untick the cloud and tick it again: it goes on where it was.")
        return N_("No pictures yet: the points are being prepared.")

    def want(self, folders: Mapping[str, Path], names: Mapping[str, str]) -> None:
        """Which clouds are to be shown, where their pyramids are, what they are called; others are let go."""
        self._wanted, self._names = dict(folders), dict(names)
        for cloud_id in (set(self.pyramids) | self._stopped) - set(folders):
            self.forget(cloud_id)
        self._look()

    def forget(self, cloud_id: str) -> None:
        """Let a pyramid go."""
        self.pyramids.pop(cloud_id, None)
        for kept in (self._ready, self._building, self._stopped):
            kept.discard(cloud_id)

    def _look(self) -> None:
        for cloud_id, folder in self._wanted.items():
            if cloud_id not in self._ready:
                self._shell.query(partial(_best, folder), partial(self._found, cloud_id))

    def _found(self, cloud_id: str, found: Found) -> None:
        if cloud_id not in self._wanted or cloud_id in self._ready:
            return
        pyramid, whole = found
        before = self.pyramids.get(cloud_id)
        if whole:
            self._ready.add(cloud_id)
        if pyramid is not None and (whole or before is None or pyramid.total > before.total):
            self.pyramids[cloud_id] = pyramid
            self.opened.emit()
        if not whole:
            self._have_built(cloud_id)

    def _have_built(self, cloud_id: str) -> None:
        words = self._shell.words
        if self._page.writable:
            if cloud_id not in self._building:
                self._building.add(cloud_id)
                title = words("Preparing {name}", name=self._names.get(cloud_id, ""))
                self._shell.run(title, partial(self._build, cloud_id), self._built)
            if cloud_id in self._stopped:
                self.opened.emit()  # so that it is said
                return
            self._again.start(_LOOK_AGAIN_MS if cloud_id in self.pyramids else _FIRST_LOOK_MS)
        elif cloud_id not in self._warned:
            self._warned.add(cloud_id)
            self._shell.notify(words("This cloud is not prepared yet; open the case for writing once."), "info")

    def _build(self, cloud_id: str, job: Job) -> Path:
        """In a thread of its own; the shell tells what went wrong."""
        try:
            return build_pyramid(job, cloud_id)
        except BaseException:
            self._stopped.add(cloud_id)
            raise

    def _built(self, path: Path) -> None:
        del path
        self._look()


def _best(folder: Path, read: Read) -> Found:
    del read  # the files of a pyramid are no records, but they are looked for where records are read
    return open_best(folder)
