"""Why: what is stated about an answer without a model is counted, never guessed, and never becomes a score."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from interview_schemas.events import (
    SAMPLE_RATE_HZ,
    AnswerAssessed,
    AnswerFacts,
    CriterionResult,
    Event,
    InterviewAssessed,
    InterviewEnded,
    TurnCompleted,
)
from interview_schemas.rubric import Rubric

LIVE: Final = "live"
NO_MODEL: Final = "no grading model"
_SAMPLES_PER_MS: Final = SAMPLE_RATE_HZ // 1000


class AssessmentState(msgspec.Struct, frozen=True, kw_only=True):
    """One interview: its turns and their live assessments by question id, and how it ended."""

    interview_id: str
    turns: dict[str, TurnCompleted] = {}  # msgspec copies a mutable default
    assessed: dict[str, AnswerAssessed] = {}
    ended: InterviewEnded | None = None
    closed: bool = False


class AssessmentFold:
    """States facts of each answer, and closes the interview's report when all its answers have theirs."""

    inputs = ("interview-turns", "interview-events")
    own = ("assessments",)

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric
        self._rubric_hash = rubric.hash

    def initial(self, interview_id: str) -> AssessmentState:
        """Nothing was answered."""
        return AssessmentState(interview_id=interview_id)

    def apply(self, state: AssessmentState, event: Event, time_ms: int) -> AssessmentState:
        """Follow one event; what does not concern the assessment changes nothing."""
        del time_ms
        return _APPLY.get(type(event), _ignore)(state, event)

    def due(self, state: AssessmentState, now_ms: int) -> tuple[Event, ...]:
        """Answers that are not assessed, then the interview."""
        del now_ms
        waiting = sorted((state.turns[name] for name in state.turns.keys() - state.assessed.keys()), key=_ordinal)
        return tuple(self._answer(turn) for turn in waiting) or self._interview(state)

    def wake_at_ms(self, state: AssessmentState) -> int | None:
        """Nothing here waits for a time."""
        del state
        return None

    def _answer(self, turn: TurnCompleted) -> AnswerAssessed:
        return AnswerAssessed(
            interview_id=turn.interview_id,
            turn_id=turn.turn_id,
            question_id=turn.question_id,
            stage_id=turn.stage_id,
            ordinal=turn.ordinal,
            facts=facts(turn),
            criteria=tuple(_not_assessed(criterion.id) for criterion in self._rubric.criteria_of(turn.stage_id)),
            rubric_id=self._rubric.id,
            rubric_hash=self._rubric_hash,
            run=LIVE,
        )

    def _interview(self, state: AssessmentState) -> tuple[InterviewAssessed, ...]:
        if state.closed or state.ended is None or len(state.assessed) < state.ended.turns:
            return ()
        answers = sorted(state.assessed.values(), key=_ordinal)
        closing = InterviewAssessed(
            interview_id=state.interview_id,
            answers=len(answers),
            stages_covered=tuple(answer.stage_id for answer in answers if answer.facts.words),
            facts=_sum(answer.facts for answer in answers),
            rubric_id=self._rubric.id,
            rubric_hash=self._rubric_hash,
            coverage=0.0,
            reason=f"not assessed: {NO_MODEL}",
            run=LIVE,
        )
        return (closing,)


def facts(turn: TurnCompleted) -> AnswerFacts:
    """What can be counted; the whole answer, however long."""
    voiced = sum(segment.speech_end_sample - segment.speech_start_sample for segment in turn.segments)
    return AnswerFacts(
        duration_ms=(turn.end_sample - turn.from_sample) // _SAMPLES_PER_MS,
        speaking_ms=voiced // _SAMPLES_PER_MS,
        words=len(turn.answer.split()),
        segments=len(turn.segments),
    )


def _sum(parts: Iterable[AnswerFacts]) -> AnswerFacts:
    rows = [msgspec.structs.astuple(part) for part in parts]
    return AnswerFacts(
        **{name: sum(row[place] for row in rows) for place, name in enumerate(AnswerFacts.__struct_fields__)}
    )


def _not_assessed(criterion: str) -> CriterionResult:
    return CriterionResult(criterion=criterion, status="not_assessed", reason=NO_MODEL)


def _ordinal(item: TurnCompleted | AnswerAssessed) -> int:
    return item.ordinal


def _ignore(state: AssessmentState, _event: Any) -> AssessmentState:  # noqa: ANN401  # any event
    return state


def _answered(state: AssessmentState, event: TurnCompleted) -> AssessmentState:
    return msgspec.structs.replace(state, turns={event.question_id: event, **state.turns})


def _assessed(state: AssessmentState, event: AnswerAssessed) -> AssessmentState:
    """A replay under another prompt, model or rubric is not the interview's own assessment."""
    if event.run != LIVE:
        return state
    return msgspec.structs.replace(state, assessed={event.question_id: event, **state.assessed})


def _ended(state: AssessmentState, event: InterviewEnded) -> AssessmentState:
    return state if state.ended is not None else msgspec.structs.replace(state, ended=event)


def _closed(state: AssessmentState, event: InterviewAssessed) -> AssessmentState:
    return msgspec.structs.replace(state, closed=state.closed or event.run == LIVE)


_APPLY: Final[dict[type[Event], Callable[[AssessmentState, Any], AssessmentState]]] = {
    TurnCompleted: _answered,
    AnswerAssessed: _assessed,
    InterviewEnded: _ended,
    InterviewAssessed: _closed,
}
