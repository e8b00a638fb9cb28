"""Why: what a recruiter reads is stated from the log, and says plainly what is not known."""

from collections.abc import Iterable
from typing import Final

import msgspec

from interview_api.interviews.core import InterviewView, Logged, Status
from interview_schemas.events import (
    SAMPLE_RATE_HZ,
    AnswerAssessed,
    AnswerFacts,
    AssessmentDelayed,
    CriterionResult,
    CriterionTotal,
    Language,
    Note,
    QuestionAsked,
    Remark,
    SegmentFinal,
    Sentence,
    TurnCompleted,
)

_MS: Final = 1000
NOT_GRADED: Final = "not assessed: {}"
NO_MODEL: Final = "no grading model"
NOTHING_OBSERVED: Final = "nothing observed"
DELAYED: Final = "not assessed yet: {}; the model is asked again"
_FAULTS: Final[dict[str, str]] = {
    "deadline": "the model did not answer in time",
    "unreachable": "the model can't be reached",
    "refused": "the model's server refuses us: its operator must check key and model name",
    "cut": "the model's answer broke off",
}
_UNUSABLE: Final = "the model's answer could not be used"
PENDING: Final = "not assessed yet: the assessment of this interview is not complete"


class WordTime(msgspec.Struct, frozen=True, kw_only=True):
    """A word with its time in the interview."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


class TranscriptSegment(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in one stretch of speech; times count from the interview's first sample."""

    segment_id: str
    from_sample: int
    to_sample: int
    start_ms: int
    end_ms: int
    text: str
    words: tuple[WordTime, ...] = ()
    confidence: float | None = None
    model: str | None = None


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """The whole interview's words."""

    interview_id: str
    language: Language | None
    cursor_sample: int
    duration_ms: int
    segments: tuple[TranscriptSegment, ...]


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question with its answer; `cause` is absent while the answer is open.

    `model` was asked; only with `qualification_id` are its levels, scores and remarks shown. `notes` point out what
    must not count.
    """

    ordinal: int
    stage_id: str
    question_id: str
    question: str
    source: str
    asked_at_ms: int
    grading: str
    transcript: tuple[TranscriptSegment, ...]
    answer: str | None = None
    cause: str | None = None
    turn_id: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    facts: AnswerFacts | None = None
    criteria: tuple[CriterionResult, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Note, ...] = ()
    model: str | None = None
    prompt_version: str | None = None
    qualification_id: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`complete` says that nothing more comes; `total` stands only where a model graded."""

    interview_id: str
    language: Language | None
    status: Status
    complete: bool
    grading: str
    answers: tuple[ReportAnswer, ...]
    scenario_id: str | None = None
    stages_covered: tuple[str, ...] | None = None
    facts: AnswerFacts | None = None
    rubric_id: str | None = None
    coverage: float | None = None
    total: float | None = None
    criteria: tuple[CriterionTotal, ...] = ()
    summary: tuple[Sentence, ...] = ()


def transcript(view: InterviewView) -> Transcript:
    """Every final, in the order of the samples."""
    return Transcript(
        interview_id=view.interview_id,
        language=view.language,
        cursor_sample=view.accepted.cursor_sample,
        duration_ms=_ms(view.accepted.cursor_sample),
        segments=tuple(_segment(logged.event) for logged in view.finals),
    )


def report(view: InterviewView) -> Report:
    """What is known by now."""
    assessed = view.assessed.event if view.assessed is not None else None
    known = Report(
        interview_id=view.interview_id,
        language=view.language,
        status=view.accepted.status,
        complete=assessed is not None,
        grading=PENDING,
        answers=tuple(_answer(view, logged) for logged in sorted(view.questions, key=lambda q: q.event.ordinal)),
        scenario_id=view.scenario_id,
    )
    if assessed is None:
        return known
    return msgspec.structs.replace(
        known,
        grading=_grading(assessed.total is not None, assessed.reason),
        stages_covered=assessed.stages_covered,
        facts=assessed.facts,
        rubric_id=assessed.rubric_id,
        coverage=assessed.coverage,
        total=assessed.total,
        criteria=assessed.criteria,
        summary=view.summary.event.sentences if view.summary is not None else (),
    )


def _answer(view: InterviewView, asked: Logged[QuestionAsked]) -> ReportAnswer:
    question = asked.event
    turn = next((t.event for t in view.turns if t.event.question_id == question.question_id), None)
    found = next((a.event for a in view.assessments if turn is not None and a.event.turn_id == turn.turn_id), None)
    open_answer = ReportAnswer(
        ordinal=question.ordinal,
        stage_id=question.stage_id,
        question_id=question.question_id,
        question=question.text,
        source=question.source,
        asked_at_ms=question.asked_at_ms,
        grading=PENDING,
        transcript=(),
    )
    if turn is None:
        return open_answer
    closed = _closed(open_answer, turn, view)
    return _delayed(closed, view.delays) if found is None else _assessed(closed, found)


def _closed(answer: ReportAnswer, turn: TurnCompleted, view: InterviewView) -> ReportAnswer:
    mine = {segment.segment_id for segment in turn.segments}
    return msgspec.structs.replace(
        answer,
        transcript=tuple(_segment(final.event) for final in view.finals if final.event.segment_id in mine),
        answer=turn.answer,
        cause=turn.cause,
        turn_id=turn.turn_id,
        start_ms=_ms(turn.from_sample),
        end_ms=_ms(turn.end_sample),
    )


def _delayed(answer: ReportAnswer, delays: Iterable[Logged[AssessmentDelayed]]) -> ReportAnswer:
    """Why it takes longer, from the last attempt."""
    faults = [logged.event.fault for logged in delays if logged.event.turn_id == answer.turn_id]
    why = DELAYED.format(_FAULTS.get(faults[-1], _UNUSABLE)) if faults else PENDING
    return msgspec.structs.replace(answer, grading=why)


def _assessed(answer: ReportAnswer, assessed: AnswerAssessed) -> ReportAnswer:
    return msgspec.structs.replace(
        answer,
        grading=_grading_of(assessed.criteria),
        facts=assessed.facts,
        criteria=assessed.criteria,
        remarks=assessed.remarks,
        notes=assessed.notes,
        model=assessed.model,
        prompt_version=assessed.prompt_version,
        qualification_id=assessed.qualification_id,
    )


def _grading_of(criteria: tuple[CriterionResult, ...]) -> str:
    """`assessed` where a criterion is; else the reason why none is."""
    if criteria and all(criterion.status == "not_observed" for criterion in criteria):
        return NOTHING_OBSERVED
    graded = any(criterion.status == "assessed" for criterion in criteria)
    reasons = (criterion.reason for criterion in criteria if criterion.status == "not_assessed")
    return _grading(graded, next(reasons, None))


def _grading(graded: bool, reason: str | None) -> str:
    return "assessed" if graded else NOT_GRADED.format((reason or NO_MODEL).removeprefix("not assessed: "))


def _segment(final: SegmentFinal) -> TranscriptSegment:
    return TranscriptSegment(
        segment_id=final.segment_id,
        from_sample=final.from_sample,
        to_sample=final.to_sample,
        start_ms=_ms(final.speech_start_sample),
        end_ms=_ms(final.speech_end_sample),
        text=final.text,
        words=tuple(
            WordTime(
                text=word.text,
                start_ms=_ms(word.start_sample),
                end_ms=_ms(word.end_sample),
                confidence=word.confidence,
            )
            for word in final.words
        ),
        confidence=final.confidence,
        model=final.model,
    )


def _ms(samples: int) -> int:
    return samples * _MS // SAMPLE_RATE_HZ
