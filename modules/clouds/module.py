"""Point clouds (三维重建): the table of contents."""

from modules.clouds.checks import CHECKS
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.layers import CLOUD_LAYER
from modules.clouds.search import SEARCHES
from modules.clouds.sections import SECTIONS
from modules.clouds.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="clouds", title=N_("Point clouds"), stage=Stage.SCENE, tables=TABLES,
    pages=(Page("clouds", N_("Point clouds"), "points", "modules.clouds.ui.page:CloudsPage", 40),),
    importers=(CLOUD_IMPORTER,), layers=(CLOUD_LAYER,), searches=SEARCHES, sections=SECTIONS, checks=CHECKS,
)
