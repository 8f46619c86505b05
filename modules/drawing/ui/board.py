"""The board: one drawing in memory, in step with the case. Edits are seen at once and written as one step each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Signal

from modules.drawing import operations, queries
from modules.drawing.records import Drawing, DrawnLayer, Entity, Kind, LayerRole, Sheet, WallDecision
from modules.drawing.rules.marks import Depiction, Surroundings
from modules.drawing.rules.marks.depict import depict, renew
from modules.drawing.rules.model import Edit, Model
from modules.drawing.rules.proposals import Proposal
from workstation.api import Changes, PlanImage, Read, UserError, Work
from workstation.api.widgets import MarkLayer, Shell

ENTITIES = "drawing_entities"
_PATIENCE_S = 8.0  # a step that was not answered for so long has failed: what is stored counts


@dataclass(frozen=True)
class Loaded:
    """What is read of the case at once; ``asked`` is the drawing that was wanted when the reading began."""

    drawings: list[Drawing]
    model: Model | None
    around: Surroundings
    sheets: list[Sheet] = field(default_factory=list)
    depiction: Depiction = field(default_factory=Depiction)
    proposals: list[Proposal] = field(default_factory=list)
    decided: dict[tuple[str, int], WallDecision] = field(default_factory=dict)
    lacking: list[queries.Wanted] = field(default_factory=list)
    asked: str = ""


class Board(QObject):
    """``changed`` tells that the drawing looks different, ``selected`` that something else is chosen, ``loaded`` that
    another drawing, its layers or sheets were read."""

    changed = Signal()
    selected = Signal()
    loaded = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.layer = MarkLayer("drawing")
        self.drawings: list[Drawing] = []
        self.sheets: list[Sheet] = []
        self.model: Model | None = None
        self.drawing_id = ""
        self.layer_id = ""
        self.chosen: dict[str, Entity] = {}
        self.around = Surroundings()
        self.hidden: frozenset[str] = frozenset()
        self._proposals: list[Proposal] = []
        self._decided: dict[tuple[str, int], WallDecision] = {}
        self._wanted = ""
        self._depiction = Depiction()
        self._left_out: frozenset[str] = frozenset()
        self._pending = 0
        self._asked = 0.0
        self._stale: set[str] = set()
        self._awaited: frozenset[str] | None = None
        self.reload: Callable[[], None] = lambda: None

    @property
    def proposals(self) -> list[Proposal]:
        """Proposed walls of which nothing was made yet; one whose wall was removed again is open."""
        known = self.model.entities if self.model is not None else {}

        def decided(one: Proposal) -> bool:
            found = self._decided.get((one.image.id, one.number))
            return found is not None and (not found.wall_id or found.wall_id in known)

        return [one for one in self._proposals if not decided(one)]

    @property
    def origins(self) -> dict[str, tuple[PlanImage, int]]:
        """By wall that came of a proposal, the picture and the number of the proposal."""
        images = {one.image.id: one.image for one in self._proposals}
        return {
            found.wall_id: (images[image_id], number)
            for (image_id, number), found in self._decided.items() if found.wall_id and image_id in images
        }

    # reading

    def load(self, read: Read) -> Loaded:
        """Read the drawing that is wanted, or the first (off the window's thread)."""
        drawings, asked = queries.drawings(read), self.drawing_id
        wanted = next((one.id for one in drawings if one.id == asked), drawings[0].id if drawings else "")
        if not wanted:
            return Loaded([], None, self.around, asked=asked)
        model = queries.model(read, wanted)
        model.hidden = self.hidden if self.hidden <= set(model.layers) else frozenset()
        around = queries.around(read, model, self.around.scale)
        return Loaded(drawings, model, around, queries.sheets(read, wanted), depict(model, around),
                      queries.proposals(read, model), queries.decisions(read, wanted), queries.lacking(read, [model]),
                      asked)

    def show(self, data: Loaded) -> bool:
        """Take over what was read; not if another drawing is wanted by now: that one is being read."""
        if data.asked != self.drawing_id:
            return False
        fresh = [one.id for one in data.drawings if self._awaited is not None and one.id not in self._awaited]
        if fresh:
            self.drawing_id, self._awaited = fresh[-1], None
            self.reload()
            return False
        self.drawings, self.sheets, self.around = data.drawings, data.sheets, data.around
        self._proposals, self._decided = data.proposals, data.decided
        if data.model is None:
            self.model, self.drawing_id = None, ""
            self.layer.set_marks(())
        else:
            self.model, self.drawing_id = data.model, data.model.drawing.id
            if self.layer_id not in data.model.layers:
                self.layer_id = operations.layer_of(self.drawing_id, LayerRole.EXISTING)
            if self.layer_id not in data.model.layers:
                self.layer_id = next(iter(data.model.layers), "")
            self._depiction = data.depiction
            self.layer.set_marks(self._depiction.marks(self._left_out))
        known = self.model.entities if self.model else {}
        wanted = [self._wanted] if self._wanted in known else list(self.chosen)
        self._wanted = ""
        self.choose(known[one] for one in wanted if one in known)
        self.loaded.emit()
        self.changed.emit()
        return True

    def await_new(self) -> None:
        """Open the next drawing that comes into the case: files are being taken in."""
        self._awaited = frozenset(one.id for one in self.drawings)

    def set_scale(self, scale: float) -> None:
        """Draw text and symbols as large as on paper at this scale."""
        self.around = Surroundings(scale, self.around.names, self.around.pictures)
        self.reload()

    def look_as(self, sheet: Sheet | None) -> None:
        """See only the layers that a sheet shows, text as large as at its scale; none shows all again."""
        hidden = frozenset(sheet.hidden_layers) if sheet is not None else frozenset[str]()
        scale = float(sheet.scale) if sheet is not None else self.around.scale
        if hidden != self.hidden or scale != self.around.scale:
            self.hidden = hidden
            self.set_scale(scale)

    def leave_out(self, ids: frozenset[str]) -> None:
        """Do not show these for now; they stay part of the drawing."""
        if ids != self._left_out:
            self._left_out = ids
            self.layer.set_marks(self._depiction.marks(ids))
            self.changed.emit()

    def on_changes(self, changes: Changes) -> None:
        """Something was written: read again what it touched, or everything if more than entities changed."""
        ids = {item.id for item in changes.items if item.kind == ENTITIES}
        if changes.touches("drawings", "drawing_layers", "sheets", "drawing_fits", "drawing_wall_decisions", "exhibits",
                           "photos", "files", "plan_images"):
            self.reload()
            return
        self._stale |= ids
        self._catch_up()

    def _catch_up(self) -> None:
        if self._pending and monotonic() - self._asked < _PATIENCE_S:
            return
        ids, self._stale, self._pending = sorted(self._stale), set(), 0
        if not ids or self.model is None:
            return
        if any(entity.ref or entity.file_id for one in ids if (entity := self.model.get(one))):
            self.reload()
            return
        drawing_id = self.drawing_id

        def read_again(read: Read) -> tuple[list[Entity], list[str]]:
            found = [one for one in read.get_many(Entity, ids) if one.drawing_id == drawing_id]
            return found, [one for one in ids if one not in {entity.id for entity in found}]

        self.shell.query(read_again, lambda answer: self._take(*answer))

    def _take(self, found: Sequence[Entity], gone: Sequence[str]) -> None:
        model = self.model
        if model is None or self._pending:
            self._stale |= {entity.id for entity in found} | set(gone)
            return
        if any(entity.id not in model.entities and (entity.ref or entity.file_id) for entity in found):
            self.reload()  # somebody else placed what stands for a record or shows a picture
            return
        edit = Edit(
            tuple(entity for entity in found if model.get(entity.id) != entity),
            tuple(one for one in gone if one in model.entities),
        )
        if edit:
            self._see(edit)

    # editing

    def edit(self, edit: Edit, operation: str = "drawing.edit", *, choose: bool = False) -> bool:
        """Write an edit as one step; it is seen at once. False if nothing can be written."""
        model = self.model
        if not edit or model is None or not self.shell.writable:
            return False
        locked = [one for one in edit.put if not model.free(one)]
        locked += [old for one in sorted(edit.ids()) if (old := model.get(one)) is not None and not model.free(old)]
        if locked:
            layer = model.layers.get(locked[0].layer_id)
            name = self.layer_title(layer) if layer else ""
            self.shell.notify(self.shell.words.error(UserError("drawing.layer_locked", name=name)), "warning")
            return False
        self._see(edit)
        if choose:
            self.choose(edit.put)
        self._pending, self._asked = self._pending + 1, monotonic()
        drawing_id = self.drawing_id

        def write(work: Work) -> None:
            operations.apply(work, drawing_id, edit)

        self.shell.do(operation, write, self._written)
        return True

    def _written(self, _: None) -> None:
        self._pending = max(0, self._pending - 1)
        self._catch_up()

    def _see(self, edit: Edit) -> None:
        model = self.model
        assert model is not None
        touched = model.apply(edit)
        if renew(self._depiction, model, self.around, touched):
            self.layer.set_marks(self._depiction.marks(self._left_out))
        chosen = {one: model.entities[one] for one in self.chosen if one in model.entities}
        if chosen != self.chosen:
            self.chosen = chosen
            self.selected.emit()
        self.changed.emit()

    def try_edit(self, make: Callable[[], Edit], *, choose: bool = False) -> bool:
        """Write what ``make`` says; a known error becomes a notice."""
        try:
            return self.edit(make(), choose=choose)
        except UserError as error:
            self.shell.notify(self.shell.words.error(error), "warning")
            return False

    def new(self, kind: Kind, points: Iterable[tuple[float, float]], **values: Any) -> Entity:
        """An entity on the layer in hand."""
        return Entity(drawing_id=self.drawing_id, layer_id=self.layer_id, kind=kind, points=tuple(points),
                      **values)  # fmt: skip

    # choosing

    def choose(self, entities: Iterable[Entity], *, add: bool = False) -> None:
        """Choose entities, with all members of their groups."""
        model = self.model
        wanted = list(entities)
        if model is not None:
            wanted = model.with_members(wanted)
        fresh = ({**self.chosen} if add else {}) | {entity.id: entity for entity in wanted}
        if fresh != self.chosen:
            self.chosen = fresh
            self.selected.emit()

    def choose_when_loaded(self, entity_id: str) -> None:
        """Choose an entity as soon as it is read."""
        self._wanted = entity_id

    def toggle(self, entity: Entity) -> None:
        """Choose what was not chosen, let go what was."""
        if entity.id not in self.chosen:
            self.choose([entity], add=True)
            return
        model = self.model
        members = model.with_members([entity]) if model else [entity]
        gone = {one.id for one in members}
        self.chosen = {one: kept for one, kept in self.chosen.items() if one not in gone}
        self.selected.emit()

    def selection(self) -> list[Entity]:
        """What is chosen."""
        return list(self.chosen.values())

    def layer_title(self, layer: DrawnLayer) -> str:
        """What a layer is called."""
        return layer.name or self.shell.words(queries.ROLE_WORDS[layer.role])

    def layer_for(self, role: LayerRole) -> str:
        """The usual layer for a purpose, if the drawing has it and it is free; otherwise the layer in hand."""
        wanted = operations.layer_of(self.drawing_id, role)
        layer = self.model.layers.get(wanted) if self.model else None
        return wanted if layer is not None and layer.visible and not layer.locked else self.layer_id
