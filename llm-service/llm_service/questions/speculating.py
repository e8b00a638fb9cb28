"""Why: drafts need what is being said; the questions' own fold needs only what is asked and answered."""

from interview_runtime.event_codec import Delivered
from interview_runtime.fold import FoldProcessor
from interview_runtime.shell import Acknowledge
from interview_schemas.events import Event, InterviewEnded, Span, TranscriptPartial
from llm_service.questions.core import QuestionsState
from llm_service.questions.drafter import Drafter

SPEECH_TOPICS = ("transcript-segments", "transcript-partials")


class SpeculatingProcessor:
    """The fold's processor with a drafter that listens beside it."""

    def __init__(self, inner: FoldProcessor[QuestionsState], drafter: Drafter) -> None:
        self._inner = inner
        self._drafter = drafter
        self._partition_of: dict[str, int] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        """The fold's inputs and what is being said."""
        return (*self._inner.topics, *SPEECH_TOPICS)

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Drafts begin with the next words."""
        self._forget(partitions)
        self._drafter.warm_up()
        await self._inner.assigned(partitions)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Drop the drafts."""
        self._forget(partitions)
        await self._inner.revoked(partitions)

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        """Speech feeds drafts only; the rest goes to the fold."""
        event = delivered.event
        if isinstance(event, Span | TranscriptPartial):
            self._partition_of[event.interview_id] = delivered.partition
            self._drafter.hear(event, self._inner.state(delivered.partition, event.interview_id))
            acknowledge()
            return
        await self._inner.handle(delivered, acknowledge)
        if isinstance(event, InterviewEnded):
            self._partition_of.pop(event.interview_id, None)
            self._drafter.forget(event.interview_id)

    async def tick(self) -> None:
        """Deadlines are the fold's."""
        await self._inner.tick()

    async def settle(self) -> None:
        """Return once no job runs."""
        await self._inner.settle()

    def _forget(self, partitions: frozenset[int]) -> None:
        gone = [name for name, partition in self._partition_of.items() if partition in partitions]
        for interview_id in gone:
            del self._partition_of[interview_id]
            self._drafter.forget(interview_id)
