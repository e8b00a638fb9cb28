"""Why: a turn is complete when the watermark has reached its end, not when a message happened to come first."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from interview_schemas.events import (
    SAMPLE_RATE_HZ,
    AnswerSegment,
    AnswerTimeUp,
    EndInterview,
    Event,
    FinishAnswer,
    QuestionAsked,
    SegmentFinal,
    SegmentNoSpeech,
    SkipQuestion,
    Span,
    TurnCompleted,
)
from interview_schemas.ids import turn_id

LAST_SPAN_WAIT_MS: Final = 5_000
_SAMPLES_PER_MS: Final = SAMPLE_RATE_HZ // 1000


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """How a question's answer ends. Without `end_sample` it ends with the next span, or at `latest_ms` as it stands."""

    cause: str
    end_sample: int | None = None
    latest_ms: int | None = None


class TurnState(msgspec.Struct, frozen=True, kw_only=True):
    """One interview: the accepted spans since the last turn, the open question, and how answers are to end."""

    interview_id: str
    cursor: int = 0
    answer_from: int = 0
    segments: tuple[AnswerSegment, ...] = ()
    asked: dict[str, QuestionAsked] = {}  # msgspec copies a mutable default
    asked_cursor: int = 0
    closings: dict[str, Closing] = {}
    completed: frozenset[str] = frozenset()

    @property
    def open_question(self) -> QuestionAsked | None:
        """The earliest question that was asked and has no turn."""
        waiting = [asked for asked in self.asked.values() if asked.question_id not in self.completed]
        return min(waiting, key=lambda asked: asked.ordinal, default=None)


class TurnsFold:
    """Completes turns. `silence_ms` 0 means that only the candidate, or time, ends an answer."""

    inputs = ("questions", "interview-commands", "transcript-segments", "interview-events")
    own = ("interview-turns",)

    def __init__(self, silence_ms: int = 0) -> None:
        self._silence_samples = silence_ms * _SAMPLES_PER_MS

    def initial(self, interview_id: str) -> TurnState:
        """Nothing was asked and nothing was said."""
        return TurnState(interview_id=interview_id)

    def apply(self, state: TurnState, event: Event, time_ms: int) -> TurnState:
        """Follow one event; what does not concern turns changes nothing."""
        applied = _APPLY.get(type(event), _ignore)(state, event, time_ms)
        return self._endpoint(applied) if isinstance(event, Span) else applied

    def due(self, state: TurnState, now_ms: int) -> tuple[Event, ...]:
        """The open question's turn, once its end is known and covered by spans."""
        question = state.open_question
        closing = state.closings.get(question.question_id) if question is not None else None
        if question is None or closing is None:
            return ()
        end_sample = _end_sample(state, closing, now_ms)
        return () if end_sample is None else (_turn(state, question, closing.cause, end_sample),)

    def wake_at_ms(self, state: TurnState) -> int | None:
        """When an answer without a known end is taken as it stands."""
        question = state.open_question
        closing = state.closings.get(question.question_id) if question is not None else None
        return None if closing is None or closing.end_sample is not None else closing.latest_ms

    def _endpoint(self, state: TurnState) -> TurnState:
        question = state.open_question
        if not self._silence_samples or question is None or not state.segments:
            return state
        spoke_until = state.segments[-1].speech_end_sample
        if spoke_until <= state.asked_cursor or state.cursor - spoke_until < self._silence_samples:
            return state
        return _close(state, question.question_id, Closing(cause="silence", end_sample=state.cursor))


def _ignore(state: TurnState, _event: Any, _time_ms: int) -> TurnState:  # noqa: ANN401  # any event
    return state


def _span(state: TurnState, span: Span, _time_ms: int) -> TurnState:
    if span.from_sample != state.cursor or span.to_sample <= span.from_sample:
        return state
    segments = (*state.segments, _segment(span)) if isinstance(span, SegmentFinal) else state.segments
    closings = {name: _settle(closing, span.to_sample) for name, closing in state.closings.items()}
    return msgspec.structs.replace(state, cursor=span.to_sample, segments=segments, closings=closings)


