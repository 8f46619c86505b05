"""bootstrap.py on its own: what it says when something is missing, and what it makes again."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from workstation.domain.resources import PROJECT

SCRIPT = PROJECT / "bootstrap.py"


@pytest.fixture
def boot(tmp_path: Path) -> ModuleType:
    """bootstrap.py loaded from a copy in an empty folder with spaces and Chinese in its name."""
    folder = tmp_path / "火灾 调查"
    folder.mkdir()
    for name in ("bootstrap.py", "requirements.lock", "pyproject.toml"):
        (folder / name).write_bytes((PROJECT / name).read_bytes())
    spec = importlib.util.spec_from_file_location("bootstrap_copy", folder / "bootstrap.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_older_python_can_read_it() -> None:
    """The sentence about the version can only be said if the file parses there."""
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_uses_the_standard_library_only() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert len(names) > 5
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_it_says_what_it_can_do(arguments: list[str], tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, SCRIPT, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert all(command in ran.stdout for command in ("demo", "run", "test", "check"))


def test_an_unknown_command_is_an_error(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, SCRIPT, "tset"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "tset" in ran.stderr


def test_the_lock_is_read_entry_by_entry(boot: ModuleType) -> None:
    entries = boot.lock_entries()
    assert "".join(text for _, text in entries) == boot.LOCK.read_text(encoding="utf-8")
    names = [name for name, _ in entries]
    assert names.count("pyside6-essentials") == 2
    assert set(boot.BUILDERS) <= set(names)


def stamp(boot: ModuleType, **changes: str) -> dict[str, str]:
    made: dict[str, str] = boot.wanted() | {"libraries": "headless"} | changes
    boot.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    boot.PYTHON.touch()
    boot.STAMP.write_text(json.dumps(made), encoding="utf-8")
    return made


def test_a_finished_environment_is_left_alone(boot: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    stamp(boot)
    before = boot.STAMP.stat().st_mtime_ns
    boot.prepare(window=False)
    assert boot.STAMP.stat().st_mtime_ns == before
    assert capsys.readouterr().out == ""


def test_an_environment_with_window_libraries_serves_every_command(boot: ModuleType) -> None:
    made = stamp(boot, libraries="window")
    assert boot.is_ready(boot.found(), made | {"libraries": "headless"})


@pytest.mark.parametrize("part", ["folder", "lock", "project", "python", "libraries"])
def test_each_change_is_noticed(boot: ModuleType, part: str) -> None:
    made = stamp(boot)
    stamp(boot, **{part: "something else"})
    assert not boot.is_ready(boot.found(), made)


@pytest.mark.parametrize("text", ["", "{", "[]", None])
def test_a_broken_or_missing_stamp_means_unfinished(boot: ModuleType, text: str | None) -> None:
    stamp(boot)
    boot.STAMP.unlink()
    if text is not None:
        boot.STAMP.write_text(text)
    assert boot.found() == {}


def test_a_stamp_without_its_python_means_unfinished(boot: ModuleType) -> None:
    stamp(boot)
    boot.PYTHON.unlink()
    assert boot.found() == {}


@pytest.mark.skipif(os.name == "nt", reason="scripts are programs there and are made again")
@pytest.mark.parametrize(
    "head",
    [
        "#!/old/.venv/bin/python3.11\n",
        "#!/bin/sh\n'''exec' \"/an old/.venv/bin/python\" \"$0\" \"$@\"\n' '''\n",
    ],
)
def test_scripts_follow_a_moved_folder(boot: ModuleType, head: str) -> None:
    boot.PYTHON.parent.mkdir(parents=True)
    boot.PYTHON.symlink_to(sys.executable)
    script = boot.PYTHON.parent / "greet"
    script.write_text(head + "import sys\nprint('你好', sys.argv[1])\n", encoding="utf-8")
    script.chmod(0o755)
    boot.relocate(boot.PYTHON.parent)
    ran = subprocess.run([script, "a b"], capture_output=True, check=True)
    assert ran.stdout.decode().split() == ["你好", "a", "b"]


def test_a_script_of_another_kind_is_left_alone(boot: ModuleType) -> None:
    boot.PYTHON.parent.mkdir(parents=True)
    shell = boot.PYTHON.parent / "activate"
    shell.write_text("VIRTUAL_ENV=/old\n")
    boot.relocate(boot.PYTHON.parent)
    assert shell.read_text() == "VIRTUAL_ENV=/old\n"


@pytest.fixture
def pip_of_tests(boot: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """pip of the running environment, cut off from every index and mirror."""
    monkeypatch.setattr(boot, "PYTHON", Path(sys.executable))
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    return boot


def test_no_network_is_a_sentence_with_a_next_step(pip_of_tests: ModuleType) -> None:
    with pytest.raises(
        pip_of_tests.NotReadyError, match=r"(?s)网络不通.*no network.*run the same command again"
    ):
        pip_of_tests.pip(["download", "--no-deps", "-d", "nowhere", "embercase-unpublished"])


def test_a_file_with_another_hash_is_refused(pip_of_tests: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "thing-1.0.tar.gz").write_bytes(b"not what the lock means")
    (tmp_path / "lock.txt").write_text(f"thing==1.0 --hash=sha256:{'0' * 64}\n")
    offered = ["--no-index", "--find-links", str(tmp_path), "-d", str(tmp_path)]
    locked = ["--require-hashes", "-r", str(tmp_path / "lock.txt")]
    with pytest.raises(pip_of_tests.NotReadyError, match="校验值不符"):
        pip_of_tests.pip(["download", *offered, *locked])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux needs libraries of the system")
def test_missing_libraries_are_named_with_the_exact_command(
    boot: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boot, "LIBRARIES", {"libnowhere.so.7": "libnowhere7"})
    monkeypatch.setattr(boot.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(boot.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(boot.NotReadyError, match="sudo apt-get install -y libnowhere7"):
        boot.system_packages(window=False)
    monkeypatch.setattr(boot.shutil, "which", lambda _: None)
    with pytest.raises(boot.NotReadyError, match=r"lacks: libnowhere\.so\.7"):
        boot.system_packages(window=False)


@pytest.mark.parametrize("rest", [[], ["案件 副本"]])
def test_run_opens_the_window(boot: ModuleType, monkeypatch: pytest.MonkeyPatch, rest: list[str]) -> None:
    handed: list[list[str]] = []
    monkeypatch.setattr(boot, "become", handed.append)
    boot.start("run", rest)
    assert handed == [["-m", "workstation", "window", *rest]]
    ran = subprocess.run(
        [sys.executable, *handed[0], "--help"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0 and "embercase window" in ran.stdout
