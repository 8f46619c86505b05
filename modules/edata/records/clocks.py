"""Checks of clocks (校时): what a device showed at a known time, with the photograph of both clocks."""

from dataclasses import dataclass
from datetime import datetime

from workstation.api import Moment, Record, Ref, UserError, zone


@dataclass(frozen=True, kw_only=True)
class ClockCheck(Record):
    """At Beijing time ``at`` the clock showed ``shown`` (ISO text without a zone, as on the display).

    ``reference`` names where Beijing time came from; ``photos`` hold both clocks in one frame.
    """

    clock_id: str
    shown: str
    at: Moment
    reference: str = ""
    uncertainty_s: float = 1.0
    photos: tuple[Ref, ...] = ()
    checked_by: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.uncertainty_s < 0:
            raise UserError("time.negative_uncertainty", value=self.uncertainty_s)
        self._display()

    def _display(self) -> datetime:
        try:
            shown = datetime.fromisoformat(self.shown)
        except ValueError as error:
            raise UserError("edata.bad_display", value=self.shown[:40]) from error
        if shown.tzinfo is not None:
            raise UserError("edata.bad_display", value=self.shown[:40])
        return shown

    def offset_s(self, zone_name: str) -> float:
        """What the clock showed minus the true time, in seconds, for a clock set to this zone."""
        return (self._display().replace(tzinfo=zone(zone_name)) - self.at.utc).total_seconds()
