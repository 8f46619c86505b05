"""The sheet as a form, so that the page saves it, keeps drafts of it and offers them again as it does with any form."""

from collections.abc import Mapping
from typing import Any

from modules.interviews.records import Exchange
from modules.interviews.ui.sheet import Sheet
from workstation.api import from_plain, to_plain
from workstation.api.widgets import Form, Shell


class SheetForm(Form):
    """One value: ``exchanges``, a tuple of ``Exchange``."""

    def __init__(self, shell: Shell, sheet: Sheet) -> None:
        super().__init__(shell, ())
        self.sheet, self.interview_id = sheet, ""
        self.hide()
        sheet.edited.connect(self.edited)

    def values(self) -> dict[str, Any] | None:
        return {"exchanges": tuple(self.sheet.exchanges(self.interview_id))}

    def set_values(self, values: Mapping[str, Any]) -> None:
        self.sheet.show_exchanges(values["exchanges"])

    def raw(self) -> dict[str, Any]:
        return {"exchanges": [to_plain(one) for one in self.sheet.exchanges(self.interview_id)]}

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        self.sheet.show_exchanges([from_plain(Exchange, plain) for plain in raw.get("exchanges", ())])

    def set_enabled(self, enabled: bool) -> None:
        self.sheet.setReadOnly(not enabled)
