"""Why: what happened to the interview itself, as distinct from what anybody asked for."""

from typing import ClassVar, Literal

from interview_schemas.events.base import Event

Language = Literal["ko", "en"]


class InterviewScheduled(Event, frozen=True, kw_only=True):
    """The interview exists; its data key was stored before this was written.

    `company`, `position` and `company_values` are the posting's. `scenario_fixed`: no rule may choose another scenario.
    `blind`: who the person is stays out of everything that a model sees.
    """

    tenant_id: str
    language: Language
    scenario_id: str
    scenario_hash: str
    scheduled_at_ms: int
    company: str | None = None
    position: str | None = None
    company_values: str | None = None
    scenario_fixed: bool = False
    blind: bool = True


class InterviewStarted(Event, frozen=True, kw_only=True):
    """The first question has been requested."""

    started_at_ms: int


class InterviewPaused(Event, frozen=True, kw_only=True):
    """The clocks stand still."""

    identity: ClassVar[tuple[str, ...]] = ("command_id",)

    command_id: str
    paused_at_ms: int


class InterviewResumed(Event, frozen=True, kw_only=True):
    """The clocks run again."""

    identity: ClassVar[tuple[str, ...]] = ("command_id",)

    command_id: str
    resumed_at_ms: int


class AnswerTimeUp(Event, frozen=True, kw_only=True):
    """The time for answering `question_id` has passed; the turn closes at the next span end."""

    identity: ClassVar[tuple[str, ...]] = ("question_id",)

    question_id: str
    at_ms: int


class InterviewEnded(Event, frozen=True, kw_only=True):
    """No further question comes; `turns` answers belong to the interview."""

    reason: Literal["completed", "candidate"]
    turns: int
    ended_at_ms: int


class CandidateConnected(Event, frozen=True, kw_only=True):
    """A browser holds the interview's socket."""

    identity: ClassVar[tuple[str, ...]] = ("epoch",)

    epoch: int
    at_ms: int


class CandidateDisconnected(Event, frozen=True, kw_only=True):
    """The socket of `epoch` is gone; `next_sample` is the contiguous end that was acknowledged."""

    identity: ClassVar[tuple[str, ...]] = ("epoch",)

    epoch: int
    next_sample: int
    at_ms: int


class ConsentGiven(Event, frozen=True, kw_only=True):
    """The candidate agreed to `scope` as worded in `text_version`."""

    identity: ClassVar[tuple[str, ...]] = ("scope", "command_id")

    command_id: str
    scope: Literal["interview", "camera"]
    text_version: str
    at_ms: int


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """The candidate took the consent for `scope` back."""

    identity: ClassVar[tuple[str, ...]] = ("scope", "command_id")

    command_id: str
    scope: Literal["interview", "camera"]
    at_ms: int
