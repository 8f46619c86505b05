"""Reading a layer again: in another frame, or because what was made of it is gone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from modules.map.importers.store import FEATURE_FILES, described, keep_features
from modules.map.operations import change_layer
from modules.map.queries import derived_path, original
from modules.map.records import MapLayer
from workstation.api import UNKNOWN_FRAME, Job, Parsed, StoredFile, UserError, Work, write_derived

_PARSE = "modules.map.importers.parse:parse_vector"


def rebuild(job: Job, layers: Sequence[MapLayer]) -> None:
    """Make the features of vector layers again from their originals; no record changes.

    Raises what the parser raises, and ``derived.not_written``.
    """
    for number, layer in enumerate(layers):
        job.progress(number, len(layers), layer.title)
        _, parsed, place, _ = _read(job, layer, layer.frame)
        for suffix in FEATURE_FILES:
            write_derived(derived_path(job.read(), layer, suffix), parsed.blobs[f"{place}{suffix}"])


def read_in_frame(job: Job, layer: MapLayer, frame: str) -> None:
    """Read a vector layer as numbers of a frame. Raises what the parser raises."""
    facts, parsed, place, file = _read(job, layer, frame)

    def write(work: Work) -> None:
        keep_features(work, layer, file, facts, parsed, place)
        change_layer(work, layer.id, **described(facts))

    job.write("map.read_again", write)


def _read(job: Job, layer: MapLayer, frame: str) -> tuple[dict[str, Any], Parsed, int, StoredFile]:
    """What the layer is, what was read, its number in that, and its file."""
    read = job.read()
    file = read.get(StoredFile, layer.file_id)
    declared = "" if frame == UNKNOWN_FRAME else frame
    parsed = job.parse(_PARSE, original(read, layer), name=file.name, frame=declared,
                       companions={Path(one.name).suffix.lower(): str(read.vault.path(one.sha256))
                                   for one in read.get_many(StoredFile, layer.companions)})  # fmt: skip
    found = parsed.data["layers"]
    place = next((n for n, facts in enumerate(found) if facts["member"] == layer.member or len(found) == 1), None)
    if place is None:
        raise UserError("map.no_features", name=file.name)
    return found[place], parsed, place, file
