"""The window's widgets for modules and plugins; the only part of the door that needs Qt."""

from workstation.ui.canvas import (
    PX_PER_MM,
    Canvas,
    CanvasLayer,
    Frame,
    Furniture,
    MarkIndex,
    MarkLayer,
    MarkPainter,
    StoppedError,
    Viewpoint,
    paint_view,
    render,
    sheet_image,
    write_png,
)
from workstation.ui.canvas import Tool as CanvasTool
from workstation.ui.kit.beside import Beside
from workstation.ui.kit.cells import CellTable
from workstation.ui.kit.colour import pick_colour, swatch
from workstation.ui.kit.columns import Columns
from workstation.ui.kit.editing import EditingPage, FormPage
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.form import Field, Form, FormDialog, ask_form
from workstation.ui.kit.graph import GraphView
from workstation.ui.kit.mending import mend
from workstation.ui.kit.page import PageBase, scrolled
from workstation.ui.kit.parts import (
    Badge,
    Card,
    EmptyState,
    Header,
    NoticeBar,
    PropertyList,
    button,
    clear,
    copy_text,
    label,
    on_key,
    separator,
    to_verify_badge,
)
from workstation.ui.kit.qr import QrCode
from workstation.ui.kit.record_page import RecordPage
from workstation.ui.kit.refs import EvidencePicker, RefList, pick_evidence
from workstation.ui.kit.split import Split
from workstation.ui.kit.table import Column as TableColumn
from workstation.ui.kit.table import RecordTable as RecordTableView
from workstation.ui.kit.tools import Tool, ToolBar, ToolButton, ToolGroup
from workstation.ui.kit.workspace import SidePanel, Workspace
from workstation.ui.navigator import STAGE_WORDS
from workstation.ui.shell import Shell
from workstation.ui.theme import Tokens, icon

__all__ = [
    "PX_PER_MM", "STAGE_WORDS", "Badge", "Beside", "Canvas", "CanvasLayer", "CanvasTool", "Card", "CellTable",
    "Columns", "EditingPage", "EmptyState", "EvidencePicker", "Field", "FlowLayout", "Form", "FormDialog", "FormPage",
    "Frame", "Furniture", "GraphView", "Header", "MarkIndex", "MarkLayer", "MarkPainter", "NoticeBar", "PageBase",
    "PropertyList", "QrCode", "RecordPage", "RecordTableView", "RefList", "Shell", "SidePanel", "Split",
    "StoppedError", "TableColumn", "Tokens", "Tool", "ToolBar", "ToolButton", "ToolGroup", "Viewpoint", "Workspace",
    "ask_form", "button", "clear", "copy_text", "icon", "label", "mend", "on_key", "paint_view", "pick_colour",
    "pick_evidence", "render", "scrolled", "separator", "sheet_image", "swatch", "to_verify_badge", "write_png",
]
