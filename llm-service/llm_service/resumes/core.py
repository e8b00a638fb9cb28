"""Why: which resume is still to be read follows from the log, so a crash neither loses nor repeats one."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from interview_schemas.events import (
    Event,
    ResumeParsed,
    ResumeRejected,
    ResumeRetryRequested,
    ResumeUploaded,
)


class ResumesState(msgspec.Struct, frozen=True, kw_only=True):
    """One interview's uploads by sha256, the highest attempt wanted and failed of each, and what was read."""

    uploads: dict[str, ResumeUploaded] = {}  # msgspec copies a mutable default
    wanted: dict[str, int] = {}
    failed: dict[str, int] = {}
    parsed: frozenset[str] = frozenset()

    def attempt(self, sha256: str) -> int:
        """The attempt that is due or done."""
        return self.wanted.get(sha256, 0)

    def is_open(self, sha256: str) -> bool:
        """Whether nobody has read it and the attempt that is wanted has not failed."""
        return sha256 not in self.parsed and self.failed.get(sha256, -1) < self.attempt(sha256)


class ResumesFold:
    """Its jobs are uploads that nobody has read yet."""

    inputs = ("resume-uploads",)
    own = ("resumes",)

    def initial(self, interview_id: str) -> ResumesState:
        """Nothing was uploaded."""
        del interview_id
        return ResumesState()

    def apply(self, state: ResumesState, event: Event, time_ms: int) -> ResumesState:
        """Follow one event."""
        del time_ms
        return _APPLY.get(type(event), _ignore)(state, event)

    def due(self, state: ResumesState, now_ms: int) -> tuple[Event, ...]:
        """Uploads to be read."""
        del now_ms
        return tuple(upload for sha256, upload in state.uploads.items() if state.is_open(sha256))

    def wake_at_ms(self, state: ResumesState) -> int | None:
        """Nothing becomes due by time."""
        del state
        return None


def _ignore(state: ResumesState, _event: Any) -> ResumesState:  # noqa: ANN401  # any event
    return state


def _uploaded(state: ResumesState, event: ResumeUploaded) -> ResumesState:
    return msgspec.structs.replace(state, uploads={**state.uploads, event.sha256: event})


def _raised(counts: dict[str, int], event: ResumeRetryRequested | ResumeRejected) -> dict[str, int]:
    return {**counts, event.sha256: max(event.attempt, counts.get(event.sha256, 0))}


def _wanted(state: ResumesState, event: ResumeRetryRequested) -> ResumesState:
    return msgspec.structs.replace(state, wanted=_raised(state.wanted, event))


def _failed(state: ResumesState, event: ResumeRejected) -> ResumesState:
    return msgspec.structs.replace(state, failed=_raised(state.failed, event))


def _parsed(state: ResumesState, event: ResumeParsed) -> ResumesState:
    return msgspec.structs.replace(state, parsed=state.parsed | {event.sha256})


_APPLY: Final[dict[type[Event], Callable[[ResumesState, Any], ResumesState]]] = {
    ResumeUploaded: _uploaded,
    ResumeRetryRequested: _wanted,
    ResumeRejected: _failed,
    ResumeParsed: _parsed,
}
