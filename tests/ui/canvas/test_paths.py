"""Arrays become Qt's paths element by element, on any thread, without an import that patches Qt there."""

import subprocess
import sys

import numpy as np
from PySide6.QtGui import QPainterPath

from workstation.ui.canvas.qt_paths import joined, path_of, polygon_of

POINTS = np.array([[0.5, -1.0], [3.25, 4.0], [1e6, 2.0], [7.0, 8.0], [9.0, -0.0]])


def test_a_path_is_joined_where_it_should_be() -> None:
    path = joined(POINTS, np.array([1, 0, 1, 1, 0], np.int32))
    by_hand = QPainterPath()
    for index, (x, y) in enumerate(POINTS):
        (by_hand.moveTo if index in (0, 2) else by_hand.lineTo)(x, y)
    assert path == by_hand and path.elementCount() == 5


def test_rings_are_closed_and_nothing_is_an_empty_path() -> None:
    path = path_of([POINTS[:3], POINTS[2:]], closed=True)
    assert path.elementCount() == 8 and len(path.toSubpathPolygons()) == 2
    assert all(ring.isClosed() for ring in path.toSubpathPolygons())
    assert path_of([], closed=True).isEmpty() and joined(POINTS[:1], np.ones(1, np.int32)).isEmpty()


def test_a_polygon_has_the_points() -> None:
    polygon = polygon_of(POINTS)
    assert [(point.x(), point.y()) for point in polygon.toList()] == [(x, y) for x, y in POINTS]
    assert polygon_of(POINTS[:0]).isEmpty()


def test_a_thread_draws_first() -> None:
    """The canvas's thread may be the first to draw; pyqtgraph, loaded there, ended the program now and then."""
    code = """
import sys, threading
import numpy as np
from workstation.ui.canvas.qt_paths import path_of
thread = threading.Thread(target=lambda: path_of([np.zeros((4, 2))], closed=True))
thread.start(); thread.join()
assert not any(name.startswith("pyqtgraph") for name in sys.modules)
print("drawn")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "drawn"
