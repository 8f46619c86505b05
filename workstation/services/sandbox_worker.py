"""The far side of the sandbox: a process that parses files nobody here made, under limits, and answers in bytes.

The protocol over standard input and output is one frame per request and one per answer: eight bytes of length,
JSON, then for answers the blobs one after the other. Nothing is ever unpickled.
"""

import importlib
import json
import os
import struct
import sys
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
_REQUEST_BYTES = 64 << 20


class TooLongError(Exception):
    """The other side announces more than may be read into memory."""


def read_frame(stream: IO[bytes], most: int) -> bytes:
    """One frame; empty at the end of the stream. Raises ``TooLongError`` before more than ``most`` bytes are read."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return b""
    length = _LENGTH.unpack(head)[0]
    if length > most:
        raise TooLongError
    return stream.read(length)


def frame(content: bytes) -> bytes:
    """One frame to be written."""
    return _LENGTH.pack(len(content)) + content


def limit(memory_bytes: int) -> None:
    """Bound this process, as far as the platform can: memory, open files, no file written, no core dump; on Linux also
    no other process, no connection, no file changed. On macOS only those limits hold that it lets a process set.
    """
    if os.name == "nt":
        from workstation.services.sandbox_windows import limit_memory

        limit_memory(memory_bytes)
        return
    import resource

    wanted = {"RLIMIT_AS": memory_bytes, "RLIMIT_NOFILE": 64, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            _lower(resource, kind, value)
    if sys.platform == "linux":
        from workstation.services.sandbox_linux import forbid_harm

        forbid_harm()


def _lower(resource: Any, kind: int, value: int) -> None:
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):  # macOS refuses RLIMIT_AS; the deadline still holds
        return


def answer(request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Run one parser; whatever it raises becomes data."""
    from workstation.domain.errors import UserError

    try:
        module, _, name = str(request["function"]).partition(":")
        parsed = getattr(importlib.import_module(module), name)(request["path"], **request["options"])
        names, blobs = list(parsed.blobs), list(parsed.blobs.values())
        header = {"data": parsed.data, "blobs": [[key, len(blob)] for key, blob in zip(names, blobs, strict=True)]}
        json.dumps(header, allow_nan=False)
    except UserError as error:
        return {"error": error.code, "values": error.values}, []
    except MemoryError:
        return {"error": "sandbox.out_of_memory", "values": {}}, []
    except BaseException as error:  # a PanicException of a Rust library is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return {"error": "sandbox.failed", "values": {"reason": f"{type(error).__name__}: {error}"[:500]}}, []
    return header, blobs


def main() -> None:
    """Serve until the stream ends, which it does when the parent is gone."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not enter the protocol
    limits = json.loads(read_frame(requests, _REQUEST_BYTES))
    for name in limits["preload"]:
        importlib.import_module(name)
    limit(int(limits["memory_bytes"]))
    while content := read_frame(requests, _REQUEST_BYTES):
        header, blobs = answer(json.loads(content))
        answers.write(frame(json.dumps(header).encode()))
        answers.writelines(blobs)
        answers.flush()


if __name__ == "__main__":
    main()
