"""A small survey with known truth: a polygon of four stations, details by polar rays, a levelling loop."""

import math
from datetime import date

import numpy as np

from modules.measurements import operations
from modules.measurements.records import Network, NetworkKind, PointKind, ReadingKind
from workstation.api import InstrumentKind, Work

TRUTH = {"A": (0.0, 0.0), "B": (12.0, 1.0), "C": (11.0, 9.0), "D": (-1.0, 8.0), "P": (5.0, 4.5)}
ROUTE = ("A", "B", "C", "D", "A")
HEIGHTS = {"A": 10.0, "B": 10.12, "C": 9.95, "D": 10.31}


def bearing(start: str, end: str) -> float:
    (x1, y1), (x2, y2) = TRUTH[start], TRUTH[end]
    return math.degrees(math.atan2(x2 - x1, y2 - y1)) % 360


def enter(work: Work, *, wrong: str = "", seed: int = 5) -> Network:
    """A closed traverse with a point by polar rays from three stations; ``wrong`` is a leg read 1 dm too long."""
    chance = np.random.default_rng(seed)
    instrument = operations.enter_instrument(
        work, name="全站仪", kind=InstrumentKind.TOTAL_STATION, length_a_mm=2.0, length_b_ppm=2.0, angle_arcsec=5.0,
        certificate_number="C-1", calibrated_on=date(2026, 1, 10), valid_until=date(2027, 1, 9),
    )
    operations.enter_point(work, name="A", kind=PointKind.CONTROL, x=0.0, y=0.0, frame="site:A", height_m=10.0,
                           held=True)
    for name in ("B", "C", "D"):
        operations.enter_point(work, name=name, kind=PointKind.STATION)
    network = operations.enter_network(
        work, name="闭合导线", kind=NetworkKind.TRAVERSE, frame="site:A", grade="scene", route_names=list(ROUTE)
    )
    common = {"instrument_id": instrument.id, "network_id": network.id}
    operations.enter_reading(work, kind=ReadingKind.BEARING, start="A", end="B", u=3.0, values=(bearing("A", "B"),),
                             **common)
    for number in range(4):
        back, at, to = ROUTE[number - 1] if number else "D", ROUTE[number], ROUTE[number + 1]
        turn = (bearing(at, to) - bearing(at, back) + float(chance.normal(0, 8 / 3600))) % 360
        operations.enter_reading(work, kind=ReadingKind.ANGLE, start=at, end=to, back=back, values=(turn,), **common)
        length = math.dist(TRUTH[at], TRUTH[to])
        values = tuple(length + float(chance.normal(0, 0.001)) + (0.1 if f"{at}{to}" == wrong else 0) for _ in "123")
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, start=at, end=to, values=values, **common)
        operations.enter_reading(work, kind=ReadingKind.RISE, start=at, end=to, u=0.002, length_m=length,
                                 values=(HEIGHTS[to] - HEIGHTS[at] + float(chance.normal(0, 0.001)),), **common)
    for at, back in (("A", "B"), ("B", "C"), ("C", "D")):
        turn = (bearing(at, "P") - bearing(at, back) + float(chance.normal(0, 8 / 3600))) % 360
        operations.enter_reading(work, kind=ReadingKind.ANGLE, start=at, end="P", back=back, values=(turn,), **common)
        length = math.dist(TRUTH[at], TRUTH["P"]) + float(chance.normal(0, 0.001))
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, start=at, end="P", values=(length,), **common)
    return network
