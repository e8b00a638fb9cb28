"""Why: pipeline tests kill services on any send; the log's hooks must fail before or after the record is stored."""

import pytest

from fakes.runtime_events import INTERVIEW, OPEN_TOPIC, codec_with, command
from interview_runtime.bus import OutRecord, Position, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.keys import MemoryKeys
from interview_runtime.memory_bus import MemoryBus, MemoryConsumer

pytestmark = pytest.mark.unit


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def bus(clock: VirtualClock) -> MemoryBus:
    return MemoryBus(clock, partitions=3)


async def out(name: int) -> OutRecord:
    return await codec_with(MemoryKeys()).encode(command(name))


def fail(_record: object) -> None:
    raise Unavailable("kafka")


async def test_a_failure_before_the_send_stores_nothing(bus: MemoryBus) -> None:
    bus.before_send = fail
    with pytest.raises(Unavailable):
        await bus.send(await out(1))
    assert not any(bus.log.values())


async def test_a_failure_after_the_send_has_stored_it(bus: MemoryBus) -> None:
    bus.after_send = fail
    with pytest.raises(Unavailable):
        await bus.send(await out(1))
    assert len(list(bus.read([OPEN_TOPIC], range(3)))) == 1


async def test_the_time_is_the_logs(bus: MemoryBus, clock: VirtualClock) -> None:
    first = await bus.send(await out(1))
    clock.advance(10)
    await bus.send(await out(2))
    since = bus.read_since(OPEN_TOPIC, first.partition, clock.now_ms())
    assert [record.offset for record in since] == [1]


async def test_a_new_member_begins_where_the_last_one_committed(bus: MemoryBus) -> None:
    committed: dict[tuple[str, int], int] = {}
    positions = [await bus.send(await out(name)) for name in range(3)]
    first = MemoryConsumer(bus, [OPEN_TOPIC], committed)
    assert len(await first.poll(0)) == 3
    await first.commit([positions[1]])
    await first.commit([positions[0]])
    second = MemoryConsumer(bus, [OPEN_TOPIC], committed)
    assert [record.offset for record in await second.poll(0)] == [2]
    assert await second.poll(0) == []


async def test_stored_headers_are_the_logs_own(bus: MemoryBus) -> None:
    record = await out(1)
    position = await bus.send(record)
    record.headers["ce_id"] = b"changed"
    (read,) = bus.read([OPEN_TOPIC], [position.partition])
    assert read.headers["ce_id"] != b"changed"
    assert position == Position(OPEN_TOPIC, bus.partition_of(OPEN_TOPIC, INTERVIEW.encode()), 0)
