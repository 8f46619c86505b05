"""Reading exhibits and their chains."""

from collections import defaultdict

from modules.exhibits.records import Category, CustodyEvent, Exhibit, StockCheck
from modules.exhibits.rules import Gap, chain_gaps, holder_of
from workstation.api import N_, Officer, Place, Read

CATEGORY_WORDS: dict[Category, str] = {
    Category.MELT_MARK: N_("Melt mark"), Category.ASH: N_("Ash and floor"), Category.SOOT: N_("Pure soot"),
    Category.HAIR: N_("Hair"), Category.NAILS: N_("Nails"), Category.CLOTHES: N_("Clothes"), Category.GAS: N_("Gas"),
    Category.LIQUID: N_("Liquid"), Category.DEVICE: N_("Electrical device"),
    Category.ELECTRONIC: N_("Electronic carrier"), Category.OTHER: N_("Other"),
}


def all_exhibits(read: Read) -> list[Exhibit]:
    """Every exhibit by number, withdrawn ones too."""
    return read.all(Exhibit, order=("number",))


def valid_exhibits(read: Read) -> list[Exhibit]:
    """Every exhibit that was not withdrawn."""
    return read.where(Exhibit, order=("number",), withdrawn="")


def custody(read: Read) -> dict[str, list[CustodyEvent]]:
    """The hand-overs by exhibit."""
    found: dict[str, list[CustodyEvent]] = defaultdict(list)
    for event in read.all(CustodyEvent):
        found[event.exhibit_id].append(event)
    return found


def officer_names(read: Read) -> dict[str, str]:
    """The officers' names by id."""
    return {officer.id: officer.name for officer in read.all(Officer)}


def place_names(read: Read) -> dict[str, str]:
    """The names of places by id."""
    return {place.id: place.name for place in read.all(Place)}


def gaps(read: Read, exhibit: Exhibit) -> list[Gap]:
    """The faults in one exhibit's chain."""
    names = officer_names(read)
    first = [names[officer_id] for officer_id in exhibit.extractors if officer_id in names]
    return chain_gaps(exhibit, read.where(CustodyEvent, exhibit_id=exhibit.id), first)


def holder(read: Read, exhibit: Exhibit) -> str:
    """Who has the exhibit."""
    return holder_of(exhibit, read.where(CustodyEvent, exhibit_id=exhibit.id))


def open_stock_check(read: Read) -> StockCheck | None:
    """The stock check that was begun and not finished."""
    found = read.where(StockCheck, finished=False)
    return found[0] if found else None
