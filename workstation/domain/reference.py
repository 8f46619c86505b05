"""Names of code as text (``package.module:name``), so that views and parsers load only when needed."""

import importlib
from typing import Any


def load(reference: str) -> Any:
    """The object that ``reference`` names. Raises ``ValueError`` when it names nothing."""
    module_name, _, attribute = reference.partition(":")
    if not attribute:
        raise ValueError(f"{reference!r} is not of the form package.module:name")
    module = importlib.import_module(module_name)
    try:
        return getattr(module, attribute)
    except AttributeError as error:
        raise ValueError(f"{reference!r}: {module_name} has no {attribute}") from error
