"""Interviews in the dossier: each as it was signed, then what the sources say on each topic."""

from modules.interviews.sections.contrast import CONTRAST_SECTION
from modules.interviews.sections.record import RECORD_SECTION

SECTIONS = (RECORD_SECTION, CONTRAST_SECTION)
