"""What can go wrong and is known: a code with values, turned into a sentence only where it is shown."""

from collections.abc import Iterable
from typing import Self


class UserError(Exception):
    """A known error that a person can act on.

    ``code`` is a dotted name such as ``vault.disk_full``; the catalogues hold the sentence under
    ``error.vault.disk_full`` in every language. ``values`` fill the sentence and are kept as text. ``details`` are
    errors of their own that this one sums up, each with its sentence.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        self.code = code
        self.values: dict[str, str] = {name: str(value) for name, value in values.items()}
        self.details: tuple[UserError, ...] = ()
        super().__init__(f"{code} {self.values}")

    def of(self, details: Iterable["UserError"]) -> Self:
        """This error, summing up ``details``."""
        self.details = tuple(details)
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Cross process borders with code and values, not with the joined text."""
        return _rebuild, (type(self), self.code, self.values, self.details)


def _rebuild(
    kind: type[UserError], code: str, values: dict[str, str], details: tuple[UserError, ...]
) -> UserError:
    return kind(code, **values).of(details)


class Cancelled(Exception):  # noqa: N818 - a person asked for it, it is no error
    """The person who started the work asked it to stop; nothing half done is kept."""
