"""Working the sample case: small steps, each an investigator's sitting; the wording stands in the .toml of its name.

A later part of the workstation adds a step: a file here with ``work(case: Working) -> None``, and a line in ``STEPS``.
"""
