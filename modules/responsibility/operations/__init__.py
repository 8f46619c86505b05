"""Writes of responsibility: findings, handlings, barriers, documents."""

from modules.responsibility.operations.barriers import add_usual, judge_barrier, put_barrier, remove_barrier
from modules.responsibility.operations.documents import note_document, remove_document
from modules.responsibility.operations.findings import draft, establish, find_no_breach, judge, lay_out, remove
from modules.responsibility.operations.handlings import put_handling, remove_handling

__all__ = [
    "add_usual", "draft", "establish", "find_no_breach", "judge", "judge_barrier", "lay_out", "note_document",
    "put_barrier", "put_handling", "remove", "remove_barrier", "remove_document", "remove_handling",
]
