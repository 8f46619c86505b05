"""Plugins: the ``MODULE`` object of another author, run only in the very form that a person approved.

A plugin is a folder with a ``plugin.toml`` in ``PROFILE/plugins``. The file is read and everything in the
folder is hashed before any of its code runs; an approval names that hash, so a changed plugin stands still until
it is approved again.
"""

from workstation.services.plugins.loader import Loaded, load_plugins
from workstation.services.plugins.manifest import API, Manifest, read_manifest
from workstation.services.plugins.shelf import Approval, Found, PluginState, Shelf

__all__ = [
    "API",
    "Approval",
    "Found",
    "Loaded",
    "Manifest",
    "PluginState",
    "Shelf",
    "load_plugins",
    "read_manifest",
]
