"""Readiness (移送审查): what the prosecutor's office would ask for; each rule with clause, state, and what is wrong.

Which rules there are is the rule pack ``readiness``. A rule is answered by checks of modules, by our own checks where
no single module can answer it, and, where no machine can tell, by an officer who confirms it by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workstation.domain.dossier import Confirmation
from workstation.domain.errors import UserError
from workstation.domain.finding import Finding, Severity
from workstation.domain.rules import RulePack
from workstation.domain.time import Moment
from workstation.domain.words import N_
from workstation.services.catalogue import Catalogue, CheckResult
from workstation.services.module import Check
from workstation.services.readiness_checks import OWN
from workstation.storage.read import Read
from workstation.storage.work import Work

KIND = "readiness"
OTHER_GROUP = {"zh": "其他检查", "en": "Other checks"}


class State(StrEnum):
    """What came out for a rule, the worst first."""

    UNMET = "unmet"
    TO_CONFIRM = "to_confirm"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


STATE_WORDS = {
    State.UNMET: N_("Not satisfied"), State.TO_CONFIRM: N_("To be confirmed by an officer"), State.MET: N_("Satisfied"),
    State.NOT_APPLICABLE: N_("Does not apply"),
}


@dataclass(frozen=True)
class Rule:
    """One rule of the pack. ``checks`` are ``CHECK`` or ``CHECK/CODE``: only findings whose code begins so.

    ``when`` says for which cases it is; ``confirm``: an officer has to confirm it; ``ask`` is what is then asked.
    ``replaces`` names checks that it answers better; ``archive``: while it is not met, the dossier cannot be archived;
    ``info``: hints count too.
    """

    code: str
    group: str
    title: Mapping[str, str]
    clause: str
    certainty: str
    page: str = ""
    checks: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    when: Mapping[str, Any] | None = None
    confirm: bool = False
    ask: Mapping[str, str] | None = None
    archive: bool = False
    info: bool = False
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A rule with its state: what is wrong, and who confirmed it."""

    rule: Rule
    state: State
    findings: tuple[Finding, ...] = ()
    confirmation: Confirmation | None = None


@dataclass(frozen=True)
class Readiness:
    """All answers, group by group; ``groups`` are (id, title by language)."""

    groups: tuple[tuple[str, Mapping[str, str]], ...]
    answers: tuple[Answer, ...]
    pack: RulePack

    def of(self, group: str) -> list[Answer]:
        """The answers of one group."""
        return [answer for answer in self.answers if answer.rule.group == group]

    def count(self, state: State) -> int:
        """How many rules have this state."""
        return sum(answer.state is state for answer in self.answers)

    @property
    def blocking(self) -> list[Answer]:
        """What keeps the dossier from being archived."""
        return [answer for answer in self.answers if answer.rule.archive and answer.state is State.UNMET]


def readiness(catalogue: Catalogue, read: Read) -> Readiness:
    """Answer every rule for the case as it is now. Raises ``UserError("rules.none_in_force")``."""
    pack = _pack(read)
    rules = [_rule(body) for body in pack.data["items"]]
    results = catalogue.findings(read)
    confirmations = {one.id: one for one in read.all(Confirmation)}
    named = {check.partition("/")[0] for rule in rules for check in (*rule.checks, *rule.replaces)}
    rest = [_of_check(check) for check in catalogue.checks() if check.id not in named]
    groups = [(one["id"], one["title"]) for one in pack.data["groups"]]
    if rest:
        groups.append(("other", OTHER_GROUP))
    answers = tuple(_answer(read, rule, results, confirmations.get(rule.code)) for rule in [*rules, *rest])
    return Readiness(tuple(groups), answers, pack)


def _pack(read: Read) -> RulePack:
    return read.rules.on(KIND, date.fromisoformat(read.case.created_at[:10]))


def _rule(body: Mapping[str, Any]) -> Rule:
    return Rule(
        body["code"], body["group"], body["title"], body["clause"], body["certainty"], body.get("page", ""),
        tuple(body.get("checks", ())), tuple(body.get("own", ())), body.get("when"), bool(body.get("confirm")),
        body.get("ask"), bool(body.get("archive")), bool(body.get("info")),
        tuple(body.get("replaces", ())),
    )


def _of_check(check: Check) -> Rule:
    """A check that no rule of the pack names, of a plugin for example: it is asked all the same."""
    return Rule(check.id, "other", {"": check.title}, check.rule, check.certainty, "", (check.id,))


def _answer(read: Read, rule: Rule, results: Sequence[CheckResult], confirmation: Confirmation | None) -> Answer:
    if rule.when is not None and not applies(read, rule.when):
        return Answer(rule, State.NOT_APPLICABLE)
    found = (*_found(rule, results), *(finding for name in rule.own for finding in OWN[name](read)))
    heavy = tuple(finding for finding in found if rule.info or finding.severity is not Severity.INFO)
    if confirmation is not None and not confirmation.applies:
        return Answer(rule, State.NOT_APPLICABLE, found, confirmation)
    if heavy or (confirmation is not None and not confirmation.met):
        return Answer(rule, State.UNMET, found, confirmation)
    if rule.confirm and confirmation is None:
        return Answer(rule, State.TO_CONFIRM, found)
    return Answer(rule, State.MET, found, confirmation)


def _found(rule: Rule, results: Sequence[CheckResult]) -> Iterator[Finding]:
    for name in rule.checks:
        check, _, code = name.partition("/")
        for result in results:
            if result.check.id == check and result.finding.code.startswith(code):
                yield result.finding


def applies(read: Read, condition: Mapping[str, Any]) -> bool:
    """Whether a condition of the pack holds: ``{"any": [...]}``, or of a table that it has records, or that the last
    of them has a field ``above`` a number, or one that ``is`` a value."""
    if "any" in condition:
        return any(applies(read, one) for one in condition["any"])
    table = read.registry.named(condition["table"])
    found = read.all(table.record) if table else []
    if "field" not in condition:
        return bool(found)
    values = [getattr(record, condition["field"], None) for record in found]
    if "is" in condition:
        return condition["is"] in map(str, values)
    return any(isinstance(value, int | float) and value > condition["above"] for value in values)


def confirm(work: Work, code: str, met: bool, note: str, *, applies: bool = True) -> Confirmation:
    """An officer says by name that a rule is met, is not, or is not for this case, and on what ground.

    Raises ``UserError("work.sign_in" | "readiness.needs_note" | "readiness.unknown_rule")``.
    """
    if code not in {body["code"] for body in _pack(work).data["items"]}:
        raise UserError("readiness.unknown_rule", code=code)
    said = Confirmation(
        id=code, met=met, applies=applies, note=note.strip(), confirmed_by=work.decider.id,
        confirmed_at=Moment(utc=work.at),
    )
    work.put(said)
    return said
