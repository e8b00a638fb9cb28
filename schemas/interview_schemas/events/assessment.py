"""Why: a grade without a quote does not exist, and neither does a default in place of a result."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand in the final transcript; offsets count characters of the segment's text."""

    segment_id: str
    start: int
    end: int
    text: str


class CriterionResult(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion for one answer; `score` 0..100 stands only where `status` is assessed and quotes are found."""

    criterion: str
    status: Literal["assessed", "not_observed", "not_assessed"]
    reason: str
    level: str | None = None
    score: float | None = None
    quotes: tuple[Quote, ...] = ()


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What can be stated without a model. `duration_ms` is the answer's length, `speaking_ms` the time with voice."""

    duration_ms: int
    speaking_ms: int
    words: int
    segments: int


class AnswerAssessed(Event, frozen=True, kw_only=True):
    """Everything that is known of one answer under one rubric, prompt and model."""

    identity: ClassVar[tuple[str, ...]] = ("turn_id", "rubric_hash", "prompt_version", "model", "run")

    turn_id: str
    question_id: str
    stage_id: str
    ordinal: int
    facts: AnswerFacts
    criteria: tuple[CriterionResult, ...]
    rubric_id: str
    rubric_hash: str
    prompt_version: str | None = None
    model: str | None = None
    run: str = "live"
    request_hash: str | None = None
    raw_output: str | None = None


class InterviewAssessed(Event, frozen=True, kw_only=True):
    """The report's closing record; `coverage` is the assessed share of the rubric's weight, 0..1."""

    identity: ClassVar[tuple[str, ...]] = ("rubric_hash", "prompt_version", "model", "run")

    answers: int
    stages_covered: tuple[str, ...]
    facts: AnswerFacts
    rubric_id: str
    rubric_hash: str
    coverage: float
    total: float | None = None
    reason: str | None = None
    prompt_version: str | None = None
    model: str | None = None
    run: str = "live"
