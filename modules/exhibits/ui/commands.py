"""Printing what is needed at the scene."""

from functools import partial

from workstation.api import N_
from workstation.api.widgets import Shell


def print_labels(shell: Shell) -> None:
    """Labels with QR codes for every exhibit."""
    _print(shell, "exhibit-labels", shell.words(N_("Labels")))


def print_extraction_list(shell: Shell) -> None:
    """火灾痕迹物品提取清单."""
    _print(shell, "extraction-list", shell.words(N_("List of extracted items (提取清单)")))


def print_stock_check(shell: Shell) -> None:
    """Every stock check that was made."""
    _print(shell, "stock-check", shell.words(N_("Stock check")))


def _print(shell: Shell, document: str, title: str) -> None:
    target = shell.save_file(title, f"{title}.pdf", "PDF (*.pdf)")
    if target is not None:
        shell.export(document, target, then=partial(_told, shell))


def _told(shell: Shell, path: str) -> None:
    shell.notify(shell.words("Wrote {path}", path=path), "success")
