"""What a hypothesis requires (energy, time, place, fuel, pattern), and what was found."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from modules.cause import operations
from modules.cause.queries import CONDITION_WORDS, MET_WORDS
from modules.cause.records import Condition, ConditionKind, Met
from workstation.api import N_, Claim
from workstation.api.widgets import Badge, Card, Field, Shell, ask_form, button, clear, label

_LEVELS = {Met.YES: "success", Met.NO: "error", Met.UNKNOWN: "warning"}
_FIELDS = (
    Field("requires", N_("Required"), "multiline", help=N_("What this cause needs, for example enough energy")),
    Field("found", N_("What turned out"), "multiline", help=N_("What was found, measured, tested or computed")),
    Field("met", N_("State"), "choice", choices=tuple(MET_WORDS.items())), Field("evidence", N_("Evidence"), "refs"),
)


class ConditionsCard(Card):
    """The five conditions of one hypothesis."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.words("Conditions of this cause"))
        self._shell = shell
        self._claim: Claim | None = None
        self._known: Mapping[ConditionKind, Condition] = {}
        self.hide()

    def show_conditions(
        self, claim: Claim | None, known: Mapping[ConditionKind, Condition], *, writable: bool
    ) -> None:
        """Show the conditions of a hypothesis; nothing for other claims."""
        self._claim, self._known = claim, known
        clear(self.body)
        self.setVisible(claim is not None)
        if claim is None:
            return
        words = self._shell.words
        for kind, title in CONDITION_WORDS.items():
            one, line = known.get(kind), QHBoxLayout()
            met = one.met if one else Met.UNKNOWN
            line.addWidget(label(words(title), "title"))
            line.addWidget(Badge(self._shell, words(MET_WORDS[met]), _LEVELS[met]))
            line.addStretch(1)
            edit = button(self._shell, "", partial(self.edit, kind), icon_name="pencil", role="quiet",
                          tip=words("Edit the condition: {title}", title=words(title)))
            edit.setEnabled(writable)
            line.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(line)
            for text, role in ((one.requires, "small"), (one.found, "")) if one else ():
                if text:
                    self.body.addWidget(label(text, role, wrap=True))

    def edit_first_open(self) -> None:
        """Edit the first condition that is not known to be met or not."""
        for kind in CONDITION_WORDS:
            one = self._known.get(kind)
            if one is None or one.met is Met.UNKNOWN:
                self.edit(kind)
                return

    def edit(self, kind: ConditionKind) -> None:
        """Ask what is required and what was found."""
        claim = self._claim
        if claim is None:
            return
        known = self._known.get(kind) or Condition(claim_id=claim.id, kind=kind)
        values = ask_form(
            self._shell, self._shell.words(CONDITION_WORDS[kind]), _FIELDS,
            {field.name: getattr(known, field.name) for field in _FIELDS},
        )
        if values is not None:
            self._shell.do("cause.condition", lambda work: operations.put_condition(work, claim.id, kind, **values))
