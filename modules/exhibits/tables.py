"""The tables of exhibits."""

from modules.exhibits.records import CustodyEvent, Exhibit, StockCheck
from workstation.api import record_table

TABLES = (
    record_table(
        "exhibits", Exhibit, index=("number",), facts="exhibits",
        points_at={"place_id": "places", "extractors": "officers", "control_sample_id": "exhibits"},
    ),
    record_table(
        "custody", CustodyEvent, index=("exhibit_id",), facts="custody",
        points_at={"exhibit_id": "exhibits", "supersedes": "custody"},
    ),
    record_table("stock_checks", StockCheck),
)
