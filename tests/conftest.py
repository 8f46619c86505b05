"""Tests never touch the profile of the person who runs them, and need no display."""

import os
import tempfile

from hypothesis import HealthCheck, settings

os.environ["EMBERCASE_PROFILE"] = tempfile.mkdtemp(prefix="embercase-profile-")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# a busy machine draws and runs examples slowly; that is no fault of the code
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
