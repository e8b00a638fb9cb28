"""Why: a fold's tests say what happened in a line each; ids, times and the rest are filled in here."""

from collections.abc import Iterable
from typing import TypeVar

from interview_runtime.fold import Fold
from interview_schemas.events import (
    Event,
    FinishAnswer,
    InterviewScheduled,
    QuestionAsked,
    SegmentFinal,
    SegmentNoSpeech,
    StartInterview,
    TurnCompleted,
)
from interview_schemas.ids import question_id, segment_id, turn_id
from interview_schemas.registry import event_id

StateT = TypeVar("StateT")
INTERVIEW = "i-1"
START_MS = 1_000_000


def scheduled(scenario: str = "short") -> InterviewScheduled:
    return InterviewScheduled(
        interview_id=INTERVIEW,
        tenant_id="t",
        language="en",
        scenario_id=scenario,
        scenario_hash="h",
        scheduled_at_ms=0,
    )


def start() -> StartInterview:
    return StartInterview(interview_id=INTERVIEW, command_id="start")


def asked(ordinal: int = 1, *, at_ms: int = START_MS, answer_seconds: int = 60) -> QuestionAsked:
    return QuestionAsked(
        interview_id=INTERVIEW,
        question_id=question_id(INTERVIEW, ordinal),
        stage_id=f"stage-{ordinal}",
        ordinal=ordinal,
        text=f"Question {ordinal}?",
        language="en",
        source="template",
        requested_at_ms=at_ms,
        asked_at_ms=at_ms,
        think_seconds=10,
        answer_seconds=answer_seconds,
    )


def words(from_sample: int, to_sample: int, text: str = "words") -> SegmentFinal:
    return SegmentFinal(
        interview_id=INTERVIEW,
        segment_id=segment_id(INTERVIEW, from_sample),
        from_sample=from_sample,
        to_sample=to_sample,
        cut="silence",
        speech_start_sample=from_sample,
        speech_end_sample=to_sample,
        text=text,
        words=(),
        confidence=0.9,
        language="en",
        model="scripted",
    )


def silence(from_sample: int, to_sample: int) -> SegmentNoSpeech:
    return SegmentNoSpeech(
        interview_id=INTERVIEW,
        segment_id=segment_id(INTERVIEW, from_sample),
        from_sample=from_sample,
        to_sample=to_sample,
        cut="silence",
    )


def finish(ordinal: int, end_sample: int) -> FinishAnswer:
    question = question_id(INTERVIEW, ordinal)
    return FinishAnswer(
        interview_id=INTERVIEW, command_id=f"finish-{ordinal}", question_id=question, end_sample=end_sample
    )


def turn(ordinal: int, end_sample: int = 0) -> TurnCompleted:
    question = question_id(INTERVIEW, ordinal)
    return TurnCompleted(
        interview_id=INTERVIEW,
        turn_id=turn_id(INTERVIEW, question),
        question_id=question,
        stage_id=f"stage-{ordinal}",
        ordinal=ordinal,
        question="Question?",
        segments=(),
        from_sample=0,
        end_sample=end_sample,
        cause="finish",
    )


def fold_all(fold: Fold[StateT], events: Iterable[Event], now_ms: int = START_MS) -> tuple[StateT, list[Event]]:
    """The state and what the fold wrote while the events came, each applied once by id."""
    state = fold.initial(INTERVIEW)
    written: list[Event] = []
    seen: set[str] = set()
    for event in events:
        if event_id(event) not in seen:
            seen.add(event_id(event))
            state = fold.apply(state, event, now_ms)
        state = drain(fold, state, written, now_ms)
    return state, written


def drain(fold: Fold[StateT], state: StateT, written: list[Event], now_ms: int) -> StateT:
    """Write what is due until nothing is."""
    while due := fold.due(state, now_ms):
        for event in due:
            written.append(event)
            state = fold.apply(state, event, now_ms)
    return state
