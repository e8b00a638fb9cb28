"""Why: snapshot, status, transcript and report are one fold of the log, so they can't tell different stories."""

from collections.abc import Iterable
from typing import Final, Generic, Literal, TypeVar

import msgspec

from interview_api.resumes.core import ResumeStatus, status_of
from interview_schemas.events import (
    AnswerAssessed,
    AssessmentDelayed,
    Event,
    InterviewAssessed,
    InterviewEnded,
    InterviewPaused,
    InterviewPrepared,
    InterviewResumed,
    InterviewScheduled,
    InterviewStarted,
    InterviewSummarized,
    Language,
    QuestionAsked,
    SegmentFinal,
    Span,
    TurnCompleted,
)

Status = Literal["scheduled", "started", "paused", "ended", "assessed"]
LIVE: Final = "live"  # other runs are analysts' replays and never show in a report
EventT_co = TypeVar("EventT_co", bound=Event, covariant=True)
AssessedT = TypeVar("AssessedT", AnswerAssessed, AssessmentDelayed, InterviewAssessed, InterviewSummarized)
_STATUS_OF: Final[dict[type[Event], Status]] = {
    InterviewScheduled: "scheduled",
    InterviewStarted: "started",
    InterviewPaused: "paused",
    InterviewResumed: "started",
    InterviewEnded: "ended",
    InterviewAssessed: "assessed",
}
# Nothing leads back from these: a late pause of an ended interview changes nothing.
_FINALITY: Final[dict[Status, int]] = {"scheduled": 0, "started": 1, "paused": 1, "ended": 2, "assessed": 3}


class Logged(msgspec.Struct, Generic[EventT_co], frozen=True, kw_only=True):
    """An event with its identity and its place; `time_ms` is when it was made."""

    event: EventT_co
    event_id: str
    time_ms: int
    topic: str
    partition: int
    offset: int
    stored_ms: int


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What has been let in so far, which is all that decides whether the next event is news."""

    cursor_sample: int = 0
    status: Status = "scheduled"
    ids: frozenset[str] = frozenset()


class InterviewView(msgspec.Struct, frozen=True, kw_only=True):
    """An interview as everybody sees it. Lists are in the log's order, each id once."""

    interview_id: str
    accepted: Accepted = Accepted()
    scheduled: InterviewScheduled | None = None
    prepared: InterviewPrepared | None = None
    finals: tuple[Logged[SegmentFinal], ...] = ()
    questions: tuple[Logged[QuestionAsked], ...] = ()
    turns: tuple[Logged[TurnCompleted], ...] = ()
    assessments: tuple[Logged[AnswerAssessed], ...] = ()
    delays: tuple[Logged[AssessmentDelayed], ...] = ()
    assessed: Logged[InterviewAssessed] | None = None
    summary: Logged[InterviewSummarized] | None = None
    resume: ResumeStatus = ResumeStatus()

    @property
    def scenario_id(self) -> str | None:
        """What is asked: the resume may have changed what was scheduled."""
        chosen = self.prepared if self.prepared is not None else self.scheduled
        return chosen.scenario_id if chosen is not None else None

    @property
    def language(self) -> Language | None:
        """None until the schedule has been read."""
        return self.scheduled.language if self.scheduled is not None else None


def accept(accepted: Accepted, logged: Logged[Event]) -> Accepted | None:
    """None where the event is not news: a repeat, or a span that does not begin at the cursor."""
    event = logged.event
    if isinstance(event, Span):
        if event.from_sample != accepted.cursor_sample or event.to_sample <= event.from_sample:
            return None
        return msgspec.structs.replace(accepted, cursor_sample=event.to_sample)
    if logged.event_id in accepted.ids:
        return None
    ids = accepted.ids | {logged.event_id}
    return msgspec.structs.replace(accepted, ids=ids, status=_status_after(accepted.status, event))


def _status_after(status: Status, event: Event) -> Status:
    if isinstance(event, InterviewAssessed) and event.run != LIVE:
        return status
    after = _STATUS_OF.get(type(event), status)
    return status if _FINALITY[after] < _FINALITY[status] else after


def fold(interview_id: str, log: Iterable[Logged[Event]]) -> InterviewView:
    """The view of these events in whatever order and however often they are given: the log's own order counts."""
    accepted = Accepted()
    news: list[Logged[Event]] = []
    for logged in sorted(log, key=_place):
        after = accept(accepted, logged) if logged.event.interview_id == interview_id else None
        if after is not None:
            accepted = after
            news.append(logged)
    return InterviewView(
        interview_id=interview_id,
        accepted=accepted,
        scheduled=next((found.event for found in _only(news, InterviewScheduled)), None),
        prepared=next((found.event for found in reversed(_only(news, InterviewPrepared))), None),
        finals=_only(news, SegmentFinal),
        questions=_only(news, QuestionAsked),
        turns=_only(news, TurnCompleted),
        assessments=_live(news, AnswerAssessed),
        delays=_live(news, AssessmentDelayed),
        assessed=next(iter(_live(news, InterviewAssessed)), None),
        summary=next(iter(_live(news, InterviewSummarized)), None),
        resume=status_of(logged.event for logged in news),
    )


def _live(news: Iterable[Logged[Event]], kind: type[AssessedT]) -> tuple[Logged[AssessedT], ...]:
    return tuple(found for found in _only(news, kind) if found.event.run == LIVE)


def _only(news: Iterable[Logged[Event]], kind: type[EventT_co]) -> tuple[Logged[EventT_co], ...]:
    return tuple(narrowed for logged in news if (narrowed := narrow(logged, kind)) is not None)


def narrow(logged: Logged[Event], kind: type[EventT_co]) -> Logged[EventT_co] | None:
    """The same, where its event is of this kind."""
    return logged if isinstance(logged.event, kind) else None  # type: ignore[return-value]  # narrowed by its field


def _place(logged: Logged[Event]) -> tuple[str, int, int]:
    return (logged.topic, logged.partition, logged.offset)
