"""Tests never touch the profile of the person who runs them, and need no display."""

import os
import tempfile

os.environ["EMBERCASE_PROFILE"] = tempfile.mkdtemp(prefix="embercase-profile-")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
