"""The outcome of a calculation: figures, what is outside the validity, equation and source, and the curve."""

from collections.abc import Mapping

import pyqtgraph as pg

from modules.cause.rules.dynamics import Calculator, Result, points
from modules.cause.sections.calculations import shown
from modules.cause.ui.plot import curve_plot
from workstation.api.widgets import Card, PropertyList, Shell, clear, label

_HIGH = 200


class OutcomeCard(Card):
    """The result as it stands; the plot belongs to the window's thread, as everything of pyqtgraph."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.words("Result"))
        self._shell = shell
        tokens = shell.tokens
        self.plot = curve_plot(shell, _HIGH)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self._line = self.plot.plot(pen=pg.mkPen(tokens.accent, width=2))
        self._here = self.plot.plot(pen=None, symbol="o", symbolSize=9, symbolBrush=tokens.accent, symbolPen=None)
        outer = self.layout()
        assert outer is not None
        outer.addWidget(self.plot)

    def say(self, text: str) -> None:
        """Say why there is no result."""
        clear(self.body)
        self.body.addWidget(label(text, "error", wrap=True))
        self.plot.hide()
        self.show()

    def show_result(self, calculator: Calculator, values: Mapping[str, float], result: Result) -> None:
        """Show a result with its curve."""
        words = self._shell.words
        clear(self.body)
        self.body.addWidget(PropertyList(tuple(shown(calculator.outputs, result.outputs, words))))
        for one in result.outside:
            self.body.addWidget(label(words("Outside the validity: {name}", name=words(one.title)), "error", wrap=True))
        for limit in result.broken:
            text = words("Outside the validity: {name}", name=words(limit.text))
            self.body.addWidget(label(text, "error", wrap=True))
        self.body.addWidget(label(f"{calculator.equation}　{calculator.source}", "small", wrap=True))
        for text in calculator.assumptions:
            self.body.addWidget(label(words(text), "small", wrap=True))
        self._draw(calculator, values, result)
        self.show()

    def _draw(self, calculator: Calculator, values: Mapping[str, float], result: Result) -> None:
        curve, words = calculator.curve, self._shell.words
        self.plot.setVisible(curve is not None)
        if curve is None:
            return
        xs, ys = points(calculator, values)
        self._line.setData(list(xs), list(ys))
        self._here.setData([values[curve.x]], [result.outputs[curve.y]])
        x = next(item for item in calculator.inputs if item.code == curve.x)
        y = next(item for item in calculator.outputs if item.code == curve.y)
        self.plot.setLabel("bottom", f"{words(x.title)} ({x.unit})")
        self.plot.setLabel("left", f"{words(y.title)} ({y.unit})")
