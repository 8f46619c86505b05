"""Case-format upgrades: one number, one ordered list, each step taken on a copy-protected case.

``STEPS[n]`` turns a case of format ``n`` into format ``n + 1`` inside the caller's transaction.
"""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

FORMAT = 1

Step = Callable[[sa.Connection], None]
STEPS: Mapping[int, Step] = {}
