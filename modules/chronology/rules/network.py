"""A simple temporal network: what all statements together allow for any time, and which of them can't all be true.

R. Dechter, I. Meiri, J. Pearl: Temporal constraint networks, Artificial Intelligence 49 (1991), 61–95: a network of
differences ``t_b - t_a <= w`` is consistent exactly if its distance graph has no negative cycle (theorem 3.1), and its
shortest paths are the tightest bounds (corollary 3.3). Times are whole milliseconds, so that nothing is rounded.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from workstation.api import UserError

Times = npt.NDArray[np.int64]
S = TypeVar("S", bound=Hashable)

_FAR = np.int64(2**61)  # no bound; the sum of two such still fits
_LONGEST = 2**52  # milliseconds; longer spans than 140,000 years are a mistake
_MOST_CONTRADICTIONS = 20
_LOOK_EVERY = 4
ORIGIN = 0


@dataclass(frozen=True)
class Bounds:
    """The earliest and the latest that a time can be, in milliseconds after the origin; none: unbounded."""

    earliest: int | None
    latest: int | None


@dataclass(frozen=True)
class _Edge(Generic[S]):
    """``t_to - t_from <= at_most``, because ``statement`` says so."""

    from_: int
    to: int
    at_most: int
    statement: S


class Network(Generic[S]):
    """Times as numbers from 1 on (0 is the origin of the clock), with what statements say of their differences."""

    def __init__(self) -> None:
        self._size = 1
        self._edges: list[_Edge[S]] = []

    def add_time(self) -> int:
        """A new time of which nothing is known."""
        self._size += 1
        return self._size - 1

    def say(
        self, first: int, second: int, statement: S, *, at_least: int | None = None, at_most: int | None = None
    ) -> None:
        """``at_least <= t_second - t_first <= at_most`` (milliseconds), said by ``statement``.

        Raises ``UserError("chronology.span_too_long")``.
        """
        if any(bound is not None and abs(bound) > _LONGEST for bound in (at_least, at_most)):
            raise UserError("chronology.span_too_long")
        if at_most is not None:
            self._edges.append(_Edge(first, second, at_most, statement))
        if at_least is not None:
            self._edges.append(_Edge(second, first, -at_least, statement))

    def contradictions(self) -> list[tuple[S, ...]]:
        """Sets of statements that can't all be true, the smallest first; each statement stands in one set at most.

        Each set is a negative cycle with the fewest constraints that is left when those found before are set aside.
        """
        found: list[tuple[S, ...]] = []
        aside: set[S] = set()
        while len(found) < _MOST_CONTRADICTIONS:
            edges = [edge for edge in self._edges if edge.statement not in aside]
            cycle = _smallest_negative_cycle(edges, self._size)
            if not cycle:
                break
            statements = tuple(dict.fromkeys(edge.statement for edge in cycle))
            aside.update(statements)
            found.append(statements)
        return found

    def bounds(self, without: Iterable[S] = ()) -> list[Bounds] | None:
        """The tightest bounds of every time, by its number, or none if the statements contradict each other.

        Statements in ``without`` are set aside.
        """
        aside = set(without)
        edges = [edge for edge in self._edges if edge.statement not in aside]
        if not _is_consistent(edges, self._size):
            return None
        latest = _distances(_Graph(edges, self._size))
        earliest = _distances(_Graph([_reversed(edge) for edge in edges], self._size))
        return [
            Bounds(None if low >= _FAR else -int(low), None if high >= _FAR else int(high))
            for low, high in zip(earliest, latest, strict=True)
        ]


class _Graph(Generic[S]):
    """Edges sorted by where they lead, so that one pass over them is a few array operations."""

    def __init__(self, edges: Sequence[_Edge[S]], size: int) -> None:
        self.size = size
        to = np.array([edge.to for edge in edges], np.int64)
        order = np.argsort(to, kind="stable")
        self.edges = [edges[index] for index in order]
        self.from_ = np.array([edge.from_ for edge in self.edges], np.int64)
        self.weight = np.array([edge.at_most for edge in self.edges], np.int64)
        self.to = to[order]
        self.targets, self.starts = np.unique(self.to, return_index=True)

    def step(self, distances: Times) -> Times:
        """The shortest walks with exactly one edge more; the last axis is the time."""
        longer = np.full_like(distances, _FAR)
        if self.edges:
            reached = np.minimum(distances[..., self.from_] + self.weight, _FAR)
            reached[distances[..., self.from_] >= _FAR] = _FAR
            longer[..., self.targets] = np.minimum.reduceat(reached, self.starts, axis=-1)
        return longer

    def came_from(self, distances: Times, reached: Times) -> Times:
        """For each time the one from which ``step`` reached it (its own number where it did not)."""
        parents = np.arange(self.size)
        shortest = distances[self.from_] + self.weight == reached[self.to]
        parents[self.to[shortest]] = self.from_[shortest]
        return parents


def _reversed(edge: _Edge[S]) -> _Edge[S]:
    return _Edge(edge.to, edge.from_, edge.at_most, edge.statement)


def _distances(graph: _Graph[S]) -> Times:
    """Shortest distances from the origin, in a graph without negative cycle (Bellman and Ford)."""
    distances = np.full(graph.size, _FAR)
    distances[ORIGIN] = 0
    for _ in range(graph.size):
        shorter = np.minimum(distances, graph.step(distances))
        if np.array_equal(shorter, distances):
            break
        distances = shorter
    return distances


def _is_consistent(edges: Sequence[_Edge[S]], size: int) -> bool:
    """Whether no cycle is negative (Bellman and Ford, from a source that reaches all).

    A cycle among the edges by which distances were last shortened is a negative one, and shows long before the passes
    are used up.
    """
    graph, distances, parents = _Graph(edges, size), np.zeros(size, np.int64), np.arange(size)
    for number in range(size):
        reached = graph.step(distances)
        shorter = np.flatnonzero(reached < distances)
        if not len(shorter):
            return True
        parents[shorter] = graph.came_from(distances, reached)[shorter]
        distances[shorter] = reached[shorter]
        if number % _LOOK_EVERY == 0 and _has_cycle(parents):
            return False
    return False


def _has_cycle(parents: Times) -> bool:
    """Whether following the parents never ends for some node; a node without one is its own parent."""
    roots = parents == np.arange(len(parents))
    jumps = parents.copy()
    for _ in range(len(parents).bit_length()):
        jumps = jumps[jumps]
    return not bool(roots[jumps].all())


def _smallest_negative_cycle(edges: Sequence[_Edge[S]], size: int) -> list[_Edge[S]]:
    """A negative cycle with the fewest edges; empty if there is none.

    The shortest negative closed walk is a cycle (one that passes a node twice falls into two shorter ones, one of them
    negative). Those through the origin, where most lie, are found from one source; the others without the origin.
    """
    if _is_consistent(edges, size):
        return []
    graph = _Graph(edges, size)
    through = _closed_walk(graph, ORIGIN, size)
    inner = [edge for edge in edges if ORIGIN not in (edge.from_, edge.to)]
    if _is_consistent(inner, size):
        return through
    around = _shortest_closed_walk(_Graph(inner, size), len(through) - 1 if through else size)
    return around or through


def _closed_walk(graph: _Graph[S], start: int, most: int) -> list[_Edge[S]]:
    """The negative closed walk from ``start`` with the fewest edges, at most ``most``; empty if there is none."""
    distances = np.full(graph.size, _FAR)
    distances[start] = 0
    layers = [distances]
    for _ in range(most):
        layers.append(graph.step(layers[-1]))
        if layers[-1][start] < 0:
            return _walk_back(graph, layers, start)
        if (layers[-1] >= _FAR).all():
            break
    return []


def _walk_back(graph: _Graph[S], layers: Sequence[Times], start: int) -> list[_Edge[S]]:
    walk: list[_Edge[S]] = []
    node = start
    for before, after in zip(reversed(layers[:-1]), reversed(layers[1:]), strict=True):
        position = int(np.searchsorted(graph.targets, node))
        begin = int(graph.starts[position])
        end = int(graph.starts[position + 1]) if position + 1 < len(graph.starts) else len(graph.edges)
        reached = before[graph.from_[begin:end]] + graph.weight[begin:end]
        edge = graph.edges[begin + int(np.flatnonzero(reached == after[node])[0])]
        walk.append(edge)
        node = edge.from_
    return walk[::-1]


def _shortest_closed_walk(graph: _Graph[S], most: int) -> list[_Edge[S]]:
    """The negative closed walk with the fewest edges, at most ``most``, from any node; empty if there is none.

    On a negative cycle there is a place from which every part of the way is negative (the cycle lemma of Dvoretzky and
    Motzkin), so only walks that stay negative are followed.
    """
    order = np.argsort(graph.from_, kind="stable")
    begins = np.searchsorted(graph.from_[order], np.arange(graph.size + 1))
    starts = nodes = np.arange(graph.size)
    lengths = np.zeros(graph.size, np.int64)
    for count in range(1, most + 1):
        ways = begins[nodes + 1] - begins[nodes]
        which = np.repeat(np.arange(len(nodes)), ways)
        edges = order[np.arange(len(which)) - np.repeat(np.cumsum(ways) - ways, ways) + begins[nodes][which]]
        longer = lengths[which] + graph.weight[edges]
        negative = longer < 0
        starts, nodes, lengths = _shortest(starts[which][negative], graph.to[edges][negative], longer[negative])
        closed = np.flatnonzero(starts == nodes)
        if len(closed):
            return _closed_walk(graph, int(starts[closed[0]]), count)
    return []


def _shortest(starts: Times, nodes: Times, lengths: Times) -> tuple[Times, Times, Times]:
    """Of the walks with the same start and end the shortest."""
    order = np.lexsort((lengths, nodes, starts))
    starts, nodes, lengths = starts[order], nodes[order], lengths[order]
    first = np.ones(len(starts), bool)
    first[1:] = (starts[1:] != starts[:-1]) | (nodes[1:] != nodes[:-1])
    return starts[first], nodes[first], lengths[first]
