"""Why: a grade without a quote does not exist, and neither does a default in place of a result."""

from typing import ClassVar, Final, Literal

import msgspec

from interview_schemas.events.base import Event

GRADERS: Final = "graders"


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


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an answer beside its grades; it stands only on words that were found."""

    kind: Literal["strength", "improvement"]
    text: str
    quotes: tuple[Quote, ...]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate spoke of a protected `topic` unasked: recruiters must leave it out of their decision."""

    topic: str
    quote: Quote


class AnswerAssessed(Event, frozen=True, kw_only=True):
    """Everything that is known of one answer under one rubric, prompt and model.

    `qualification_id` names the test that the model has passed; without one no level, score or remark is published.
    `faults` say which outputs of the model could not be used.
    """

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
    qualification_id: str | None = None
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Note, ...] = ()
    faults: tuple[str, ...] = ()


class AssessmentDelayed(Event, frozen=True, kw_only=True):
    """The model gave nothing for this turn, and is asked again at `retry_at_ms`; `attempt` counts from 1.

    `answered` where it gave something that can't be used: that is tried a few times only.
    """

    identity: ClassVar[tuple[str, ...]] = ("turn_id", "attempt", "run")

    turn_id: str
    attempt: int
    fault: str
    answered: bool
    retry_at_ms: int
    run: str = "live"


class AssessmentRequested(Event, frozen=True, kw_only=True):
    """Answers are to be assessed again as `run`, beside what stands; without `question_ids` all of them are.

    The interview's own assessment is the run `live`, which nobody requests and no other run replaces.
    """

    identity: ClassVar[tuple[str, ...]] = ("run",)

    run: str
    question_ids: tuple[str, ...] = ()
    requested_at_ms: int


class CriterionTotal(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion over the interview. `score` is None where no answer carries evidence for it."""

    criterion: str
    weight: int
    score: float | None
    level: str | None
    answers: int


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
    criteria: tuple[CriterionTotal, ...] = ()


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a summary with the quotes that it rests on."""

    text: str
    quotes: tuple[Quote, ...]


class InterviewSummarized(Event, frozen=True, kw_only=True):
    """A summary that rests on quotes, or `reason`: why there is none. It comes after the report and delays nothing."""

    identity: ClassVar[tuple[str, ...]] = ("rubric_hash", "prompt_version", "model", "run")

    sentences: tuple[Sentence, ...]
    rubric_hash: str
    prompt_version: str
    model: str
    run: str = "live"
    reason: str | None = None
    request_hash: str | None = None
    raw_output: str | None = None


class GraderQualified(Event, frozen=True, kw_only=True):
    """How well a model grades under a rubric and a prompt, measured on the answers of `golden_hash`.

    It belongs to no interview: `interview_id` is GRADERS. `figures` are shares 0..1, kappa -1..1.
    """

    identity: ClassVar[tuple[str, ...]] = ("qualification_id",)

    qualification_id: str
    model: str
    prompt_version: str
    rubric_id: str
    rubric_hash: str
    golden_id: str
    golden_hash: str
    provenance: Literal["synthetic", "human"]
    verdict: Literal["qualified", "not_failed", "failed"]
    figures: dict[str, float]
    reasons: tuple[str, ...]
    at_ms: int
