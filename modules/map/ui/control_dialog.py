"""Fitting a local frame from control points: a table, the residuals beside it as one types."""

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QVBoxLayout,
)

from modules.map.rules.coordinates import control_rows, fit_control, short_title
from modules.map.ui.model import FRAMES
from workstation.api import N_, UserError, frames
from workstation.api.survey import SiteFit
from workstation.api.widgets import CellTable, Shell, button, label

_ROWS, _TYPED = 12, 5
_HEADS = (N_("Name"), N_("x in the scene (m)"), N_("y in the scene (m)"), N_("x on the earth"), N_("y on the earth"),
          N_("Misses by (mm)"))  # fmt: skip


class ControlDialog(QDialog):
    """``fit`` is the fit of what is in the table now; none while there is none."""

    def __init__(self, shell: Shell, known: frames.SiteFrame | None = None) -> None:
        super().__init__(shell.window)
        self._shell = shell
        self.fit: SiteFit | None = None
        words = shell.words
        self.setWindowTitle(words("Fit a local frame"))
        self.name = QLineEdit(known.name.removeprefix(frames.SITE) if known else words("Scene"))
        self.name.setAccessibleName(words("Name of the local frame"))
        self.base = QComboBox()
        self.base.setAccessibleName(words("Places on the earth are in"))
        for frame in FRAMES:
            self.base.addItem(short_title(frame), frame)
        self.base.setCurrentIndex(FRAMES.index(known.base if known and known.base in FRAMES else "EPSG:4547"))
        control = known.control if known is not None else ()
        self.table = CellTable(shell, [words(head) for head in _HEADS], max(_ROWS, len(control) + 1), _TYPED)
        self.table.setAccessibleName(words("Control points"))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for number, one in enumerate(control):
            places = (one.site_x, one.site_y, one.base_x, one.base_y)
            self.table.write(number, 0, (one.name, *(f"{value:.4f}" for value in places)))
        self.said = label("", wrap=True)
        self.save = button(shell, words("Keep this frame"), self.accept, role="primary")
        self._lay_out()
        for signal in (self.table.itemChanged, self.name.textChanged, self.base.currentIndexChanged):
            signal.connect(self._fit)
        self._fit()

    def _lay_out(self) -> None:
        words, tokens = self._shell.words, self._shell.tokens
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.addWidget(label(words("Fit a local frame"), "title"))
        layout.addWidget(label(words("At least two points known in both; from the third on they check one another. "
                                     "Rows can be pasted from a spreadsheet."), "muted", wrap=True))  # fmt: skip
        grid = QGridLayout()
        grid.addWidget(label(words("Name of the local frame"), "small"), 0, 0)
        grid.addWidget(self.name, 1, 0)
        grid.addWidget(label(words("Places on the earth are in"), "small"), 0, 1)
        grid.addWidget(self.base, 1, 1)
        layout.addLayout(grid)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(self._shell, words("Cancel"), self.reject))
        line.addWidget(self.save)
        layout.addLayout(line)
        self.resize(round(820 * tokens.scale), round(560 * tokens.scale))

    def _fit(self) -> None:
        self.fit = None
        residuals: dict[str, str] = {}
        words = self._shell.words
        try:
            rows = control_rows(self.table.cells())
            if len(rows) < 2:
                text = words("Two points are needed, three to check them.")
            else:
                self.fit = fit_control(self.name.text(), str(self.base.currentData()), rows)
                text = verdict(self._shell, self.fit)
                checked = self.fit.fit.checked  # of two points nothing is left over, whatever they are
                residuals = {one.name: f"{one.length_m * 1000:.1f}" if checked else "—"
                             for one in self.fit.fit.residuals}  # fmt: skip
        except UserError as error:
            text = words.error(error)
        self.said.setText(text)
        self.save.setEnabled(self.fit is not None)
        self._show(residuals)

    def _show(self, residuals: dict[str, str]) -> None:
        self.table.blockSignals(True)
        for row, cells in enumerate(self.table.cells()):
            self.table.show_cell(row, _TYPED, residuals.get(cells[0] or f"{row + 1}", "") if any(cells) else "")
        self.table.blockSignals(False)


def verdict(shell: Shell, found: SiteFit) -> str:
    """How well the points agree, and how much that is worth."""
    words, fit = shell.words, found.fit
    text = words("Scale {scale}, turned by {turn}°, base {base}.", scale=f"{fit.scale:.6f}",
                 turn=f"{fit.rotation_deg:.3f}", base=found.frame.base)  # fmt: skip
    if found.scale_off_ppm is not None:
        text += " " + words("The scale is off by {ppm} ppm: check units, points and frame.",
                            ppm=f"{found.scale_off_ppm:+.0f}")  # fmt: skip
    if not fit.checked:
        return text + " " + words("Two points fit exactly: nothing checks them. What lies in this frame is drawn grey "
                                  "and not measured until a third is there.")  # fmt: skip
    text += " " + words("Mean square residual {rms} mm.", rms=f"{fit.rms_m * 1000:.1f}")
    if fit.blunders:
        names = ", ".join(fit.points[blunder.index].name for blunder in fit.blunders)
        text += " " + words("Suspected blunder: {points}.", points=names)
    return text
