"""Runs approved plugins. Their code comes only from files whose hash stands in the approved table."""

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from workstation.domain import words
from workstation.domain.errors import UserError
from workstation.services.module import Module
from workstation.services.plugins.manifest import API, Manifest
from workstation.services.plugins.shelf import PluginState, Shelf


@dataclass(frozen=True)
class Loaded:
    """The plugins that run, and why others do not."""

    modules: tuple[Module, ...] = ()
    manifests: tuple[Manifest, ...] = ()
    problems: tuple[UserError, ...] = ()


def load_plugins(profile: Path, taken: Iterable[str] = ()) -> Loaded:
    """Load every approved plugin of ``profile``; ``taken`` are the ids of the modules that are built in.

    A plugin that fails costs only itself: its ``UserError`` stands in ``problems``.
    """
    modules: list[Module] = []
    manifests: list[Manifest] = []
    problems: list[UserError] = []
    used = set(taken)
    shelf = Shelf(profile)
    try:
        everything = shelf.found()
    except UserError as error:
        return Loaded(problems=(error,))
    for found in everything:
        try:
            manifest = _allowed(found.manifest, found.state, found.error, used)
            modules.append(_load(manifest))
        except UserError as error:
            problems.append(error)
        else:
            manifests.append(manifest)
            used.add(manifest.id)
    return Loaded(tuple(modules), tuple(manifests), tuple(problems))


def offer_plugins(profile: Path) -> None:
    """Make the code of approved plugins importable without running any: for processes that parse for them."""
    for found in Shelf(profile).found():
        if found.manifest and found.state is PluginState.APPROVED and not _is_someone_elses(found.manifest):
            _offer(found.manifest)


def _allowed(
    manifest: Manifest | None, state: PluginState, error: UserError | None, used: set[str]
) -> Manifest:
    if manifest is None:
        raise error or UserError("plugin.missing", id="", path="")
    if state is PluginState.NEW:
        raise UserError("plugin.not_approved", id=manifest.id, publisher=manifest.publisher, path=manifest.folder)
    if state is PluginState.CHANGED:
        raise UserError("plugin.changed", id=manifest.id, path=manifest.folder)
    if manifest.api != API:
        raise UserError("plugin.other_api", id=manifest.id, api=manifest.api, known=API)
    if manifest.id in used or _is_someone_elses(manifest):
        raise UserError("plugin.id_taken", id=manifest.id, path=manifest.folder)
    return manifest


def _is_someone_elses(manifest: Manifest) -> bool:
    """Whether ``import`` would find other code under the plugin's name."""
    spec = importlib.util.find_spec(manifest.id)
    return spec is not None and not isinstance(spec.loader, _Loader)


def _load(manifest: Manifest) -> Module:
    _offer(manifest)
    try:
        module = importlib.import_module(f"{manifest.id}.module").MODULE
    except UserError:
        raise
    except Exception as error:  # whatever a plugin's author did wrong, the workstation starts
        raise UserError("plugin.failed", id=manifest.id, reason=f"{type(error).__name__}: {error}") from error
    if not isinstance(module, Module) or module.id != manifest.id:
        raise UserError("plugin.not_a_module", id=manifest.id, path=manifest.folder / "module.py")
    if module.tables:
        raise UserError("plugin.has_tables", id=manifest.id, publisher=manifest.publisher)
    if (manifest.folder / "locale").is_dir():
        words.add_catalogues(manifest.folder / "locale")
    return module


def _offer(manifest: Manifest) -> None:
    """Make ``import PLUGIN_ID`` find the approved files, after everything else, so nothing can be shadowed."""
    for finder in [finder for finder in sys.meta_path if isinstance(finder, _Finder)]:
        if finder.manifest.id == manifest.id:
            sys.meta_path.remove(finder)
            _forget(manifest.id)
    sys.meta_path.append(_Finder(manifest))


def _forget(plugin_id: str) -> None:
    for name in [name for name in sys.modules if name == plugin_id or name.startswith(f"{plugin_id}.")]:
        del sys.modules[name]


class _Finder:
    """Finds the modules of one plugin in its table of files, and nothing that is not in it."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        first, *rest = name.split(".")
        if first != self.manifest.id:
            return None
        stem = "/".join(rest)
        for relative, is_package in ((f"{stem}/__init__.py".lstrip("/"), True), (f"{stem}.py", False)):
            if relative in self.manifest.files:
                loader = _Loader(name, str(self.manifest.folder / relative), self.manifest, relative)
                spec = importlib.util.spec_from_loader(name, loader, is_package=is_package)
                if spec is not None and is_package:
                    # nowhere to search: the ordinary finder must not serve files that are not in the table
                    spec.submodule_search_locations = []
                return spec
        return None


class _Loader(SourceFileLoader):
    """Compiles source whose hash is the approved one; neither reads nor writes compiled files."""

    def __init__(self, name: str, path: str, manifest: Manifest, relative: str) -> None:
        super().__init__(name, path)
        self._manifest = manifest
        self._relative = relative

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        data: bytes = self.get_data(path)
        if hashlib.sha256(data).hexdigest() != self._manifest.files[self._relative]:
            raise UserError("plugin.changed", id=self._manifest.id, path=path)
        code: CodeType = self.source_to_code(data, path)
        return code
