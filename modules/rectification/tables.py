"""The tables of rectification."""

from modules.rectification.records import Closure, Evaluation, Measure
from workstation.api import record_table

TABLES = (
    record_table("measures", Measure, index=("number",), facts="measures"),
    record_table("closures", Closure, facts="closures"),
    record_table("evaluations", Evaluation, facts="evaluations"),
)
