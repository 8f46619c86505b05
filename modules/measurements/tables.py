"""The tables of measurements."""

from modules.measurements.records import Network, Reading, SurveyPoint
from workstation.api import record_table

TABLES = (
    record_table("survey_points", SurveyPoint, index=("name", "network_id"), facts="survey_points"),
    record_table("readings", Reading, index=("network_id", "instrument_id"), facts="readings"),
    record_table("survey_networks", Network, facts="survey_networks"),
)
