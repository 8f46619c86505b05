"""The laser scans: into one frame by pairs and by the surveyed corners, a map of the floor, a slice for the drawing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from modules.clouds import operations
from modules.clouds.importers.aligning import refine_pairs
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.comparing import Wanted, compare, keep_compared
from modules.clouds.importers.slicing import SliceWanted, keep_slice, slice_cloud
from modules.clouds.queries import valid_clouds
from modules.clouds.records import Cloud, DeviationKind, PlaneSource, PointPair, Registration, Triple
from modules.clouds.rules.georeference import fit_to_pairs, frame_fit, pair_residuals
from modules.clouds.rules.registration import Rigid
from sample_cases.qingxi_workshop.scenario import Station
from sample_cases.qingxi_workshop.work.working import Working, moment, wording

ENOUGH = 30_000  # points: coarser scans have no surfaces to compare
_CLICK_M = 0.0025
_AROUND_M = 6.0
_VOXEL_M = 0.03  # finer than the partition wall is thick


def work(case: Working) -> None:
    """Lin registers the three scans, fits the first to the surveyed corners, and looks at the floor and a slice."""
    said = wording("scans")
    case.sign_in("lin")
    stations = {station.name: station for station in case.scenario.scans}
    for cloud in valid_clouds(case.read()):
        station = stations[cloud.name.removesuffix(".ply")]
        case.do("clouds.describe", operations.describe, cloud.id, unit="metre", frame="",
                accuracy_m=said["accuracy_m"], captured=moment(station.at), note=said["notes"][station.name])
    clouds = {cloud.name.removesuffix(".ply"): cloud for cloud in valid_clouds(case.read())}
    for item in said["pairs"]:
        _register(case, clouds, stations, item["scan"], item["to"], item["places"])
    first = clouds["S1"]
    _fit(case, first, stations["S1"], said["frame"], said["corners"])
    if first.received >= ENOUGH:
        told, job = said["floor"], case.desk.job()
        keep_compared(job, compare(job, Wanted(
            first.id, DeviationKind.PLANE, told["name"], plane=PlaneSource.LEVEL, scale_m=told["scale_m"],
            tolerance_m=told["tolerance_m"], box=_slab(stations["S1"], *told["heights_m"]),
        )))
        keep_slice(job, slice_cloud(job, SliceWanted(first.id, said["slice"]["title"], said["slice"]["height_m"])))


def pose_of(station: Station) -> Rigid:
    """From the station's frame to that of the site."""
    turn = np.radians(station.heading_deg)
    c, s = np.cos(turn), np.sin(turn)
    return Rigid(np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]), np.array(station.position, float))


def _seen(station: Station, place: Sequence[float]) -> Triple:
    """Where a hand picks a place of the site in a scan: some millimetres beside it."""
    rng = np.random.default_rng([17, *station.name.encode(), *(round(1000 * abs(value)) for value in place)])
    x, y, z = pose_of(station).inverse().apply(np.array(place, float)) + rng.normal(0, _CLICK_M, 3)
    return float(x), float(y), float(z)


def _register(
    case: Working, clouds: dict[str, Cloud], stations: dict[str, Station], scan: str, to: str,
    places: Sequence[tuple[str, Sequence[float]]],
) -> None:
    """By pairs picked side by side; where the scans are fine enough the surfaces have the last word."""
    pairs = tuple(
        PointPair(name=name, moving=_seen(stations[scan], place), fixed=_seen(stations[to], place))
        for name, place in places
    )
    fit = fit_to_pairs(pairs)
    rigid, rms, overlap, direction, share = fit.rigid, fit.rms, 0.0, (0.0, 0.0, 1.0), 1.0
    method, before = "pairs", None
    if clouds[scan].received >= ENOUGH:
        job = case.desk.job()
        moving, fixed = (build_pyramid(job, clouds[name].id) for name in (scan, to))
        alone, found = refine_pairs(job, moving, fixed, fit, scan, _VOXEL_M)
        method, before = "pairs_refined", alone.rms
        rigid, rms, overlap = found.rigid, found.rms, found.overlap
        direction, share = found.firmness.direction, found.firmness.share
    x, y, z = (float(value) for value in rigid.translation)
    case.do("clouds.register", operations.keep_registration, Registration(
        cloud_id=clouds[scan].id, reference_id=clouds[to].id, method=method, rotation=rigid.quaternion(),
        translation=(x, y, z), rms=rms, overlap=overlap, weak_direction=direction, weak_share=share, pairs=pairs,
        residuals=pair_residuals(pairs, rigid), rms_before=before,
    ))


def _fit(case: Working, cloud: Cloud, station: Station, frame: str, corners: Sequence[str]) -> None:
    """To the surveyed corners, a hand's breadth above the floor where their edges are clean."""
    known = {item.label: item for item in case.read().places() if item.point.frame == frame}
    pairs = []
    for name in corners:
        point = known[name].point
        place = (point.x, point.y, 0.3)
        pairs.append(PointPair(
            name=name, moving=_seen(station, place), fixed=place, target="control", ref=known[name].ref,
        ))
    fit = frame_fit(case.read().get(Cloud, cloud.id), frame, pairs, levelled=True)
    case.do("clouds.fit_frame", operations.keep_frame_fit, replace(fit, note=wording("scans")["fit_note"]))


def _slab(station: Station, low: float, high: float) -> tuple[Triple, Triple]:
    """Heights above the floor as a box in the scan's frame."""
    floor = -float(station.position[2])
    return (-_AROUND_M, -_AROUND_M, floor + low), (_AROUND_M, _AROUND_M, floor + high)
