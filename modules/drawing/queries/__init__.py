"""Reading drawings: their records, and sheets of paper composed from them."""

from modules.drawing.queries.compose import (
    Wanted,
    around,
    compose,
    dxf_of,
    exact_sheets,
    lacking,
    legend_entries,
    picture_path,
    pictures,
    shown_on,
    tables_of,
)
from modules.drawing.queries.drawings import (
    ROLE_WORDS,
    SHEET_WORDS,
    SIGN_WORDS,
    SURVEY_POINTS,
    Signed,
    Subject,
    cited,
    content_hash,
    drawings,
    entities,
    files,
    fitted_points,
    known_frames,
    layers,
    model,
    sheets,
    signatures,
    signed,
    subject,
    subjects,
    visible_on,
)
from modules.drawing.queries.proposals import decisions, plan_images, proposals

__all__ = [
    "ROLE_WORDS", "SHEET_WORDS", "SIGN_WORDS", "SURVEY_POINTS", "Signed", "Subject", "Wanted", "around", "cited",
    "compose", "content_hash", "decisions", "drawings", "dxf_of", "entities", "exact_sheets", "files",
    "fitted_points", "known_frames", "lacking", "layers", "legend_entries", "model", "picture_path", "pictures",
    "plan_images", "proposals", "sheets", "shown_on", "signatures", "signed", "subject", "subjects",
    "tables_of", "visible_on",
]
