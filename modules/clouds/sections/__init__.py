"""Point clouds in the dossier."""

from modules.clouds.sections.clouds import build_clouds
from modules.clouds.sections.space import build_space
from workstation.api import N_, Section

SECTIONS = (
    Section("clouds", N_("Point clouds"), "clouds", build_clouds),
    Section("clouds.space", N_("Photographs and lines of sight in point clouds"), "clouds", build_space),
)

__all__ = ["SECTIONS", "build_clouds", "build_space"]
