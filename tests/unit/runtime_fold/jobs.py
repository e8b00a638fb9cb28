"""Why: the smallest fold of jobs: each request is answered by a question, so that tests see only the processor."""

import asyncio
from collections.abc import Sequence

import msgspec

from fakes.llm_events import asked, requested
from interview_runtime.bus import OutRecord, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.fold import FoldProcessor
from interview_runtime.keys import MemoryKeys
from interview_runtime.memory_bus import MemoryBus
from interview_runtime.publisher import Publisher
from interview_schemas.events import Event, InterviewEnded, QuestionAsked, QuestionRequested

PARTITIONS = 2
ALL = frozenset(range(PARTITIONS))


class State(msgspec.Struct, frozen=True):
    """Requests by ordinal, and which are answered."""

    requests: dict[int, QuestionRequested] = {}  # msgspec copies a mutable default
    done: frozenset[int] = frozenset()
    ended: bool = False


class JobsFold:
    """What is due are the requests that nothing answers."""

    inputs = ("question-requests", "interview-events")
    own = ("questions",)

    def initial(self, interview_id: str) -> State:
        """Nothing."""
        del interview_id
        return State()

    def apply(self, state: State, event: Event, time_ms: int) -> State:
        """Follow one event."""
        del time_ms
        if isinstance(event, QuestionRequested):
            return msgspec.structs.replace(state, requests={**state.requests, event.ordinal: event})
        if isinstance(event, QuestionAsked):
            return msgspec.structs.replace(state, done=state.done | {event.ordinal})
        return msgspec.structs.replace(state, ended=state.ended or isinstance(event, InterviewEnded))

    def due(self, state: State, now_ms: int) -> tuple[Event, ...]:
        """Open requests, in order."""
        del now_ms
        waiting = () if state.ended else sorted(state.requests.keys() - state.done)
        return tuple(state.requests[ordinal] for ordinal in waiting)

    def wake_at_ms(self, state: State) -> int | None:
        """Never by itself."""
        del state
        return None


class Plain(JobsFold):
    """The same requests answered at once, without work; also due by time."""

    def due(self, state: State, now_ms: int) -> tuple[Event, ...]:
        """The questions themselves."""
        return tuple(
            asked(request, "Why?") for request in super().due(state, now_ms) if isinstance(request, QuestionRequested)
        )

    def wake_at_ms(self, state: State) -> int | None:
        """At once, while something is open."""
        return 0 if super().due(state, 0) else None


class World:
    """A processor on a memory bus whose broker can go away, and whose work can be held back per interview."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.bus = MemoryBus(self.clock, PARTITIONS)
        self.keys = MemoryKeys()
        self.codec = EventCodec(self.keys, self.clock, "test")
        self.publish = Publisher(self.bus, self.codec)
        self.gates: dict[str, asyncio.Event] = {}
        self.performed: list[tuple[str, int]] = []
        self.failure: BaseException | None = None
        self.answer = True
        self.is_away = False
        self.bus.before_send = self._before_send

    def jobs(self) -> FoldProcessor[State]:
        """A fold whose requests are worked on."""
        fold, perform = JobsFold(), self.perform
        return FoldProcessor(
            fold, reader=self.bus, codec=self.codec, publish=self.publish, clock=self.clock, perform=perform
        )

    def plain(self) -> FoldProcessor[State]:
        """A fold that emits by itself."""
        return FoldProcessor(Plain(), reader=self.bus, codec=self.codec, publish=self.publish, clock=self.clock)

    async def perform(self, job: Event, state: State) -> Sequence[Event]:
        """Wait for the interview's gate, then answer."""
        del state
        assert isinstance(job, QuestionRequested)
        self.performed.append((job.interview_id, job.ordinal))
        if self.failure is not None:
            raise self.failure
        if job.interview_id in self.gates:
            await self.gates[job.interview_id].wait()
        return (asked(job, "Why?"),) if self.answer else ()

    async def tell(self, processor: FoldProcessor[State], event: Event) -> bool:
        """Store an event and deliver it; True where it was acknowledged."""
        await self.keys.create(event.interview_id)
        position = await self.publish(event)
        record = self.bus.log[position.topic, position.partition][position.offset]
        acknowledged: list[bool] = []
        await processor.handle(await self.codec.decode(record), lambda: acknowledged.append(True))
        return bool(acknowledged)

    def questions(self) -> list[str]:
        """Interviews of the stored questions, in partition order."""
        return [record.key.decode() for record in self.bus.read(["questions"], ALL)]

    def _before_send(self, record: OutRecord) -> None:
        if self.is_away and record.topic == "questions":
            raise Unavailable


def request(interview_id: str = "a", stage_id: str = "introduction") -> QuestionRequested:
    """A request of an interview."""
    return requested(stage_id, interview_id=interview_id)
