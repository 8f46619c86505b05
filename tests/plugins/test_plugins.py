"""Plugins run only as approved, fail alone, and leave cases that open without them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workstation.api import PluginRecord, RulePacks, StoredFile, UserError, Words, beijing
from workstation.api.testing import TEST_OFFICER
from workstation.domain import words
from workstation.domain.reference import load
from workstation.domain.resources import PROJECT
from workstation.services import history
from workstation.services.catalogue import Catalogue
from workstation.services.plugins import Loaded, PluginState, Shelf, load_plugins, read_manifest
from workstation.services.profile import VARIABLE
from workstation.services.sandbox import Sandbox
from workstation.services.workbench import Workbench

TEMPLATE = PROJECT / "plugins" / "template"
ID = "weather_notes"


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Path]:
    """An empty profile; what plugins leave in the interpreter is taken out again."""
    finders, folders = list(sys.meta_path), list(words._folders)
    yield tmp_path / "档案 profile"
    sys.meta_path[:] = finders
    words._folders[:] = folders
    words._translations.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] == ID]:
        del sys.modules[name]


def install(profile: Path, *, approve: bool = True, **edits: str) -> Path:
    """The template in the profile, with whole files replaced by ``edits`` (``name`` for ``name.py``)."""
    shelf = Shelf(profile)
    folder = shelf.install(TEMPLATE).folder
    for name, text in edits.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    if approve:
        shelf.approve(ID, read_manifest(folder).digest, "李勘")
    return folder


def codes(loaded: Loaded) -> list[str]:
    return [problem.code for problem in loaded.problems]


def test_the_template_runs_once_approved(profile: Path) -> None:
    folder = install(profile, approve=False)
    first = load_plugins(profile)
    assert (first.modules, codes(first)) == ((), ["plugin.not_approved"])
    assert ID not in sys.modules
    Shelf(profile).approve(ID, read_manifest(folder).digest, "李勘")
    loaded = load_plugins(profile)
    assert [module.id for module in loaded.modules] == [ID]
    assert loaded.problems == ()
    assert [found.state for found in Shelf(profile).found()] == [PluginState.APPROVED]


def test_every_name_of_the_template_leads_somewhere(profile: Path) -> None:
    install(profile)
    module, = load_plugins(profile).modules
    for name in (module.pages[0].view, module.importers[0].parse):
        assert callable(load(name))


def test_running_leaves_no_file_behind(profile: Path) -> None:
    folder = install(profile)
    load_plugins(profile)
    assert read_manifest(folder).digest == Shelf(profile).approvals()[ID]


@pytest.mark.parametrize("name", ["rules.py", "plugin.toml", "locale/zh/weather_notes.po", "new.py", "__init__.pyc"])
def test_any_change_stops_it(profile: Path, name: str) -> None:
    folder = install(profile)
    with (folder / name).open("ab") as stream:
        stream.write(b"\n# changed\n")
    loaded = load_plugins(profile)
    assert (loaded.modules, codes(loaded)) == ((), ["plugin.changed"])
    assert ID not in sys.modules


def test_a_file_changed_after_the_check_is_not_run(profile: Path) -> None:
    """Views are imported late, so the hash is compared again with the very bytes that are compiled."""
    folder = install(profile)
    load_plugins(profile)
    (folder / "ui" / "page.py").write_text("raise SystemExit('not approved')", encoding="utf-8")
    with pytest.raises(UserError, match=r"plugin\.changed"):
        load(f"{ID}.ui.page:WeatherPage")


def test_a_file_added_after_the_check_is_not_found(profile: Path) -> None:
    folder = install(profile)
    load_plugins(profile)
    (folder / "late.py").write_text("WHAT = 1", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError):
        load(f"{ID}.late:WHAT")


def test_approval_is_for_what_was_seen(profile: Path) -> None:
    folder = install(profile, approve=False)
    seen = read_manifest(folder).digest
    (folder / "rules.py").write_text("import os", encoding="utf-8")
    with pytest.raises(UserError, match=r"plugin\.changed"):
        Shelf(profile).approve(ID, seen, "李勘")
    with pytest.raises(UserError, match=r"plugin\.missing"):
        Shelf(profile).approve("another", seen, "李勘")


def test_a_revoked_plugin_stands_still(profile: Path) -> None:
    install(profile)
    Shelf(profile).revoke(ID, "李勘")
    assert codes(load_plugins(profile)) == ["plugin.not_approved"]


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("1 / 0", "plugin.failed"),
        ("", "plugin.failed"),
        ("def broken(:", "plugin.failed"),
        ("MODULE = 'photos'", "plugin.not_a_module"),
        (
            "from workstation.api import Module, Place, Stage, record_table\n"
            "MODULE = Module('weather_notes', 'x', Stage.SCENE, tables=(record_table('mine', Place),))",
            "plugin.has_tables",
        ),
    ],
)
def test_a_faulty_plugin_costs_only_itself(profile: Path, module: str, code: str) -> None:
    install(profile, module=module)
    loaded = load_plugins(profile)
    assert (loaded.modules, codes(loaded)) == ((), [code])
    for language in words.LANGUAGES:
        sentence = Words(language).error(loaded.problems[0])
        assert ID in sentence and "{" not in sentence


@pytest.mark.parametrize(
    ("line", "changed", "code"),
    [
        ("api = 1", "api = 2", "plugin.other_api"),
        ("api = 1", "", "plugin.incomplete"),
        ("api = 1", "api = true", "plugin.incomplete"),
        ('version = "1.0.0"', "", "plugin.incomplete"),
        (f'id = "{ID}"', 'id = "json"', "plugin.id_taken"),
        (f'id = "{ID}"', 'id = "../x"', "plugin.bad_id"),
        (f'id = "{ID}"', "id = ", "plugin.unreadable"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(profile: Path, line: str, changed: str, code: str) -> None:
    folder = install(profile, approve=False)
    path = folder / "plugin.toml"
    text = path.read_text(encoding="utf-8")
    assert line in text
    path.write_text(text.replace(line, changed), encoding="utf-8")
    for found in Shelf(profile).found():
        if found.manifest:
            Shelf(profile).approve(found.manifest.id, found.manifest.digest, "李勘")
    assert codes(load_plugins(profile)) == [code]


def test_the_id_of_a_built_in_module_is_taken(profile: Path) -> None:
    install(profile)
    assert codes(load_plugins(profile, taken=[ID])) == ["plugin.id_taken"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_is_refused(profile: Path) -> None:
    folder = install(profile, approve=False)
    (folder / "elsewhere.py").symlink_to(PROJECT / "bootstrap.py")
    with pytest.raises(UserError, match=r"plugin\.link"):
        read_manifest(folder)


def test_broken_approvals_are_said_and_nothing_runs(profile: Path) -> None:
    install(profile)
    (profile / "plugins.json").write_text("[1]", encoding="utf-8")
    assert codes(load_plugins(profile)) == ["plugin.approvals_broken"]


def test_an_empty_profile_has_no_plugins(profile: Path) -> None:
    assert load_plugins(profile) == Loaded()


def bench(loaded: Loaded) -> Workbench:
    return Workbench(Catalogue(loaded.modules), RulePacks(()), loaded)


CSV = """\ufeffstation,time,wind_ms,temperature_c
清溪站,2026-01-23T02:00:00,11.2,-1.5
清溪站,2026-01-23T03:00:00,4,-2
"""


def stored(name: str) -> StoredFile:
    now = beijing("2026-01-24T09:00:00")
    return StoredFile(
        sha256="ab" * 32, sm3="", size=1, name=name, source_path=name, media_type="text/csv", taken_in=now, importer=ID
    )


def test_a_case_worked_with_the_plugin_opens_without_it(profile: Path, tmp_path: Path) -> None:
    install(profile)
    loaded = load_plugins(profile)
    importer = loaded.modules[0].importers[0]
    path = tmp_path / "气象 数据.csv"
    path.write_text(CSV, encoding="utf-8")
    assert importer.recognise(path.read_bytes()[:4096])
    parsed = load(importer.parse)(str(path), name=path.name)

    case = bench(loaded).create_case(tmp_path / "案件", "案件", TEST_OFFICER)
    folder = case.info.folder
    try:
        for _ in range(2):
            with case.work("files.import") as work:
                importer.store(work, stored(path.name), parsed)
        catalogue = bench(loaded).catalogue
        times = catalogue.timeline(case.read())
        assert [item.moment.utc.hour for item in times] == [18, 19], "stored in UTC"
        assert times[0].title.startswith("清溪站 11.2 m/s (6 级)")
        result, = catalogue.findings(case.read())
        said = Words("zh")(f"finding.{result.finding.code}", **result.finding.values)
        assert said.startswith("清溪站 于 2026-01-23T02:00:00 观测到 6 级风")
        witness = next(entry for entry in case.read().newest_entries(20) if entry.operation == "plugins.present")
        assert witness.note["plugins"][0]["digest"] == loaded.manifests[0].digest
    finally:
        case.close()

    plain = bench(Loaded()).open_case(folder, TEST_OFFICER)
    try:
        assert plain.read().count(PluginRecord, plugin=ID) == 2
        history.undo(plain)
        assert plain.read().count(PluginRecord) == 0
    finally:
        plain.close()


def test_a_bad_row_is_named(profile: Path, tmp_path: Path) -> None:
    install(profile)
    parse = load(load_plugins(profile).modules[0].importers[0].parse)
    path = tmp_path / "坏.csv"
    path.write_text(CSV.replace("11.2", "大风"), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        parse(str(path), name=path.name)
    assert "「坏.csv」第 2 行" in Words("zh").error(raised.value)


def test_its_parser_runs_in_the_sandbox(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(profile)
    monkeypatch.setenv(VARIABLE, str(profile))
    workbench = bench(load_plugins(profile))
    path = tmp_path / "气象.csv"
    path.write_text(CSV, encoding="utf-8")
    sandbox = Sandbox(1, preload=workbench.sandbox_preload)
    try:
        parsed = sandbox.parse(workbench.catalogue.modules[0].importers[0].parse, path, name=path.name)
        assert len(parsed.data["rows"]) == 2
        path.write_text(CSV.replace("11.2", "大风"), encoding="utf-8")
        with pytest.raises(UserError, match=r"weather_notes\.bad_row"):
            sandbox.parse(f"{ID}.importers:parse", path, name=path.name)
    finally:
        sandbox.close()
    assert bench(Loaded()).sandbox_preload == ()


def test_the_program_imports_through_the_plugin(profile: Path, tmp_path: Path) -> None:
    """The whole way on the command line, in a process that finds the plugin by its profile."""
    install(profile)
    path = tmp_path / "气象 数据.csv"
    path.write_text(CSV, encoding="utf-8")

    def embercase(*arguments: str) -> dict[str, object]:
        ran = subprocess.run(
            [sys.executable, "-c", "import sys; from workstation.cli import main; sys.exit(main())", *arguments],
            cwd=PROJECT, env=os.environ | {VARIABLE: str(profile)}, capture_output=True, text=True, check=False,
        )
        assert ran.returncode == 0, ran.stderr
        answer: dict[str, object] = json.loads(ran.stdout)
        return answer

    folder = str(tmp_path / "案件")
    embercase("new", folder, "--name", "案件", "--json")
    report = embercase("import", folder, str(path), "--json")
    assert (report["imported"], report["problems"]) == (1, [])
    case = bench(Loaded()).open_case(Path(folder), TEST_OFFICER, read_only=True)
    try:
        assert case.read().count(PluginRecord, plugin=ID) == 2
    finally:
        case.close()


def test_installing_twice_is_refused(profile: Path) -> None:
    install(profile)
    with pytest.raises(UserError, match=r"plugin\.installed"):
        Shelf(profile).install(TEMPLATE)


def test_the_template_uses_only_the_door(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATE, tmp_path / ID)
    imported = {
        line.split()[1]
        for path in (tmp_path / ID).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("from workstation", "import workstation", "from modules", "import modules"))
    }
    assert imported == {"workstation.api"}
