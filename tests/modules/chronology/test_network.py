"""The temporal network is exact: against textbook networks, and against a slow and simple reckoning on random ones."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.chronology.rules.network import ORIGIN, Bounds, Network
from workstation.api import UserError

MINUTE = 60_000


def bounds(network: Network) -> list[Bounds]:
    found = network.bounds()
    assert found is not None
    return found


def test_john_goes_to_work() -> None:
    """Dechter, Meiri and Pearl 1991, example 1.1 with the network of figure 2; minutes after 7:00."""
    network = Network()
    left, arrived, fred_left, fred_arrived = (network.add_time() for _ in range(4))
    network.say(ORIGIN, left, "left", at_least=10, at_most=20)
    network.say(left, arrived, "drive", at_least=30, at_most=40)
    network.say(fred_left, arrived, "ten to twenty", at_least=10, at_most=20)
    network.say(fred_left, fred_arrived, "car pool", at_least=40, at_most=50)
    network.say(ORIGIN, fred_arrived, "fred", at_least=60, at_most=70)
    # the minimal network of the paper's table 2
    assert bounds(network)[1:] == [Bounds(10, 20), Bounds(40, 50), Bounds(20, 30), Bounds(60, 70)]
    assert network.contradictions() == []


def test_what_nothing_bounds_stays_open() -> None:
    network = Network()
    seen, fire, after = network.add_time(), network.add_time(), network.add_time()
    network.say(ORIGIN, seen, "camera", at_least=100, at_most=100)
    network.say(fire, seen, "before the smoke", at_least=0)
    network.say(seen, after, "then", at_least=5)
    assert bounds(network)[1:] == [Bounds(100, 100), Bounds(None, 100), Bounds(105, None)]


def test_the_smallest_contradiction_is_named() -> None:
    network = Network()
    call, smoke, alarm, flash = (network.add_time() for _ in range(4))
    network.say(ORIGIN, call, "119", at_least=100 * MINUTE, at_most=100 * MINUTE)
    network.say(ORIGIN, smoke, "camera", at_least=90 * MINUTE, at_most=91 * MINUTE)
    network.say(smoke, alarm, "panel", at_least=0, at_most=2 * MINUTE)
    network.say(alarm, flash, "neighbour", at_least=0, at_most=5 * MINUTE)
    network.say(call, flash, "owner", at_least=1 * MINUTE)
    (found,) = network.contradictions()
    assert set(found) == {"119", "camera", "panel", "neighbour", "owner"}
    network.say(smoke, call, "guard", at_most=3 * MINUTE)
    first, *_ = network.contradictions()
    assert set(first) == {"119", "camera", "guard"}, "three statements are fewer than five"
    assert network.bounds() is None
    assert network.bounds(without=["guard", "owner"]) is not None


def test_contradictions_apart_from_the_clock_are_found() -> None:
    network = Network()
    first, second, third = (network.add_time() for _ in range(3))
    network.say(ORIGIN, first, "clock", at_least=0, at_most=10)
    network.say(second, third, "witness 1", at_least=1)
    network.say(third, second, "witness 2", at_least=1)
    assert [set(found) for found in network.contradictions()] == [{"witness 1", "witness 2"}]


def test_a_span_beyond_all_reason_is_refused() -> None:
    network = Network()
    with pytest.raises(UserError, match=r"chronology\.span_too_long"):
        network.say(ORIGIN, network.add_time(), "typo", at_most=2**60)


SAYINGS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-6, 6), st.integers(0, 5)), min_size=1, max_size=8
)


def slow(sayings: list[tuple[int, int, int, int]]) -> list[list[float]] | None:
    """All shortest distances by Floyd and Warshall, or none for a negative cycle."""
    far = float("inf")
    distance = [[0.0 if a == b else far for b in range(5)] for a in range(5)]
    for a, b, low, width in sayings:
        distance[a][b] = min(distance[a][b], low + width)
        distance[b][a] = min(distance[b][a], -low)
    for k in range(5):
        for a in range(5):
            for b in range(5):
                distance[a][b] = min(distance[a][b], distance[a][k] + distance[k][b])
    return None if any(distance[a][a] < 0 for a in range(5)) else distance


def build(sayings: list[tuple[int, int, int, int]]) -> Network:
    network = Network()
    for _ in range(4):
        network.add_time()
    for number, (a, b, low, width) in enumerate(sayings):
        network.say(a, b, number, at_least=low, at_most=low + width)
    return network


@given(SAYINGS)
def test_random_networks_equal_the_slow_reckoning(sayings: list[tuple[int, int, int, int]]) -> None:
    network, expected = build(sayings), slow(sayings)
    found = network.bounds()
    if expected is None:
        assert found is None
        smallest = network.contradictions()[0]
        assert slow([sayings[index] for index in smallest]) is None, "what is named does contradict itself"
        for count in range(1, len(smallest)):
            for fewer in combinations(sayings, count):
                assert slow(list(fewer)) is not None, "no smaller set does"
    else:
        assert network.contradictions() == []
        assert found is not None
        for number, one in enumerate(found):
            high, low = expected[0][number], expected[number][0]
            assert one.latest == (None if high == float("inf") else high)
            assert one.earliest == (None if low == float("inf") else -low)
