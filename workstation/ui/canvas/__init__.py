"""The canvas that map and drawing share: what marks look like on a screen, and how one moves about."""

from workstation.ui.canvas.canvas import PX_PER_MM, Canvas
from workstation.ui.canvas.export import paint_view, sheet_image, write_png
from workstation.ui.canvas.furniture import Furniture
from workstation.ui.canvas.layers import CanvasLayer, Frame, MarkIndex, MarkLayer, StoppedError
from workstation.ui.canvas.painter import MarkPainter
from workstation.ui.canvas.renderer import render
from workstation.ui.canvas.tool import Tool
from workstation.ui.canvas.viewpoint import Viewpoint

__all__ = [
    "PX_PER_MM", "Canvas", "CanvasLayer", "Frame", "Furniture", "MarkIndex", "MarkLayer", "MarkPainter", "StoppedError",
    "Tool", "Viewpoint", "paint_view", "render", "sheet_image", "write_png",
]
