"""Sheets and forms on paper of their own: PDF and Word. Apart from the door itself: the typesetter takes its time."""

from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.sheets import write_pages, write_sheets
from workstation.typeset.word import write_word

__all__ = ["DocumentInfo", "write_pages", "write_sheets", "write_word"]
