"""Parsers that do what a hostile file can make a parser do."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.parsed import Parsed


def good(path: str, **options: Any) -> Parsed:
    data = {"size": Path(path).stat().st_size, "options": options, "pid": os.getpid()}
    return Parsed(data, {"copy": Path(path).read_bytes()})


def known(_: str, **__: Any) -> Parsed:
    raise UserError("photos.truncated", reason="half")


def talkative(path: str, **_: Any) -> Parsed:
    raise UserError("photos.unreadable", reason=f"{path}: {Path(path).name} is no picture\n  Debug info: {path}")


def bug(_: str, **__: Any) -> Parsed:
    raise IndexError("no such tag")


def crash(_: str, **__: Any) -> Parsed:
    os.abort()


def leave(_: str, **__: Any) -> Parsed:
    os._exit(0)


def hang(_: str, **__: Any) -> Parsed:
    time.sleep(600)
    return Parsed({})


def eat(_: str, **__: Any) -> Parsed:
    return Parsed({"n": len(bytearray(10 << 30))})


def chatter(_: str, **__: Any) -> Parsed:
    print("noise on standard output")
    return Parsed({"fine": True})


def write(path: str, **__: Any) -> Parsed:
    Path(path + ".written").write_text("x")
    return Parsed({})


def not_json(_: str, **__: Any) -> Parsed:
    return Parsed({"a": float("nan")})


def segfault(_: str, **__: Any) -> Parsed:
    ctypes.string_at(0)
    return Parsed({})


def flood(_: str, **__: Any) -> Parsed:
    """More bytes than anybody asked for, in pieces that each fit."""
    return Parsed({}, {str(number): bytes(90 << 20) for number in range(6)})


def lie(_: str, **__: Any) -> Parsed:
    """A frame that announces an exabyte, written past the protocol."""
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, (1 << 60).to_bytes(8, "big") + b"x")
        except OSError:
            continue
    time.sleep(600)
    return Parsed({})


def swallow(path: str, **__: Any) -> Parsed:
    """Everything that must fail; tells what did not."""
    original = Path(path)
    attempts = {
        "fork": os.fork, "run": lambda: subprocess.run(["true"], check=True),
        "connect": lambda: socket.create_connection(("127.0.0.1", 9)), "kill": lambda: os.kill(os.getppid(), 0),
        "unlink": original.unlink, "rename": lambda: original.rename(path + ".moved"),
        "write": lambda: original.write_bytes(b""), "append": lambda: original.open("ab").close(),
        "truncate": lambda: os.truncate(path, 1), "chmod": lambda: original.chmod(0o666),
        "create": lambda: Path(path + ".new").touch(), "mkdir": lambda: Path(path + ".folder").mkdir(),
        "link": lambda: Path(path + ".link").hardlink_to(path), "signal": lambda: signal.pidfd_send_signal(0, 0),
    }
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except (OSError, subprocess.SubprocessError):
            continue
        done.append(name)
    return Parsed({"done": done})


def threads(path: str, **__: Any) -> Parsed:
    """What a parser may do: read its file, in threads."""
    with ThreadPoolExecutor(4) as pool:
        return Parsed({"sizes": list(pool.map(lambda _: len(Path(path).read_bytes()), range(8)))})
