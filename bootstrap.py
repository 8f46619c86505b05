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
        "Embercase 需要 Python 3.11 或更新版本;当前是 %s(%s)。请用更新的 Python 再次运行,例如 python3.12 bootstrap.py。\n"
        "Embercase needs Python 3.11 or newer; this is %s (%s). Start it with a newer one, for example: "
        "python3.12 bootstrap.py" % ((sys.version.split()[0], sys.executable) * 2)  # noqa: UP031 - as above
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
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
STAMP = VENV / "embercase.json"
LOCK = PROJECT / "requirements.lock"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
COMMANDS = ("demo", "run", "test", "check")

# What Qt and Open3D load from the system, and the Debian package that holds it.
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
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Max retries|No route to host"
    r"|Network is unreachable|Connection refused|Temporary failure in name resolution|SSLError|Errno 110"
)


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", line_buffering=True)
    command, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    if command not in COMMANDS:
        return fail(f"没有「{command}」这个命令,可用的有:{'、'.join(COMMANDS)}。",
                    f"There is no command {command!r}; there are: {', '.join(COMMANDS)}.")
    window = command == "run" or (command == "demo" and "--no-window" not in rest)
    try:
        prepare(window)
    except KeyboardInterrupt:
        return fail("已中断;再次运行同一命令即可,未完成的环境会自动修复。",
                    "Interrupted. Run the same command again: the unfinished environment is repaired.")
    except NotReady as reason:
        return fail(*reason.args)
    return start(command, rest)


class NotReady(Exception):
    """The environment can't be made; holds the sentence in Chinese and in English."""


def fail(chinese: str, english: str) -> int:
    print(f"\n{chinese}\n{english}", file=sys.stderr)
    return 1


def say(chinese: str, english: str) -> None:
    print(f"  {chinese} · {english}", flush=True)


# ---------------------------------------------------------------- what is asked for


def start(command: str, rest: list[str]) -> int:
    """Hand over to the environment's own Python; returns its exit code."""
    if command == "run":
        return become(["-m", "workstation", *rest])
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
    if WINDOWS:  # os.execv there returns to the prompt at once
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)


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
        system_libraries(window and has_display())
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
    if importlib.util.find_spec("ensurepip") is None:
        apt([venv_package()])
    say("建立 Python 环境", f"making the Python environment in {VENV.name}")
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
        outer = getattr(sys, "_base_executable", sys.executable)  # not the one that is about to be replaced
        made = subprocess.run([outer, "-m", "venv", str(VENV)], check=False, capture_output=True, text=True,
                              errors="replace")
    except OSError as error:
        raise NotReady(
            f"无法写入 {error.filename}:{error.strerror}。请关闭正在使用它的程序,或把本文件夹复制到可写的位置后重试。",
            f"Cannot write {error.filename}: {error.strerror}. Close programs that use it, or copy this folder to "
            "a place that you may write to, and try again.") from error
    if made.returncode:
        raise NotReady(f"无法建立 {VENV}:{made.stdout}{made.stderr}请检查剩余空间和写入权限后重试。",
                       "The environment could not be made. Check free space and permissions, then try again.")


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
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1", "PIP_PROGRESS_BAR": "off"}
    lines: list[str] = []
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=PROJECT,
                          encoding="utf-8", errors="replace", env=environment) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            seen += line.startswith(("Collecting ", "Requirement already satisfied", "Ignoring "))
            tell(line.strip(), seen, total)
    if process.returncode:
        explain(lines)


def tell(line: str, seen: int, total: int) -> None:
    if not total:
        return
    if match := re.match(r"(?:Downloading|Using cached) ([^-]+)-\S+ (?:\((.+)\))", line):
        print(f"  [{seen:3d}/{total}] {match[1]} {match[2]}", flush=True)
    elif line.startswith("Installing collected packages"):
        say("正在安装已下载的组件,请稍候", "installing what was fetched, this takes a minute")
    elif "Retrying" in line:
        say("网络不通,正在重试", "the network does not answer, trying again")


def explain(lines: list[str]) -> None:
    text = "\n".join(lines)
    tail = "\n".join(line for line in lines if line)[-1500:]
    if NO_NETWORK.search(text):
        raise NotReady(
            f"{tail}\n\n无法下载组件:网络不通。请检查网络或代理;内网可先用 pip config set global.index-url 设置镜像。"
            "之后再次运行同一命令。",
            "The components could not be fetched: no network. Check the connection or the proxy, or set a mirror "
            "with: pip config set global.index-url ADDRESS. Then run the same command again.")
    if "HASHES" in text or "hashes" in tail:
        raise NotReady(f"{tail}\n\n下载的文件与 requirements.lock 中的校验值不符,未安装。请换一个下载源后重试。",
                       "A fetched file does not have the hash that requirements.lock names, so it was not "
                       "installed. Use another source and try again.")
    if "No space left" in text:
        raise NotReady(f"{tail}\n\n磁盘空间不足:请腾出至少 3 GB 后再次运行。",
                       "The disk is full: free at least 3 GB and run the same command again.")
    raise NotReady(f"{tail}\n\n安装失败,原因见上。处理后再次运行同一命令即可。",
                   "The installation failed for the reason above. Once that is solved, run the same command again.")


def relocate(scripts: Path) -> None:
    """Point the environment's scripts at the Python where it is now (POSIX)."""
    header = f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n".encode()
    for script in scripts.iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        old = re.match(rb"#!/bin/sh\n'''exec' .*\n' '''\n|#!.*python[\d.]*\n", content)
        if old:
            script.write_bytes(header + content[old.end():])


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
    return sys.platform.startswith("linux") and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def system_libraries(window: bool) -> None:
    if not sys.platform.startswith("linux"):
        return
    needed = LIBRARIES | WINDOW_LIBRARIES if window else LIBRARIES
    absent = [name for name in needed if not loads(name)]
    if absent and shutil.which("apt-get") is None:
        raise NotReady(f"缺少系统库:{'、'.join(absent)}。请用本系统的软件包工具安装后重试。",
                       f"System libraries are missing: {', '.join(absent)}. Install them with this system's "
                       "package tool and try again.")
    if absent:
        apt([needed[name] for name in absent])


def loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def venv_package() -> str:
    if shutil.which("apt-get") is None or not sys.executable.startswith("/usr/bin"):
        raise NotReady(f"{sys.executable} 不含 venv/ensurepip。请安装完整的 Python 3.11 或更新版本后重试。",
                       f"{sys.executable} has no venv/ensurepip. Install a complete Python 3.11 or newer and try again.")
    return "python{}.{}-venv".format(*sys.version_info[:2])


def apt(packages: list[str]) -> None:
    """Install Debian packages as root, otherwise stop with the exact command."""
    if os.geteuid() != 0:
        command = f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
        raise NotReady(f"缺少系统组件。请运行下面的命令,然后再次运行 bootstrap.py:\n\n  {command}\n",
                       "System packages are missing. Run the command above, then bootstrap.py again.")
    say(f"安装系统组件:{' '.join(packages)}", "installing system packages")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    lists = Path("/var/lib/apt/lists")
    done = any(lists.glob("*Packages*")) and apt_get(install)
    if not done and not (apt_get(["apt-get", "update"]) and apt_get(install)):
        raise NotReady(f"apt 未能安装:{' '.join(packages)}。请检查网络和软件源,处理后再次运行。",
                       f"apt could not install {' '.join(packages)}. Check the network and apt's sources, then try again.")


def apt_get(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
