"""The far side: OpenCV, Open3D and laspy hold Python's lock for seconds, so they work here, one request a process."""

import errno
import importlib
import json
import sys
from typing import Any

from workstation.api import UserError

_PARTS = {
    "pose": "pnp", "sight": "sighting", "mesh": "meshing", "part": "cropping", "film": "filming",
    "project": "projecting",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main() -> None:
    """Answer one request."""
    said: dict[str, Any] = json.load(sys.stdin)
    part = importlib.import_module(f"modules.clouds.importers.space.{_PARTS[said['do']]}")
    try:
        answer = part.answer(said)
    except UserError as error:
        answer = {"error": error.code, "values": {name: str(value) for name, value in error.values.items()}}
    except MemoryError:
        answer = {"error": "clouds.space_memory", "values": {}}
    except OSError as error:
        code = "clouds.disk_full" if error.errno in _FULL else "clouds.not_saved"
        target, reason = str(said.get("target", "")), error.strerror or str(error)
        answer = {"error": code, "values": {"name": str(said.get("name", "")), "path": target, "reason": reason}}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
