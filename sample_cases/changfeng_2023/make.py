"""Making the sample case of a real fire: a new case, and the published facts brought in as anybody's would be."""

import json
import shutil
from pathlib import Path

from sample_cases.changfeng_2023.drawing import draw_scheme
from sample_cases.changfeng_2023.surroundings import lay_out_map
from workstation.api import Task, Words
from workstation.app import App
from workstation.desk import open_desk

FACTS = Path(__file__).parent / "facts.json"


def make(program: App, target: Path, task: Task, words: Words) -> Path:
    """Make the case in ``target``; returns it. Raises ``UserError``, ``Cancelled``; then nothing is left behind."""
    name = json.loads(FACTS.read_text("utf-8"))["case"]["name"]
    made_here = not target.exists()
    try:
        with open_desk(program, target, task, words, keys=program.profile, name=name) as desk:
            desk.bring_in_facts(FACTS)
            desk.do("drawing.draw", draw_scheme)
            desk.do("map.lay_out", lay_out_map)
    except BaseException:
        if made_here:
            shutil.rmtree(target, ignore_errors=True)
        raise
    return target
