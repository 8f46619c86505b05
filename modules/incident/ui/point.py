"""How sure a place is, in forms: its ± and how it is known."""

from dataclasses import replace
from typing import Any

from workstation.api import N_, GeoPoint
from workstation.api.widgets import Field

SURE_FIELDS = (
    Field("within_m", N_("Place known to ± (m)"), "float", minimum=0, help=N_(
        "Twice the standard uncertainty. From 100 m on it is an approximate place: the map draws a circle around it, "
        "and every distance from it tells its ±."
    )),
    Field("basis", N_("How the place is known")),
)


def sureness(point: GeoPoint | None) -> dict[str, Any]:
    """The values of ``SURE_FIELDS``."""
    if point is None:
        return {"within_m": None, "basis": ""}
    return {"within_m": 2 * point.accuracy_m if point.accuracy_m is not None else None, "basis": point.basis}


def sure_values(values: dict[str, Any]) -> dict[str, Any]:
    """Takes them out of a form's values, as fields of a point."""
    within = values.pop("within_m")
    return {"accuracy_m": within / 2 if within is not None else None, "basis": values.pop("basis") or ""}


def entered_point(before: GeoPoint | None, x: float, y: float, frame: str, sure: dict[str, Any]) -> GeoPoint:
    """The point as a person entered it; a height that was known of the same place stays."""
    if before is not None and (before.x, before.y, before.frame) == (x, y, frame):
        return replace(before, **sure)
    return GeoPoint(x=x, y=y, frame=frame, **sure)
