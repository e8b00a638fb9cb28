"""Why: tests of questions and assessment say what matters in a line each; the rest of an event is filled in here."""

from collections.abc import Mapping

from interview_schemas.events import (
    AnswerSegment,
    InterviewEnded,
    Language,
    QuestionAsked,
    QuestionRequested,
    TurnCompleted,
)
from interview_schemas.ids import question_id, segment_id, turn_id
from interview_schemas.scenario import load_scenario

INTERVIEW = "i-1"
NOW_MS = 1_700_000_000_000
SAMPLES_PER_MS = 16


def requested(
    stage_id: str,
    *,
    interview_id: str = INTERVIEW,
    language: Language = "en",
    due_in_ms: int = 3_000,
    variables: Mapping[str, str] | None = None,
    after_turn: bool = False,
) -> QuestionRequested:
    """A request for a stage of the standard scenario, at the place where the stage stands."""
    scenario = load_scenario("standard")
    ordinal = [stage.id for stage in scenario.stages].index(stage_id) + 1
    before = turn_id(interview_id, question_id(interview_id, ordinal - 1))
    return QuestionRequested(
        interview_id=interview_id,
        question_id=question_id(interview_id, ordinal),
        stage_id=stage_id,
        ordinal=ordinal,
        scenario_id="standard",
        scenario_hash=scenario.hash,
        language=language,
        due_at_ms=NOW_MS + due_in_ms,
        previous_turn_id=before if after_turn else None,
        variables=dict(variables or {}),
    )


def asked(request: QuestionRequested, text: str) -> QuestionAsked:
    """The question that answers a request."""
    return QuestionAsked(
        interview_id=request.interview_id,
        question_id=request.question_id,
        stage_id=request.stage_id,
        ordinal=request.ordinal,
        text=text,
        language=request.language,
        source="template",
        requested_at_ms=NOW_MS,
        asked_at_ms=NOW_MS,
        think_seconds=1,
        answer_seconds=1,
    )


def turn(stage_id: str, ordinal: int, *texts: str, interview_id: str = INTERVIEW) -> TurnCompleted:
    """An answer of 10 s; each text is a segment of 2 s of which 1.5 s are speech."""
    question = question_id(interview_id, ordinal)
    begin = (ordinal - 1) * 10_000 * SAMPLES_PER_MS
    return TurnCompleted(
        interview_id=interview_id,
        turn_id=turn_id(interview_id, question),
        question_id=question,
        stage_id=stage_id,
        ordinal=ordinal,
        question=f"Question {ordinal}?",
        segments=tuple(
            _segment(interview_id, begin + place * 2_000 * SAMPLES_PER_MS, text) for place, text in enumerate(texts)
        ),
        from_sample=begin,
        end_sample=begin + 10_000 * SAMPLES_PER_MS,
        cause="finish",
    )


def ended(turns: int, interview_id: str = INTERVIEW) -> InterviewEnded:
    """The end after so many answers."""
    return InterviewEnded(interview_id=interview_id, reason="completed", turns=turns, ended_at_ms=NOW_MS)


def _segment(interview_id: str, from_sample: int, text: str) -> AnswerSegment:
    return AnswerSegment(
        segment_id=segment_id(interview_id, from_sample),
        from_sample=from_sample,
        to_sample=from_sample + 2_000 * SAMPLES_PER_MS,
        speech_start_sample=from_sample,
        speech_end_sample=from_sample + 1_500 * SAMPLES_PER_MS,
        text=text,
    )
