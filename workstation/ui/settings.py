"""What the window remembers of a person: look, language, recent cases, its own size. Never anything of a case."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from workstation.storage.durable import write_durably

_RECENT = 12


@dataclass
class Settings:
    """Settings of one profile. A broken file counts as none: it holds nothing that cannot be chosen again."""

    path: Path
    language: str = "zh"
    theme: str = "light"
    text_scale: float = 1.0
    field_mode: bool = False
    last_folder: str = ""
    last_officer: str = ""
    key_file: str = ""
    token_library: str = ""
    time_stamps: str = ""
    recent: list[str] = field(default_factory=list)
    geometry: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    widths: dict[str, list[int]] = field(default_factory=dict)
    splits: dict[str, list[int]] = field(default_factory=dict)
    panels: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)
    folded_stages: list[str] = field(default_factory=list)
    inspector_shown: bool = True
    inspector_beside_canvas: bool = False
    office_registry: bool = True

    @classmethod
    def load(cls, profile: Path) -> "Settings":
        """The settings of a profile."""
        made = cls(profile / "settings.json")
        try:
            stored = json.loads(made.path.read_text("utf-8"))
        except (OSError, ValueError):
            return made
        if isinstance(stored, dict):
            for item in fields(cls):
                value = stored.get(item.name)
                if item.name != "path" and type(value) is type(getattr(made, item.name)):
                    setattr(made, item.name, value)
        return made

    def save(self) -> None:
        """Write the settings; a profile that cannot be written only forgets them."""
        stored = {name: value for name, value in asdict(self).items() if name != "path"}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self.path, json.dumps(stored, ensure_ascii=False, indent=2).encode())
        except OSError:
            return

    def add_recent(self, folder: Path) -> None:
        """Put a case on top of the recent ones."""
        name = str(folder)
        self.recent = [name, *(other for other in self.recent if other != name)][:_RECENT]
        self.save()
