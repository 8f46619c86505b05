"""Where clouds lie in the frame of one of them, as the kept registrations say."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from modules.clouds.records import Registration
from modules.clouds.rules.registration import Rigid


@dataclass(frozen=True)
class Place:
    """``rigid`` turns coordinates of a file into those of the leading cloud; ``rms`` (in units of the file) is what the
    registrations on the way leave, ``steps`` how many there were."""

    rigid: Rigid
    rms: float = 0.0
    steps: int = 0


def placements(leading: str, registrations: Iterable[Registration]) -> dict[str, Place]:
    """Where the leading cloud and all that registrations tie to it lie, by the fewest steps; others are left out."""
    ties: dict[str, list[tuple[str, Rigid, float]]] = {}
    for kept in registrations:
        there = Rigid.of_quaternion(kept.rotation, kept.translation)
        ties.setdefault(kept.reference_id, []).append((kept.cloud_id, there, kept.rms))
        ties.setdefault(kept.cloud_id, []).append((kept.reference_id, there.inverse(), kept.rms))
    found = {leading: Place(Rigid.identity())}
    waiting = deque([leading])
    while waiting:
        here = waiting.popleft()
        place = found[here]
        for cloud_id, rigid, rms in ties.get(here, ()):
            if cloud_id not in found:
                spread = float(np.hypot(place.rms, rms))
                found[cloud_id] = Place(place.rigid.after(rigid), spread, place.steps + 1)
                waiting.append(cloud_id)
    return found


def leading_of(cloud_ids: Iterable[str], registrations: Iterable[Registration]) -> str:
    """The cloud whose frame most others are brought into, directly or not; of equals the first. Empty for none."""
    towards: dict[str, str] = {kept.cloud_id: kept.reference_id for kept in registrations}
    best, most = "", -1
    tied: dict[str, int] = {}
    for cloud_id in towards:
        seen, at = {cloud_id}, cloud_id
        while at in towards and towards[at] not in seen:
            at = towards[at]
            seen.add(at)
        tied[at] = tied.get(at, 0) + 1
    for cloud_id in cloud_ids:
        if tied.get(cloud_id, 0) > most:
            best, most = cloud_id, tied.get(cloud_id, 0)
    return best
