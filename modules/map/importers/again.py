"""Reading a layer again: in another frame, or because what was made of it is gone."""

from pathlib import Path

from modules.map.importers.store import described, keep_features
from modules.map.operations import change_layer
from modules.map.queries import original
from modules.map.records import MapLayer
from workstation.api import UNKNOWN_FRAME, Job, StoredFile, UserError, Work

_PARSE = "modules.map.importers.parse:parse_vector"


def read_again(job: Job, layers: list[MapLayer], frame: str | None = None) -> int:
    """Read vector layers from their originals; with ``frame``, as numbers of that frame. Returns how many.

    Raises what the parser raises.
    """
    for number, layer in enumerate(layers):
        job.progress(number, len(layers), layer.title)
        _one(job, layer, frame)
    return len(layers)


def _one(job: Job, layer: MapLayer, frame: str | None) -> None:
    read = job.read()
    file = read.get(StoredFile, layer.file_id)
    wanted = frame if frame is not None else layer.frame
    declared = "" if wanted == UNKNOWN_FRAME else wanted
    parsed = job.parse(_PARSE, original(read, layer), name=file.name, frame=declared,
                       companions={Path(one.name).suffix.lower(): str(read.vault.path(one.sha256))
                                   for one in read.get_many(StoredFile, layer.companions)})  # fmt: skip
    found = parsed.data["layers"]
    place = next((n for n, facts in enumerate(found) if facts["member"] == layer.member or len(found) == 1), None)
    if place is None:
        raise UserError("map.no_features", name=file.name)
    facts = found[place]
    if frame is None:
        facts["problems"] = []  # they were noted when it was taken in

    def write(work: Work) -> None:
        keep_features(work, layer, file, facts, parsed, place)
        if frame is not None:
            change_layer(work, layer.id, **described(facts))

    job.write("map.read_again", write)
