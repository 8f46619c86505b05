"""Pure calculations of drafting: geometry, walls, rooms, snapping, editing, dimensions, analysis, what is drawn."""
