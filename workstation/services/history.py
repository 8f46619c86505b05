"""Undo and redo from the ledger itself, so that both survive closing and reopening a case."""

from workstation.domain.errors import UserError
from workstation.storage.case import Case
from workstation.storage.ledger import EntryKind, Step
from workstation.storage.read import Read
from workstation.storage.work import restore


def undoable(read: Read) -> Step | None:
    """The newest step that can be taken back: done, and not taken back since."""
    settled: dict[int, bool] = {}
    for step in read.steps():
        if step.undoes is not None:
            settled.setdefault(step.undoes, step.kind is EntryKind.UNDO)
        elif step.kind is EntryKind.DO and not settled.get(step.seq, False):
            return step
    return None


def redoable(read: Read) -> Step | None:
    """The step that was taken back last and can be done again; a new step closes this way."""
    redone: set[int] = set()
    for step in read.steps():
        if step.kind is EntryKind.DO:
            return None
        if step.kind is EntryKind.REDO and step.undoes is not None:
            redone.add(step.undoes)
        elif step.kind is EntryKind.UNDO and step.undoes is not None and step.undoes not in redone:
            return Step(step.undoes, EntryKind.DO, step.operation, None)
    return None


def undo(case: Case, *, initiator: object = None) -> Step:
    """Take the newest undoable step back. Raises ``UserError``: nothing to undo, or a record changed since."""
    step = undoable(case.read())
    if step is None:
        raise UserError("history.nothing_to_undo")
    _reverse(case, step, forward=False, initiator=initiator)
    return step


def undo_step(case: Case, seq: int, *, initiator: object = None) -> Step:
    """Take one step back, whichever came after it, if every record that it changed is still as it left it.

    Raises ``UserError``: it is no step that can be taken back, it was taken back already, a record changed since.
    """
    settled: dict[int, bool] = {}
    for step in case.read().steps():
        if step.undoes is not None:
            settled.setdefault(step.undoes, step.kind is EntryKind.UNDO)
        if step.seq == seq:
            if step.kind is not EntryKind.DO:
                break
            if settled.get(seq, False):
                raise UserError("history.undone_already", seq=seq)
            _reverse(case, step, forward=False, initiator=initiator)
            return step
    raise UserError("history.not_undoable", seq=seq)


def redo(case: Case, *, initiator: object = None) -> Step:
    """Do the step again that was taken back last. Raises ``UserError`` likewise."""
    step = redoable(case.read())
    if step is None:
        raise UserError("history.nothing_to_redo")
    _reverse(case, step, forward=True, initiator=initiator)
    return step


def _reverse(case: Case, step: Step, *, forward: bool, initiator: object) -> None:
    with case.reversing(step, forward=forward, initiator=initiator) as work:
        original = work.entry(step.seq)
        if original is None:
            raise UserError("history.entry_missing", seq=step.seq)
        restore(work, original.changes, forward=forward)
