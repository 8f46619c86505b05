"""Recordings (录像), candidates in them that a person confirms, and frames taken out as items of their own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


class CandidateKind(StrEnum):
    """What a change of light looks like."""

    FLAME = "flame"
    FLICKER = "flicker"
    LIGHT = "light"
    SMOKE = "smoke"
    MOTION = "motion"


class Verdict(StrEnum):
    """What became of a candidate: nothing yet, or a named officer's decision."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Recording(Record):
    """A video. ``promised_ms`` is what its container says, ``readable_ms`` the time of the last frame that can be read.

    At the frame of ``anchor_ms`` the picture shows ``anchor_shown`` (ISO text without a zone): the clock of the device
    then gives every frame its time.
    """

    file_id: str
    title: str
    number: str = ""
    camera: str = ""
    width: int = 0
    height: int = 0
    per_second: float = 0.0
    codec: str = ""
    promised_ms: float = 0.0
    readable_ms: float = 0.0
    clock_id: str | None = None
    anchor_ms: float = 0.0
    anchor_shown: str = ""
    withdrawn: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.anchor_shown:
            try:
                zoned = datetime.fromisoformat(self.anchor_shown).tzinfo
            except ValueError as error:
                raise UserError("edata.bad_display", value=self.anchor_shown[:40]) from error
            if zoned is not None:
                raise UserError("edata.bad_display", value=self.anchor_shown[:40])


@dataclass(frozen=True, kw_only=True)
class Candidate(Record):
    """Something that may be flame, smoke or light: ``at_ms`` in the video, ``score`` in times the usual variation.

    ``region`` is x, y, width, height in parts of the picture; ``event_id`` the event that a confirmed one became.
    """

    recording_id: str
    kind: CandidateKind
    at_ms: float
    until_ms: float
    score: float
    region: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    verdict: Verdict = Verdict.OPEN
    decided_by: str = ""
    decided_at: Moment | None = None
    reason: str = ""
    event_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Derived(Record):
    """An item made of an original (派生件), a frame or a file out of a disk image: in the vault with its own hash."""

    file_id: str
    number: str
    title: str
    source: Ref
    at_ms: float | None = None
    shown: str = ""
    path: str = ""
    tool: str = ""
    made_by: str = ""
    made_at: Moment | None = None
    note: str = ""
