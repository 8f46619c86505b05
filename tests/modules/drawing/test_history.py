"""Thousands of edits, taken back and done again: the drawing is what it was; also after closing and reopening."""

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modules.drawing import operations, queries
from modules.drawing.module import MODULE
from modules.drawing.records import DrawnLayer, Entity, Kind, LayerRole
from modules.drawing.rules import editing, moving
from modules.drawing.rules.dimensions import anchored
from modules.drawing.rules.model import Edit, Model
from tests.modules.drawing.shapes import DRAWING, room
from workstation.api import UserError
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.domain.rules import RulePacks
from workstation.services import history
from workstation.services.catalogue import Catalogue
from workstation.services.workbench import Workbench
from workstation.storage.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable

EDITS = 800


def start(case: Case) -> Model:
    with case.work("drawing.begin") as work:
        drawing = operations.begin_drawing(work, "一层", "D")
        layer = operations.layer_of(drawing.id, LayerRole.EXISTING)
        operations.draw(work, [replace(wall, layer_id=layer) for wall in room()])
    return queries.model(case.read(), "D")


def some_edit(model: Model, dice: random.Random) -> Edit:
    """One edit as a person might make it; some are refused, which is fine too."""
    entities = sorted(model.entities.values(), key=lambda one: one.id)
    chosen = dice.sample(entities, min(len(entities), dice.randint(1, 4))) if entities else []
    x, y = round(dice.uniform(-5, 5), 3), round(dice.uniform(-5, 5), 3)
    layer = operations.layer_of("D", LayerRole.EXISTING)

    def made(kind: Kind, *points: tuple[float, float], **values: object) -> Entity:
        return Entity(id=f"{dice.getrandbits(64):016x}", drawing_id="D", layer_id=layer, kind=kind, points=points,
                      **values)  # fmt: skip

    choices: list[Callable[[], Edit]] = [
        lambda: Edit(put=(made(Kind.WALL, (x, y), (y, x + 1), size_m=0.2),)),
        lambda: Edit(put=(made(Kind.LINE, (x, y), (x + 1, y), (x, y + 2), closed=dice.random() < 0.5),)),
        lambda: Edit(put=(anchored(model, made(Kind.DIMENSION, *dice.choice(
            [one.points for one in entities if one.kind is Kind.WALL]))),)),
        lambda: moving.move(model, model.with_members(chosen), (x, y)),
        lambda: moving.rotate(model, chosen, (x, y), dice.choice((15, 90, 37.5))),
        lambda: moving.mirror(model, chosen, (0, 0), (x, y), keep=dice.random() < 0.2),
        lambda: moving.stretch(model, entities, (x, y, x + 3, y + 3), (0.5, -0.25)),
        lambda: moving.erase(model, chosen[:1]),
        lambda: editing.trim(model, chosen[0], (x, y)),
        lambda: editing.extend(model, chosen[0], (x, y)),
        lambda: editing.split(model, chosen[0], (x, y)),
        lambda: Edit(put=(editing.offset(chosen[0], (x, y), 0.5),)),
        lambda: editing.group(chosen),
        lambda: editing.ungroup(chosen),
        lambda: moving.align(model, chosen, dice.choice(("left", "top", "middle"))),
        lambda: editing.change(model, chosen, text=str(x)),
    ]
    try:
        return dice.choice(choices)()
    except (UserError, IndexError):
        return Edit()


def drawn(case: Case) -> dict[str, Entity]:
    return {entity.id: entity for entity in queries.entities(case.read(), "D")}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thousands_of_edits_in_memory_are_taken_back(seed: int) -> None:
    """Each edit is undone and redone at random by its own before-image, as the ledger does it."""
    dice = random.Random(seed)
    layer = DrawnLayer(id=operations.layer_of("D", LayerRole.EXISTING), drawing_id="D", name="")
    walls = [replace(wall, layer_id=layer.id) for wall in room()]
    model = Model(DRAWING, [layer], walls)
    done: list[tuple[Edit, Edit]] = []
    for _ in range(EDITS):
        if done and dice.random() < 0.35:
            steps = min(len(done), dice.randint(1, 6))
            before = dict(model.entities)
            for edit in reversed([done[-n][1] for n in range(steps, 0, -1)]):
                model.apply(edit)
            for forward, _ in done[-steps:]:
                model.apply(forward)
            assert model.entities == before
            continue
        edit = some_edit(model, dice)
        if not edit or (len(model.entities) > 40 and not edit.remove):
            continue
        done.append((edit, taken_back(model, edit)))
        model.apply(edit)
    assert len(done) > EDITS / 8
    same_walls(Model(DRAWING, [layer], model.entities.values()), model)
    for _, back in reversed(done):
        model.apply(back)
    assert model.entities == {wall.id: wall for wall in walls}
    same_walls(Model(DRAWING, [layer], walls), model)


def taken_back(model: Model, edit: Edit) -> Edit:
    """What undoes an edit."""
    old = [model.entities[one] for one in sorted(edit.ids()) if one in model.entities]
    return Edit(tuple(old), tuple(entity.id for entity in edit.put if entity.id not in model.entities))


def same_walls(fresh: Model, model: Model) -> None:
    """Walls joined step by step are joined as if all were drawn at once."""
    assert {key: group.bodies for key, group in fresh.groups.items()} == {
        key: group.bodies for key, group in model.groups.items()
    }


def test_edits_survive_closing_and_reopening(tmp_path: Path) -> None:
    dice = random.Random(7)
    bench = Workbench(Catalogue([MODULE]), RulePacks(()))
    case = bench.create_case(tmp_path / "现场 副本", "案件", TEST_OFFICER)
    model = start(case)
    states = [drawn(case)]
    while len(states) < 50:
        edit = some_edit(model, dice)
        if not edit:
            continue
        with case.work("drawing.edit") as work:
            operations.apply(work, "D", edit)
            changed = bool(work.changes())
        model.apply(edit)
        if changed:
            states.append(dict(model.entities))
            assert drawn(case) == states[-1], "the model in memory is what is stored"
    case.close()
    case = bench.open_case(tmp_path / "现场 副本", TEST_OFFICER)
    for state in reversed(states[:-1]):
        history.undo(case)
        assert drawn(case) == state
    for state in states[1:]:
        history.redo(case)
        assert drawn(case) == state
    case.close()


def test_a_locked_layer_keeps_what_is_on_it(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        model = start(case)
        layer = model.layers[operations.layer_of("D", LayerRole.EXISTING)]
        with case.work("drawing.layer") as work:
            operations.put_layer(work, replace(layer, locked=True))
        edit = moving.move(model, list(model.entities.values()), (1, 0))
        with pytest.raises(UserError) as error, case.work("drawing.edit") as work:
            operations.apply(work, "D", edit)
        assert error.value.code == "drawing.layer_locked"
        assert drawn(case) == model.entities


def test_layers_and_drawings_that_are_used_stay(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        start(case)
        with pytest.raises(UserError), case.work("drawing.layer") as work:
            operations.remove_layer(work, operations.layer_of("D", LayerRole.EXISTING))
        with case.work("drawing.remove") as work:
            operations.remove_drawing(work, "D")
        assert drawn(case) == {} and queries.drawings(case.read()) == []
        history.undo(case)
        assert len(drawn(case)) == 4
