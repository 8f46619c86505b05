"""The cause in the dossier."""

from modules.cause.sections.calculations import build_calculations
from modules.cause.sections.claims import build_cause
from modules.cause.sections.gates import build_determining, build_leaving
from modules.cause.sections.matrix import build_matrix
from modules.cause.sections.simulations import build_simulations
from workstation.api import N_, Section

SECTIONS = (
    Section("cause.determination", N_("Determination of the cause"), "determination", build_cause),
    Section("cause.matrix", N_("Matrix of hypotheses"), "cause", build_matrix),
    Section("cause.calculations", N_("Calculations"), "experiment", build_calculations),
    Section("cause.simulations", N_("Simulations"), "experiment", build_simulations),
    Section("cause.leaving", N_("Before leaving the scene"), "inspection", build_leaving),
    Section("cause.gate", N_("Before the determination"), "cause", build_determining),
)
