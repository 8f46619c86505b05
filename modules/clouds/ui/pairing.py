"""The window in which pairs are picked, judged, dropped, and the movement that they give is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modules.clouds.records import Cloud, PointPair, Triple
from modules.clouds.rules.georeference import checked, fit_to_pairs
from modules.clouds.rules.registration import PairFit
from modules.clouds.rules.wording import TARGET_WORDS
from modules.clouds.ui.pairs import CloudSide, ControlSide, TargetChoice
from workstation.api import UserError
from workstation.api.widgets import Shell, button, label


@dataclass(frozen=True)
class Picked:
    """What was picked: the pairs and their fit, whether the vertical is kept, whether the surfaces are to refine it."""

    pairs: tuple[PointPair, ...]
    fit: PairFit
    levelled: bool
    refine: bool


Keep = Callable[[Picked], object]


class PairingDialog(QDialog):
    """The moving cloud on the left; on the right the reference, or the list of surveyed points.

    ``keep`` gets what was picked. ``metres`` are those of the moving cloud's unit when the right side is in metres,
    else 1."""

    def __init__(
        self, shell: Shell, cloud: Cloud, left: CloudSide, right: CloudSide | ControlSide, targets: TargetChoice,
        keep: Keep, *, metres: float = 1.0, parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._cloud, self._metres, self._keep = shell, cloud, metres, keep
        self.left, self.right = left, right
        self.pairs: list[PointPair] = []
        self.fit: PairFit | None = None
        self._here: tuple[Triple, str] | None = None
        self._there: Triple | None = None
        words = shell.words
        control = isinstance(right, ControlSide)
        title = words("Fit to surveyed points") if control else words("Register by picked pairs")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.levelled = QCheckBox(words("Keep the vertical of the scanner"))
        self.levelled.setChecked(control)
        self.levelled.setToolTip(words("For scanners that level themselves: two pairs then suffice."))
        self.levelled.toggled.connect(lambda _: self._settle())
        self.refine = QCheckBox(words("Refine on the surfaces afterwards (ICP)"))
        self.refine.setChecked(not control)
        self.refine.setVisible(not control)
        self.refine.setToolTip(words("Both results are told, before and after; you choose which is kept."))
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(words("Pairs"))
        self.table.setHorizontalHeaderLabels([words("Pair"), words("Target"), words("Residual"), words("Used")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.itemChanged.connect(self._switched)
        self.verdict = label("", wrap=True)
        self.drop = button(shell, words("Remove pair"), self.remove, icon_name="trash", role="quiet")
        self.keep_button = button(shell, words("Keep"), self.accept_fit, icon_name="check", role="primary")
        self._lay_out(targets)
        left.placed.connect(self._picked_here)
        right.placed.connect(lambda place, _: self._picked_there(place))
        self._settle()

    def _lay_out(self, targets: TargetChoice) -> None:
        words = self._shell.words
        views = QSplitter(Qt.Orientation.Horizontal)
        views.addWidget(self.left)
        views.addWidget(self.right)
        side = QVBoxLayout()
        side.addWidget(label(words("What is picked"), "small"))
        side.addWidget(targets)
        side.addWidget(self.levelled)
        side.addWidget(self.refine)
        side.addStretch(1)
        for widget in (self.drop, button(self._shell, words("Close"), self.reject), self.keep_button):
            side.addWidget(widget)
        below = QHBoxLayout()
        facts = QVBoxLayout()
        facts.addWidget(self.table, 1)
        facts.addWidget(self.verdict)
        below.addLayout(facts, 1)
        below.addLayout(side)
        layout = QVBoxLayout(self)
        hint = words("Pick a point on the left and the same point on the right. Turn, move and zoom as usual; a drag "
                     "never picks.")
        layout.addWidget(label(hint, "muted", wrap=True))
        layout.addWidget(views, 3)
        layout.addLayout(below, 1)

    def _picked_here(self, place: Triple, kind: str) -> None:
        self._here = (place, kind)
        self._join()

    def _picked_there(self, place: Triple) -> None:
        self._there = place
        self._join()

    def _join(self) -> None:
        if self._here is None or self._there is None:
            return
        (place, kind), there = self._here, self._there
        taken = {pair.name for pair in self.pairs}
        name, ref = next(name for number in count(1) if (name := f"P{number}") not in taken), None
        if isinstance(self.right, ControlSide) and self.right.chosen is not None:
            name, ref = self.right.chosen.label, self.right.ref
        self._here = self._there = None
        self.add(PointPair(name=name, moving=place, fixed=there, target=kind, ref=ref))

    def add(self, pair: PointPair) -> None:
        """A further pair; one of the same name is replaced."""
        self.pairs = [known for known in self.pairs if known.name != pair.name] + [pair]
        self._settle()

    def remove(self) -> None:
        """Forget the chosen pairs."""
        rows = {index.row() for index in self.table.selectedIndexes()}
        self.pairs = [pair for row, pair in enumerate(self.pairs) if row not in rows]
        self._settle()

    def _switched(self, item: QTableWidgetItem) -> None:
        if item.column() == 3:
            used = item.checkState() is Qt.CheckState.Checked
            self.pairs[item.row()] = replace(self.pairs[item.row()], used=used)
            self._settle()

    def _settle(self) -> None:
        """Fit anew and show the residuals."""
        words, level = self._shell.words, self.levelled.isChecked()
        self.fit, trouble = None, ""
        try:
            self.fit = fit_to_pairs(self.pairs, levelled=level, metres=self._metres)
        except UserError as error:
            trouble = words.error(error)
        self._fill()
        if self.fit is None:
            self.verdict.setText(trouble)
        elif checked(self.pairs, levelled=level):
            self.verdict.setText(words("Root mean square of the residuals: {rms}", rms=self._length(self.fit.rms)))
        else:
            self.verdict.setText(words("Just enough pairs: nothing checks them. Pick one more."))
        self.keep_button.setEnabled(self.fit is not None)
        self.left.show_marks([(pair.name, pair.moving) for pair in self.pairs])
        self.right.show_marks([(pair.name, pair.fixed) for pair in self.pairs])

    def _length(self, value: float) -> str:
        metric = isinstance(self.right, ControlSide) or self._cloud.metres is not None
        factor = 1.0 if isinstance(self.right, ControlSide) else self._cloud.metres or 1.0
        return f"{value * factor * 1000:.1f} mm" if metric else f"{value:.4f} u"

    def _fill(self) -> None:
        words, used = self._shell.words, Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled
        residuals: Sequence[float] = self.fit.residuals if self.fit is not None else ()
        self.table.blockSignals(True)
        self.table.setRowCount(len(self.pairs))
        for row, pair in enumerate(self.pairs):
            away = self._length(residuals[row]) if row < len(residuals) else "–"
            for column, text in enumerate((pair.name, words(TARGET_WORDS.get(pair.target, pair.target)), away)):
                self.table.setItem(row, column, QTableWidgetItem(text))
            tick = QTableWidgetItem()
            tick.setFlags(used)
            tick.setCheckState(Qt.CheckState.Checked if pair.used else Qt.CheckState.Unchecked)
            self.table.setItem(row, 3, tick)
        self.table.blockSignals(False)

    def accept_fit(self) -> None:
        """Hand the fit over."""
        if self.fit is not None:
            self._keep(Picked(tuple(self.pairs), self.fit, self.levelled.isChecked(), self.refine.isChecked()))
            self.accept()
