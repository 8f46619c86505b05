"""How an underlay is fitted: every possible kind of fit with its residuals, before anything is written."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QVBoxLayout,
)

from modules.drawing.records import Entity, Point
from modules.drawing.rules.fitting import fit, kinds_for
from workstation.api import N_, UserError
from workstation.api.survey import Fit, FitKind
from workstation.api.widgets import CellTable, Shell, button, label, on_key

KIND_WORDS: dict[FitKind, str] = {
    FitKind.RIGID: N_("Shift and turn; the scale stays true"), FitKind.SIMILARITY: N_("Shift, turn and scale"),
    FitKind.AFFINE: N_("Also sheared: a warped scan"), FitKind.PROJECTIVE: N_("In perspective: a slanted photograph"),
}


class FitDialog(QDialog):
    """``ask`` returns the kind that a person chose. Raises the ``UserError`` of the usual fit when it is made."""

    def __init__(self, shell: Shell, underlay: Entity, shares: Sequence[Point], places: Sequence[Point]) -> None:
        super().__init__(shell.window)
        self.words = shell.words
        words = self.words
        self.fits: dict[FitKind, Fit] = {}
        usual, *others = kinds_for(underlay, len(shares))
        self.fits[usual] = fit(underlay, shares, places, usual)
        for kind in others:
            try:
                self.fits[kind] = fit(underlay, shares, places, kind)
            except UserError:
                continue  # for example three points in line: this kind is not offered
        self.setWindowTitle(words("Fit the underlay by known points"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(words("Kind of fit"))
        for kind, found in self.fits.items():
            self.kind.addItem(f"{words(KIND_WORDS[kind])} · {self._quality(found)}", kind)
        heads = [words("No."), words("Residual x (mm)"), words("Residual y (mm)"), words("Remark")]
        self.table = CellTable(shell, heads, len(shares), 0)
        self.table.setAccessibleName(words("Residuals"))
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.message = label("", "muted", wrap=True)
        self.accept_button = button(shell, words("Fit"), self.accept, role="primary", icon_name="check")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(self.kind)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.message)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        on_key(self, "Ctrl+Return", self.accept)
        self.resize(round(560 * shell.tokens.scale), round(420 * shell.tokens.scale))
        self.kind.currentIndexChanged.connect(lambda _: self._show())
        self._show()

    @property
    def chosen(self) -> Fit:
        """The fit on view."""
        kind: FitKind = self.kind.currentData()
        return self.fits[kind]

    def ask(self) -> FitKind | None:
        """Show the dialog; none if it was cancelled."""
        try:
            return self.chosen.kind if self.exec() == QDialog.DialogCode.Accepted else None
        finally:
            self.deleteLater()

    def _quality(self, found: Fit) -> str:
        if not found.checked:
            return self.words("without a check")
        return self.words("{rms} mm on average", rms=f"{found.rms_m * 1000:.0f}")

    def _show(self) -> None:
        found, words = self.chosen, self.words
        wrong = {one.index for one in found.blunders}
        for row, residual in enumerate(found.residuals):
            remark = words("does not fit the others") if row in wrong else \
                "" if residual.checked else words("without a check")
            cells = (residual.name, f"{residual.dx_m * 1000:+.0f}", f"{residual.dy_m * 1000:+.0f}", remark)
            for column, text in enumerate(cells):
                self.table.show_cell(row, column, text)
        if not found.checked:
            text = words("Just as many points as this kind of fit needs: it goes through them exactly, and that proves "
                         "nothing. One more point would check it.")
        elif wrong:
            names = ", ".join(found.points[index].name for index in sorted(wrong))
            text = words("These points do not fit the others: {names}. Check them.", names=names)
        else:
            text = words("The residuals are what the points miss after the fit.")
        self.message.setText(text)
