"""Reading materials."""

from modules.materials.records import Material
from workstation.api import Read


def valid_materials(read: Read) -> list[Material]:
    """Every material that was not withdrawn, by number."""
    return read.where(Material, order=("number", "title"), withdrawn="")


def all_materials(read: Read) -> list[Material]:
    """Every material, withdrawn ones too, by number."""
    return read.all(Material, order=("number", "title"))
