"""接报与立案: one form for the facts of the call and of the opening of the case."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modules.incident import operations, queries
from modules.incident.records import Incident
from modules.incident.rules.regions import PROVINCES
from modules.incident.ui.point import SURE_FIELDS, entered_point, sure_values, sureness
from workstation.api import N_, WGS84, Read, Work
from workstation.api.widgets import Card, Columns, Field, Form, FormPage, Header, Shell, scrolled

_CALL = (
    Field("name", N_("Name of the fire"), required=True, wide=True),
    Field("fire_at", N_("Time of the fire"), "moment", help=N_("As first reported; the finding is made later")),
    Field("reported_at", N_("Call received"), "moment", help=N_("Time limits begin here")),
    Field("reporter", N_("Reported by")), Field("reporter_phone", N_("Telephone")),
    Field("address", N_("Address"), wide=True),
    Field("longitude", N_("Longitude (WGS-84)"), "float"), Field("latitude", N_("Latitude (WGS-84)"), "float"),
    *SURE_FIELDS,
    Field("premises_use", N_("Use of the premises")),
    Field("burned_area_m2", N_("Burned area (m²)"), "float", minimum=0),
    Field("dispatched_at", N_("Crew sent out"), "moment"), Field("arrived_at", N_("Crew arrives"), "moment"),
    Field("water_at", N_("First water"), "moment"), Field("controlled_at", N_("Fire under control"), "moment"),
    Field("extinguished_at", N_("Fire out"), "moment"), Field("forces", N_("Forces")),
    Field("summary", N_("Course of the fire"), "multiline"),
)
_FILING = (
    Field("agency", N_("Agency")), Field("superior_agency", N_("Superior agency")),
    Field("filed_on", N_("Case opened on"), "date"), Field("document_number", N_("Document number")),
    Field("region", N_("Province (for its rules)"), "choice"),
    Field("municipality", N_("Municipality (直辖市)"), "bool"),
    Field("production_fire", N_("Also a production accident (生产安全事故)"), "bool"),
    Field("wide_impact", N_("Wide public impact"), "bool"), Field("arson_suspected", N_("Arson is suspected"), "bool"),
    Field("determined_on", N_("Determination made on"), "date"),
    Field("served_on", N_("Determination served on"), "date"),
    Field("note", N_("Note"), "multiline"),
)


class CallPage(FormPage):
    """The facts without which no form can be filled."""

    kinds = ("incident",)
    operation = "incident.record"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("Call and opening of the case"),
            words("Times are Beijing time. Nothing is lost: every change is in the ledger."),
            self.discard_button, self.save_button,
        ))
        self.call, self.filing = Form(shell, _CALL), Form(shell, _FILING)
        cards = Columns(shell, spacing=(16, 16))
        holders = []
        for title, form in ((words("Call"), self.call), (words("Opening of the case"), self.filing)):
            card = Card(title)
            card.body.addWidget(form)
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(card)
            column.addStretch(1)
            holders.append(holder)
        cards.place(holders)
        self.body.addWidget(scrolled(cards), 1)
        self.watch()
        self.refresh()

    def forms(self) -> dict[str, Form]:
        return {"call": self.call, "filing": self.filing}

    def load(self, read: Read) -> tuple[Incident, tuple[str, ...]]:
        towns = sorted({pack.region for pack in read.rules.packs if pack.region} - set(PROVINCES))
        return queries.incident(read), (*PROVINCES, *towns)

    def show_data(self, data: Any) -> None:
        data, regions = data
        self.filing.set_choices("region", [("", self.words("Whole country")), *((one, one) for one in regions)])
        values = {name: getattr(data, name) for name in data.__dataclass_fields__}
        point = data.point
        geographic = point is not None and point.frame == WGS84
        values["longitude"] = point.x if point is not None and geographic else None
        values["latitude"] = point.y if point is not None and geographic else None
        self.show_values(values | sureness(point))

    def step(self) -> Callable[[Work], object] | None:
        call, filing = self.call.values(), self.filing.values()
        if call is None or filing is None:
            return None
        x, y = call.pop("longitude"), call.pop("latitude")
        sure = sure_values(call)
        facts: dict[str, Any] = {**call, **filing}

        def write(work: Work) -> None:
            if x is not None and y is not None:
                facts["point"] = entered_point(queries.incident(work).point, x, y, WGS84, sure)
            operations.record_incident(work, **facts)

        return write
