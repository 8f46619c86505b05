"""The plugins of one profile and which of them a person has approved."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
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


@dataclass(frozen=True)
class Approval:
    """Which form of a plugin may run, and who said so; ``at`` is ISO UTC."""

    digest: str
    by: str
    at: str


class Shelf:
    """``PROFILE/plugins`` and the approvals in ``PROFILE/plugins.json`` (plugin id → digest, by whom, when).

    ``PROFILE/plugins.log`` gets one line for each approval and revocation.
    """

    def __init__(self, profile: Path) -> None:
        self.folder = profile / "plugins"
        self._approvals = profile / "plugins.json"
        self._log = profile / "plugins.log"

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
        return {plugin_id: approval.digest for plugin_id, approval in self._stored().items()}

    def approver(self, plugin_id: str) -> Approval | None:
        """Who approved a plugin, and in which form. Raises ``UserError("plugin.approvals_broken")``."""
        return self._stored().get(plugin_id)

    def _stored(self) -> dict[str, Approval]:
        if not self._approvals.exists():
            return {}
        try:
            told = json.loads(self._approvals.read_text(encoding="utf-8"))
            return {str(name): Approval(**values) for name, values in told.items()}
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise UserError("plugin.approvals_broken", path=self._approvals, reason=error) from error

    def install(self, source: Path) -> Manifest:
        """Copy a plugin folder into the profile, not yet approved. Raises ``UserError("plugin.installed")``."""
        manifest = read_manifest(source)
        target = self.folder / manifest.id
        if target.exists():
            raise UserError("plugin.installed", id=manifest.id, path=target)
        shutil.copytree(source, target)
        return read_manifest(target)

    def approve(self, plugin_id: str, digest: str, by: str) -> None:
        """Let the plugin run in exactly the form that ``digest`` names; ``by`` is the officer who answers for it.

        Raises ``UserError("plugin.changed")`` when it is no longer that which the person has seen.
        """
        for found in self.found():
            if found.manifest and found.manifest.id == plugin_id:
                if found.manifest.digest != digest:
                    raise UserError("plugin.changed", id=plugin_id, path=found.folder)
                approval = Approval(digest, by, datetime.now(UTC).isoformat(timespec="seconds"))
                self._write(self._stored() | {plugin_id: approval})
                return self._note("approved", plugin_id, approval)
        raise UserError("plugin.missing", id=plugin_id, path=self.folder)

    def revoke(self, plugin_id: str, by: str) -> None:
        """Do not run the plugin any more; its records stay in the cases. ``by`` is the officer who says so."""
        stored = self._stored()
        gone = stored.pop(plugin_id, None)
        self._write(stored)
        if gone is not None:
            self._note("revoked", plugin_id, Approval(gone.digest, by, datetime.now(UTC).isoformat(timespec="seconds")))

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

    def _note(self, what: str, plugin_id: str, approval: Approval) -> None:
        line = json.dumps({"what": what, "id": plugin_id, **asdict(approval)}, ensure_ascii=False) + "\n"
        try:
            with self._log.open("a", encoding="utf-8") as stream:
                stream.write(line)
        except OSError as error:
            raise UserError("plugin.approvals_unwritable", path=self._log, reason=error) from error

    def _write(self, approvals: dict[str, Approval]) -> None:
        told = {plugin_id: asdict(approval) for plugin_id, approval in approvals.items()}
        text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        scratch = self._approvals.with_name(f"{self._approvals.name}.{os.getpid()}")
        try:
            self._approvals.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(self._approvals)
        except OSError as error:
            raise UserError("plugin.approvals_unwritable", path=self._approvals, reason=error) from error
