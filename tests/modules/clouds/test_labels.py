"""Names stand where none covers another, and a line leads to those that stand off."""

import numpy as np

from modules.clouds.rules.labels import laid, width_of

ROOM = (800.0, 600.0)


def boxes(places: list[tuple[float, float]], sizes: list[tuple[float, float]]) -> np.ndarray:
    found = laid(places, sizes, ROOM, 9.0)
    return np.array([(at.left, at.top, at.left + w, at.top + h) for at, (w, h) in zip(found, sizes, strict=True)])


def shared(one: np.ndarray, other: np.ndarray) -> float:
    wide, high = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    return float(max(0.0, wide) * max(0.0, high))


def test_names_of_places_close_together_do_not_cover_each_other() -> None:
    rng = np.random.default_rng(2)
    places = [(float(x), float(y)) for x, y in rng.normal((400, 300), 12, (12, 2))]
    sizes = [(float(width), 20.0) for width in rng.uniform(60, 180, 12)]
    found = boxes(places, sizes)
    assert all(shared(found[a], found[b]) == 0 for a in range(12) for b in range(a))
    assert (found[:, :2] >= 0).all() and (found[:, 2:] <= ROOM).all()
    leaders = [at.leader for at in laid(places, sizes, ROOM, 9.0)]
    assert leaders[0] is None and sum(leader is not None for leader in leaders) >= 4
    for box, leader in zip(found, leaders, strict=True):
        if leader is not None:
            assert box[0] <= leader[0] <= box[2] and box[1] <= leader[1] <= box[3]


def test_a_name_alone_stands_right_above_its_place_and_inside_the_room() -> None:
    (one,) = laid([(100.0, 100.0)], [(50.0, 20.0)], ROOM, 8.0)
    assert (one.left, one.top, one.leader) == (108.0, 76.0, None)
    (at_the_edge,) = laid([(795.0, 3.0)], [(50.0, 20.0)], ROOM, 8.0)
    assert at_the_edge.left + 50 <= 795 and at_the_edge.top >= 0
    full = boxes([(400.0, 300.0)] * 150, [(200.0, 40.0)] * 150)  # there is no room for all, and none is lost
    assert len(full) == 150 and width_of("墙 1") > width_of("abc")
