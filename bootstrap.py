#!/usr/bin/env python3
"""Start here on a new machine: makes the environment in .venv once, then starts what was asked for.

    python3 bootstrap.py demo [--no-window] [--output FOLDER]   work the sample case from files to dossier
    python3 bootstrap.py run [CASE]                             open the workstation
    python3 bootstrap.py test [pytest arguments]                run every test
    python3 bootstrap.py check                                  only the checks of the source text

Standard library only, and written so that an older Python can still read it and say what is missing.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who start it with an older one
    sys.exit(
        "Embercase 需要 Python 3.11 或更新版本;当前是 %s(%s)。"
        "请用更新的 Python 再次运行,例如 python3.12 bootstrap.py。\n"
        "Embercase needs Python 3.11 or newer; this is %s (%s). Start it with a newer one, for example: "
        "python3.12 bootstrap.py" % ((sys.version.split()[0], sys.executable) * 2)
    )

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
STAMP = VENV / "embercase.json"
LOCK = PROJECT / "requirements.lock"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
COMMANDS = ("demo", "run", "test", "check")

# What Qt (its sound and video too), Open3D and GDAL load from the system, and the Debian package that holds it.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libusb-1.0.so.0": "libusb-1.0-0",
    "libgomp.so.1": "libgomp1",
    "libexpat.so.1": "libexpat1",
    "libpulse.so.0": "libpulse0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
}
# Needed before the rest: one package is published as source only and is built with these, offline.
BUILDERS = ("setuptools", "setuptools-scm", "vcs-versioning", "packaging", "typing-extensions")
# Why pip gave up, by its own words, and what to do about it.
REASONS = {
    r"NewConnection|NameResolution|Timeout|ProxyError|SSLError|Max retries|No route to|is unreachable"
    r"|Connection refused|Temporary failure|from versions: none": "无法下载组件:网络不通,或源中没有。"
    "请检查网络或代理;内网可先用 pip config set global.index-url 设置镜像。之后再次运行同一命令。\n"
    "The components could not be fetched: no network, or its index lacks them. Check the connection or the "
    "proxy, or set a mirror with: pip config set global.index-url ADDRESS. Then run the same command again.",
    r"(?i)hashes": "下载的文件与 requirements.lock 中的校验值不符,未安装。请换一个下载源后重试。\n"
    "A fetched file does not have the hash that requirements.lock names, so it was not installed. "
    "Use another source and try again.",
    r"No space left": "磁盘空间不足:请腾出至少 3 GB 后再次运行。\n"
    "The disk is full: free at least 3 GB and run the same command again.",
    r"": "安装失败,原因见上。处理后再次运行同一命令即可。\n"
    "The installation failed for the reason above. Once that is solved, run the same command again.",
}


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", line_buffering=True)
    command, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    if command not in COMMANDS:
        print(f"没有「{command}」这个命令 · There is no command {command!r}\n{__doc__}", file=sys.stderr)
        return 2
    window = command == "run" or (command == "demo" and "--no-window" not in rest)
    try:
        prepare(window)
    except KeyboardInterrupt:
        sentence = "已中断;再次运行同一命令即可,未完成的环境会自动修复。\n"
        sentence += "Interrupted. Run the same command again: the unfinished environment is repaired."
    except NotReadyError as reason:
        sentence = str(reason)
    else:
        return start(command, rest)
    print(f"\n{sentence}", file=sys.stderr)
    return 1


class NotReadyError(Exception):
    """The environment can't be made; says why and what to do, in Chinese and in English."""


def say(chinese: str, english: str) -> None:
    print(f"  {chinese} · {english}", flush=True)


# ---------------------------------------------------------------- what is asked for


def start(command: str, rest: list[str]) -> int:
    """Hand over to the environment's own Python; returns its exit code."""
    if command == "run":
        return become(["-m", "workstation", "window", *rest])
    if command == "demo":
        return become(["-m", "sample_cases", "demo", *rest])
    os.chdir(PROJECT)
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if command == "test":
        os.environ.setdefault("PYTEST_XDIST_AUTO_NUM_WORKERS", str(os.cpu_count() or 1))
        return become(["-m", "pytest", "-n", "auto", "--dist", "worksteal", *rest])
    return become(["-m", "pytest", "-q", "tests/architecture", *rest])


