"""What a plugin keeps in a case: JSON under its own name, so that every case opens without the plugin."""

from dataclasses import dataclass, field
from typing import Any

from workstation.domain.record import Record


@dataclass(frozen=True, kw_only=True)
class PluginRecord(Record):
    """One record of a plugin. ``plugin`` is the plugin's id, ``collection`` its own name for this sort of record,
    ``body`` JSON values only."""

    plugin: str
    collection: str
    body: dict[str, Any] = field(default_factory=dict)
