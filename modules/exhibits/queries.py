"""Reading exhibits and their chains."""

from collections import defaultdict
from collections.abc import Sequence

from modules.exhibits.records import Category, CustodyEvent, Exhibit, StockCheck
from modules.exhibits.rules import Gap, chain_gaps, holder_of, normal_code, read_label
from workstation.api import N_, Officer, Place, Read, Words

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


def named_officers(read: Read) -> list[Officer]:
    """The officers with a name of their own: not the stand-in of a machine at which nobody had signed in."""
    officers = read.all(Officer, order=("name",))
    return [officer for officer in officers if not officer.stand_in]


def place_names(read: Read) -> dict[str, str]:
    """The names of places by id."""
    return {place.id: place.name for place in read.all(Place)}


def extractor_names(read: Read, exhibit: Exhibit) -> list[str]:
    """The names of those who took the exhibit: who may give it away first."""
    names = officer_names(read)
    return [names[officer_id] for officer_id in exhibit.extractors if officer_id in names]


def gaps(read: Read, exhibit: Exhibit) -> list[Gap]:
    """The faults in one exhibit's chain."""
    events = read.where(CustodyEvent, exhibit_id=exhibit.id)
    return chain_gaps(exhibit, events, extractor_names(read, exhibit))


def foreign_text(exhibits: Sequence[Exhibit], case_id: str, code: str, words: Words) -> str:
    """What a foreign code is, as far as this case knows: a withdrawn exhibit has a name."""
    wanted = read_label(code, case_id)
    known = next((item for item in exhibits if item.id == wanted or normal_code(item.number) == code), None)
    if known is None:
        return code
    return words("{name} (withdrawn: {reason})", name=f"{known.number} {known.name}", reason=known.withdrawn)


def holder(read: Read, exhibit: Exhibit) -> str:
    """Who has the exhibit."""
    return holder_of(exhibit, read.where(CustodyEvent, exhibit_id=exhibit.id))


def open_stock_check(read: Read) -> StockCheck | None:
    """The stock check that was begun and not finished."""
    found = read.where(StockCheck, finished=False)
    return found[0] if found else None
