"""What is said above a map on which nothing of the case has a place: why, and what to do next."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout

from workstation.api.widgets import Shell, button, label

_MOST = 3


class Nowhere(QFrame):
    """Hidden while anything has a place. An address is no coordinate: none is made of one."""

    def __init__(self, shell: Shell, enter_fire: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self._words = shell.words
        self.said = label("", wrap=True, selectable=True)
        self.enter_button = button(shell, shell.words("Enter the place of the fire"), enter_fire, icon_name="flame")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 14, 8)
        line.addWidget(self.said, 1)
        line.addWidget(self.enter_button)
        self.hide()

    def show_state(self, addresses: Sequence[tuple[str, str]], *, empty: bool) -> None:
        """``addresses`` are the names and addresses that are known although nothing has a place."""
        words = self._words
        text = words("Nothing of this case has coordinates, so nothing is on the map.")
        if addresses:
            known = "；".join(f"{name}（{address}）" for name, address in addresses[:_MOST])
            text += " " + words("Only addresses are known: {addresses}. An address is no coordinate: the place must be "
                                "measured, or picked on a map whose frame is known.", addresses=known)  # fmt: skip
        self.said.setText(text)
        self.setVisible(empty)
