"""A splitter that finds its sizes again the next day."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from workstation.ui.shell import Shell

_HANDLE = 5  # pixels to take hold of


class Split(QSplitter):
    """Parts whose borders a person moves. ``sizes`` (in pixels at the usual text size) hold until somebody did.

    Put the parts in, then call ``settle``.
    """

    def __init__(
        self, shell: Shell, name: str, sizes: Sequence[int], *, vertical: bool = False, stretch: int = 0
    ) -> None:
        super().__init__(Qt.Orientation.Vertical if vertical else Qt.Orientation.Horizontal)
        self._shell, self._name, self._told, self._stretch = shell, name, list(sizes), stretch
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_HANDLE)
        self.splitterMoved.connect(lambda *_: self._remember())

    def settle(self) -> None:
        """Give the parts the sizes that they had last, or those they were told; part ``stretch`` takes the rest."""
        scale = self._shell.tokens.scale
        kept = self._shell.settings.splits.get(self._name, [])
        sizes = kept if len(kept) == self.count() else self._told
        self.setSizes([round(size * scale) for size in sizes])
        for at in range(self.count()):
            self.setStretchFactor(at, 1 if at == self._stretch else 0)

    def _remember(self) -> None:
        scale = self._shell.tokens.scale
        kept = self._shell.settings.splits.get(self._name, self._told)
        self._shell.settings.splits[self._name] = [
            round(size / scale) if self.shows(at) else kept[at] if at < len(kept) else 0
            for at, size in enumerate(self.sizes())
        ]

    def shows(self, at: int) -> bool:
        """Whether a part is on view."""
        part = self.widget(at)
        return part is not None and not part.isHidden()
