"""Preloaded by the sandbox's workers, so that parsers of approved plugins are found there too."""

from workstation.services.plugins.loader import offer_plugins
from workstation.services.profile import profile_folder

offer_plugins(profile_folder())
