"""The evaluation team and the similar sites, each a card with its own acts."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from modules.rectification import operations
from modules.rectification.queries import MET_WORDS
from modules.rectification.records import Grade, SiteCheck, SubstituteSite, TeamMember
from workstation.api import N_, Ref
from workstation.api.widgets import Badge, Card, Field, Shell, ask_form, button, clear, label


class TeamCard(Card):
    """Who evaluates: departments of the inquiry, experts, supervision, union."""

    def __init__(self, shell: Shell) -> None:
        self.add_button = button(shell, shell.words("Add a member …"), lambda: self.edit(None), icon_name="plus")
        super().__init__(shell.words("Evaluation team (评估组)"), self.add_button)
        self._shell = shell
        self._roles: Sequence[dict[str, Any]] = ()

    def show_team(self, team: Sequence[TeamMember], roles: Sequence[dict[str, Any]], *, writable: bool) -> None:
        """Show the members with their roles."""
        self._roles = roles
        self.add_button.setEnabled(writable)
        clear(self.body)
        words = self._shell.words
        names = {role["role"]: role["name"][words.language] for role in roles}
        for one in team:
            line = QHBoxLayout()
            level = "accent" if one.role == "head" else "neutral"
            line.addWidget(Badge(self._shell, names.get(one.role, one.role), level), 0, Qt.AlignmentFlag.AlignTop)
            text = " · ".join(filter(None, (one.name, one.unit, one.duty)))
            line.addWidget(label(text, wrap=True), 1)
            if one.avoided:
                line.addWidget(Badge(self._shell, words("stepped back: {reason}", reason=one.avoided), "warning"))
            _acts(self._shell, line, lambda one=one: self.edit(one), lambda one=one: self._drop(one), writable)
            self.body.addLayout(line)
        if not team:
            self.body.addWidget(label(words("No members yet: who investigated evaluates, with experts and those who "
                                            "supervise."), "muted", wrap=True))

    def edit(self, member: TeamMember | None) -> None:
        """Enter or correct a member."""
        words = self._shell.words
        roles = tuple((role["role"], role["name"][words.language]) for role in self._roles)
        values = ask_form(self._shell, words("Member of the team"), (
            Field("name", N_("Full name"), required=True), Field("unit", N_("Unit")),
            Field("role", N_("Role in the team"), "choice", choices=roles), Field("duty", N_("Task")),
            Field("avoided", N_("Why the person stepped back (回避)"), wide=True),
        ), {name: getattr(member, name) for name in member.__dataclass_fields__} if member else {"role": "department"})
        if values is not None:
            self._shell.do("rectification.team", lambda work: operations.put_member(
                work, member.id if member else None, **values
            ))

    def _drop(self, member: TeamMember) -> None:
        self._shell.do("rectification.team", lambda work: operations.remove_member(work, member.id))


class SitesCard(Card):
    """Where the site no longer exists: similar sites, why they are like it, and what was found there."""

    def __init__(self, shell: Shell) -> None:
        self.add_button = button(shell, shell.words("Add a site …"), lambda: self.edit(None), icon_name="plus")
        super().__init__(shell.words("Substitute sites"), self.add_button)
        self._shell = shell
        self._units: Mapping[str, str] = {}

    def show_sites(
        self, sites: Sequence[SubstituteSite], checks: Mapping[Ref, Sequence[SiteCheck]], officers: Mapping[str, str],
        units: Mapping[str, str], *, writable: bool,
    ) -> None:
        """Show the sites with what was found at each."""
        self._units = units
        self.add_button.setEnabled(writable)
        clear(self.body)
        words = self._shell.words
        for one in sites:
            line = QHBoxLayout()
            text = " · ".join(filter(None, (one.name, one.address, one.likeness)))
            line.addWidget(label(text, wrap=True), 1)
            if one.met is not Grade.NONE:
                line.addWidget(Badge(self._shell, words(MET_WORDS[one.met]), "info"))
            _acts(self._shell, line, lambda one=one: self.edit(one), lambda one=one: self._drop(one), writable)
            self.body.addLayout(line)
            if one.found:
                self.body.addWidget(label(one.found, "muted", wrap=True))
            for check in checks.get(Ref("substitute_sites", one.id), ()):
                who = officers.get(check.officer_id, "")
                self.body.addWidget(label(f"{check.at.text('%Y-%m-%d')} {who}：{check.result}", "small", wrap=True))
        if not sites:
            self.body.addWidget(label(words("Only where the site no longer exists or has closed for good: look at "
                                            "similar sites instead."), "muted", wrap=True))

    def edit(self, site: SubstituteSite | None) -> None:
        """Enter or correct a site."""
        words = self._shell.words
        units = ((None, N_("(none)")), *sorted(self._units.items(), key=lambda unit: unit[1]))
        values = ask_form(self._shell, words("Substitute site"), (
            Field("name", N_("Name of the site"), required=True),
            Field("unit_id", N_("Responsible unit"), "choice", choices=units),
            Field("address", N_("Address"), wide=True),
            Field("likeness", N_("Why it is like the site of the fire"), "multiline"),
            Field("found", N_("Found on site"), "multiline"),
            Field("met", N_("Criterion"), "choice", choices=tuple(MET_WORDS.items())),
            Field("refs", N_("Photographs, papers"), "refs"),
        ), {name: getattr(site, name) for name in site.__dataclass_fields__} if site else {"met": Grade.NONE})
        if values is not None:
            self._shell.do("rectification.substitute", lambda work: operations.put_substitute(
                work, site.id if site else None, **values
            ))

    def _drop(self, site: SubstituteSite) -> None:
        self._shell.do("rectification.substitute", lambda work: operations.remove_substitute(work, site.id))


def _acts(shell: Shell, line: QHBoxLayout, edit: Any, drop: Any, writable: bool) -> None:
    for icon_name, tip, act in (("pencil", shell.words("Edit"), edit), ("trash", shell.words("Remove"), drop)):
        made = button(shell, "", act, icon_name=icon_name, tip=tip, role="quiet")
        made.setEnabled(writable)
        line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
