"""Why: all services on one memory log, so that a test can stop time, kill any of them on any send, and go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from interview_runtime.bus import OutRecord, Position, Record
from interview_runtime.clock import VirtualClock
from interview_runtime.dead_letters import DeadLetterTopic
from interview_runtime.event_codec import Delivered, EventCodec
from interview_runtime.keys import MemoryKeys
from interview_runtime.memory_bus import MemoryBus, MemoryConsumer
from interview_runtime.parts import Parts
from interview_runtime.progress import Progress
from interview_runtime.publisher import Publisher
from interview_runtime.shell import Fatal, Processor, Shell
from interview_schemas.events import Event

PARTITIONS = 3
MakeProcessor = Callable[[Parts], Processor]


class Killed(BaseException):
    """The process is gone on this line; nothing in it may catch this."""


class Incarnation:
    """The log as one process sees it: it dies on its n-th send, before or after it is stored."""

    def __init__(self, bus: MemoryBus, die_at: int | None = None, *, stored: bool = False) -> None:
        self._bus = bus
        self._die_at = die_at
        self._stored = stored
        self.sends = 0
        self.alive = True

    async def send(self, record: OutRecord) -> Position:
        self.sends += 1
        dies = self.sends == self._die_at
        if not self.alive or (dies and not self._stored):
            self.alive = False
            raise Killed
        position = await self._bus.send(record)
        if dies:
            self.alive = False
            raise Killed
        return position

    async def close(self) -> None:
        return


@dataclass(slots=True)
class Service:
    """One service with its group's committed offsets, which outlive it."""

    name: str
    make: MakeProcessor
    committed: dict[tuple[str, int], int] = field(default_factory=dict)
    shell: Shell | None = None
    consumer: MemoryConsumer | None = None
    process: Incarnation | None = None
    die_at: int | None = None
    stored: bool = False
    kills: int = 0


class Pipeline:
    """Services, a log and a clock."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.bus = MemoryBus(self.clock, PARTITIONS)
        self.keys = MemoryKeys()
        self.services: dict[str, Service] = {}
        self.codec = self._codec("test")
        self.publish = Publisher(self.bus, self.codec)

    def add(self, name: str, make: MakeProcessor) -> None:
        """A service that starts with the next settle()."""
        self.services[name] = Service(name, make)

    async def settle(self, *, ticks: int = 3) -> None:
        """Let every service handle everything, restarting whatever is killed on the way."""
        quiet = 0
        while quiet < ticks:
            moved = [await self._turn(service) for service in self.services.values()]
            quiet = 0 if any(moved) else quiet + 1

    def kill(self, name: str) -> None:
        """As kill -9: its memory is gone, its committed offsets stay."""
        service = self.services[name]
        if service.process is not None:
            service.process.alive = False
        service.shell = service.consumer = service.process = None
        service.kills += 1

    def die_at(self, name: str, send: int, *, stored: bool) -> None:
        """The service's next process dies on its n-th send."""
        service = self.services[name]
        service.die_at, service.stored = send, stored

    def forget_commits(self) -> None:
        """Every service reads everything once more."""
        for name, service in self.services.items():
            service.committed.clear()
            self.kill(name)

    async def read(self, *topics: str) -> list[Delivered[Event]]:
        """What stands in these topics, opened, by the broker's time."""
        records = sorted(self.bus.read(topics, range(PARTITIONS)), key=lambda record: record.timestamp_ms)
        return [await self.codec.decode(record) for record in records]

    async def events(self, topic: str) -> list[Event]:
        """The first event of each id, as every consumer sees them."""
        first: dict[str, Event] = {}
        for delivered in await self.read(topic):
            first.setdefault(delivered.event_id, delivered.event)
        return list(first.values())

    async def _turn(self, service: Service) -> bool:
        try:
            return await self._handle(service)
        except (Killed, Fatal):
            self.kill(service.name)
            return True

    async def _handle(self, service: Service) -> bool:
        shell, consumer = await self._running(service)
        records = await consumer.poll(0)
        done: list[Record] = []
        for record in records:
            await shell.take(record, partial(done.append, record))
        await shell.tick()
        await _settle(shell.processor)
        await self._commit(service, records, done)
        return bool(records)

    async def _commit(self, service: Service, records: Sequence[Record], done: Sequence[Record]) -> None:
        """As the commit guard: nothing above an open record."""
        open_at: dict[tuple[str, int], int] = {}
        for record in records:
            if record not in done:
                open_at.setdefault((record.topic, record.partition), record.offset)
        for record in done:
            where = (record.topic, record.partition)
            if record.offset < open_at.get(where, record.offset + 1):
                service.committed[where] = max(record.offset + 1, service.committed.get(where, 0))

    async def _running(self, service: Service) -> tuple[Shell, MemoryConsumer]:
        if service.shell is None or service.consumer is None:
            shell = self._shell(service)
            await shell.assigned(frozenset(range(PARTITIONS)))
            service.shell = shell
            service.consumer = MemoryConsumer(self.bus, shell.topics, service.committed)
        return service.shell, service.consumer

    def _shell(self, service: Service) -> Shell:
        codec = self._codec(service.name)
        progress = Progress(1e9)
        process = Incarnation(self.bus, service.die_at, stored=service.stored)
        service.process, service.die_at = process, None
        parts = Parts(self.clock, process, self.bus, codec, Publisher(process, codec), progress, self.keys)
        aside = DeadLetterTopic(process, service.name)
        return Shell(service.make(parts), codec, aside, clock=self.clock, progress=progress)

    def _codec(self, source: str) -> EventCodec:
        return EventCodec(self.keys, self.clock, source)


async def _settle(processor: Processor) -> None:
    settle = getattr(processor, "settle", None)
    if settle is not None:
        await settle()
