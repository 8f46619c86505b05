"""The drawing board: canvas, tools, panels, sheets."""
