"""Parsers that do what a hostile file can make a parser do."""

import os
import time
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.parsed import Parsed


def good(path: str, **options: Any) -> Parsed:
    data = {"size": Path(path).stat().st_size, "options": options, "pid": os.getpid()}
    return Parsed(data, {"copy": Path(path).read_bytes()})


def known(_: str, **__: Any) -> Parsed:
    raise UserError("photos.truncated", reason="half")


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
