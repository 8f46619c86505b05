"""Materials can be found and cited."""

from collections.abc import Iterator

from modules.materials.queries import valid_materials
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every material that counts."""
    for material in valid_materials(read):
        yield SearchEntry(Ref("materials", material.id), material.title, material.number, material.source)


MATERIAL_SEARCH = Search("materials", N_("Materials"), "materials", entries, evidence=True)
