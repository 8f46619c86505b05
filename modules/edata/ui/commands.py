"""Printing what is signed where electronic data is secured."""

from functools import partial

from workstation.api.widgets import Shell


def print_list(shell: Shell) -> None:
    """电子数据提取固定清单."""
    title = shell.words("Record and list of electronic data (提取固定清单)")
    target = shell.save_file(title, f"{title}.pdf", "PDF (*.pdf)")
    if target is not None:
        shell.export("edata-list", target, then=partial(_told, shell))


def _told(shell: Shell, path: str) -> None:
    shell.notify(shell.words("Wrote {path}", path=path), "success")