def become(arguments: list[str]) -> int:
    command = [str(PYTHON), *arguments]
    if not WINDOWS:  # where execv would return to the prompt at once
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


# ---------------------------------------------------------------- the environment


def wanted() -> dict[str, str]:
    """What a finished environment was made from; every part that differs is made again."""
    return {
        "folder": str(PROJECT),
        "lock": digest(LOCK),
        "project": digest(PROJECT / "pyproject.toml"),
        "python": "{}.{} {}".format(*sys.version_info[:2], sys.platform),
    }


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def found() -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        if isinstance(stamp, dict) and PYTHON.exists():
            return stamp
    return {}


def prepare(window: bool) -> None:
    """Return at once when the environment is ready for this command, otherwise make it so."""
    target = wanted() | {"libraries": "window" if window and has_display() else "headless"}
    if is_ready(found(), target):
        return
    print("烬察 Embercase: 准备环境 · preparing the environment", flush=True)
    began = time.monotonic()
    with alone():
        current = found()  # another start may have finished it while this one waited
        if is_ready(current, target):
            return
        system_packages(window and has_display())
        STAMP.unlink(missing_ok=True)
        build(current, target)
        if current.get("libraries") == "window":
            target["libraries"] = "window"
        scratch = STAMP.with_suffix(".new")
        scratch.write_text(json.dumps(target, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        scratch.replace(STAMP)
    say(f"环境就绪,用时 {time.monotonic() - began:.0f} 秒", "ready")


def is_ready(current: dict[str, str], target: dict[str, str]) -> bool:
    if current.get("libraries") == "window":
        target = target | {"libraries": "window"}
    return current == target


def build(current: dict[str, str], target: dict[str, str]) -> None:
    if current.get("python") != target["python"] or (WINDOWS and current.get("folder") != target["folder"]):
        make_venv()
        current = {}
    elif current.get("folder") != target["folder"]:
        say("文件夹已移动,更新环境中的路径", "the folder has moved, its paths are put right")
        relocate(PYTHON.parent)
    if current.get("lock") != target["lock"]:
        install_lock()
    if any(current.get(part) != target[part] for part in ("folder", "project")):
        pip(["install", "--no-deps", "--no-build-isolation", "-e", str(PROJECT)])


def make_venv() -> None:
    say("建立 Python 环境", f"making the Python environment in {VENV.name}")
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
        outer = getattr(sys, "_base_executable", sys.executable)  # not the one that is about to be replaced
        made = subprocess.run(
            [outer, "-m", "venv", str(VENV)], check=False, capture_output=True, text=True, errors="replace"
        )
    except OSError as error:
        raise NotReadyError(
            f"无法写入 {error.filename}:{error.strerror}。"
            "请关闭正在使用它的程序,或把本文件夹复制到可写的位置后重试。\n"
            f"Cannot write {error.filename}: {error.strerror}. Close programs that use it, or copy this "
            "folder to a place that you may write to, and try again."
        ) from error
    if made.returncode:
        raise NotReadyError(
            f"{made.stdout}{made.stderr}\n无法建立 {VENV}。请检查剩余空间和写入权限后重试。\n"
            f"{VENV} could not be made. Check free space and permissions, then try again."
        )


def install_lock() -> None:
    """Install exactly what the lock names; every file must have a hash that stands there."""
    entries = lock_entries()
    chosen = "".join(text for name, text in entries if name in BUILDERS)
    with tempfile.TemporaryDirectory() as scratch:
        builders = Path(scratch) / "builders.txt"
        builders.write_text(chosen, encoding="utf-8")
        locked = ["install", "--require-hashes", "--no-deps", "--no-build-isolation", "-r"]
        pip([*locked, str(builders)])
        pip([*locked, str(LOCK)], total=len(entries))


def lock_entries() -> list[tuple[str, str]]:
    text = LOCK.read_text(encoding="utf-8")
    starts = [match.start() for match in re.finditer(r"(?m)^[a-z0-9]", text)]
    pieces = [text[first:last] for first, last in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [(re.split(r"[=\[ ]", piece, maxsplit=1)[0], piece) for piece in pieces]


def pip(arguments: list[str], total: int = 0) -> None:
    """Run pip and turn its lines into a short running account; its last words explain a failure."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "PIP_PROGRESS_BAR": "off", "PIP_USER": "0"}
    lines: list[str] = []
    seen = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=PROJECT, env=environment,
        text=True, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line.rstrip())
            seen += line.startswith(("Collecting ", "Processing ", "Requirement already", "Ignoring "))
            tell(line.strip(), seen, total)
    if process.returncode:
        said = "\n".join(line for line in lines if line)
        sentence = next(text for words, text in REASONS.items() if re.search(words, said))
        raise NotReadyError(f"{said[-1500:]}\n\n{sentence}")


def tell(line: str, seen: int, total: int) -> None:
    if "Retrying" in line:
        say("网络不通,正在重试", "the network does not answer, trying again")
    elif not total:
        return
    elif match := re.match(r"(?:Downloading|Using cached) ([^-]+)-\S+ (?:\((.+)\))", line):
        print(f"  [{seen:3d}/{total}] {match[1]} {match[2]}", flush=True)
    elif line.startswith("Installing collected packages"):
        say("正在安装已下载的组件,请稍候", "installing what was fetched, this takes a minute")


def relocate(scripts: Path) -> None:
    """Point the environment's scripts at the Python where it is now (POSIX)."""
    header = f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n".encode()
    for script in scripts.iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        old = re.match(rb"#!/bin/sh\n'''exec' .*\n' '''\n|#!.*python[\d.]*\n", content)
        if old:
            script.write_bytes(header + content[old.end() :])


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One preparation at a time; a second start waits for the first."""
    if WINDOWS:
        yield
        return
    import fcntl

    name = f"embercase-{os.getuid()}-{hashlib.sha256(str(PROJECT).encode()).hexdigest()[:16]}"
    with (Path(tempfile.gettempdir()) / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个窗口正在准备环境,等待其完成", "another start is preparing it, waiting")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- the system


def has_display() -> bool:
    """Whether a window could be shown that needs more of the system (Linux only)."""
    return sys.platform.startswith("linux") and any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def system_packages(window: bool) -> None:
    """See that the system has what Python and Qt need; on Debian and Ubuntu as root, install it."""
    if not sys.platform.startswith("linux"):
        return
    needed = LIBRARIES | WINDOW_LIBRARIES if window else LIBRARIES
    absent = {name: package for name, package in needed.items() if not loads(name)}
    if importlib.util.find_spec("ensurepip") is None:
        absent["venv"] = "python{}.{}-venv".format(*sys.version_info[:2])
        if sys.base_prefix != "/usr":
            raise NotReadyError(
                f"{sys.executable} 不含 venv/ensurepip。请安装完整的 Python 3.11 或更新版本后重试。\n"
                f"{sys.executable} has no venv/ensurepip. "
                "Install a complete Python 3.11 or newer and try again."
            )
    if absent and shutil.which("apt-get") is None:
        raise NotReadyError(
            f"系统缺少:{'、'.join(absent)}。请用本系统的软件包工具安装后重试。\n"
            f"The system lacks: {', '.join(absent)}. Install these with its package tool and try again."
        )
    if absent:
        apt(list(absent.values()))


def loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def apt(packages: list[str]) -> None:
    """Install Debian packages as root, otherwise stop with the exact command."""
    names = " ".join(packages)
    if os.geteuid() != 0:
        raise NotReadyError(
            "缺少系统组件。请运行下面的命令,然后再次运行 bootstrap.py。\n"
            "System packages are missing. Run this command, then bootstrap.py again:\n\n"
            f"  sudo apt-get update && sudo apt-get install -y {names}"
        )
    say(f"安装系统组件 {names}", "installing system packages")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    known = any(Path("/var/lib/apt/lists").glob("*Packages*"))
    if not (known and apt_get(install)) and not (apt_get(["apt-get", "update"]) and apt_get(install)):
        raise NotReadyError(
            f"apt 未能安装 {names}。请检查网络和软件源,处理后再次运行。\n"
            f"apt could not install {names}. Check the network and apt's sources, then try again."
        )


def apt_get(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    nowhere = subprocess.DEVNULL
    ran = subprocess.run(command, check=False, env=environment, stdin=nowhere, stdout=nowhere)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
