"""What burnt: a register, with the reckoning of the chosen item shown step by step while it is typed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from modules.losses import operations, queries
from modules.losses.records import Category, LossItem, Method, PriceBasis
from modules.losses.rules import by_number, percent, plain, reckon
from modules.losses.ui.declaring import declare
from workstation.api import N_, Party, Read, UserError, Work, new_id, yuan_text
from workstation.api.widgets import (
    Card,
    Field,
    PropertyList,
    RecordPage,
    TableColumn,
    button,
    label,
    to_verify_badge,
)

_NOBODY = (None, N_("(none)"))
_CATEGORIES = tuple(queries.CATEGORY_WORDS.items())
_METHODS = tuple(queries.METHOD_WORDS.items())
_BASES = tuple(queries.BASIS_WORDS.items())


class ItemsPage(RecordPage[LossItem]):
    """XF 185: one line of the form each."""

    kinds = ("loss_items", "parties", "incident")
    title = N_("Burnt things")
    subtitle = N_("One line of the loss form each; the reckoning shows every step.")
    icon = "flame-off"
    empty_text = N_("Nothing has been entered. Take a declaration in, or enter what burnt.")
    new_text = N_("New item")
    operation = "losses.item"

    def columns(self) -> list[TableColumn[LossItem]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda item: str(item.number), 60, sort=lambda item: item.number, right=True),
            TableColumn(words("What burnt"), lambda item: item.name, 170),
            TableColumn(words("Damaged party"), lambda item: self._parties.get(item.party_id, ""), 120),
            TableColumn(words("Quantity"), lambda item: f"{plain(item.quantity)} {item.unit}", 80, right=True),
            TableColumn(words("Loss (yuan)"), self._loss, 120, sort=lambda item: reckon(item).amount or 0, right=True),
            TableColumn(words("Declared (yuan)"), lambda item: yuan_text(item.declared_yuan), 120,
                        sort=lambda item: item.declared_yuan or 0, right=True),
        ]

    def _loss(self, item: LossItem) -> str:
        amount = reckon(item).amount
        return self.words("input missing") if amount is None else yuan_text(amount)

    def fields(self) -> list[Field]:
        rate = N_("A share of 1: 0.85 is 85 %")
        return [
            Field("name", N_("What burnt"), required=True, wide=True),
            Field("party_id", N_("Damaged party"), "choice", choices=(_NOBODY,)),
            Field("category", N_("Category"), "choice", choices=_CATEGORIES),
            Field("method", N_("How it is reckoned"), "choice", choices=_METHODS, wide=True),
            Field("quantity", N_("Quantity"), "decimal", required=True, minimum=0), Field("unit", N_("Unit")),
            Field("unit_price_yuan", N_("Unit price"), "decimal", unit=N_("yuan"), minimum=0,
                  help=N_("New, or cost or purchase price of stock, or the estimate")),
            Field("price_basis", N_("Price basis"), "choice", choices=_BASES),
            Field("price_source", N_("Source of the price")), Field("price_date", N_("Price of (day)"), "date"),
            Field("age_years", N_("Years in use"), "decimal", minimum=0),
            Field("life_years", N_("Life"), "decimal", unit=N_("years"), minimum=0),
            Field("salvage_rate", N_("Left at the end of its life"), "decimal", minimum=0, help=rate),
            Field("least_newness", N_("Newness not below"), "decimal", minimum=0, help=rate),
            Field("burn_rate", N_("Burn-out rate"), "decimal", minimum=0, help=rate),
            Field("burn_reason", N_("Reason of the rate"), help=N_("What was seen at the scene")),
            Field("burnt_area_m2", N_("Burnt area"), "decimal", unit="m²", minimum=0),
            Field("whole_area_m2", N_("Whole area"), "decimal", unit="m²", minimum=0),
            Field("repair_yuan", N_("Cost of repair"), "decimal", unit=N_("yuan"), minimum=0),
            Field("residual_yuan", N_("What is left of it"), "decimal", unit=N_("yuan"), minimum=0),
            Field("factor", N_("Factor of grade"), "decimal", minimum=0),
            Field("declared_yuan", N_("Declared"), "decimal", unit=N_("yuan"), minimum=0),
            Field("difference_reason", N_("Why it differs from what was declared"), wide=True),
            Field("refs", N_("Evidence"), "refs"), Field("note", N_("Note"), "multiline"),
        ]

    def header_actions(self) -> list[QPushButton]:
        self.declare_button = button(
            self.shell, self.words("Take a declaration in …"), lambda: declare(self.shell), icon_name="file-import"
        )
        self.declare_button.setEnabled(self.writable)
        return [self.declare_button]

    def record_actions(self) -> list[QPushButton]:
        made = button(self.shell, self.words("Remove"), self.remove, icon_name="trash", role="quiet")
        made.setEnabled(self.writable)
        return [made]

    def below_form(self) -> QWidget:
        self.steps, self.total = PropertyList(), label("", "title", wrap=True, selectable=True)
        card = Card(self.words("Reckoning"), to_verify_badge(self.shell))
        card.body.addWidget(self.steps)
        card.body.addWidget(self.total)
        self.form.edited.connect(self._reckon)
        return card

    def load(self, read: Read) -> Any:
        rates = queries.pack(read).data
        return list(by_number(read.all(LossItem))), {party.id: party.name for party in read.all(Party)}, rates

    def show_data(self, data: Any) -> None:
        items, self._parties, self._rates = data
        self.form.set_choices("party_id", (_NOBODY, *self._parties.items()))
        super().show_data(items)

    def defaults(self) -> Mapping[str, Any]:
        last = max(self.table.records(), key=lambda item: item.number, default=None)
        return {
            "quantity": Decimal(1), "category": Category.OTHER, "method": Method.REPLACEMENT,
            "price_basis": PriceBasis.MARKET, "salvage_rate": Decimal(self._rates["salvage_rate"]),
            "party_id": last.party_id if last else None,
        }

    def store(self, work: Work, record: LossItem | None, values: dict[str, Any]) -> LossItem:
        item_id, number = (record.id, record.number) if record else (new_id(), 0)
        return operations.put_item(work, LossItem(id=item_id, number=number, **values))

    def record_chosen(self, record: LossItem | None) -> None:  # noqa: ARG002 - the form shows it already
        self._reckon()

    def remove(self) -> None:
        """Take the chosen items out."""
        chosen = [item.id for item in self.table.selection()]
        if chosen:
            self.shell.do("losses.remove", lambda work: operations.remove_items(work, chosen))

    def _reckon(self) -> None:
        """What is typed, as far as it makes sense."""
        try:
            item = LossItem(id="typed", **{**self._typed(), "name": self._typed().get("name") or "—"})
        except UserError as error:
            self.steps.set_rows([])
            self.total.setText(self.words.error(error))
            return
        reckoned = reckon(item)
        self.steps.set_rows([
            (self.words(step.title), f"{step.formula} = {step.result}") for step in reckoned.steps
        ])
        if reckoned.amount is None:
            lacking = "、".join(self.words(queries.INPUT_WORDS[name]) for name in reckoned.missing)
            newness = f" · {self.words('Newness')} {percent(reckoned.newness)}" if reckoned.newness is not None else ""
            self.total.setText(self.words("Still needed: {inputs}", inputs=lacking) + newness)
        else:
            self.total.setText(self.words("Loss: {amount} yuan", amount=yuan_text(reckoned.amount)))

    def _typed(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in self.fields():
            try:
                value = self.form.editor(field.name).value()
            except UserError:
                continue
            if value is not None:
                found[field.name] = value
        return found
