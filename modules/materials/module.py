"""Materials (卷宗材料): the table of contents."""

from modules.materials.importers import MATERIAL_IMPORTER
from modules.materials.search import MATERIAL_SEARCH
from modules.materials.sections import LIST_SECTION, STATEMENT_SECTION
from modules.materials.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="materials", title=N_("Materials"), stage=Stage.EVIDENCE, tables=TABLES,
    pages=(Page("materials", N_("Materials"), "files", "modules.materials.ui.page:MaterialsPage", 40),),
    importers=(MATERIAL_IMPORTER,),
    searches=(MATERIAL_SEARCH,), sections=(LIST_SECTION, STATEMENT_SECTION),
)
