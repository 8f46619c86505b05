"""The office's numbers: short name, and for a 代字 in a year what was used elsewhere and this computer's range."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QSpinBox, QVBoxLayout

from workstation.api import N_, NumberBook, UserError, today
from workstation.api.widgets import Field, Form, Shell, button, label


class NumbersDialog(QDialog):
    """One 代字 and year at a time; what is next is told while it is typed."""

    def __init__(self, shell: Shell, book: NumberBook, words_of: Sequence[tuple[str, str]]) -> None:
        super().__init__(shell.window)
        words = shell.words
        self._shell, self._book = shell, book
        self.setWindowTitle(words("Numbers of the office"))
        self.resize(560, 420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        layout.addWidget(label(words("Numbers of the office"), "title"))
        layout.addWidget(label(words("One count for each 代字 and year across all cases of this computer. Give two "
                                     "computers ranges of their own, such as 1–500 and 501–999."), "muted", wrap=True))
        line = QHBoxLayout()
        self.word_box, self.year_box = QComboBox(), QSpinBox()
        self.word_box.setAccessibleName(words("Code (代字)"))
        self.year_box.setAccessibleName(words("Year"))
        for word, title in words_of:
            self.word_box.addItem(title, word)
        self.year_box.setRange(2000, 2100)
        self.year_box.setValue(today().year)
        line.addWidget(self.word_box, 1)
        line.addWidget(self.year_box)
        layout.addLayout(line)
        self.form = Form(shell, [
            Field("prefix", N_("Short name of the office before the 代字"), wide=True),
            Field("used", N_("Last number used elsewhere"), "int", minimum=0,
                  help=N_("In the paper register, or before this program was used")),
            Field("first", N_("First number of this computer"), "int", minimum=1),
            Field("until", N_("Last number of this computer"), "int", minimum=1, help=N_("Empty: without end")),
        ])
        layout.addWidget(self.form)
        self.next_label = label("", "muted", wrap=True)
        layout.addWidget(self.next_label)
        layout.addStretch(1)
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(button(shell, words("Cancel"), self.reject))
        self.save_button = button(shell, words("Save"), self.save, role="primary")
        ends.addWidget(self.save_button)
        layout.addLayout(ends)
        self.word_box.currentIndexChanged.connect(lambda _: self._show())
        self.year_box.valueChanged.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        word, year = self._book.prefix + str(self.word_box.currentData()), self.year_box.value()
        known = self._book.counter(word, year)
        self.form.set_values({"prefix": self._book.prefix, "used": known.used, "first": known.first,
                              "until": known.until})
        self.next_label.setText(self._shell.words("Next: {number}", number=self._book.last(word, year) + 1))

    def save(self) -> None:
        """Keep what was entered; what is wrong is said, and the dialog stays."""
        values = self.form.values()
        if values is None:
            return
        try:
            self._book.set_prefix(values["prefix"])
            word = values["prefix"] + str(self.word_box.currentData())
            known = self._book.counter(word, self.year_box.value())
            self._book.set_counter(replace(known, used=values["used"] or 0, first=values["first"] or 1,
                                           until=values["until"]))
        except UserError as error:
            self._shell.notify(self._shell.words.error(error), "error")
            return
        self.accept()
