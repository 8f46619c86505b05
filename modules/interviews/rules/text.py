"""Text with its corrections: struck text stays, what was added later is told apart."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modules.interviews.records import Mark, Run

_QUESTION, _ANSWER = re.compile(r"^\s*问\s*[:：]\s*"), re.compile(r"^\s*答\s*[:：]\s*")
_SENTENCE = re.compile(r"[^。！？!?；;\n\u2028]+[。！？!?；;]?[”」』]?")


def plain(text: str) -> tuple[Run, ...]:
    """Text that nobody corrected."""
    return (Run(text),) if text else ()


def said(runs: Iterable[Run]) -> str:
    """What holds: the text without what was struck."""
    return "".join(run.text for run in runs if run.mark is not Mark.STRUCK)


def shown(runs: Iterable[Run]) -> str:
    """Everything in one line of text, struck and added parts in brackets: what the hash of a page is made of."""
    brackets = {Mark.PLAIN: "{}", Mark.STRUCK: "〔删：{}〕", Mark.ADDED: "〔增：{}〕"}
    return "".join(brackets[run.mark].format(run.text) for run in runs)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same with neighbours of one kind put together, and nothing empty."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].mark is run.mark:
            found[-1] = Run(found[-1].text + run.text, run.mark)
        elif run.text:
            found.append(run)
    return tuple(found)


def corrections(runs: Iterable[Run]) -> int:
    """How many places were corrected: a struck and an added run beside each other are one."""
    count, within = 0, False
    for run in runs:
        touched = run.mark is not Mark.PLAIN
        count += touched and not within
        within = touched
    return count


def sentence_at(text: str, at: int) -> str:
    """The sentence of ``text`` in which the character number ``at`` stands; empty where there is none."""
    found = ""
    for match in _SENTENCE.finditer(text):
        if match.start() <= at:
            found = match.group().strip()
    return found


@dataclass(frozen=True)
class Pair:
    """A question and its answer in a text."""

    question: str
    answer: str


def pairs_of(lines: Sequence[str]) -> list[Pair]:
    """The questions and answers of a record that was typed elsewhere (问：… 答：…).

    Lines before the first question, and from the closing words on, belong to the form and are left out.
    """
    found: list[list[str]] = []
    answering = False
    for line in lines:
        if line.lstrip().startswith("以上笔录"):
            break
        if asked := _QUESTION.match(line):
            found.append([line[asked.end():].strip(), ""])
            answering = False
        elif found and (told := _ANSWER.match(line)):
            found[-1][1], answering = line[told.end():].strip(), True
        elif found and line.strip():
            found[-1][answering] += line.strip()
    return [Pair(question, answer) for question, answer in found]
