"""Why: a model that is away, slow or wrong delays a grade or costs it, and never the interview."""

from collections.abc import Sequence
from typing import Final

import msgspec

from interview_runtime import metrics
from interview_runtime.clock import Clock
from interview_runtime.logs import get_logger
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import (
    AnswerAssessed,
    AssessmentDelayed,
    Event,
    InterviewAssessed,
    InterviewEnded,
    TurnCompleted,
)
from interview_schemas.rubric import Criterion, Rubric
from llm_service.assessment.core import LIVE, SUMMARY, AssessmentFold, AssessmentState, GradedBy
from llm_service.assessment.grading import NOTHING_SAID, not_observed, unqualified
from llm_service.assessment.ports import Engine, Qualifications
from llm_service.assessment.prompt import VERSION, Context
from llm_service.assessment.reading import Graded, ModelReading
from llm_service.assessment.summary import cited, summarized, summary_request
from llm_service.engines.contract import EngineError, request_hash

UNUSABLE: Final = "the model's output could not be used"
ANSWERED: Final = frozenset({"malformed", "empty", "too_long", "rejected"})
MAX_ANSWERED: Final = 3
_MAX_PAUSE_MS: Final = 60_000
_TEMPERATURE_STEP: Final = 0.2  # the same request at temperature 0 would fail in the same way


class Grader:
    """Performs the jobs of the assessment fold."""

    def __init__(self, *, engine: Engine, rubric: Rubric, qualifications: Qualifications, clock: Clock) -> None:
        self.graded_by = GradedBy(engine.model, VERSION)
        self.fold = AssessmentFold(rubric, self.graded_by)
        self._reading = ModelReading(engine)
        self._rubric = rubric
        self._qualifications = qualifications
        self._clock = clock

    async def __call__(self, job: Event, state: AssessmentState) -> Sequence[Event]:
        """The assessment of a turn, a closing record as it is, or the summary of an interview that ended."""
        if isinstance(job, TurnCompleted):
            return (await self._answer(job, self.fold.counted(job), state),)
        if isinstance(job, AnswerAssessed):
            return (await self._answer(state.turns[job.question_id], job, state),)
        if isinstance(job, InterviewAssessed):
            return (job,)
        if isinstance(job, InterviewEnded) and state.closed is not None:
            return (await self._summary(state.closed, state),)
        raise InvalidEvent("contract", "not a job of the assessment")

    async def _answer(self, turn: TurnCompleted, facts: AnswerAssessed, state: AssessmentState) -> Event:
        """The answer under the run of its `facts`."""
        counted = msgspec.structs.replace(facts, **self.graded_by._asdict())
        criteria = self._rubric.criteria_of(turn.stage_id)
        if not criteria:
            return counted
        if not turn.answer.strip():
            silent = tuple(not_observed(criterion.id, NOTHING_SAID) for criterion in criteria)
            return msgspec.structs.replace(counted, criteria=silent)
        try:
            graded = await self._graded(turn, criteria, state, facts.run)
        except EngineError as error:
            return self._later((turn.turn_id, facts.run), error, state) or _without(counted, error)
        return await self._published(counted, graded)

    async def _graded(
        self, turn: TurnCompleted, criteria: Sequence[Criterion], state: AssessmentState, run: str
    ) -> Graded:
        answered = sum(delay.answered for delay in state.delays_of(turn.turn_id, run))
        return await self._reading.read(turn, criteria, context_of(state), temperature=_TEMPERATURE_STEP * answered)

    async def _published(self, counted: AnswerAssessed, graded: Graded) -> AnswerAssessed:
        """Levels, scores and remarks of a model that has passed its test; of others the evidence alone."""
        qualification = await self._qualifications.find(*self.graded_by, counted.rubric_hash)
        found = graded.grading
        return msgspec.structs.replace(
            counted,
            criteria=found.criteria if qualification else unqualified(found.criteria),
            remarks=found.remarks if qualification else (),
            qualification_id=qualification,
            request_hash=request_hash(graded.request, self.graded_by.model),
            raw_output=graded.raw,
            faults=graded.faults,
        )

    async def _summary(self, report: InterviewAssessed, state: AssessmentState) -> Event:
        quotes = cited(state.assessed.values())
        request = summary_request(context_of(state), quotes)
        try:
            raw = await self._reading.write(request)
            return summarized(report, raw, quotes, request_hash(request, self.graded_by.model))
        except EngineError as error:
            return self._later((SUMMARY, LIVE), error, state) or summarized(report, "", quotes, None)

    def _later(self, what: tuple[str, str], error: EngineError, state: AssessmentState) -> AssessmentDelayed | None:
        """When to ask again for a turn and a run; None where the model has answered something unusable too often."""
        turn_id, run = what
        delays = state.delays_of(turn_id, run)
        answered = error.fault in ANSWERED
        if answered and sum(delay.answered for delay in delays) + 1 >= MAX_ANSWERED:
            return None
        metrics.ASSESSMENTS_DELAYED.labels(error.fault).inc()
        get_logger().warning("assessment_delayed", fault=error.fault, attempt=len(delays) + 1)
        return AssessmentDelayed(
            interview_id=state.interview_id,
            turn_id=turn_id,
            run=run,
            attempt=len(delays) + 1,
            fault=error.fault,
            answered=answered,
            retry_at_ms=self._clock.now_ms() + min(1_000 * 2 ** len(delays), _MAX_PAUSE_MS),
        )


def context_of(state: AssessmentState) -> Context:
    """What holds for every call about this interview. Raises InvalidEvent for one that was never scheduled."""
    if state.scheduled is None:
        raise InvalidEvent("contract", "not scheduled")
    withheld = state.prepared.withheld if state.prepared is not None else {}
    return Context(state.scheduled.language, state.scheduled.blind, withheld)


def _without(counted: AnswerAssessed, error: EngineError) -> AnswerAssessed:
    results = tuple(msgspec.structs.replace(result, reason=UNUSABLE) for result in counted.criteria)
    return msgspec.structs.replace(counted, criteria=results, faults=(error.fault,))
