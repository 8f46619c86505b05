"""The register of exhibits: extraction on the form, the chain of custody below it."""

from datetime import UTC, datetime
from typing import Any

from modules.exhibits import operations, queries
from modules.exhibits.records import CustodyEvent, Exhibit, SealState
from modules.exhibits.rules import valid_events
from modules.exhibits.sections.register import GAP_WORDS, SEAL_WORDS
from modules.exhibits.ui import commands
from workstation.api import N_, Moment, Officer, Place, Read, Work
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    RecordPage,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    separator,
)

_CATEGORIES = tuple(queries.CATEGORY_WORDS.items())
_SEALS = tuple(SEAL_WORDS.items())


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
            TableColumn(words("Number"), lambda e: e.number, 80),
            TableColumn(words("Name of the exhibit"), lambda e: e.name, 200),
            TableColumn(words("Category"), lambda e: words(queries.CATEGORY_WORDS[e.category]), 110),
            TableColumn(words("Place"), lambda e: self._places.get(e.place_id or "", e.position), 150),
            TableColumn(words("Seal number"), lambda e: e.seal_number, 100),
            TableColumn(words("Held by"), lambda e: self._holders.get(e.id, ""), 110),
            TableColumn(words("Chain"), lambda e: words("withdrawn") if e.withdrawn else self._chain(e), 110,
                        level=lambda e: "error" if self._gaps.get(e.id) else "success"),
        ]

    def _chain(self, exhibit: Exhibit) -> str:
        count = self._gaps.get(exhibit.id, 0)
        return self.words("{count} faults", count=count) if count else self.words("holds")

    def fields(self) -> list[Field]:
        read = self.shell.read()
        officers = tuple((officer.id, officer.name) for officer in read.all(Officer, order=("name",)))
        places = ((None, N_("(none)")), *((place.id, place.name) for place in read.all(Place, order=("name",))))
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("name", N_("Name of the exhibit"), required=True),
            Field("category", N_("Category"), "choice", choices=_CATEGORIES),
            Field("place_id", N_("Place"), "choice", choices=places),
            Field("amount", N_("Amount"), "float", minimum=0),
            Field("unit", N_("Unit of the amount"), help="g, mL, m …"),
            Field("position", N_("Position, measured from …"), wide=True),
            Field("features", N_("Features"), "multiline"),
            Field("extracted_at", N_("Taken at"), "moment"), Field("sealed_at", N_("Sealed at"), "moment"),
            Field("method", N_("Method")), Field("container", N_("Container")),
            Field("seal_number", N_("Seal number")), Field("witness", N_("Witness or party")),
            Field("extractors", N_("Taken by (at least two)"), "tags", choices=officers, wide=True),
            Field("position_measured", N_("Position was measured first"), "bool"),
            Field("witness_refused", N_("Witness refused to sign"), "bool"),
            Field("photos_before", N_("Photographs before"), "refs"),
            Field("photos_after", N_("Photographs after"), "refs"),
            Field("storage", N_("Stored at")), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Withdraw …"), self._withdraw, role="danger", icon_name="archive")]

    def below_form(self) -> Card:
        self.hand_over_button = button(
            self.shell, self.words("Hand over …"), self.hand_over, icon_name="arrow-up-right", role="primary"
        )
        self.custody_card = Card(self.words("Chain of custody"), self.hand_over_button)
        return self.custody_card

    def defaults(self) -> dict[str, Any]:
        officer = self.shell.signed_in.officer
        return {"extractors": (officer.id,) if officer.verified else ()}

    def load(self, read: Read) -> list[Exhibit]:
        exhibits, events = queries.all_exhibits(read), queries.custody(read)
        self._places = queries.place_names(read)
        self._holders = {exhibit.id: queries.holder(read, exhibit) for exhibit in exhibits}
        self._gaps = {exhibit.id: len(queries.gaps(read, exhibit)) for exhibit in exhibits}
        self._events = {key: valid_events(value) for key, value in events.items()}
        return exhibits

    def show_data(self, data: Any) -> None:
        super().show_data(data)
        self._show_custody(self.record)

    def record_chosen(self, record: Exhibit | None) -> None:
        self._show_custody(record)

    def _show_custody(self, record: Exhibit | None) -> None:
        body = self.custody_card.body
        clear(body)
        self.hand_over_button.setEnabled(record is not None and self.writable)
        if record is None:
            return
        for event in self._events.get(record.id, ()):
            body.addWidget(label(f"{event.giver} → {event.receiver}"))
            text = f"{event.at.text()}  {event.purpose}  {self.words(SEAL_WORDS[event.seal_state])}"
            body.addWidget(label(text, "small", wrap=True))
            body.addWidget(separator())
        if not self._events.get(record.id):
            body.addWidget(label(self.words("The exhibit has not been handed over."), "muted", wrap=True))
        for gap in queries.gaps(self.shell.read(), record):
            text = self.words(
                GAP_WORDS[gap.kind], number=record.number, giver=gap.event.giver, receiver=gap.event.receiver,
                at=gap.event.at.text(), expected=gap.expected,
            )
            badge = Badge(self.shell, text, "error")
            badge.setWordWrap(True)
            body.addWidget(badge)

    def store(self, work: Work, record: Exhibit | None, values: dict[str, Any]) -> Exhibit:
        return operations.register(work, record.id if record else None, **values)

    def hand_over(self) -> None:
        """Ask for the hand-over and add it to the chain."""
        exhibit = self.record
        if exhibit is None:
            return
        giver = self._holders.get(exhibit.id) or self.shell.signed_in.officer.name
        values = ask_form(self.shell, self.words("Hand over {number}", number=exhibit.number), (
            Field("giver", N_("From"), required=True), Field("receiver", N_("To"), required=True),
            Field("at", N_("Time"), "moment", required=True), Field("place", N_("Where")),
            Field("purpose", N_("Purpose"), required=True), Field("seal_state", N_("Seal"), "choice", choices=_SEALS),
            Field("new_seal_number", N_("New seal number")),
            Field("giver_signed", N_("The giver has signed"), "bool"),
            Field("receiver_signed", N_("The receiver has signed"), "bool"),
            Field("note", N_("Note"), "multiline"),
        ), {"giver": giver, "seal_state": SealState.INTACT, "at": Moment(utc=datetime.now(UTC))}, columns=2,
            accept_text=self.words("Hand over"))
        if values is not None:
            event = CustodyEvent(exhibit_id=exhibit.id, **values)
            self.shell.do("exhibits.hand_over", lambda work: operations.hand_over(work, event))

    def _withdraw(self) -> None:
        chosen = [record.id for record in self.table.selection()]
        if not chosen:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("exhibits.withdraw", lambda work: operations.withdraw(work, chosen, reason), reason=reason)
