"""The overall rating that the items propose (总体评价), by the shares of the rule pack; an officer sets it."""

from collections.abc import Sequence
from typing import Any

from modules.rectification.records import Grade, Measure


def proposed(measures: Sequence[Measure], ratings: Sequence[dict[str, Any]]) -> str:
    """The code of the first rating whose shares hold; empty until every measure is judged, or where there is none.

    A rating asks for ``carried_at_least`` of the measures carried out and ``not_at_most`` not carried out (0 to 1).
    """
    if not measures or any(measure.grade is Grade.NONE for measure in measures):
        return ""
    carried = sum(measure.grade is Grade.CARRIED_OUT for measure in measures) / len(measures)
    failed = sum(measure.grade is Grade.NOT for measure in measures) / len(measures)
    for rating in ratings:
        if carried >= rating["carried_at_least"] and failed <= rating["not_at_most"]:
            return str(rating["code"])
    return ""


def rating_name(ratings: Sequence[dict[str, Any]], code: str, language: str) -> str:
    """What a rating is called; its code where the pack does not know it."""
    for rating in ratings:
        if rating["code"] == code:
            return str(rating["name"][language])
    return code
