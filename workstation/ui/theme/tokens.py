"""Design tokens: every colour and size of the window stands here and nowhere else."""

from dataclasses import dataclass, replace

_USUAL_TYPE = 10.0


@dataclass(frozen=True)
class Tokens:
    """Colours as #rrggbb, sizes in device-independent pixels, type in points."""

    name: str
    dark: bool
    # surfaces, from the farthest to the nearest
    window: str
    rail: str
    surface: str
    raised: str
    sunken: str
    hover: str
    selected: str
    border: str
    border_strong: str
    # ink
    text: str
    text_muted: str
    text_faint: str
    on_accent: str
    # meaning
    accent: str
    accent_hover: str
    accent_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    info: str
    info_soft: str
    # the rail is dark in every theme
    rail_text: str = "#e9e7e3"
    rail_muted: str = "#a9a8a3"
    rail_hover: str = "#33373d"
    rail_selected: str = "#4a2c1b"
    rail_border: str = "#6f757d"
    rail_focus: str = "#f28a4b"
    # measure
    type_small: float = 9.0
    type_body: float = 10.0
    type_title: float = 12.5
    type_display: float = 18.0
    control: int = 34
    row: int = 34
    radius: int = 6
    gap: int = 8
    icon: int = 18
    tick: int = 16
    menu: int = 18
    rail_row: int = 31

    @property
    def scale(self) -> float:
        """How much larger than usual everything is."""
        return self.type_body / _USUAL_TYPE

    def level(self, level: str) -> tuple[str, str]:
        """Ink and ground of a badge or notice of that level."""
        return {
            "success": (self.success, self.success_soft), "warning": (self.warning, self.warning_soft),
            "error": (self.danger, self.danger_soft), "info": (self.info, self.info_soft),
            "accent": (self.accent, self.accent_soft),
        }.get(level, (self.text_muted, self.sunken))


LIGHT = Tokens(
    name="light", dark=False,
    window="#f3f2ef", rail="#23262b", surface="#ffffff", raised="#ffffff", sunken="#f0efec", hover="#f4efe9",
    selected="#fbe9df", border="#e1dfda", border_strong="#8b877f",
    text="#1f2328", text_muted="#5b6068", text_faint="#656a72", on_accent="#ffffff",
    accent="#b8430f", accent_hover="#9c370a", accent_soft="#fbe6da",
    success="#1d6b3c", success_soft="#e2f2e7", warning="#8a5200", warning_soft="#fdf0d8",
    danger="#b3261e", danger_soft="#fbe4e2", info="#1f5a8f", info_soft="#e3eef8",
)

DARK = Tokens(
    name="dark", dark=True,
    window="#17191c", rail="#101214", surface="#1f2226", raised="#272b30", sunken="#191c1f", hover="#2b2f35",
    selected="#452a1c", border="#33383e", border_strong="#767d87",
    text="#eceae6", text_muted="#b3b6bb", text_faint="#969aa1", on_accent="#1a0d05",
    accent="#f28a4b", accent_hover="#ffa068", accent_soft="#452a1c",
    success="#72cf95", success_soft="#1d3527", warning="#eab55a", warning_soft="#3b2e14",
    danger="#ff8f85", danger_soft="#452321", info="#7fb9ef", info_soft="#1c3145",
)

PROJECTOR = replace(
    LIGHT, name="projector", window="#ffffff", rail="#000000", sunken="#f2f2f2", hover="#ffe9d9", selected="#ffd9bd",
    border="#8c8c8c", border_strong="#4d4d4d", text="#000000", text_muted="#262626", text_faint="#404040",
    accent="#7d2900", accent_hover="#5f1f00", success="#00491d", warning="#5c3600", danger="#8c0000", info="#003a70",
    type_small=12.0, type_body=13.5, type_title=17.0, type_display=25.0, control=44, row=46, gap=10,
    icon=24, tick=22, menu=24, rail_row=40,
)

_LEVELS = ("accent", "success", "warning", "danger", "info")

TEXT_ON: dict[str, tuple[str, ...]] = {
    "text": ("window", "surface", "raised", "sunken", "hover", "selected"),
    "text_muted": ("window", "surface", "raised", "sunken", "hover", "selected"),
    "text_faint": ("window", "surface", "raised", "sunken"),
    "on_accent": ("accent", "accent_hover"),
    "surface": ("text",),
    "rail_text": ("rail", "rail_hover", "rail_selected"),
    "rail_muted": ("rail",),
    **{level: ("window", "surface", "hover", "selected", f"{level}_soft") for level in _LEVELS},
}
"""Which ink the window writes on which grounds: each pair can be read in each theme."""

DRAWN_ON: dict[str, tuple[str, ...]] = {
    "border_strong": ("window", "surface", "sunken"), "accent": ("sunken",), "rail_focus": ("rail", "rail_selected"),
    "rail_border": ("rail",),
}
"""Edges and marks by which controls are seen, and their grounds."""

THEMES: dict[str, Tokens] = {tokens.name: tokens for tokens in (LIGHT, DARK, PROJECTOR)}

_FIELD_CONTROL = 52
_FIELD_DRAWN = 1.3
_FIELD_TIGHTER = 6


def tokens_for(theme: str, *, scale: float = 1.0, field_mode: bool = False) -> Tokens:
    """The tokens of a theme with the person's text scale; in field mode everything is made for gloves."""
    chosen = THEMES.get(theme, LIGHT)
    least = _FIELD_CONTROL if field_mode else 0
    drawn = max(scale, _FIELD_DRAWN) if field_mode else scale
    return replace(
        chosen,
        type_small=chosen.type_small * scale, type_body=chosen.type_body * scale,
        type_title=chosen.type_title * scale, type_display=chosen.type_display * scale,
        control=max(round(chosen.control * scale), least), row=max(round(chosen.row * scale), least),
        icon=round(chosen.icon * drawn), tick=round(chosen.tick * drawn), menu=round(chosen.menu * drawn * drawn),
        rail_row=max(round(chosen.rail_row * scale), least - _FIELD_TIGHTER),
    )
