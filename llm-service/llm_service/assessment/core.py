"""Why: facts of an answer are counted, a grade may come late, and neither is ever lost or made up."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from interview_schemas.events import (
    SAMPLE_RATE_HZ,
    AnswerAssessed,
    AnswerFacts,
    AssessmentDelayed,
    AssessmentRequested,
    CriterionResult,
    Event,
    InterviewAssessed,
    InterviewEnded,
    InterviewPrepared,
    InterviewScheduled,
    InterviewSummarized,
    TurnCompleted,
)
from interview_schemas.rubric import Rubric
from interview_schemas.scenario import scenarios
from llm_service.assessment.notes import blind_hiring_notes
from llm_service.assessment.totals import totals

LIVE: Final = "live"
SUMMARY: Final = "summary"  # stands for a turn where the summary is delayed
NO_MODEL: Final = "no grading model"
_SAMPLES_PER_MS: Final = SAMPLE_RATE_HZ // 1000


class GradedBy(NamedTuple):
    """Who grades: stamped on everything that it led to."""

    model: str
    prompt_version: str


class AssessmentState(msgspec.Struct, frozen=True, kw_only=True):
    """One interview: its turns and their live assessments by question id, and how it ended.

    `delays` are by run and turn. `runs` are further assessments that were requested, and `again` is what stands of them
    by run and question id.
    """

    interview_id: str
    scheduled: InterviewScheduled | None = None
    prepared: InterviewPrepared | None = None
    turns: dict[str, TurnCompleted] = {}  # msgspec copies a mutable default
    assessed: dict[str, AnswerAssessed] = {}
    delays: dict[tuple[str, str], tuple[AssessmentDelayed, ...]] = {}
    runs: dict[str, AssessmentRequested] = {}
    again: frozenset[tuple[str, str]] = frozenset()
    ended: InterviewEnded | None = None
    closed: InterviewAssessed | None = None
    summarized: bool = False

    @property
    def waiting(self) -> tuple[TurnCompleted, ...]:
        """Turns without an assessment, in their order."""
        names = self.turns.keys() - self.assessed.keys()
        return tuple(sorted((self.turns[name] for name in names), key=_ordinal))

    @property
    def waiting_again(self) -> tuple[tuple[str, TurnCompleted], ...]:
        """Runs with the turns that they still lack."""
        turns = sorted(self.turns.values(), key=_ordinal)
        wanted = ((run, turn) for run, asked in self.runs.items() for turn in turns if _concerns(asked, turn))
        return tuple((run, turn) for run, turn in wanted if (run, turn.question_id) not in self.again)

    def delays_of(self, turn_id: str, run: str = LIVE) -> tuple[AssessmentDelayed, ...]:
        """The failed calls so far."""
        return self.delays.get((run, turn_id), ())

    def retry_at_ms(self, turn_id: str, run: str = LIVE) -> int:
        """When this turn may be tried; 0 where it was not tried yet."""
        return max((delay.retry_at_ms for delay in self.delays_of(turn_id, run)), default=0)


class AssessmentFold:
    """States facts of each answer, has it graded where there is a grader, and closes the report after the last one.

    Without a grader what is due are the outputs. With one they are jobs: turns to be graded, closing records to be
    written and, for an interview that ended and whose report is closed, a summary. An answer that is to be assessed
    again is due as its facts under that run, which the grader completes.
    """

    inputs = ("interview-turns", "interview-events", "question-requests")
    own = ("assessments",)

    def __init__(self, rubric: Rubric, graded_by: GradedBy | None = None) -> None:
        self._rubric = rubric
        self._rubric_hash = rubric.hash
        self._graded_by = graded_by

    def initial(self, interview_id: str) -> AssessmentState:
        """Nothing was answered."""
        return AssessmentState(interview_id=interview_id)

    def apply(self, state: AssessmentState, event: Event, time_ms: int) -> AssessmentState:
        """Follow one event; what does not concern the assessment changes nothing."""
        del time_ms
        return _APPLY.get(type(event), _ignore)(state, event)

    def due(self, state: AssessmentState, now_ms: int) -> tuple[Event, ...]:
        """Answers that are not assessed, then the interview, then its summary, then what is wanted again."""
        if self._graded_by is None:
            live = tuple(self.counted(turn) for turn in state.waiting) or self._interview(state)
            return live or tuple(self.counted(turn, run) for run, turn in state.waiting_again)
        ready = tuple(turn for turn in state.waiting if state.scheduled and state.retry_at_ms(turn.turn_id) <= now_ms)
        return ready or self._interview(state) or self._summary(state, now_ms) or self._again(state, now_ms)

    def wake_at_ms(self, state: AssessmentState) -> int | None:
        """When the model is asked again."""
        live = [turn.turn_id for turn in state.waiting] or [SUMMARY] * (state.closed is not None)
        times = [state.retry_at_ms(name) for name in live]
        times += [state.retry_at_ms(turn.turn_id, run) for run, turn in state.waiting_again]
        return min((at_ms for at_ms in times if at_ms), default=None)

    def counted(self, turn: TurnCompleted, run: str = LIVE) -> AnswerAssessed:
        """What is known of an answer without a model."""
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
            run=run,
            notes=blind_hiring_notes(turn.segments),
        )

    def _interview(self, state: AssessmentState) -> tuple[InterviewAssessed, ...]:
        if state.closed is not None or state.ended is None or len(state.assessed) < state.ended.turns:
            return ()
        answers = sorted(state.assessed.values(), key=_ordinal)
        found = totals(self._rubric, answers, _parents(state))
        closing = InterviewAssessed(
            interview_id=state.interview_id,
            answers=len(answers),
            stages_covered=tuple(answer.stage_id for answer in answers if answer.facts.words),
            facts=_sum(answer.facts for answer in answers),
            rubric_id=self._rubric.id,
            rubric_hash=self._rubric_hash,
            coverage=found.coverage,
            total=found.total,
            reason=None if found.total is not None else f"not assessed: {_why_not(answers)}",
            run=LIVE,
            criteria=found.criteria if self._graded_by is not None else (),
            **(self._graded_by._asdict() if self._graded_by is not None else {}),
        )
        return (closing,)

    def _summary(self, state: AssessmentState, now_ms: int) -> tuple[Event, ...]:
        """Only what was published is summarized; the job is the end of the interview."""
        if state.ended is None or state.closed is None or state.closed.total is None or state.summarized:
            return ()
        return (state.ended,) if state.retry_at_ms(SUMMARY) <= now_ms else ()

    def _again(self, state: AssessmentState, now_ms: int) -> tuple[Event, ...]:
        ready = ((run, turn) for run, turn in state.waiting_again if state.retry_at_ms(turn.turn_id, run) <= now_ms)
        return tuple(self.counted(turn, run) for run, turn in ready) if state.scheduled is not None else ()


def _concerns(asked: AssessmentRequested, turn: TurnCompleted) -> bool:
    return not asked.question_ids or turn.question_id in asked.question_ids


def _why_not(answers: Iterable[AnswerAssessed]) -> str:
    """The reason that holds for most; of equals the one that comes first."""
    reasons = [result.reason for answer in answers for result in answer.criteria if result.score is None]
    return max(dict.fromkeys(reasons), key=reasons.count, default=NO_MODEL)


def _parents(state: AssessmentState) -> Mapping[str, str]:
    """Follow-up stages with the stage that each follows."""
    chosen = state.prepared if state.prepared is not None else state.scheduled
    scenario = scenarios().get(chosen.scenario_id) if chosen is not None else None
    stages = scenario.stages if scenario is not None else ()
    return {stage.id: stage.parent for stage in stages if stage.parent is not None}


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
    """Another run is not the interview's own assessment."""
    if event.run != LIVE:
        return msgspec.structs.replace(state, again=state.again | {(event.run, event.question_id)})
    return msgspec.structs.replace(state, assessed={event.question_id: event, **state.assessed})


