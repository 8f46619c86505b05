"""The tables of the time line."""

from modules.chronology.records import ResponseTarget, SetAside, SoughtTime, TimeRelation
from workstation.api import record_table

TABLES = (
    record_table("time_relations", TimeRelation),
    record_table("sought_times", SoughtTime),
    record_table("times_set_aside", SetAside),
    record_table("response_targets", ResponseTarget),
)
