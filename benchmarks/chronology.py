"""How long the temporal network takes on 2,000 events with 5,000 relations: bounds, and naming what contradicts.

    .venv/bin/python -m benchmarks.chronology
"""

import random
import time
from collections.abc import Callable

from modules.chronology.rules.network import ORIGIN, Network

EVENTS, RELATIONS, DAY = 2_000, 5_000, 86_400_000


def build(contradict: bool) -> Network:
    """Events of a day with uncertain times, and relations that hold (but for three, with ``contradict``)."""
    chance = random.Random(119)
    network = Network()
    truth = [chance.randrange(DAY) for _ in range(EVENTS)]
    numbers = [network.add_time() for _ in truth]
    for index, (number, at) in enumerate(zip(numbers, truth, strict=True)):
        if index % 3:
            doubt = chance.randrange(1_000, 900_000)
            network.say(ORIGIN, number, f"event {index}", at_least=at - doubt, at_most=at + doubt)
    for index in range(RELATIONS):
        first, second = chance.sample(range(EVENTS), 2)
        gap = truth[second] - truth[first]
        doubt = chance.randrange(60_000)
        wrong = DAY if contradict and index % 2_000 == 7 else 0
        network.say(numbers[first], numbers[second], f"relation {index}", at_least=gap - doubt + wrong,
                    at_most=gap + doubt + wrong)
    return network


def timed(fn: Callable[[], object]) -> float:
    """Seconds of the fastest of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        fn()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    holds, wrong = build(False), build(True)
    found = wrong.contradictions()
    print(f"bounds of {EVENTS} events, {RELATIONS} relations: {timed(holds.bounds):.2f} s")
    print(f"no contradiction:                 {timed(holds.contradictions):.2f} s")
    sizes = ", ".join(str(len(each)) for each in found)
    print(f"contradictions of {sizes} statements: {timed(wrong.contradictions):.2f} s")


if __name__ == "__main__":
    main()
