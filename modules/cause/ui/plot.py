"""A plot in the colours of the window, made so that nothing of it outlives it."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workstation.api.widgets import Shell


def curve_plot(shell: Shell, height: int) -> pg.PlotWidget:
    """An empty plot, ``height`` pixels high at the usual text size, without a menu of its own.

    pyqtgraph makes menus and control widgets that belong to nobody. They would wait for Python to collect them, which
    may happen on another thread, and a widget that is destroyed there ends the program: so the plot owns them.
    """
    tokens, before = shell.tokens, set(QApplication.topLevelWidgets())
    plot = pg.PlotWidget(background=None, enableMenu=False)
    for widget in set(QApplication.topLevelWidgets()) - before - {plot}:
        widget.setParent(plot, widget.windowFlags())
    plot.setFixedHeight(round(height * tokens.scale))
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for side in ("bottom", "left"):
        axis = plot.getAxis(side)
        axis.setPen(tokens.text_muted)
        axis.setTextPen(tokens.text_muted)
        axis.enableAutoSIPrefix(False)
    return plot
