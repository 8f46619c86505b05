"""What libraries and the system give as a reason is told in the reader's language."""

import os
from datetime import UTC, datetime

import pytest

from workstation.api import Moment, Problem, UserError, Words

AT = Moment(utc=datetime(2026, 1, 23, 2, 17, tzinfo=UTC))


@pytest.mark.parametrize(("given", "told"), [
    (os.strerror(28), "磁盘已满"),
    ("image file is truncated (12 bytes not processed)", "图像文件不完整，余 12 字节未能解读"),
    ("2048 bytes announced, 1000 received", "应有 2048 字节，实有 1000 字节"),
    ("{odd} braces\nand a line", "{odd} braces\nand a line"),
    ("", ""),
])
def test_a_known_reason_is_told_in_chinese(given: str, told: str) -> None:
    assert Words("zh").reason(given) == told
    assert Words("en").reason(given) == given


def test_the_sentence_of_an_error_and_of_a_stored_problem_tells_it() -> None:
    values = {"name": "现场 扫描.e57", "reason": "2048 bytes announced, 1000 received"}
    for sentence in (
        Words("zh").error(UserError("clouds.unreadable", **values)),
        Words("zh").problem(Problem(path="x", code="clouds.unreadable", values=values, at=AT)),
    ):
        assert "应有 2048 字节，实有 1000 字节" in sentence and "announced" not in sentence
