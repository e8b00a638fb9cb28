"""Why: what one browser still has to be told is a function of its snapshot and of what it was told since."""

from collections.abc import Mapping
from typing import Final

from interview_api.interviews.core import Accepted, InterviewView, Logged, accept
from interview_api.relay.messages import Item
from interview_schemas.events import Event, InterviewScheduled, QuestionAsked, QuestionDelta, TranscriptPartial
from interview_schemas.topics import TOPICS

RELAY_TOPICS: Final = (
    "transcript-partials",
    "transcript-segments",
    "question-deltas",
    "questions",
    "interview-turns",
    "interview-events",
    "interview-commands",
    "assessments",
    "resume-uploads",
    "resumes",
)
PROJECTED_TOPICS: Final = tuple(name for name in RELAY_TOPICS if not TOPICS[name].display_only)


class RelaySession:
    """One browser's view. Feed it every item of its interview; `news` says which of them to send.

    `next_offsets` by topic say what the snapshot contains: a record below them is in it, so it is not news.
    """

    __slots__ = ("_accepted", "_asked", "_delta", "_next", "_partial", "_schedule_is_known")

    def __init__(self, view: InterviewView, next_offsets: Mapping[str, int]) -> None:
        self._accepted: Accepted = view.accepted
        self._next = dict(next_offsets)
        self._asked = {logged.event.question_id for logged in view.questions}
        self._schedule_is_known = view.scheduled is not None
        self._partial = ("", -1)
        self._delta = ("", -1, -1)

    def news(self, item: Item) -> bool:
        """True where the browser does not know this yet and it still counts."""
        logged = item.logged
        if logged.offset < self._next.get(logged.topic, 0):
            return False
        self._next[logged.topic] = logged.offset + 1
        return self._is_news(logged)

    def _is_news(self, logged: Logged[Event]) -> bool:
        event = logged.event
        if isinstance(event, TranscriptPartial):
            return self._partial_is_news(event)
        if isinstance(event, QuestionDelta):
            return self._delta_is_news(event)
        return self._accepts(logged)

    def _accepts(self, logged: Logged[Event]) -> bool:
        after = accept(self._accepted, logged)
        if after is None:
            return False
        is_state = logged.topic in {"interview-events", "assessments"}
        is_plan = isinstance(logged.event, InterviewScheduled) and not self._schedule_is_known
        changed = not is_state or is_plan or after.status != self._accepted.status
        self._accepted = after
        self._schedule_is_known |= is_plan
        if isinstance(logged.event, QuestionAsked):
            self._asked.add(logged.event.question_id)
        return changed

    def _partial_is_news(self, event: TranscriptPartial) -> bool:
        segment_id, rev = self._partial
        is_final = event.from_sample < self._accepted.cursor_sample
        if is_final or (event.segment_id == segment_id and event.rev <= rev):
            return False
        self._partial = (event.segment_id, event.rev)
        return True

    def _delta_is_news(self, event: QuestionDelta) -> bool:
        question_id, attempt, index = self._delta
        again = event.question_id == question_id and (event.attempt, event.index) <= (attempt, index)
        if again or event.question_id in self._asked:
            return False
        self._delta = (event.question_id, event.attempt, event.index)
        return True


def missing(start: Mapping[str, int], next_offsets: Mapping[str, int]) -> tuple[str, ...]:
    """Topics in which records lie between what a snapshot contains and where the buffered tail begins."""
    return tuple(topic for topic in PROJECTED_TOPICS if next_offsets.get(topic, 0) < start.get(topic, 0))
