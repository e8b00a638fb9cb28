"""Why: which records a replay is given and which ones it must make again follow from who wrote them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from interview_schemas.events import (
    AnswerTimeUp,
    CandidateConnected,
    CandidateDisconnected,
    Command,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    InterviewEnded,
    InterviewPaused,
    InterviewPrepared,
    InterviewResumed,
    InterviewScheduled,
    InterviewStarted,
    QuestionAsked,
    QuestionRequested,
    ResumeParsed,
    Span,
    TurnCompleted,
)
from interview_schemas.registry import event_id, event_type

# AnswerTimeUp is what the clock said then: a replay does not wait for it again.
INPUTS: Final = (
    Span,
    Command,
    AnswerTimeUp,
    InterviewScheduled,
    ResumeParsed,
    CandidateConnected,
    CandidateDisconnected,
    ConsentGiven,
    ConsentWithdrawn,
)
OUTPUTS: Final = (
    InterviewPrepared,
    InterviewStarted,
    InterviewPaused,
    InterviewResumed,
    InterviewEnded,
    QuestionRequested,
    QuestionAsked,
    TurnCompleted,
)
_TIMES: Final = "_at_ms"
_MODELS_WORDS: Final = ("text", "source", "model", "prompt_version", "request_hash", "raw_output", "drafted")


@dataclass(frozen=True, slots=True)
class Difference:
    """`stored` and `replayed` are plaintext fields, None where the event is absent."""

    event_id: str
    type: str
    stored: Mapping[str, Any] | None
    replayed: Mapping[str, Any] | None

    @property
    def lines(self) -> list[str]:
        """For a person."""
        head = f"{self.type} {self.event_id}"
        if self.stored is None:
            return [f"{head}: made by the replay only"]
        if self.replayed is None:
            return [f"{head}: stored, but the replay did not make it"]
        names = [name for name in self.stored if self.stored[name] != self.replayed.get(name)]
        return [f"{head}: {n}: stored {self.stored[n]!r}, replayed {self.replayed.get(n)!r}" for n in names]


def is_input(event: Event) -> bool:
    """Given to the replay as it was stored."""
    return isinstance(event, INPUTS)


def is_output(event: Event) -> bool:
    """Must come out of the replay again."""
    return isinstance(event, OUTPUTS)


def first_by_id(events: Iterable[Event]) -> dict[str, Event]:
    """The first in the log wins."""
    found: dict[str, Event] = {}
    for event in events:
        found.setdefault(event_id(event), event)
    return found


def differences(stored: Iterable[Event], replayed: Iterable[Event]) -> list[Difference]:
    """Outputs that are not the same on both sides, times left out."""
    before, after = first_by_id(stored), first_by_id(replayed)
    found = [_difference(identity, before.get(identity), after.get(identity)) for identity in {**before, **after}]
    return [difference for difference in found if difference is not None]


def _difference(identity: str, stored: Event | None, replayed: Event | None) -> Difference | None:
    by_model = any(isinstance(event, QuestionAsked) and event.source != "template" for event in (stored, replayed))
    left = None if stored is None else plaintext(stored, by_model=by_model)
    right = None if replayed is None else plaintext(replayed, by_model=by_model)
    if left == right:
        return None
    return Difference(identity, _type(stored, replayed), left, right)


def plaintext(event: Event, *, by_model: bool = False) -> dict[str, Any]:
    """The fields that must be equal. A model's words are stored results, which no replay asks for again."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    ignored = _MODELS_WORDS if by_model else ()
    return {name: value for name, value in fields.items() if not name.endswith(_TIMES) and name not in ignored}


def _type(*events: Event | None) -> str:
    return next(event_type(type(event)) for event in events if event is not None)
