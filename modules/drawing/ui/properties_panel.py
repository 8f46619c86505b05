"""What is chosen, in figures: sizes in millimetres, text, style, layer; applied as one step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modules.drawing.records import Entity, Kind
from modules.drawing.rules import editing
from modules.drawing.rules.accuracy import area_within, length_of_way, u_of_lengths
from modules.drawing.rules.dimensions import following, lengths_m
from modules.drawing.rules.marks.looks import AREAS, ARROWS, DEPTHS, LINES, MATERIALS, OPENINGS, VECTORS
from modules.drawing.rules.model import Edit
from modules.drawing.ui.board import Board
from workstation.api import COVERAGE, N_, measured_text, rounded_uncertainty
from workstation.api.widgets import Field, Form, PropertyList, Shell, button, clear, label, on_key, scrolled

KIND_WORDS: dict[Kind, str] = {
    Kind.LINE: N_("Line"), Kind.CIRCLE: N_("Circle by its radius"), Kind.ARC: N_("Arc"), Kind.WALL: N_("Wall"),
    Kind.OPENING: N_("Door or window"), Kind.ROOM: N_("Room"), Kind.STAIR: N_("Stair"), Kind.SLOPE: N_("Slope"),
    Kind.COLUMN: N_("Column"), Kind.OBJECT: N_("Object"), Kind.SYMBOL: N_("Sign"), Kind.WIRE: N_("Wiring"),
    Kind.TEXT: N_("Text"), Kind.LEADER: N_("Leader"), Kind.ARROW: N_("Arrow"), Kind.HATCH: N_("Hatch"),
    Kind.DIMENSION: N_("Dimension"), Kind.UNDERLAY: N_("Underlay"), Kind.VECTOR: N_("Vector"), Kind.DEPTH: N_("Depth"),
}
STYLES: dict[Kind, dict[str, str]] = {
    Kind.LINE: {name: look.title for name, look in LINES.items()},
    Kind.WALL: {name: look.title for name, look in MATERIALS.items()},
    Kind.HATCH: {name: look.title for name, look in AREAS.items()},
    Kind.ARROW: {name: look.title for name, look in ARROWS.items()},
    Kind.VECTOR: {name: look.title for name, look in VECTORS.items()},
    Kind.DEPTH: {name: look.title for name, look in DEPTHS.items()},
    Kind.OPENING: dict(OPENINGS),
    Kind.COLUMN: {"": N_("Square column"), "round": N_("Round column"), "steel": N_("Steel column")},
    Kind.TEXT: {"": N_("Plain"), "bold": N_("Bold")},
    Kind.DIMENSION: {"": N_("Along its points"), "horizontal": N_("Horizontal"), "vertical": N_("Upright")},
}
STYLES[Kind.CIRCLE] = STYLES[Kind.ARC] = STYLES[Kind.LINE]
_LENGTHS: dict[str, tuple[str, tuple[Kind, ...]]] = {
    "size_m": (N_("Width or thickness"), (Kind.WALL, Kind.OPENING, Kind.STAIR, Kind.SLOPE, Kind.COLUMN, Kind.OBJECT)),
    "depth_m": (N_("Depth (other side)"), (Kind.COLUMN, Kind.OBJECT)),
    "at_m": (N_("From the start of the wall"), (Kind.OPENING,)),
    "low_m": (N_("Lower edge above the floor"), (Kind.OPENING, Kind.WALL)),
    "high_m": (N_("Upper edge above the floor"), (Kind.OPENING, Kind.WALL)),
}
_RADIUS = (Kind.CIRCLE, Kind.ARC)
_ANGLED = (Kind.COLUMN, Kind.OBJECT, Kind.SYMBOL, Kind.TEXT, Kind.VECTOR, Kind.UNDERLAY)
_TEXTED = (Kind.TEXT, Kind.ROOM, Kind.LEADER, Kind.OBJECT, Kind.SYMBOL, Kind.VECTOR, Kind.WIRE, Kind.ARROW, Kind.HATCH,
           Kind.STAIR, Kind.SLOPE, Kind.OPENING, Kind.WALL, Kind.DIMENSION)  # fmt: skip
_SIZED_ON_PAPER = (Kind.TEXT, Kind.SYMBOL, Kind.ROOM, Kind.LEADER, Kind.DIMENSION, Kind.VECTOR, Kind.DEPTH)


@dataclass(frozen=True)
class Shown:
    """A field of the panel: how its value is read from an entity and put into one."""

    field: Field
    read: Callable[[Entity], Any]
    write: Callable[[Entity, Any], Entity]


def _mm(name: str, title: str) -> Shown:
    return Shown(
        Field(name, title, "float", unit="mm"), lambda e: round(getattr(e, name) * 1000, 1),
        lambda e, value: _with(e, name, (value or 0.0) / 1000),
    )


def _plain(name: str, title: str, kind: str = "text", **more: Any) -> Shown:
    return Shown(
        Field(name, title, kind, **more), lambda e: getattr(e, name),
        lambda e, value: _with(e, name, (0.0 if kind == "float" else "") if value is None else value),
    )


def _with(entity: Entity, name: str, value: Any) -> Entity:
    values: dict[str, Any] = {name: value}
    return replace(entity, **values)


def fields_for(kind: Kind) -> list[Shown]:
    """What can be changed of a kind of entity."""
    found: list[Shown] = []
    if kind in STYLES:
        found.append(_plain("style", N_("Style"), "choice", choices=tuple(STYLES[kind].items())))
    if kind in _TEXTED:
        found.append(_plain("text", N_("Text"), "multiline" if kind is Kind.TEXT else "text"))
    found += [_mm(name, title) for name, (title, kinds) in _LENGTHS.items() if kind in kinds]
    if kind in _RADIUS:
        found.append(_mm("size_m", N_("Radius")))
    if kind in _ANGLED:
        found.append(_plain("angle_deg", N_("Angle"), "float", unit="°"))
    if kind in _SIZED_ON_PAPER:
        found.append(_plain("paper_mm", N_("Size on paper (0: usual)"), "float", unit="mm"))
    if kind in (Kind.OPENING, Kind.OBJECT):
        found.append(_plain("mirrored", N_("Other hand"), "bool"))
    if kind is Kind.OPENING:
        found.append(_plain("flipped", N_("Opens to the other side"), "bool"))
    if kind is Kind.DIMENSION:
        found.append(Shown(
            Field("measured_mm", N_("Measured by tape, part by part"), help=N_("For example 741; 3998; 503")),
            lambda e: "; ".join(f"{mm:g}" for mm in e.measured_mm), _measured,
        ))
    for one, title in ((Kind.DEPTH, N_("Depth (mm)")), (Kind.STAIR, N_("Number of steps"))):
        if kind is one:
            found.append(Shown(Field("value", title, "float"), lambda e: e.value,
                               lambda e, value: replace(e, value=value)))
    return found


def _measured(entity: Entity, text: str) -> Entity:
    parts = [part for part in (text or "").replace("；", ";").split(";") if part.strip()]
    return replace(entity, measured_mm=tuple(float(part) for part in parts))


class PropertiesPanel(QWidget):
    """The fields that all that is chosen have in common."""

    def __init__(self, shell: Shell, board: Board) -> None:
        super().__init__()
        self._shell, self._board = shell, board
        self._form: Form | None = None
        self._fields: list[Shown] = []
        self._ids: tuple[str, ...] = ()
        content = QWidget()
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(12, 4, 12, 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))
        board.selected.connect(self.refresh)
        board.loaded.connect(self.refresh)
        on_key(self, "Ctrl+Return", self.apply)
        self.refresh()

    @property
    def form(self) -> Form | None:
        """The form on view."""
        return self._form

    def refresh(self) -> None:
        """Show what is chosen."""
        clear(self._inner)
        self._form = None
        chosen, words = self._board.selection(), self._shell.words
        self._ids = tuple(entity.id for entity in chosen)
        if not chosen:
            self._inner.addWidget(label(words("Nothing is chosen."), "muted", wrap=True))
            self._inner.addStretch(1)
            return
        kinds = {entity.kind for entity in chosen}
        title = words(KIND_WORDS[chosen[0].kind]) if len(kinds) == 1 else words("{count} things", count=len(chosen))
        self._inner.addWidget(label(title if len(chosen) == 1 else f"{title} × {len(chosen)}", "title"))
        self._inner.addWidget(PropertyList(self._facts(chosen)))
        self._fields = fields_for(chosen[0].kind) if len(kinds) == 1 else []
        if self._fields:
            self._form = Form(self._shell, [one.field for one in self._fields], columns=1)
            self._form.set_values({one.field.name: one.read(chosen[0]) for one in self._fields})
            self._inner.addWidget(self._form)
            self.apply_button = button(self._shell, words("Apply"), self.apply, role="primary", icon_name="check",
                                       tip=words("Ctrl+Enter"))
            self._inner.addWidget(self.apply_button)
        self._inner.addStretch(1)

    def _facts(self, chosen: list[Entity]) -> list[tuple[str, str]]:
        words, model = self._shell.words, self._board.model
        layers = {entity.layer_id for entity in chosen}
        layer = model.layers.get(next(iter(layers))) if model and len(layers) == 1 else None
        rows = [(words("Layer"), self._board.layer_title(layer) if layer else words("several"))]
        if len(chosen) != 1 or model is None:
            return rows
        entity = chosen[0]
        if entity.kind is Kind.DIMENSION:
            u = u_of_lengths(model.drawing)
            told = " + ".join(f"{one * 1000:.0f}" for one in lengths_m(entity))
            plus = "" if u is None else f" ± {rounded_uncertainty(COVERAGE * u * 1000)[0]:f}"
            rows.append((words("Drawn length"), f"{told}{plus} mm"))
        elif entity.kind is Kind.ROOM:
            face = model.face_at(entity.points[0])
            gap = words("not closed: walls leave a gap")
            area = area_within(model.drawing, face.outline, face.area_m2).text() if face else gap
            rows.append((words("Clear area"), area))
        elif len(entity.points) > 1 or entity.kind in _RADIUS:
            length, angle = editing.describe(entity)
            u = model.drawing.point_u_m
            sure = length_of_way(model.drawing, entity.points, closed=entity.closed).u if len(entity.points) > 1 else u
            rows += [(words("Length"), measured_text(length, sure)), (words("Direction"), f"{angle:.2f}°")]
        if entity.id in self._board.origins:
            rows.append((words("Came of"), self._origin(entity)))
        if entity.points:
            x, y = entity.points[0]
            rows.append((words("Place (mm)"), f"{x * 1000:.0f}, {y * 1000:.0f}"))
        return rows

    def _origin(self, entity: Entity) -> str:
        image, number = self._board.origins[entity.id]
        residual = image.walls[number].residual_m * 1000
        return self._shell.words("{title}, proposed wall {number}, residual {residual} mm", title=image.title,
                                 number=number + 1, residual=f"{residual:.0f}")  # fmt: skip

    def apply(self) -> None:
        """Write what the form holds to everything that is chosen; fields that were not touched stay as they are."""
        model, form = self._board.model, self._form
        if form is None or model is None:
            return
        values = form.values()
        chosen = [model.entities[one] for one in self._ids if one in model.entities]
        if values is None or not chosen:
            return
        first = chosen[0]
        touched = [one for one in self._fields if values[one.field.name] != one.read(first)]

        def made() -> Edit:
            put = []
            for entity in chosen:
                for one in touched:
                    entity = one.write(entity, values[one.field.name])
                put.append(entity)
            return following(model, Edit(tuple(put)))

        if touched:
            try:
                self._board.try_edit(made)
            except ValueError:
                self._shell.notify(self._shell.words("Please enter numbers."), "warning")
