"""``python -m sample_cases demo``: a sample case from its raw files to the dossier, in one go."""

import argparse
import sys
from pathlib import Path

from sample_cases.demo import demo


def main() -> int:
    """Read the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="烬察 Embercase: 样例案件 · the sample case")
    actions = parser.add_subparsers(required=True, metavar="demo")
    action = actions.add_parser("demo", help="从原始文件办到案卷 · work the sample case from its files to the dossier")
    action.add_argument("--no-window", action="store_true", help="办完不打开窗口 · do not open the window")
    action.add_argument("--output", type=Path, metavar="FOLDER", help="输出文件夹 · where everything goes")
    action.add_argument("--scale", type=float, default=1.0, help="照片大小比例 · size of pictures, for tests")
    options = parser.parse_args()
    return demo(options.output, window=not options.no_window, scale=options.scale)


if __name__ == "__main__":
    sys.exit(main())