def _settle(closing: Closing, to_sample: int) -> Closing:
    """The end that was waiting for the next span."""
    return msgspec.structs.replace(closing, end_sample=to_sample) if closing.end_sample is None else closing


def _segment(span: SegmentFinal) -> AnswerSegment:
    return AnswerSegment(
        segment_id=span.segment_id,
        from_sample=span.from_sample,
        to_sample=span.to_sample,
        speech_start_sample=span.speech_start_sample,
        speech_end_sample=span.speech_end_sample,
        text=span.text,
    )


def _asked(state: TurnState, event: QuestionAsked, _time_ms: int) -> TurnState:
    if event.question_id in state.asked:
        return state
    asked = {**state.asked, event.question_id: event}
    return msgspec.structs.replace(state, asked=asked, asked_cursor=state.cursor)


def _finish(state: TurnState, event: FinishAnswer, _time_ms: int) -> TurnState:
    return _close(state, event.question_id, Closing(cause="finish", end_sample=event.end_sample))


def _skip(state: TurnState, event: SkipQuestion, _time_ms: int) -> TurnState:
    return _close(state, event.question_id, Closing(cause="skip", end_sample=event.end_sample))


def _time_up(state: TurnState, event: AnswerTimeUp, _time_ms: int) -> TurnState:
    return _close(state, event.question_id, Closing(cause="time_up", latest_ms=event.at_ms + LAST_SPAN_WAIT_MS))


def _end(state: TurnState, event: EndInterview, time_ms: int) -> TurnState:
    question = state.open_question
    question_id = event.question_id or (question.question_id if question is not None else None)
    if question_id is None:
        return state
    latest_ms = time_ms + LAST_SPAN_WAIT_MS
    return _close(state, question_id, Closing(cause="end", end_sample=event.end_sample, latest_ms=latest_ms))


def _close(state: TurnState, question_id: str, closing: Closing) -> TurnState:
    """The first end in the log wins."""
    return msgspec.structs.replace(state, closings={question_id: closing, **state.closings})


def _completed(state: TurnState, turn: TurnCompleted, _time_ms: int) -> TurnState:
    if turn.question_id in state.completed:
        return state
    answer_from = max(state.answer_from, turn.end_sample)
    return msgspec.structs.replace(
        state,
        answer_from=answer_from,
        segments=tuple(segment for segment in state.segments if segment.from_sample >= answer_from),
        completed=state.completed | {turn.question_id},
        closings={name: closing for name, closing in state.closings.items() if name != turn.question_id},
    )


def _end_sample(state: TurnState, closing: Closing, now_ms: int) -> int | None:
    """Where the answer ends, once every sample below is in a span."""
    if closing.end_sample is not None and state.cursor >= closing.end_sample:
        return max(closing.end_sample, state.answer_from)
    if closing.end_sample is None and closing.latest_ms is not None and now_ms >= closing.latest_ms:
        return state.cursor
    return None


def _turn(state: TurnState, question: QuestionAsked, cause: Any, end_sample: int) -> TurnCompleted:  # noqa: ANN401
    return TurnCompleted(
        interview_id=state.interview_id,
        turn_id=turn_id(state.interview_id, question.question_id),
        question_id=question.question_id,
        stage_id=question.stage_id,
        ordinal=question.ordinal,
        question=question.text,
        segments=tuple(s for s in state.segments if state.answer_from <= s.from_sample < end_sample),
        from_sample=state.answer_from,
        end_sample=end_sample,
        cause=cause,
    )


_APPLY: Final[dict[type[Event], Callable[[TurnState, Any, int], TurnState]]] = {
    SegmentFinal: _span,
    SegmentNoSpeech: _span,
    QuestionAsked: _asked,
    FinishAnswer: _finish,
    SkipQuestion: _skip,
    AnswerTimeUp: _time_up,
    EndInterview: _end,
    TurnCompleted: _completed,
}
