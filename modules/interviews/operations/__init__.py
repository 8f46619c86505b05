"""Writing interviews: records and answers, signatures, recordings, statements and topics."""

from modules.interviews.operations.pages import sign as sign_page
from modules.interviews.operations.pages import supersede_page, take_scan
from modules.interviews.operations.recordings import attach, describe_recording, mark_moment, withdraw_recording
from modules.interviews.operations.records import begin, finish, put_interview, withdraw, write_answers
from modules.interviews.operations.statements import (
    judge_topic,
    mark_statement,
    put_topic,
    remove_statement,
    set_against,
)

__all__ = [
    "attach", "begin", "describe_recording", "finish", "judge_topic", "mark_moment", "mark_statement",
    "put_interview", "put_topic", "remove_statement", "set_against", "sign_page", "supersede_page", "take_scan",
    "withdraw", "withdraw_recording", "write_answers",
]
