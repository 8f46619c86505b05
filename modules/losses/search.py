"""Items, costs and declarations can be found and cited."""

from collections.abc import Iterator

from modules.losses.queries import COST_WORDS
from modules.losses.records import LossCost, LossDeclaration, LossItem
from modules.losses.rules import by_number
from workstation.api import N_, Party, Read, Ref, Search, SearchEntry, yuan_text


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every item, then every cost."""
    for item in by_number(read.all(LossItem)):
        yield SearchEntry(Ref("loss_items", item.id), item.name, str(item.number), N_("Burnt thing"))
    for cost in read.all(LossCost, order=("kind", "name")):
        yield SearchEntry(Ref("loss_costs", cost.id), cost.name, "", COST_WORDS[cost.kind])


def declarations(read: Read) -> Iterator[SearchEntry]:
    """Every declaration, by its party."""
    parties = {party.id: party.name for party in read.all(Party)}
    for one in read.all(LossDeclaration):
        title = " ".join(filter(None, (parties.get(one.party_id or "", one.by), yuan_text(one.declared_yuan))))
        yield SearchEntry(Ref("loss_declarations", one.id), title or one.id, "", N_("Declaration of loss"))


SEARCHES = (
    Search("loss_items", N_("Losses"), "losses", entries, evidence=True),
    Search("loss_declarations", N_("Declarations of loss"), "losses.totals", declarations, evidence=True),
)
