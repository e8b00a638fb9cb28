"""Why: flow decides that a question is due, the question service alone decides its words."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event
from interview_schemas.events.lifecycle import Language


class QuestionRequested(Event, frozen=True, kw_only=True):
    """Stage `stage_id` is next; its words are wanted by `due_at_ms`."""

    identity: ClassVar[tuple[str, ...]] = ("ordinal",)

    question_id: str
    stage_id: str
    ordinal: int
    scenario_id: str
    scenario_hash: str
    language: Language
    due_at_ms: int
    previous_turn_id: str | None = None
    variables: dict[str, str] = msgspec.field(default_factory=dict)


class QuestionDelta(Event, frozen=True, kw_only=True):
    """Words of a question as they are written; display only. A higher `attempt` replaces a lower one."""

    identity: ClassVar[tuple[str, ...]] = ("question_id", "attempt", "index")

    question_id: str
    attempt: int
    index: int
    text: str


class QuestionAsked(Event, frozen=True, kw_only=True):
    """The question that counts: the first in the log with this id."""

    identity: ClassVar[tuple[str, ...]] = ("question_id",)

    question_id: str
    stage_id: str
    ordinal: int
    text: str
    language: Language
    source: Literal["template", "model", "fallback"]
    model: str | None = None
    prompt_version: str | None = None
    request_hash: str | None = None
    raw_output: str | None = None
    requested_at_ms: int
    asked_at_ms: int
    think_seconds: int
    answer_seconds: int
