"""What is asked of a determination of the cause (XF 1301-2016; R5)."""

from collections.abc import Iterator

from modules.cause.queries import (
    DETERMINING,
    HYPOTHESIS,
    LEAVING,
    asked,
    cause_claims,
    gate,
    open_before_determination,
    title_of,
)
from modules.cause.records import StepState
from workstation.api import N_, Check, ClaimStatus, Finding, Read, Ref, Severity, UserError, today

_NAMED = 3


def matrix(read: Read) -> Iterator[Finding]:
    """What the matrix of hypotheses asks about: evidence never held against a rival, a sole survivor, …"""
    for prompt in asked(read):
        claim = prompt.claim
        titles = [title_of(read, ref) for ref in prompt.evidence[:_NAMED]]
        more = "…" if len(prompt.evidence) > _NAMED else ""
        values = {
            "text": claim.text[:40] if claim else "", "evidence": "、".join(titles) + more,
            "count": str(len(prompt.evidence)),
        }
        yield Finding(
            f"cause.{prompt.code}", values, Ref("claims", claim.id) if claim else None,
            Severity.ERROR if prompt.severe else Severity.WARNING,
        )


def determination(read: Read) -> Iterator[Finding]:
    """R5: a cause is established, but steps before a 认定书 are open."""
    decided = any(
        claim.topic == HYPOTHESIS and claim.status is ClaimStatus.ESTABLISHED for claim in cause_claims(read)
    )
    still = open_before_determination(read)
    if decided and still:
        names = "、".join(item.title["zh"] for item in still)
        yield Finding("cause.gate_open", {"count": str(len(still)), "items": names}, severity=Severity.ERROR)


def awaited(read: Read) -> Iterator[Finding]:
    """What is awaited for longer than was said."""
    for name in (LEAVING, DETERMINING):
        try:
            items = gate(read, name)
        except UserError:
            continue
        for item in items:
            step = item.step
            if step.state is StepState.PAUSED and step.until and step.until < today():
                values = {"item": item.title["zh"], "awaited": step.awaited, "until": step.until.isoformat()}
                yield Finding("cause.awaited_late", values, Ref("gate_steps", step.id))


CHECKS = (
    Check("cause.matrix", N_("Matrix of hypotheses"), "XF 1301-2016 §7", matrix),
    Check("cause.gate", N_("Before the determination"), "XF 1301-2016 §6；R5", determination),
    Check("cause.awaited", N_("What is awaited"), "R5", awaited),
)
