"""Why: a fold may be killed on any line; afterwards nothing is missing from the log and nothing is new twice."""

from dataclasses import dataclass, replace

import pytest

from fakes.runtime_events import INTERVIEW, OPEN_TOPIC, SEALED_TOPIC, codec_with, command, keys_for, said
from interview_runtime.bus import OutRecord, Record, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import Delivered
from interview_runtime.fold import FoldProcessor
from interview_runtime.keys import MemoryKeys
from interview_runtime.memory_bus import MemoryBus
from interview_runtime.publisher import Publisher
from interview_schemas.events import Event, StartInterview, TranscriptPartial

pytestmark = pytest.mark.unit

LATER_MS = 60_000


@dataclass(frozen=True, slots=True)
class Echoes:
    """What was asked for and what was answered, with the time at which a late answer becomes due."""

    interview_id: str
    asked: tuple[str, ...] = ()
    answered: frozenset[str] = frozenset()
    late_at_ms: int | None = None


class EchoFold:
    """Answers each command with its name; the command `late` a minute after it was made."""

    inputs = (OPEN_TOPIC,)
    own = (SEALED_TOPIC,)

    def initial(self, interview_id: str) -> Echoes:
        return Echoes(interview_id)

    def apply(self, state: Echoes, event: Event, time_ms: int) -> Echoes:
        if isinstance(event, TranscriptPartial):
            return replace(state, answered=state.answered | {event.stable_text})
        assert isinstance(event, StartInterview)
        assert event.command_id not in state.asked, "an event id comes once"
        late_at_ms = time_ms + LATER_MS if event.command_id == "late" else state.late_at_ms
        return replace(state, asked=(*state.asked, event.command_id), late_at_ms=late_at_ms)

    def due(self, state: Echoes, now_ms: int) -> tuple[Event, ...]:
        names = [
            (place, name)
            for place, name in enumerate(state.asked)
            if name not in state.answered and (name != "late" or now_ms >= (state.late_at_ms or 0))
        ]
        return tuple(said(name, state.interview_id, rev=place) for place, name in names)

    def wake_at_ms(self, state: Echoes) -> int | None:
        return state.late_at_ms if "late" not in state.answered else None


class Killed(BaseException):
    """The process is gone on this line."""


class World:
    """A log, and one process after another that folds it."""

    def __init__(self, keys: MemoryKeys) -> None:
        self.clock = VirtualClock()
        self.bus = MemoryBus(self.clock, partitions=2)
        self.keys = keys
        self.codec = codec_with(keys, self.clock)
        self.acknowledged = 0
        self.processor = self.new_process()

    def new_process(self) -> FoldProcessor[Echoes]:
        publish = Publisher(self.bus, self.codec)
        return FoldProcessor(EchoFold(), reader=self.bus, codec=self.codec, publish=publish, clock=self.clock)

    async def restart(self) -> None:
        self.bus.before_send = lambda _record: None
        self.bus.after_send = lambda _record: None
        self.processor = self.new_process()
        await self.processor.assigned(frozenset({0, 1}))

    async def write(self, event: Event) -> Delivered[Event]:
        position = await self.bus.send(await self.codec.encode(event))
        return await self.codec.decode(self.bus.log[position.topic, position.partition][position.offset])

    async def deliver(self, event: Event) -> None:
        await self.handle(await self.write(event))

    async def handle(self, delivered: Delivered[Event]) -> None:
        await self.processor.handle(delivered, self.acknowledge)

    def acknowledge(self) -> None:
        self.acknowledged += 1

    async def answers(self) -> list[str]:
        events = [(await self.codec.decode(record)).event for record in self.bus.read([SEALED_TOPIC], range(2))]
        return [event.stable_text for event in events if isinstance(event, TranscriptPartial)]

    def ids(self) -> list[str]:
        return [record.headers["ce_id"].decode() for record in self.bus.read([SEALED_TOPIC], range(2))]


@pytest.fixture
async def world() -> World:
    made = World(await keys_for(INTERVIEW, "i-2", "i-3"))
    await made.restart()
    return made


async def test_an_input_is_answered_then_acknowledged(world: World) -> None:
    await world.deliver(command("a"))
    assert await world.answers() == ["a"]
    assert world.acknowledged == 1


async def test_a_duplicate_is_acknowledged_and_changes_nothing(world: World) -> None:
    delivered = await world.write(command("a"))
    await world.handle(delivered)
    await world.handle(delivered)
    await world.deliver(command("a"))
    assert await world.answers() == ["a"]
    assert world.acknowledged == 3


