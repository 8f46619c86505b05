"""What the readings in the form amount to, said while they are typed: mean, spread, blank, band, caution."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from modules.field_tests.queries import FIRST_CHECK
from modules.field_tests.records import FieldTest
from modules.field_tests.rules import Evaluated
from modules.field_tests.sections.tests import figures
from workstation.api.widgets import Badge, Card, PropertyList, Shell, clear, label, to_verify_badge


class ResultCard(Card):
    """The figures of one test and the bands they fall into."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.words("What it amounts to"), Badge(shell, shell.words("first check"), "info"))
        self._shell = shell

    def say(self, text: str) -> None:
        """Say why there is no result yet."""
        clear(self.body)
        self.body.addWidget(label(text, "error", wrap=True))
        self.show()

    def show_result(self, test: FieldTest, judged: Evaluated, method: Mapping[str, Any]) -> None:
        """Show a result."""
        words = self._shell.words
        clear(self.body)
        if judged.count:
            self.body.addWidget(PropertyList(tuple(figures(test, judged, words))))
        for band in judged.bands:
            line = QHBoxLayout()
            text = label(band.text[words.language], "title", wrap=True)
            text.setToolTip(band.clause)
            line.addWidget(text, 1)
            if band.certainty == "to_verify":
                line.addWidget(to_verify_badge(self._shell), 0, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(line)
            self.body.addWidget(label(band.clause, "small", wrap=True))
        if method["blank"] and not test.blanks:
            self.body.addWidget(label(words("This method compares with a blank: none is entered."), "muted", wrap=True))
        self.body.addWidget(label(method["caution"][words.language], "small", wrap=True))
        self.body.addWidget(label(words(FIRST_CHECK), "small", wrap=True))
        self.show()
