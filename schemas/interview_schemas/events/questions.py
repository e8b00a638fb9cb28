"""Why: flow decides that a question is due, the question service alone decides its words."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event
from interview_schemas.events.lifecycle import Language


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a resume and where they stand: `text[start:end]` of its text is `value`."""

    value: str
    start: int
    end: int


ScenarioReason = Literal["chosen", "fixed", "no_position", "unknown_position", "nothing_known", "fits", "elsewhere"]


class InterviewPrepared(Event, frozen=True, kw_only=True):
    """What a resume changes in the interview, decided by rules before it starts; the last one counts.

    `reason` says why `scenario_id` was taken: `chosen` and `fixed` by a person, `elsewhere` because no major and no
    experience fits the position, the others because the standard one stays. `evidence` is what the reason rests on.
    `quote` is the place of the variable `cover_letter_quote`. `withheld` are a person's values by kind, which no model
    may see in a blind interview. `vocabulary` are words that may be spoken.
    """

    identity: ClassVar[tuple[str, ...]] = ("resume_sha256",)

    resume_sha256: str
    scenario_id: str
    scenario_hash: str
    reason: ScenarioReason
    evidence: tuple[Passage, ...] = ()
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    quote: Passage | None = None
    withheld: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    vocabulary: tuple[str, ...] = ()
    prepared_at_ms: int


class QuestionRequested(Event, frozen=True, kw_only=True):
    """Stage `stage_id` is next; its words are wanted by `due_at_ms`.

    In a `blind` request a model sees neither the values of `withheld` nor anything of their kinds that has a form.
    """

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
    blind: bool = True
    withheld: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


class QuestionDelta(Event, frozen=True, kw_only=True):
    """Words of a question as they are written; display only. A higher `attempt` replaces a lower one."""

    identity: ClassVar[tuple[str, ...]] = ("question_id", "attempt", "index")

    question_id: str
    attempt: int
    index: int
    text: str


class QuestionAsked(Event, frozen=True, kw_only=True):
    """The question that counts: the first in the log with this id.

    `drafted` where the call began before the request. `first_token_at_ms` and `written_at_ms` are a model's: when its
    first words came, and when the whole was there and fit to be asked.
    """

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
    drafted: bool = False
    first_token_at_ms: int | None = None
    written_at_ms: int | None = None
