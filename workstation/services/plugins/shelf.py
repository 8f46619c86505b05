"""The plugins of one profile and which of them a person has approved."""

import json
import os
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.services.plugins.manifest import MANIFEST, Manifest, read_manifest


class PluginState(StrEnum):
    """Whether a plugin may run."""

    APPROVED = "approved"
    NEW = "new"
    CHANGED = "changed"
    BROKEN = "broken"


@dataclass(frozen=True)
class Found:
    """A folder that claims to be a plugin. ``manifest`` is none, and ``error`` says why, when it is broken."""

    folder: Path
    state: PluginState
    manifest: Manifest | None = None
    error: UserError | None = None


class Shelf:
    """``PROFILE/plugins`` and the approvals in ``PROFILE/plugins.json`` (plugin id → digest)."""

    def __init__(self, profile: Path) -> None:
        self.folder = profile / "plugins"
        self._approvals = profile / "plugins.json"

    def found(self) -> list[Found]:
        """Every plugin there is, by folder name; runs none of their code."""
        if not self.folder.is_dir():
            return []
        approved = self.approvals()
        return [
            self._look_at(path.parent, approved)
            for path in sorted(self.folder.glob(f"*/{MANIFEST}"))
        ]

    def approvals(self) -> dict[str, str]:
        """Plugin id → the digest that was approved. Raises ``UserError("plugin.approvals_broken")``."""
        if not self._approvals.exists():
            return {}
        try:
            told = json.loads(self._approvals.read_text(encoding="utf-8"))
            return {str(name): str(digest) for name, digest in told.items()}
        except (OSError, ValueError, AttributeError) as error:
            raise UserError("plugin.approvals_broken", path=self._approvals, reason=error) from error

    def install(self, source: Path) -> Manifest:
        """Copy a plugin folder into the profile, not yet approved. Raises ``UserError("plugin.installed")``."""
        manifest = read_manifest(source)
        target = self.folder / manifest.id
        if target.exists():
            raise UserError("plugin.installed", id=manifest.id, path=target)
        shutil.copytree(source, target)
        return read_manifest(target)

    def approve(self, plugin_id: str, digest: str) -> None:
        """Let the plugin run in exactly the form that ``digest`` names.

        Raises ``UserError("plugin.changed")`` when it is no longer that which the person has seen.
        """
        for found in self.found():
            if found.manifest and found.manifest.id == plugin_id:
                if found.manifest.digest != digest:
                    raise UserError("plugin.changed", id=plugin_id, path=found.folder)
                return self._write(self.approvals() | {plugin_id: digest})
        raise UserError("plugin.missing", id=plugin_id, path=self.folder)

    def revoke(self, plugin_id: str) -> None:
        """Do not run the plugin any more; its records stay in the cases."""
        self._write({name: digest for name, digest in self.approvals().items() if name != plugin_id})

    def _look_at(self, folder: Path, approved: dict[str, str]) -> Found:
        try:
            manifest = read_manifest(folder)
        except UserError as error:
            return Found(folder, PluginState.BROKEN, error=error)
        known = approved.get(manifest.id)
        if known is None:
            return Found(folder, PluginState.NEW, manifest)
        state = PluginState.APPROVED if known == manifest.digest else PluginState.CHANGED
        return Found(folder, state, manifest)

    def _write(self, approvals: dict[str, str]) -> None:
        text = json.dumps(approvals, indent=1, sort_keys=True) + "\n"
        scratch = self._approvals.with_name(f"{self._approvals.name}.{os.getpid()}")
        try:
            self._approvals.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(self._approvals)
        except OSError as error:
            raise UserError("plugin.approvals_unwritable", path=self._approvals, reason=error) from error