async def test_a_new_process_knows_what_was_answered(world: World) -> None:
    await world.deliver(command("a"))
    await world.restart()
    await world.deliver(command("b"))
    assert await world.answers() == ["a", "b"]


async def test_a_new_process_answers_what_nobody_has_answered(world: World) -> None:
    await world.write(command("a"))
    await world.write(command("b", "i-2"))
    await world.restart()
    assert sorted(await world.answers()) == ["a", "b"]


async def test_redelivery_after_a_rebuild_changes_nothing(world: World) -> None:
    delivered = await world.write(command("a"))
    await world.restart()
    await world.handle(delivered)
    assert await world.answers() == ["a"]


@pytest.mark.parametrize("stored", [False, True], ids=["before-it-is-stored", "after-it-is-stored"])
async def test_a_crash_on_a_send_loses_nothing_and_repeats_nothing(world: World, *, stored: bool) -> None:
    delivered = await world.write(command("a"))

    def kill(_record: OutRecord | Record) -> None:
        raise Killed

    if stored:
        world.bus.after_send = kill
    else:
        world.bus.before_send = kill
    with pytest.raises(Killed):
        await world.handle(delivered)
    assert world.acknowledged == 0
    await world.restart()
    await world.handle(delivered)
    assert await world.answers() == ["a"]
    assert world.acknowledged == 1


async def test_a_send_that_was_stored_but_looked_lost_repeats_the_same_id(world: World) -> None:
    failures = [Unavailable("kafka")]

    def fail_once(_record: Record) -> None:
        if failures:
            raise failures.pop()

    delivered = await world.write(command("a"))
    world.bus.after_send = fail_once
    with pytest.raises(Unavailable):
        await world.handle(delivered)
    await world.handle(delivered)
    assert len(world.ids()) == 2
    assert len(set(world.ids())) == 1


async def test_what_becomes_due_by_time_is_written_on_a_tick(world: World) -> None:
    await world.deliver(command("late"))
    await world.processor.tick()
    assert await world.answers() == []
    world.clock.advance(LATER_MS)
    await world.processor.tick()
    await world.processor.tick()
    assert await world.answers() == ["late"]


async def test_a_deadline_survives_a_restart(world: World) -> None:
    await world.deliver(command("late"))
    world.clock.advance(LATER_MS - 1)
    await world.restart()
    assert await world.answers() == []
    world.clock.advance(1)
    await world.processor.tick()
    assert await world.answers() == ["late"]


async def test_a_deadline_that_passed_while_nobody_ran_is_seen_to_at_once(world: World) -> None:
    await world.deliver(command("late"))
    world.clock.advance(10 * LATER_MS)
    await world.restart()
    assert await world.answers() == ["late"]


async def test_a_revoked_partition_is_left_alone(world: World) -> None:
    await world.deliver(command("late"))
    await world.processor.revoked(frozenset({0, 1}))
    world.clock.advance(LATER_MS)
    await world.processor.tick()
    assert await world.answers() == []


async def test_only_the_assigned_partitions_are_answered(world: World) -> None:
    interviews = [INTERVIEW, "i-2", "i-3"]
    for interview in interviews:
        await world.write(command(interview, interview))
    one = world.bus.partition_of(OPEN_TOPIC, INTERVIEW.encode())
    await world.new_process().assigned(frozenset({one}))
    expected = [name for name in interviews if world.bus.partition_of(OPEN_TOPIC, name.encode()) == one]
    assert sorted(await world.answers()) == sorted(expected)


async def test_bad_and_erased_records_do_not_stop_a_rebuild(world: World) -> None:
    bad = await world.codec.encode(command("bad"))
    await world.bus.send(OutRecord(topic=bad.topic, key=bad.key, value=b"\xc1", headers=bad.headers))
    await world.deliver(command("gone", "i-2"))
    await world.keys.destroy("i-2")
    await world.write(command("a"))
    await world.restart()
    records = [r for r in world.bus.read([SEALED_TOPIC], range(2)) if r.key == INTERVIEW.encode()]
    assert len(records) == 1


async def test_an_erased_interview_ends_nothing_but_itself(world: World) -> None:
    await world.write(command("gone", "i-2"))
    await world.write(command("a"))
    await world.keys.destroy("i-2")
    await world.restart()
    assert await world.answers() == ["a"]


async def test_an_output_carries_the_trace_of_its_cause(world: World) -> None:
    delivered = await world.write(command("a"))
    await world.handle(delivered)
    (output,) = world.bus.read([SEALED_TOPIC], range(2))
    assert output.headers["traceparent"].decode() == delivered.envelope.traceparent
