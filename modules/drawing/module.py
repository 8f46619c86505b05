"""Scene drawing (现场制图): the table of contents."""

from modules.drawing.checks import CHECKS
from modules.drawing.importers import DXF_IMPORTER
from modules.drawing.layers import DRAWING_LAYER
from modules.drawing.sections import SECTIONS
from modules.drawing.tables import TABLES
from workstation.api import N_, Module, Stage

MODULE = Module(
    id="drawing", title=N_("Scene drawing"), stage=Stage.SCENE, tables=TABLES, importers=(DXF_IMPORTER,),
    layers=(DRAWING_LAYER,), sections=SECTIONS, checks=CHECKS,
)