def _ended(state: AssessmentState, event: InterviewEnded) -> AssessmentState:
    return state if state.ended is not None else msgspec.structs.replace(state, ended=event)


def _closed(state: AssessmentState, event: InterviewAssessed) -> AssessmentState:
    if event.run != LIVE or state.closed is not None:
        return state
    return msgspec.structs.replace(state, closed=event)


def _delayed(state: AssessmentState, event: AssessmentDelayed) -> AssessmentState:
    where = (event.run, event.turn_id)
    return msgspec.structs.replace(state, delays={**state.delays, where: (*state.delays.get(where, ()), event)})


def _requested(state: AssessmentState, event: AssessmentRequested) -> AssessmentState:
    """The first of a run counts; the live one needs nobody's request."""
    if event.run == LIVE:
        return state
    return msgspec.structs.replace(state, runs={event.run: event, **state.runs})


def _summarized(state: AssessmentState, event: InterviewSummarized) -> AssessmentState:
    return msgspec.structs.replace(state, summarized=state.summarized or event.run == LIVE)


def _scheduled(state: AssessmentState, event: InterviewScheduled) -> AssessmentState:
    return state if state.scheduled is not None else msgspec.structs.replace(state, scheduled=event)


def _prepared(state: AssessmentState, event: InterviewPrepared) -> AssessmentState:
    return msgspec.structs.replace(state, prepared=event)


_APPLY: Final[dict[type[Event], Callable[[AssessmentState, Any], AssessmentState]]] = {
    TurnCompleted: _answered,
    AnswerAssessed: _assessed,
    InterviewEnded: _ended,
    InterviewAssessed: _closed,
    AssessmentDelayed: _delayed,
    AssessmentRequested: _requested,
    InterviewSummarized: _summarized,
    InterviewScheduled: _scheduled,
    InterviewPrepared: _prepared,
}
