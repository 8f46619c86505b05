"""Scene drawing (现场制图): the table of contents."""

from modules.drawing.checks import CHECKS
from modules.drawing.importers import DXF_IMPORTER
from modules.drawing.layers import DRAWING_LAYER
from modules.drawing.search import SHEET_SEARCH
from modules.drawing.sections import SECTIONS
from modules.drawing.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="drawing", title=N_("Scene drawing"), stage=Stage.SCENE, tables=TABLES,
    pages=(Page("drawing", N_("Scene drawing"), "draw-wall", "modules.drawing.ui.page:DrawingPage", 30, follows=True),),
    importers=(DXF_IMPORTER,), layers=(DRAWING_LAYER,), searches=(SHEET_SEARCH,), sections=SECTIONS, checks=CHECKS,
)
