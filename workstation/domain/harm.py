"""The harm of a fire as it was counted at one time."""

from dataclasses import dataclass

from workstation.domain.errors import UserError
from workstation.domain.record import Record
from workstation.domain.time import Moment


@dataclass(frozen=True, kw_only=True)
class Loss(Record):
    """Loss as counted at one time, in yuan; ``direct_property_yuan`` is 直接财产损失, ``direct_economic_yuan``
    直接经济损失 (which 国务院令493号 uses), ``households`` 受灾户."""

    direct_property_yuan: float | None = None
    direct_economic_yuan: float | None = None
    households: int | None = None
    counted_at: Moment
    source: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("direct_property_yuan", "direct_economic_yuan", "households"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise UserError("incident.negative", field=name, value=value)
