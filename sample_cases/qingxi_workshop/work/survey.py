"""The survey of the ground floor: instruments, stations, lengths, a blunder that the adjustment names, the frame."""

from collections.abc import Mapping
from typing import Any

from modules.measurements import operations
from modules.measurements.queries import report
from modules.measurements.records import NetworkKind, PointKind, ReadingKind
from modules.measurements.rules.enter import read_values
from sample_cases.qingxi_workshop.work.working import Working, when, wording
from workstation.api import AccuracyMeaning, InstrumentKind


def work(case: Working) -> None:
    """Lin measures and adjusts, measures again what does not fit, and takes the coordinates over."""
    said = wording("survey")
    case.sign_in("lin")
    instruments = {item["key"]: _instrument(case, item) for item in said["instruments"]}
    points = {item["name"]: _point(case, said, item) for item in said["points"]}
    network = case.do("measurements.enter_network", operations.enter_network, kind=NetworkKind.PLANE,
                      frame=said["frame"], grade="scene", **said["network"]).id
    common = {"network_id": network, "at": when(said["at"])}
    case.do("measurements.enter_reading", operations.enter_reading, kind=ReadingKind.BEARING, values=(90.0,), u=1.0,
            start="SW", end="SE", what="现场坐标系 x 轴", note="按定义", **common)
    for station in said["stations"]:
        for number, ray in enumerate(station["rays"], 1):
            _pointing(case, station, number, ray, {**common, "instrument_id": instruments["ts"]})
    taped = {**common, "instrument_id": instruments["laser"], "method": said["lengths"]["method"]}
    for start, end, values in said["lengths"]["read"]:
        _length(case, start, end, values, taped)
    suspects = list(report(case.read(), network).suspects)
    case.do("measurements.exclude", operations.exclude, suspects, said["again"]["reason"])
    for start, end, values in said["again"]["read"]:
        _length(case, start, end, values, {**taped, "at": when(said["again"]["at"])})
    case.do("measurements.adopt", operations.adopt, network)
    _frame(case, said, points)


def _instrument(case: Working, item: Mapping[str, Any]) -> str:
    values = {name: value for name, value in item.items() if name not in ("key", "kind", "meaning")}
    return case.do(
        "measurements.enter_instrument", operations.enter_instrument, kind=InstrumentKind(item["kind"]),
        meaning=AccuracyMeaning(item["meaning"]), **values,
    ).id


def _point(case: Working, said: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    """The south-west corner is the origin and held; the others follow from what is measured."""
    origin = {"x": 0.0, "y": 0.0, "height_m": 0.0, "frame": said["frame"], "held": True}
    return case.do(
        "measurements.enter_point", operations.enter_point, name=item["name"], kind=PointKind(item["kind"]),
        note=item["note"], **(origin if item["name"] == "SW" else {}),
    ).id


def _pointing(
    case: Working, station: Mapping[str, Any], number: int, ray: tuple[str, str, str, float], common: Mapping[str, Any]
) -> None:
    """Circle, zenith and slope distance of one ray, by their shot."""
    target, circle, zenith, slope = ray
    shot = {
        "start": station["name"], "end": target, "shot": f"{station['name']}-{number}", "round": "1",
        "instrument_height_m": station["height"], "method": "盘左,免棱镜",
    }
    for kind, values in (
        (ReadingKind.DIRECTION, read_values(circle, ReadingKind.DIRECTION)),
        (ReadingKind.ZENITH, read_values(zenith, ReadingKind.ZENITH)), (ReadingKind.SLOPE, (slope,)),
    ):
        case.do("measurements.enter_reading", operations.enter_reading, kind=kind, values=values, **shot, **common)


def _length(case: Working, start: str, end: str, values: list[float], common: Mapping[str, Any]) -> None:
    case.do("measurements.enter_reading", operations.enter_reading, kind=ReadingKind.DISTANCE, values=tuple(values),
            start=start, end=end, **common)


def _frame(case: Working, said: Mapping[str, Any], points: Mapping[str, str]) -> None:
    """The nails in the street are known on the earth too: the scene's frame is fitted by them."""
    told = said["satellite"]
    pairs = []
    for name, x, y, height in told["read"]:
        on_earth = case.do(
            "measurements.enter_point", operations.enter_point, name=f"{name} RTK", kind=PointKind.CONTROL, x=x, y=y,
            frame=told["frame"], height_m=height, accuracy_m=told["accuracy_m"], u_height_m=told["u_height_m"],
            at=when(said["at"]), source="RTK 接收机",
        )
        pairs.append((points[name], on_earth.id))
    case.do("measurements.fit_frame", operations.fit_frame, said["frame"], pairs)
