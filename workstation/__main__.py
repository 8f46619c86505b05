"""Start here: ``python -m workstation`` is the ``embercase`` command."""

import sys

from workstation.cli import main

if __name__ == "__main__":
    sys.exit(main())
