"""Where the shipped data lies: icons, fonts, symbols, rule packs, word catalogues."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROOT = PROJECT / "resources"
