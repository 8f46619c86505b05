"""Point clouds (三维重建): the table of contents."""

from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.tables import TABLES
from workstation.api import N_, Module, Stage

MODULE = Module(
    id="clouds", title=N_("Point clouds"), stage=Stage.SCENE, tables=TABLES, importers=(CLOUD_IMPORTER,),
)
