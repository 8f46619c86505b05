"""Writing: measures, hazards, photographs, the evaluation and its publication."""

from modules.rectification.operations.evaluation import (
    approve_publication,
    close_inquiry,
    conclude_evaluation,
    publish,
    put_member,
    put_substitute,
    rate,
    remove_member,
    remove_substitute,
    write_evaluation,
    write_publication,
)
from modules.rectification.operations.hazards import act_on_hazard, put_hazard, remove_hazard, withdraw_act
from modules.rectification.operations.measures import (
    add_proof,
    check_on_site,
    check_site,
    evaluate_measure,
    put_measure,
    put_pair,
    remove_measure,
    remove_pair,
    set_status,
)

__all__ = [
    "act_on_hazard", "add_proof", "approve_publication", "check_on_site", "check_site", "close_inquiry",
    "conclude_evaluation", "evaluate_measure", "publish", "put_hazard", "put_measure", "put_member", "put_pair",
    "put_substitute", "rate", "remove_hazard", "remove_measure", "remove_member", "remove_pair", "remove_substitute",
    "set_status", "withdraw_act", "write_evaluation", "write_publication",
]
