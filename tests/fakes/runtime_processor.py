"""Why: shells are tested with a processor that does what its test says and remembers what it was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fakes.runtime_events import OPEN_TOPIC
from interview_runtime.bus import Record, Unavailable
from interview_runtime.event_codec import Delivered
from interview_runtime.shell import Acknowledge
from interview_schemas.events import Event

Step = Callable[[Delivered[Event], Acknowledge], None]


def acknowledges(_delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
    """The usual step."""
    acknowledge()


def raises(error: Exception) -> Step:
    """A step that fails."""

    def step(_delivered: Delivered[Event], _acknowledge: Acknowledge) -> None:
        raise error

    return step


@dataclass
class ScriptedProcessor:
    """Does the next of `steps`, then acknowledges everything."""

    steps: list[Step] = field(default_factory=list)
    topics: tuple[str, ...] = (OPEN_TOPIC,)
    handled: list[Delivered[Event]] = field(default_factory=list)
    assignments: list[frozenset[int]] = field(default_factory=list)
    revocations: list[frozenset[int]] = field(default_factory=list)
    away: int = 0
    on_tick: Callable[[], None] = lambda: None

    async def assigned(self, partitions: frozenset[int]) -> None:
        if self.away > 0:
            self.away -= 1
            raise Unavailable("kafka")
        self.assignments.append(partitions)

    async def revoked(self, partitions: frozenset[int]) -> None:
        self.revocations.append(partitions)

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        self.handled.append(delivered)
        (self.steps.pop(0) if self.steps else acknowledges)(delivered, acknowledge)

    async def tick(self) -> None:
        self.on_tick()


@dataclass
class KeptAside:
    """Dead letters in a list; the first `away` of them find the broker away."""

    letters: list[tuple[Record, Exception]] = field(default_factory=list)
    away: int = 0

    async def put(self, record: Record, error: Exception) -> None:
        if self.away > 0:
            self.away -= 1
            raise Unavailable("kafka")
        self.letters.append((record, error))
