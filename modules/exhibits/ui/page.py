"""The register of exhibits: extraction on the form, the chain of custody below it."""

from dataclasses import dataclass
from typing import Any

from modules.exhibits import operations, queries
from modules.exhibits.records import Exhibit
from modules.exhibits.ui import commands
from modules.exhibits.ui.custody import Chain, CustodyCard, load_chains
from workstation.api import N_, Read, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, button, on_key

_NO_PLACE = (None, N_("(none)"))
_CATEGORIES = tuple(queries.CATEGORY_WORDS.items())


@dataclass(frozen=True)
class _View:
    exhibits: list[Exhibit]
    places: dict[str, str]
    chains: dict[str, Chain]
    officers: tuple[tuple[str, str], ...]


class ExhibitsPage(RecordPage[Exhibit]):
    """What was taken from the scene."""

    kinds = ("exhibits", "custody", "places", "officers")
    title = N_("Exhibits")
    subtitle = N_("Photograph and measure first, then take, pack, seal and label. Every hand-over is kept.")
    icon = "package"
    empty_text = N_("No exhibits yet. Register the first one: it gets its number and its QR label here.")
    new_text = N_("New exhibit")
    operation = "exhibits.register"

    def header_actions(self) -> list[Any]:
        words = self.words
        return [
            button(self.shell, words("Print labels …"), lambda: commands.print_labels(self.shell), icon_name="tag"),
            button(self.shell, words("Extraction list …"), lambda: commands.print_extraction_list(self.shell),
                   icon_name="printer"),
        ]

    def columns(self) -> list[TableColumn[Exhibit]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda e: e.number, 72),
            TableColumn(words("Name of the exhibit"), lambda e: e.name, 180),
            TableColumn(words("Chain"), self._chain, 90, level=self._level),
            TableColumn(words("Held by or stored at"), self._holder, 120),
            TableColumn(words("Category"), lambda e: words(queries.CATEGORY_WORDS[e.category]), 110),
            TableColumn(words("Place"), lambda e: self._places.get(e.place_id or "", e.position), 150),
            TableColumn(words("Seal number"), lambda e: e.seal_number, 120),
        ]

    def _holder(self, exhibit: Exhibit) -> str:
        events = self._chains[exhibit.id].events
        return events[-1].receiver if events else exhibit.storage

    def _chain(self, exhibit: Exhibit) -> str:
        if exhibit.withdrawn:
            return self.words("withdrawn")
        count = len(self._chains[exhibit.id].gaps)
        return self.words("{count} faults", count=count) if count else self.words("holds")

    def _level(self, exhibit: Exhibit) -> str:
        if exhibit.withdrawn:
            return "neutral"
        return "error" if self._chains[exhibit.id].gaps else "success"

    def fields(self) -> list[Field]:
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("name", N_("Name of the exhibit"), required=True),
            Field("category", N_("Category"), "choice", choices=_CATEGORIES),
            Field("place_id", N_("Place"), "choice", choices=(_NO_PLACE,)),
            Field("amount", N_("Amount"), "float", minimum=0),
            Field("unit", N_("Unit of the amount"), help="g, mL, m …"),
            Field("position", N_("Position, measured from …"), wide=True),
            Field("features", N_("Features"), "multiline"),
            Field("extracted_at", N_("Taken at"), "moment"), Field("sealed_at", N_("Sealed at"), "moment"),
            Field("method", N_("Method")), Field("container", N_("Container")),
            Field("seal_number", N_("Seal number")), Field("witness", N_("Witness or party")),
            Field("extractors", N_("Taken by (at least two)"), "tags", wide=True),
            Field("position_measured", N_("Position was measured first"), "bool"),
            Field("witness_refused", N_("Witness refused to sign"), "bool"),
            Field("photos_before", N_("Photographs before"), "refs"),
            Field("photos_after", N_("Photographs after"), "refs"),
            Field("storage", N_("Stored at")), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Withdraw …"), self._withdraw, role="danger", icon_name="archive")]

    def below_form(self) -> CustodyCard:
        self.custody_card = CustodyCard(self.shell)
        on_key(self, "Ctrl+Shift+H", self.custody_card.hand_over)
        return self.custody_card

    def defaults(self) -> dict[str, Any]:
        officer = self.shell.signed_in.officer
        return {"extractors": (officer.id,) if officer.verified else ()}

    def load(self, read: Read) -> _View:
        exhibits = queries.all_exhibits(read)
        chains = load_chains(read, exhibits, self.shell.signed_in.officer.name)
        officers = tuple((officer.id, officer.name) for officer in queries.named_officers(read))
        return _View(exhibits, queries.place_names(read), chains, officers)

    def show_data(self, data: _View) -> None:
        self._places, self._chains = data.places, data.chains
        places = sorted(data.places.items(), key=lambda place: place[1])
        self.form.set_choices("place_id", (_NO_PLACE, *places))
        self.form.set_choices("extractors", data.officers)
        super().show_data(data.exhibits)
        self.record_chosen(self.record)

    def record_chosen(self, record: Exhibit | None) -> None:
        chain = self._chains.get(record.id) if record is not None else None
        self.custody_card.show_chain(record, chain, writable=self.writable)

    def store(self, work: Work, record: Exhibit | None, values: dict[str, Any]) -> Exhibit:
        return operations.register(work, record.id if record else None, **values)

    def _withdraw(self) -> None:
        chosen = [record.id for record in self.table.selection()]
        if not chosen:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("exhibits.withdraw", lambda work: operations.withdraw(work, chosen, reason), reason=reason)
