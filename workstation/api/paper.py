"""Sheets on paper of their own, as PDF. Apart from the door itself: the typesetter takes its time to load."""

from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.sheets import write_sheets

__all__ = ["DocumentInfo", "write_sheets"]
