"""Why: what a browser is told of an event is decided and encoded once, however many browsers watch."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from interview_api.interviews.core import LIVE, InterviewView, Logged
from interview_api.resumes.core import ResumeStatus
from interview_schemas.events import (
    Event,
    InterviewAssessed,
    InterviewEnded,
    InterviewPaused,
    InterviewResumed,
    InterviewScheduled,
    InterviewStarted,
    QuestionAsked,
    QuestionDelta,
    RepeatQuestion,
    ResumeParsed,
    ResumeReadingBegun,
    ResumeRejected,
    ResumeRetryRequested,
    ResumeUploaded,
    SegmentFinal,
    SegmentNoSpeech,
    TranscriptPartial,
    TurnCompleted,
)
from interview_schemas.registry import event_type
from interview_schemas.scenario import scenarios

Message = dict[str, object]
_Describe = Callable[[Any], Message | None]


class Item(msgspec.Struct, frozen=True):
    """An event with its message as text; a droppable one is replaced by the next of its kind."""

    logged: Logged[Event]
    text: str
    droppable: bool


def item(logged: Logged[Event]) -> Item | None:
    """None for what browsers are not told."""
    message = message_of(logged)
    if message is None:
        return None
    return Item(logged, encode(message), isinstance(logged.event, TranscriptPartial))


def message_of(logged: Logged[Event]) -> Message | None:
    """As in docs/protocol.md."""
    describe = _DESCRIBE.get(type(logged.event))
    message = describe(logged.event) if describe is not None else None
    return None if message is None else {**message, "event_id": logged.event_id, "time_ms": logged.time_ms}


def stage_count(scheduled: InterviewScheduled | None) -> int:
    """How many questions there will be; 0 while nobody knows."""
    scenario = scenarios().get(scheduled.scenario_id) if scheduled is not None else None
    return len(scenario.stages) if scenario is not None else 0


def snapshot(view: InterviewView, language: str) -> Message:
    """Everything so far."""
    return {
        "type": "snapshot",
        "interview_id": view.interview_id,
        "language": language,
        "status": view.accepted.status,
        "stage_count": stage_count(view.scheduled),
        "cursor_sample": view.accepted.cursor_sample,
        "finals": [message_of(logged) for logged in view.finals],
        "questions": [message_of(logged) for logged in view.questions],
        "turns": [message_of(logged) for logged in view.turns],
        "resume": _resume(view.resume),
    }


def problem(code: str, title: str, detail: str) -> str:
    """What was wrong and what to do, before a close."""
    return encode({"type": "problem", "code": code, "title": title, "detail": detail})


def encode(message: Message) -> str:
    """JSON text."""
    return msgspec.json.encode(message).decode()


def _partial(event: TranscriptPartial) -> Message:
    return {
        "type": "partial",
        "segment_id": event.segment_id,
        "rev": event.rev,
        "from_sample": event.from_sample,
        "start_sample": event.start_sample,
        "end_sample": event.end_sample,
        "stable_text": event.stable_text,
        "tentative_text": event.tentative_text,
    }


def _final(event: SegmentFinal) -> Message:
    return {
        "type": "final",
        "segment_id": event.segment_id,
        "from_sample": event.from_sample,
        "to_sample": event.to_sample,
        "start_sample": event.speech_start_sample,
        "end_sample": event.speech_end_sample,
        "text": event.text,
    }


def _delta(event: QuestionDelta) -> Message:
    return {
        "type": "question-delta",
        "question_id": event.question_id,
        "attempt": event.attempt,
        "index": event.index,
        "text": event.text,
    }


def _question(event: QuestionAsked) -> Message:
    return {
        "type": "question",
        "question_id": event.question_id,
        "stage_id": event.stage_id,
        "ordinal": event.ordinal,
        "text": event.text,
        "think_seconds": event.think_seconds,
        "answer_seconds": event.answer_seconds,
        "source": event.source,
    }


def _turn(event: TurnCompleted) -> Message:
    return {
        "type": "turn",
        "turn_id": event.turn_id,
        "question_id": event.question_id,
        "ordinal": event.ordinal,
        "end_sample": event.end_sample,
        "cause": event.cause,
    }


def _state(status: str) -> _Describe:
    return lambda _event: {"type": "state", "status": status}


def _assessed(event: InterviewAssessed) -> Message | None:
    return {"type": "state", "status": "assessed"} if event.run == LIVE else None


def _resume(status: ResumeStatus) -> Message:
    return {"state": status.state, "sha256": status.sha256, "attempt": status.attempt, "reason": status.reason}


def _resume_news(
    event: ResumeUploaded | ResumeReadingBegun | ResumeParsed | ResumeRejected | ResumeRetryRequested,
) -> Message:
    """What this event alone says; the page keeps the highest attempt."""
    began = ResumeStatus(sha256=event.sha256)
    status = ResumeStatus().after(event) if isinstance(event, ResumeUploaded) else began.after(event)
    return {"type": "resume", **_resume(status)}


_DESCRIBE: Final[dict[type[Event], _Describe]] = {
    TranscriptPartial: _partial,
    SegmentFinal: _final,
    SegmentNoSpeech: lambda event: {"type": "watermark", "to_sample": event.to_sample},
    QuestionDelta: _delta,
    QuestionAsked: _question,
    TurnCompleted: _turn,
    InterviewScheduled: lambda event: {"type": "plan", "stage_count": stage_count(event)},
    InterviewStarted: _state("started"),
    InterviewPaused: _state("paused"),
    InterviewResumed: _state("started"),
    InterviewEnded: _state("ended"),
    InterviewAssessed: _assessed,
    ResumeUploaded: _resume_news,
    ResumeRetryRequested: _resume_news,
    ResumeReadingBegun: _resume_news,
    ResumeParsed: _resume_news,
    ResumeRejected: _resume_news,
    RepeatQuestion: lambda event: {
        "type": "repeat",
        "question_id": event.question_id,
        "command_id": event.command_id,
    },
}
RELAYED_TYPES: Final = frozenset(event_type(kind) for kind in _DESCRIBE)
