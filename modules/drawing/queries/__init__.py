"""Reading drawings: their records, and sheets of paper composed from them."""

from modules.drawing.queries.compose import (
    around,
    compose,
    dxf_of,
    exact_sheets,
    legend_entries,
    picture_path,
    tables_of,
)
from modules.drawing.queries.drawings import (
    ROLE_WORDS,
    SHEET_WORDS,
    SIGN_WORDS,
    Signed,
    Subject,
    cited,
    content_hash,
    drawings,
    entities,
    files,
    fitted_points,
    layers,
    model,
    sheets,
    signatures,
    signed,
    subject,
    subjects,
    visible_on,
)

__all__ = [
    "ROLE_WORDS", "SHEET_WORDS", "SIGN_WORDS", "Signed", "Subject", "around", "cited", "compose", "content_hash",
    "drawings", "dxf_of", "entities", "exact_sheets", "files", "fitted_points", "layers",
    "legend_entries", "model", "picture_path", "sheets", "signatures", "signed", "subject", "subjects", "tables_of",
    "visible_on",
]
