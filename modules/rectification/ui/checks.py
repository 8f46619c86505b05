"""The on-site checks of a measure, a hazard or a substitute site, below its form."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from modules.rectification import operations
from modules.rectification.queries import MET_WORDS
from modules.rectification.records import Grade, SiteCheck
from workstation.api import N_, Moment, Ref
from workstation.api.widgets import Badge, Card, Field, Shell, ask_form, button, clear, label, separator

_LEVELS = {Grade.NONE: "neutral", Grade.CARRIED_OUT: "success", Grade.PARTLY: "warning", Grade.NOT: "error"}


class ChecksCard(Card):
    """Every check with who, when, how and what was found."""

    def __init__(self, shell: Shell) -> None:
        self.check_button = button(shell, shell.words("On-site check …"), lambda: self.check(), icon_name="map-pin")
        super().__init__(shell.words("On-site checks"), self.check_button)
        self._shell = shell
        self._subject: Ref | None = None
        self._checks: Mapping[Ref, Sequence[SiteCheck]] = {}
        self._officers: Mapping[str, str] = {}

    def know(self, checks: Mapping[Ref, Sequence[SiteCheck]], officers: Mapping[str, str]) -> None:
        """What was checked so far, and what the officers are called."""
        self._checks, self._officers = checks, officers

    def show_subject(self, subject: Ref | None, *, writable: bool) -> None:
        """Show the checks of one subject; none hides the card."""
        self._subject = subject
        self.setVisible(subject is not None)
        self.check_button.setEnabled(writable)
        clear(self.body)
        found = self._checks.get(subject, ()) if subject else ()
        words = self._shell.words
        for check in found:
            who = "、".join(filter(None, (self._officers.get(check.officer_id, ""), check.companions)))
            head = " · ".join(filter(None, (check.at.text("%Y-%m-%d %H:%M"), who, check.method, check.place)))
            self.body.addWidget(label(head, "small", wrap=True))
            if check.met is not Grade.NONE:
                self.body.addWidget(Badge(self._shell, words(MET_WORDS[check.met]), _LEVELS[check.met]))
            self.body.addWidget(label(check.result, wrap=True))
            self.body.addWidget(separator())
        if not found:
            self.body.addWidget(label(words("Nobody has looked on site yet."), "muted", wrap=True))

    def check(self) -> None:
        """Ask what was found on site."""
        subject = self._subject
        if subject is None:
            return
        values = ask_form(self._shell, self._shell.words("On-site check"), (
            Field("at", N_("Time"), "moment", required=True), Field("place", N_("Place of the check")),
            Field("companions", N_("Checked together with")), Field("present", N_("Present of the unit")),
            Field("method", N_("Method of the check")),
            Field("met", N_("Criterion"), "choice", choices=tuple(MET_WORDS.items())),
            Field("result", N_("Result"), "multiline", required=True), Field("refs", N_("Photographs, papers"), "refs"),
        ), {"at": Moment(utc=datetime.now(UTC)), "met": Grade.NONE})
        if values is not None:
            method, result, at = values.pop("method"), values.pop("result"), values.pop("at")
            self._shell.do("rectification.check", lambda work: operations.check_site(
                work, subject, method, result, at=at, **values
            ))
