"""How logs of known devices are read: kept in the person's profile, for the next case."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modules.edata.records import LogFormat, LogKind
from modules.edata.rules.log_lines import format_of
from workstation.api import UserError, to_plain, write_derived
from workstation.api.widgets import Shell

_FILE = "log-profiles.json"


@dataclass(frozen=True)
class LogProfile:
    """A way to read a kind of log, under a name."""

    name: str
    kind: LogKind
    format: LogFormat


def _path(shell: Shell) -> Path:
    return shell.program.profile / _FILE


def load_profiles(shell: Shell) -> list[LogProfile]:
    """Every profile that can be read, by name; a broken file counts as none, and stays until one is saved."""
    try:
        content: list[dict[str, Any]] = json.loads(_path(shell).read_text("utf-8"))
        found = [LogProfile(str(one["name"]), LogKind(one["kind"]), format_of(one["format"])) for one in content]
    except (OSError, ValueError, KeyError, TypeError, UserError):
        return []
    return sorted(found, key=lambda profile: profile.name)


def save_profile(shell: Shell, profile: LogProfile) -> None:
    """Keep a profile in place of the one of its name. Raises ``UserError("derived.not_written")``."""
    kept = {one.name: one for one in load_profiles(shell)} | {profile.name: profile}
    content = [{"name": one.name, "kind": one.kind.value, "format": to_plain(one.format)} for one in kept.values()]
    write_derived(_path(shell), json.dumps(content, ensure_ascii=False, indent=1).encode())
