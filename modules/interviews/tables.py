"""The tables of interviews."""

from modules.interviews.records import (
    Exchange,
    Interview,
    Recording,
    RecordingMark,
    SignedPage,
    Statement,
    Topic,
    TopicJudgement,
)
from workstation.api import record_table

TABLES = (
    record_table(
        "interviews", Interview, index=("number",), facts="interviews",
        points_at={"party_id": "parties", "interviewers": "officers", "recorder_id": "officers"},
    ),
    record_table(
        "interview_answers", Exchange, index=("interview_id",), facts="interview_answers",
        points_at={"interview_id": "interviews"},
    ),
    record_table("interview_pages", SignedPage, index=("interview_id",)),
    record_table("interview_recordings", Recording, index=("interview_id",)),
    record_table("interview_marks", RecordingMark, index=("recording_id",)),
    record_table(
        "statements", Statement, index=("topic_id", "interview_id"), facts="statements",
        points_at={
            "interview_id": "interviews", "exchange_id": "interview_answers", "event_id": "events",
            "place_id": "places", "person_id": "parties",
        },
    ),
    record_table("statement_topics", Topic, facts="statement_topics"),
    record_table("topic_judgements", TopicJudgement, points_at={"decided_by": "officers"}),
)
