"""A drawing of 20,000 entities on the board: how long a frame takes to pan, to zoom, to drag 500 things.

    python -m benchmarks.drawing [--entities 20000] [--dragged 500] [--frames 200]

A frame is what the window's thread does for one event, painting included; without a display Qt's own ``offscreen``
painter is used, which paints as the desktop's raster engine does. Nothing is written to a case.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from modules.drawing.records import Drawing, DrawnLayer, Entity, Kind
from modules.drawing.rules.dimensions import anchored
from modules.drawing.rules.marks import Surroundings
from modules.drawing.rules.marks.depict import depict, renew
from modules.drawing.rules.model import Edit, Model
from modules.drawing.rules.moving import move

PER_HOUSE = 50
LIMIT_MS = 33.0


def house(x: float, y: float, number: int) -> list[Entity]:
    """Rooms with doors, furniture, signs and dimensions: fifty entities."""
    made: list[Entity] = []

    def add(kind: Kind, *points: tuple[float, float], **values: object) -> Entity:
        one = Entity(id=f"{number:05d}-{len(made):02d}", drawing_id="D", layer_id="L", kind=kind,
                     points=tuple((px + x, py + y) for px, py in points), **values)  # fmt: skip
        made.append(one)
        return one

    corners = [(0.0, 0.0), (9.0, 0.0), (9.0, 7.0), (0.0, 7.0)]
    walls = [add(Kind.WALL, a, b, size_m=0.24) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]
    walls += [add(Kind.WALL, (4.0, 0.0), (4.0, 7.0), size_m=0.12), add(Kind.WALL, (4.0, 3.5), (9.0, 3.5), size_m=0.12)]
    for wall, style in zip(walls, ("door", "window", "window", "shutter", "door", "opening"), strict=True):
        add(Kind.OPENING, host_id=wall.id, at_m=1.2, size_m=0.9, style=style)
    for room in ((2.0, 3.5), (6.5, 1.7), (6.5, 5.2)):
        add(Kind.ROOM, room, text="房间")
    for n in range(12):
        add(Kind.OBJECT, (0.7 + n % 4 * 0.8, 0.8 + n // 4 * 1.6), size_m=0.6, depth_m=0.5, style="furniture/cabinet")
    for n in range(8):
        add(Kind.SYMBOL, (4.6 + n % 4, 0.8 + n // 4 * 4.0), style="fire/exhibit", text=f"W-{n:03}")
    for n in range(10):
        add(Kind.LINE, (4.4, 4.0 + n * 0.25), (8.6, 4.0 + n * 0.25))
    add(Kind.HATCH, (0.2, 4.0), (3.8, 4.0), (3.8, 6.8), (0.2, 6.8), style="burned")
    add(Kind.DIMENSION, (-0.12, -0.12), (9.12, -0.12), size_m=-0.8, style="horizontal")
    add(Kind.DIMENSION, (-0.12, -0.12), (-0.12, 7.12), size_m=0.8, style="vertical")
    while len(made) < PER_HOUSE:
        add(Kind.TEXT, (2.0, 2.0 + 0.1 * len(made)), text="说明")
    return made


def entities(count: int) -> list[Entity]:
    """So many entities, house beside house."""
    houses = max(1, count // PER_HOUSE)
    side = round(houses**0.5)
    return [one for n in range(houses) for one in house(n % side * 12.0, n // side * 10.0, n)]


def spent_ms(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def told(name: str, frames: list[float]) -> dict[str, float]:
    median, p95 = float(np.median(frames)), float(np.percentile(frames, 95))
    print(f"{name:34} median {median:7.2f} ms   p95 {p95:7.2f} ms   {'ok' if p95 < LIMIT_MS else 'ABOVE'}")
    return {"median_ms": round(median, 2), "p95_ms": round(p95, 2)}


def main() -> None:
    """Run and print; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=20_000)
    parser.add_argument("--dragged", type=int, default=500)
    parser.add_argument("--frames", type=int, default=200)
    options = parser.parse_args()
    app = QApplication([])
    from benchmarks.drawing_board import BoardWindow

    drawn = entities(options.entities)
    model = Model(Drawing(id="D", name="D"), [DrawnLayer(id="L", drawing_id="D", name="L")])
    print(f"{len(drawn)} entities, {platform.processor() or platform.machine()}, {os.cpu_count()} processors")
    print(f"join walls, index           {spent_ms(lambda: model.apply(Edit(put=tuple(drawn)))):8.0f} ms")
    window = BoardWindow(app, model)
    found = depict(model, Surroundings(100.0))
    print(f"first drawing of all        {spent_ms(window.show_first):8.0f} ms")
    results = {
        "pan": told("pan", [spent_ms(lambda n=n: window.pan(n)) for n in range(options.frames)]),
        "zoom": told("zoom", [spent_ms(lambda n=n: window.zoom(n)) for n in range(options.frames)]),
    }
    window.choose(options.dragged)
    results["drag"] = told(f"drag {options.dragged}", window.dragged(options.frames))
    results["hover"] = told("pointer with catching", window.hovered(options.frames))
    chosen = window.chosen()
    edit = move(model, chosen, (0.5, 0.25))
    touched: set[str] = set()
    print(f"drop: move {len(chosen)}, rejoin  {spent_ms(lambda: touched.update(model.apply(edit))):8.1f} ms")
    print(f"drop: draw what changed     {spent_ms(lambda: renew(found, model, Surroundings(100.0), touched)):8.1f} ms")
    one = anchored(model, model.of_kind(Kind.DIMENSION)[0])
    print(f"one dimension that follows  {spent_ms(lambda: move(model, [one], (0.1, 0.0))):8.1f} ms")
    print(json.dumps({"entities": len(drawn), **results}))
    window.close()


if __name__ == "__main__":
    main()
