"""Sheets and forms on paper of their own: PDF and Word. Apart from the door itself: the typesetter takes its time."""

from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.sheets import write_pages, write_sheets
from workstation.typeset.word import write_word
from workstation.typeset.word_template import fill_word

__all__ = ["DocumentInfo", "fill_word", "write_pages", "write_sheets", "write_word"]
