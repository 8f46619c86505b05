"""Photographs (照相摄像): the table of contents."""

from modules.photos.checks import CHECKS
from modules.photos.importers import PHOTO_IMPORTER
from modules.photos.layers import PHOTO_LAYER
from modules.photos.search import PHOTO_SEARCH
from modules.photos.sections import SECTIONS
from modules.photos.tables import TABLES
from modules.photos.timeline import PHOTO_TIMELINE
from workstation.api import N_, Command, Module, Page, Stage

MODULE = Module(
    id="photos", title=N_("Photographs"), stage=Stage.SCENE, tables=TABLES,
    pages=(
        Page("photos", N_("Photographs"), "camera", "modules.photos.ui.page:PhotosPage", 10),
        Page("photos.matrix", N_("Completeness"), "grid-dots", "modules.photos.ui.matrix:MatrixPage", 20),
    ),
    commands=(
        Command("photos.renumber", N_("Number the photographs"), "modules.photos.ui.commands:renumber", "number"),
        Command("photos.clocks", N_("Camera clocks …"), "modules.photos.ui.commands:camera_clocks", "clock"),
    ),
    importers=(PHOTO_IMPORTER,), layers=(PHOTO_LAYER,), timelines=(PHOTO_TIMELINE,), searches=(PHOTO_SEARCH,),
    sections=SECTIONS, checks=CHECKS,
)
