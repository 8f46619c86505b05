"""Where this person's settings, plugins and approvals live; cases never do."""

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "EMBERCASE_PROFILE"


def profile_folder() -> Path:
    """The folder named by ``EMBERCASE_PROFILE``, otherwise the system's place for such data. It may not exist."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else user_data_path("Embercase", appauthor=False)
