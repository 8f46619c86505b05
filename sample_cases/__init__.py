"""The sample cases, in the order in which they are offered."""

from workstation.api import N_, Sample

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "qingxi-workshop", N_("Fire in a workshop with storage and beds (generated)"),
        N_("A whole case made from one scenario: photographs, scans, statements, papers. Takes about two minutes."),
        "sample_cases.qingxi_workshop.make:make",
    ),
    Sample(
        "changfeng-2023", N_("Fire in the Changfeng Hospital, Beijing, 18 April 2023 (from public reports)"),
        N_("A real fire, compiled from published reports: organisations only, each fact with its source."),
        "sample_cases.changfeng_2023.make:make",
    ),
)
