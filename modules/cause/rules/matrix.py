"""The matrix of hypotheses (假设×证据) and what it asks back. It prompts; it never decides.

Source of the method: XF 1301-2016 (排除法: every source there is excluded with facts, the remaining one is held against
facts, case, science and experiment); the prompts against confirmation bias follow the analysis of competing
hypotheses (R. J. Heuer, Psychology of Intelligence Analysis, ch. 8): evidence counts by what it refutes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from modules.cause.records import Bearing, Condition, ConditionKind, Met, Weighing
from workstation.api import Claim, ClaimStatus, Ref

_OUT = ClaimStatus.EXCLUDED
_FIRM = (ClaimStatus.ESTABLISHED, ClaimStatus.PUBLISHED)


@dataclass(frozen=True)
class Matrix:
    """Hypotheses in columns, evidence in rows; ``cells`` by claim id and evidence, blank where never held against."""

    hypotheses: tuple[Claim, ...]
    evidence: tuple[Ref, ...]
    cells: Mapping[tuple[str, Ref], Weighing] = field(default_factory=dict)

    def bearing(self, claim: Claim, ref: Ref) -> Bearing | None:
        """How an item bears on a hypothesis; none where nobody has held it against it."""
        cell = self.cells.get((claim.id, ref))
        return cell.bearing if cell else None

    def having(self, claim: Claim, *bearings: Bearing | None) -> tuple[Ref, ...]:
        """The items that bear on a hypothesis in one of these ways."""
        return tuple(ref for ref in self.evidence if self.bearing(claim, ref) in bearings)


@dataclass(frozen=True)
class Prompt:
    """What the matrix asks about: a code of the catalogues, the hypothesis and the evidence that it is about."""

    code: str
    claim: Claim | None = None
    evidence: tuple[Ref, ...] = ()
    severe: bool = False


def build(claims: Sequence[Claim], weighings: Iterable[Weighing]) -> Matrix:
    """The matrix of these hypotheses. A claim's own evidence goes before what was written down apart from it."""
    ids = {claim.id for claim in claims}
    cells = {(one.claim_id, one.evidence): one for one in weighings if one.claim_id in ids}
    for claim in claims:
        for bearing, refs in ((Bearing.CONSISTENT, claim.supports), (Bearing.INCONSISTENT, claim.contradicts)):
            for ref in refs:
                known = cells.get((claim.id, ref))
                if known is None or known.bearing is not bearing:
                    reason = known.reason if known else ""
                    cells[claim.id, ref] = Weighing(claim_id=claim.id, evidence=ref, bearing=bearing, reason=reason)
    evidence = dict.fromkeys(ref for claim in claims for ref in (*claim.supports, *claim.contradicts))
    evidence.update(dict.fromkeys(ref for _, ref in cells))
    return Matrix(tuple(claims), tuple(evidence), cells)


def prompts(matrix: Matrix, conditions: Sequence[Condition]) -> Iterator[Prompt]:
    """Everything that the matrix asks about, the severe first."""
    found = [*_survivors(matrix), *_verdicts(matrix, conditions), *_bias(matrix)]
    yield from sorted(found, key=lambda prompt: not prompt.severe)


def _survivors(matrix: Matrix) -> Iterator[Prompt]:
    left = [claim for claim in matrix.hypotheses if claim.status is not _OUT]
    if len(matrix.hypotheses) == 1:
        yield Prompt("single_hypothesis", matrix.hypotheses[0])
    if matrix.hypotheses and not left:
        yield Prompt("nothing_left", severe=True)
    if len(matrix.hypotheses) > 1 and len(left) == 1 and not matrix.having(left[0], Bearing.CONSISTENT):
        yield Prompt("sole_survivor", left[0], severe=True)
    established = [claim for claim in matrix.hypotheses if claim.status in _FIRM]
    if established:
        for claim in left:
            if claim not in established:
                yield Prompt("rival_open", claim, severe=True)
    if len(established) > 1:
        yield Prompt("two_established", established[1], severe=True)


def _verdicts(matrix: Matrix, conditions: Sequence[Condition]) -> Iterator[Prompt]:
    for claim in matrix.hypotheses:
        against = matrix.having(claim, Bearing.INCONSISTENT)
        if claim.status is _OUT and not against:
            yield Prompt("excluded_without_evidence", claim, severe=True)
        if claim.status not in _FIRM:
            continue
        if against:
            yield Prompt("established_against", claim, against, severe=True)
        own = [one for one in conditions if one.claim_id == claim.id]
        if any(one.met is Met.NO for one in own):
            yield Prompt("condition_not_met", claim, severe=True)
        if len(own) < len(ConditionKind) or any(one.met is Met.UNKNOWN for one in own):
            yield Prompt("conditions_open", claim)


def _bias(matrix: Matrix) -> Iterator[Prompt]:
    for claim in matrix.hypotheses:
        never = matrix.having(claim, None)
        if never and len(matrix.hypotheses) > 1:
            yield Prompt("never_held", claim, never)
        pending = matrix.having(claim, Bearing.PENDING)
        if pending and claim.status is not ClaimStatus.DRAFT:
            yield Prompt("pending_decided", claim, pending)
    if len(matrix.hypotheses) > 1:
        alike = tuple(
            ref for ref in matrix.evidence
            if all(matrix.bearing(claim, ref) is Bearing.CONSISTENT for claim in matrix.hypotheses)
        )
        if alike:
            yield Prompt("tells_nothing", None, alike)
