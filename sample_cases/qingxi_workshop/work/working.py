"""``Working``: the case being worked: who acts, and where each thing of the scenario is in the case."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from modules.edata.records import Recording
from modules.field_tests.records import FieldTest
from modules.materials.records import Material
from modules.photos.records import Photo
from sample_cases.qingxi_workshop.scenario import Scenario
from workstation.api import Moment, Read, Ref, StoredFile, beijing
from workstation.desk import Desk

PASSPHRASE = "embercase-demo"
T = TypeVar("T")


@dataclass(frozen=True)
class Working:
    """Given to every step. ``raw`` is the folder of the files as they were received."""

    desk: Desk
    scenario: Scenario
    raw: Path

    def sign_in(self, officer: str) -> str:
        """From now on this officer of the scenario acts; returns the record id."""
        known = self.scenario.officer(officer)
        return self.desk.sign_in(known.name, known.unit, known.certificate_no, PASSPHRASE).id

    def do(self, operation: str, fn: Callable[..., T], *values: Any, **named: Any) -> T:
        """One step in the ledger, by the officer who acts: an operation of a module with its values."""
        return self.desk.do(operation, lambda work: fn(work, *values, **named))

    def read(self) -> Read:
        """The case as it stands."""
        return self.desk.read()

    def evidence(self, names: Sequence[str]) -> tuple[Ref, ...]:
        """Exhibits and field tests by number, statements by the scenario's key, photographs and papers by file name."""
        return tuple(self._evidence(name) for name in names)

    def _evidence(self, name: str) -> Ref:
        if any(exhibit.number == name for exhibit in self.scenario.exhibits):
            return Ref("exhibits", exhibit_id(name))
        read = self.read()
        tests = read.where(FieldTest, number=name)
        if tests:
            return Ref("field_tests", tests[0].id)
        if any(item.key == name for item in self.scenario.statements):
            return Ref("interviews", interview_id(name))
        photos = read.where(Photo, name=name)
        if photos:
            return Ref("photos", photos[0].id)
        stored = read.where(StoredFile, name=name)
        recordings = read.where(Recording, file_id=stored[0].id) if stored else []
        if recordings:
            return Ref("recordings", recordings[0].id)
        return Ref("materials", self.material(name).id)

    def material(self, file: str) -> Material:
        """The material that was taken in from the file of this name."""
        read = self.read()
        stored = read.where(StoredFile, name=file)[0]
        return read.where(Material, file_id=stored.id)[0]


def interview_id(key: str) -> str:
    """The record of questioning of a statement of the scenario."""
    return f"interview-{key}"


def party_id(key: str) -> str:
    """The record of a party of the scenario."""
    return f"party-{key}"


def place_id(code: str) -> str:
    """The record of a room or place of the scenario."""
    return f"place-{code}"


def exhibit_id(number: str) -> str:
    """The record of an exhibit of the scenario."""
    return f"exhibit-{number}"


def moment(at: datetime, *, raw: str = "", uncertainty_s: float = 0.0) -> Moment:
    """A true time of the scenario, with what the source showed."""
    return Moment(utc=at.astimezone(UTC), raw=raw, uncertainty_s=uncertainty_s)


def wording(step: str) -> dict[str, Any]:
    """What an investigator writes in a step."""
    return tomllib.loads((Path(__file__).parent / f"{step}.toml").read_text(encoding="utf-8"))


def when(text: str) -> Moment:
    """A Beijing time from a wording."""
    return beijing(text)
