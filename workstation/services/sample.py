"""Sample cases that the program can make: named as data, made by code that loads only when it is asked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One sample case.

    ``title`` and ``about`` are message ids. ``make`` names a function of ``(program, target, task, words)``: it makes
    the case in the folder ``target``, which is new or empty, says how far it is through the ``Task`` in the language of
    ``words``, and returns the folder of the case. It raises ``UserError``, and ``Cancelled`` when asked to stop.
    """

    id: str
    title: str
    about: str
    make: str
