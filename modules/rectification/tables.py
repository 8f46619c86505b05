"""The tables of rectification."""

from modules.rectification.records import (
    EVALUATION_ID,
    PUBLICATION_ID,
    Closure,
    Evaluation,
    Hazard,
    HazardAct,
    Measure,
    PhotoPair,
    Publication,
    SiteCheck,
    SubstituteSite,
    TeamMember,
)
from workstation.api import record_table

TABLES = (
    record_table(
        "measures", Measure, index=("number",), facts="measures",
        points_at={"unit_id": "parties", "evaluated_by": "officers"},
    ),
    record_table(
        "hazards", Hazard, index=("number",), facts="hazards",
        points_at={"unit_id": "parties", "measure_id": "measures"},
    ),
    record_table(
        "hazard_acts", HazardAct, index=("hazard_id",), facts="hazard_acts",
        points_at={"hazard_id": "hazards", "officer_id": "officers"},
    ),
    record_table("site_checks", SiteCheck, facts="site_checks", points_at={"officer_id": "officers"}),
    record_table("photo_pairs", PhotoPair, facts="photo_pairs"),
    record_table("closures", Closure, facts="closures"),
    record_table("team_members", TeamMember, facts="team_members"),
    record_table("substitute_sites", SubstituteSite, facts="substitute_sites", points_at={"unit_id": "parties"}),
    record_table(
        "evaluations", Evaluation, facts="evaluations",
        points_at={"evaluated_by": "officers", "rated_by": "officers"}, only_id=EVALUATION_ID,
    ),
    record_table(
        "publications", Publication, facts="publications", points_at={"approved_by": "officers"},
        only_id=PUBLICATION_ID,
    ),
)
