"""Single hydrants, stations, cameras …: entered where the map is clicked, corrected, taken off."""

import math
from typing import TYPE_CHECKING

from modules.map import operations
from modules.map.queries import SITE_WORDS
from modules.map.records import MapSite, SiteKind
from modules.map.rules.distances import CLICK_PX
from modules.map.rules.mercator import degrees_at, true_scale
from modules.map.ui.commands import frame_choices
from workstation.api import N_, WGS84, GeoPoint, UserError, new_id
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from modules.map.ui.page import MapPage


def enter_site(page: "MapPage", x: float, y: float) -> None:
    """Ask what is at a point of the plane, and enter it."""
    longitude, latitude = degrees_at(x, y)
    metres_per_px = true_scale(y) / page.canvas.view.px_per_m
    _ask(page, None, GeoPoint(x=round(longitude, 7), y=round(latitude, 7), frame=WGS84,
                              accuracy_m=round(math.sqrt(2) * CLICK_PX * metres_per_px, 2)))  # fmt: skip


def correct_site(page: "MapPage", site: MapSite) -> None:
    """Ask again for everything of a site."""
    _ask(page, site, site.point)


def remove_site(page: "MapPage", site: MapSite) -> None:
    """Take it off the map; undo brings it back."""
    page.shell.do("map.remove_sites", lambda work: operations.remove_sites(work, [site.id]))


def _ask(page: "MapPage", known: MapSite | None, point: GeoPoint) -> None:
    fields = [
        Field("kind", N_("What is it?"), "choice", required=True, choices=tuple(SITE_WORDS.items())),
        Field("name", N_("Name"), required=True), Field("number", N_("Number")), Field("detail", N_("Remarks")),
        Field("x", N_("Longitude or x"), "float", required=True),
        Field("y", N_("Latitude or y"), "float", required=True),
        Field("frame", N_("Coordinate frame"), "choice", required=True,
              choices=frame_choices(page.loaded.site_frames)),
        Field("accuracy_m", N_("Point error (1σ)"), "float", unit="m", minimum=0),
        Field("bearing_deg", N_("Looks towards"), "float", unit="°", help=N_("For cameras: clockwise from north")),
        Field("view_angle_deg", N_("Field of view"), "float", unit="°", minimum=1),
        Field("reach_m", N_("Sees as far as"), "float", unit="m", minimum=1), Field("at", N_("Time"), "moment"),
    ]  # fmt: skip
    names = ("kind", "name", "number", "detail", "bearing_deg", "view_angle_deg", "reach_m", "at")
    values = {name: getattr(known, name) for name in names} if known else {"kind": SiteKind.HYDRANT}
    values |= {"x": point.x, "y": point.y, "frame": point.frame, "accuracy_m": point.accuracy_m}
    found = ask_form(page.shell, page.words("Hydrant, station, camera …"), fields, values, columns=2)
    if found is None:
        return
    try:
        at = GeoPoint(x=found.pop("x"), y=found.pop("y"), frame=str(found.pop("frame")),
                      height_m=point.height_m, accuracy_m=found.pop("accuracy_m"))
        site = MapSite(id=known.id if known else new_id(), point=at, file_id=known.file_id if known else "", **found)
    except UserError as error:
        page.shell.notify(page.words.error(error), "error")
        return
    page.shell.do("map.enter_sites", lambda work: operations.put_sites(work, [site]))
