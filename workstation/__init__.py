"""Embercase 烬察: a workstation for fire investigation."""

__version__ = "0.1.0"
