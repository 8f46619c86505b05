"""Things of the case that are pinned to a place in a cloud."""

from dataclasses import dataclass

from modules.clouds.records.clouds import Triple
from workstation.api import Record, Ref, UserError


@dataclass(frozen=True, kw_only=True)
class Pin(Record):
    """A named place: an exhibit, a burn mark, an event (``subject`` is that record), or an object without one, such as
    a door frame that distances are told from. ``point`` is exact, in the units and frame of the cloud's file."""

    cloud_id: str
    point: Triple
    name: str
    subject: Ref | None = None
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("clouds.pin_name_empty")
