"""The map (一张图): the table of contents."""

from modules.map.checks import CHECKS
from modules.map.importers import IMPORTERS
from modules.map.layers import SITE_LAYER
from modules.map.search import SHEET_SEARCH, SITE_SEARCH
from modules.map.sections import SECTIONS
from modules.map.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="map", title=N_("Map"), stage=Stage.SCENE, tables=TABLES,
    pages=(Page("map", N_("Map"), "map", "modules.map.ui.page:MapPage", 5, follows=True),),
    importers=IMPORTERS, layers=(SITE_LAYER,), searches=(SITE_SEARCH, SHEET_SEARCH), sections=SECTIONS, checks=CHECKS,
)
