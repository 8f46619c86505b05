"""The table of materials."""

from modules.materials.records import Material
from workstation.api import record_table

MATERIALS = record_table("materials", Material, index=("file_id", "number"))

TABLES = (MATERIALS,)
