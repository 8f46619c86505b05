"""Printing the form that goes to the laboratory."""

from functools import partial

from workstation.api import N_
from workstation.api.widgets import Shell


def print_commission(shell: Shell) -> None:
    """鉴定委托书 of every commission."""
    title = shell.words(N_("Commission to a laboratory (鉴定委托书)"))
    target = shell.save_file(title, f"{title}.pdf", "PDF (*.pdf)")
    if target is not None:
        shell.export("laboratory-commission", target, then=partial(_told, shell))


def _told(shell: Shell, path: str) -> None:
    shell.notify(shell.words("Wrote {path}", path=path), "success")
