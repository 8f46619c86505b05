"""The register of acquisitions: the record on the form, the list of files below it."""

from dataclasses import dataclass
from typing import Any

from modules.edata import operations, queries
from modules.edata.queries.acquisitions import BLOCK_WORDS, CARRIER_WORDS, METHOD_WORDS
from modules.edata.records import Acquisition, Carrier
from modules.edata.ui import commands
from modules.edata.ui.items import ItemsCard
from workstation.api import N_, Read, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, button, on_key

_NO_PLACE, _NO_CLOCK = (None, N_("(none)")), (None, N_("(none)"))
_CHOICES = {
    name: tuple(said.items()) for name, said in
    (("carrier", CARRIER_WORDS), ("method", METHOD_WORDS), ("write_block", BLOCK_WORDS))
}


@dataclass(frozen=True)
class _View:
    acquisitions: list[Acquisition]
    items: dict[str, list[queries.Item]]
    places: dict[str, str]
    officers: tuple[tuple[str, str], ...]
    clocks: tuple[tuple[str, str], ...]


class AcquisitionsPage(RecordPage[Acquisition]):
    """How electronic data was secured."""

    kinds = ("acquisitions", "acquired_items", "hash_checks", "places", "officers", "clocks", "files")
    title = N_("Electronic data")
    subtitle = N_("Two officers, read-only, hashed at once: record and list of 法发〔2016〕22号 are made here.")
    icon = "database"
    empty_text = N_("No electronic data yet. Register an acquisition, then list its files.")
    new_text = N_("New acquisition")
    operation = "edata.register"

    def header_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Record and list …"), lambda: commands.print_list(self.shell),
                       icon_name="printer")]

    def columns(self) -> list[TableColumn[Acquisition]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda one: one.number, 72),
            TableColumn(words("Object of the acquisition"), lambda one: one.title, 190),
            TableColumn(words("Files"), lambda one: str(len(self._items.get(one.id, ()))), 60,
                        sort=lambda one: len(self._items.get(one.id, ())), right=True),
            TableColumn(words("State"), self._state, 100, level=self._level),
            TableColumn(words("Carrier"), lambda one: words(CARRIER_WORDS[one.carrier]), 120),
            TableColumn(words("Begun"), lambda one: one.begun.text("%Y-%m-%d %H:%M") if one.begun else "", 130),
            TableColumn(words("Holder or provider"), lambda one: one.holder, 120),
        ]

    def _bad(self, one: Acquisition) -> bool:
        rows = self._items.get(one.id, ())
        return any(row.agrees is False or (row.check and not row.check.holds) or row.file is None for row in rows)

    def _state(self, one: Acquisition) -> str:
        if one.withdrawn:
            return self.words("withdrawn")
        return self.words("hash differs") if self._bad(one) else self.words("in order")

    def _level(self, one: Acquisition) -> str:
        return "neutral" if one.withdrawn else "error" if self._bad(one) else "success"

    def fields(self) -> list[Field]:
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("title", N_("Object of the acquisition"), required=True,
                  help=N_("for example: recorder of the shop opposite")),
            Field("carrier", N_("Carrier"), "choice", choices=_CHOICES["carrier"]),
            Field("method", N_("Way of acquisition"), "choice", choices=_CHOICES["method"]),
            Field("device", N_("Make and model")), Field("serial", N_("Serial number")),
            Field("source", N_("Source of the data"), wide=True,
                  help=N_("Path, account, channel and period, as on the device")),
            Field("begun", N_("Begun"), "moment"), Field("ended", N_("Ended"), "moment"),
            Field("place_id", N_("Place of the acquisition"), "choice", choices=(_NO_PLACE,)),
            Field("clock_id", N_("Clock"), "choice", choices=(_NO_CLOCK,)),
            Field("officers", N_("Acquired by (at least two)"), "tags", wide=True),
            Field("holder", N_("Holder or provider")), Field("witness", N_("Attesting witness")),
            Field("holder_refused", N_("Holder refused to sign"), "bool"),
            Field("filmed", N_("The acquisition was filmed"), "bool"),
            Field("reason_not_seized", N_("Why the carrier was not seized"), wide=True),
            Field("write_block", N_("Write protection"), "choice", choices=_CHOICES["write_block"]),
            Field("write_blocker", N_("Write blocker")),
            Field("tool", N_("Tool")), Field("tool_version", N_("Version of the tool")),
            Field("isolated", N_("Cut off from every network"), "bool"), Field("seal_number", N_("Seal number")),
            Field("photos_before", N_("Photographs before sealing"), "refs"),
            Field("photos_after", N_("Photographs after sealing"), "refs"),
            Field("exhibits", N_("Original carriers"), "refs"),
            Field("process", N_("Course"), "multiline"), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Withdraw …"), self._withdraw, role="danger", icon_name="archive")]

    def below_form(self) -> ItemsCard:
        self.items_card = ItemsCard(self.shell)
        on_key(self, "Ctrl+Shift+A", self.items_card.add)
        return self.items_card

    def defaults(self) -> dict[str, Any]:
        officer = self.shell.signed_in.officer
        return {"officers": (officer.id,) if officer.verified else (), "carrier": Carrier.RECORDER}

    def load(self, read: Read) -> _View:
        return _View(
            queries.all_acquisitions(read), queries.items(read), queries.place_names(read),
            tuple(queries.officer_names(read).items()),
            tuple((clock.id, clock.name) for clock in queries.all_clocks(read)),
        )

    def show_data(self, data: _View) -> None:
        self._items = data.items
        self.form.set_choices("place_id", (_NO_PLACE, *sorted(data.places.items(), key=lambda place: place[1])))
        self.form.set_choices("clock_id", (_NO_CLOCK, *data.clocks))
        self.form.set_choices("officers", data.officers)
        super().show_data(data.acquisitions)
        self.record_chosen(self.record)

    def record_chosen(self, record: Acquisition | None) -> None:
        rows = self._items.get(record.id, ()) if record is not None else ()
        self.items_card.show_items(record, rows, writable=self.writable)

    def store(self, work: Work, record: Acquisition | None, values: dict[str, Any]) -> Acquisition:
        return operations.register(work, record.id if record else None, **values)

    def _withdraw(self) -> None:
        chosen = [record.id for record in self.table.selection()]
        if not chosen:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("edata.withdraw", lambda work: operations.withdraw(work, chosen, reason), reason=reason)
