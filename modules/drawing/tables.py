"""The tables of drawings."""

from modules.drawing.records import (
    Drawing,
    DrawnLayer,
    Entity,
    FittedPoint,
    Rectified,
    Sheet,
    SheetSignature,
    WallDecision,
)
from workstation.api import record_table

TABLES = (
    record_table("drawings", Drawing),
    record_table("drawing_layers", DrawnLayer, index=("drawing_id",)),
    record_table("drawing_entities", Entity, index=("drawing_id",)),
    record_table("sheets", Sheet, index=("drawing_id",)),
    record_table("sheet_signatures", SheetSignature, index=("sheet_id",)),
    record_table("drawing_fits", FittedPoint, index=("underlay_id",)),
    record_table("drawing_rectified", Rectified),
    record_table("drawing_wall_decisions", WallDecision, index=("drawing_id",)),
)
