"""``embercase rules``: what the window's page of rule packs does, on the command line."""

from datetime import date
from typing import Any

from workstation.commands import FINDINGS, OK, Call
from workstation.domain.errors import UserError
from workstation.domain.rule_layers import leaves
from workstation.domain.rules import RulePack, body_of
from workstation.domain.time import today
from workstation.domain.words import N_
from workstation.services.rules_office import OfficePack, PackState
from workstation.services.rules_words import PackWords, certainty_words, is_named_by

STATE_WORDS = {
    PackState.SHIPPED: N_("Shipped"), PackState.DRAFT: N_("Draft"), PackState.APPROVED: N_("Approved by the office"),
    PackState.REFUSED: N_("Refused, not used"),
}


def list_packs(call: Call) -> int:
    """``embercase rules list``: every pack, and what is wrong with those that are refused."""
    words, kind = call.words, call.options.kind
    known = call.app.office_rules.packs()
    packs = [one for one in known if not kind or (one.pack is not None and one.pack.kind == kind)]
    for one in packs:
        call.console.say(_line(call, one))
        if one.error is not None:
            call.console.say(f"    {words.error(one.error)}")
    call.console.answer({"packs": [_facts(call, one) for one in packs]})
    return FINDINGS if any(one.state is PackState.REFUSED for one in packs) else OK


def check_pack(call: Call) -> int:
    """``embercase rules check``: whether a file could be approved. A file that could not is a known error."""
    path = call.options.file
    pack = call.app.office_rules.check_file(path)
    call.console.say(call.words("The rule pack “{title}” is in order.", title=pack.title))
    call.console.answer({"id": pack.id, "kind": pack.kind, "digest": pack.digest})
    return OK


def show_pack(call: Call) -> int:
    """``embercase rules show``: a pack by its id, or what is in force of a kind, value by value."""
    words, options = call.words, call.options
    pack = _named(call, options.pack)
    call.console.say(f"{pack.title}  {_dates(pack)}  {pack.clause}  {certainty_words(pack.certainty, words)}")
    said = PackWords(words, (pack.data,), call.app.workbench.catalogue)
    for steps, value in leaves(pack.data):
        if is_named_by(steps, value):
            continue
        source = pack.source_of(steps)
        call.console.say(f"  {said.way(steps)}: {said.value(steps, value)}"
                         + (f"  [{source.title}]" if pack.layers else ""))
    call.console.answer({
        **body_of(pack), "digest": pack.digest, "layers": [layer.id for layer in pack.layers or (pack,)],
    })
    return OK


def import_pack(call: Call) -> int:
    """``embercase rules import``: a file becomes a draft of the office."""
    made = call.app.office_rules.take_in(call.options.file, call.app.sign_in(call.options.officer))
    call.console.say(call.words("Taken in as a draft: {id}. It is in force once an officer approves it.", id=made.id))
    call.console.answer({"id": made.id, "state": made.state.value})
    return OK


def export_pack(call: Call) -> int:
    """``embercase rules export``: a pack as a file."""
    office, options = call.app.office_rules, call.options
    state = next((one.state for one in office.packs() if one.id == options.pack), None)
    if state is None:
        raise UserError("rules.unknown", id=options.pack)
    office.export(options.pack, state, options.output)
    call.console.say(call.words("Wrote {path}", path=options.output))
    call.console.answer({"output": str(options.output)})
    return OK


def approve_pack(call: Call) -> int:
    """``embercase rules approve``: put a draft into force."""
    pack = call.app.office_rules.approve(call.options.pack, call.app.sign_in(call.options.officer), call.options.reason)
    call.console.say(call.words("In force: “{title}” ({digest})", title=pack.title, digest=pack.digest[:12]))
    call.console.answer({"id": pack.id, "digest": pack.digest})
    return OK


def _named(call: Call, name: str) -> RulePack:
    for one in call.app.office_rules.packs():
        if one.id == name and one.pack is not None:
            return one.pack
    text = call.options.on
    try:
        day = date.fromisoformat(text) if text else today()
    except ValueError as error:
        raise UserError("rules.bad_day", day=text) from error
    packs = call.app.workbench.rules
    if name not in {pack.kind for pack in packs.packs}:
        raise UserError("rules.unknown", id=name)
    return packs.on(name, day, call.options.region)


def _line(call: Call, one: OfficePack) -> str:
    state = call.words(STATE_WORDS[one.state])
    if one.pack is None:
        return f"{one.id}  [{state}]"
    pack = one.pack
    region = pack.region or call.words("Whole country")
    return (f"{one.id}  {pack.kind}  {_dates(pack)}  {region}  {certainty_words(pack.certainty, call.words)}"
            f"  [{state}]  {pack.title}")


def _dates(pack: RulePack) -> str:
    return f"{pack.in_force_from}–{pack.in_force_to or ''}"


def _facts(call: Call, one: OfficePack) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": one.id, "state": one.state.value}
    if one.pack is not None:
        facts |= {key: value for key, value in body_of(one.pack).items() if key not in ("id", "data")}
        facts["digest"] = one.pack.digest
    if one.error is not None:
        facts["error"] = {"code": one.error.code, "message": call.words.error(one.error)}
    if one.approval is not None:
        facts["approved"] = {"by": one.approval.officer.name, "at": one.approval.at, "reason": one.approval.reason}
    return facts
