"""Why: order and completeness of the log hold also while the broker refuses, one record or all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from ingest_gateway.session.outbox import FrameSlot, Outbox
from interview_runtime.bus import OutRecord, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import KeyUnknown, MemoryKeys
from interview_runtime.memory_bus import MemoryBus
from interview_schemas.events import Event, PauseInterview, VideoFrame
from interview_schemas.topics import PARTITIONS

pytestmark = pytest.mark.unit


class World:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.bus = MemoryBus(self.clock)
        self.keys = MemoryKeys()
        self.codec = EventCodec(self.keys, self.clock, "test")
        self.confirmed = 0
        self.outbox = Outbox(self.bus, self.codec, self.clock, self._confirm)
        self.slot = FrameSlot(self.bus, self.codec)

    async def _confirm(self) -> None:
        self.confirmed += 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        await self.keys.create("i1")
        tasks = [asyncio.create_task(self.outbox.run()), asyncio.create_task(self.slot.run())]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def stored(self, topic: str) -> list[Event]:
        records = self.bus.read([topic], range(PARTITIONS))
        return [(await self.codec.decode(record)).event for record in records]

    async def settle(self, done: Callable[[], bool]) -> None:
        for _ in range(500):
            await asyncio.sleep(0)
            if done():
                return
        raise AssertionError("nothing moved")


def pause(number: int) -> PauseInterview:
    return PauseInterview(interview_id="i1", command_id=str(number))


def frame(seq: int) -> VideoFrame:
    return VideoFrame(interview_id="i1", seq=seq, epoch=1, captured_at_ms=0, media=b"\xff\xd8")


def failing(*attempts: int) -> Callable[[OutRecord], None]:
    """Refuses these sends, counted from 1."""
    calls = 0

    def before_send(_record: OutRecord) -> None:
        nonlocal calls
        calls += 1
        if calls in attempts:
            raise Unavailable("kafka")

    return before_send


async def test_events_are_written_in_order_and_confirmed_one_by_one() -> None:
    world = World()
    async with world.running():
        for number in range(5):
            world.outbox.put(pause(number))
        await world.settle(lambda: world.confirmed == 5)
    assert await world.stored("interview-commands") == [pause(number) for number in range(5)]


@pytest.mark.parametrize("attempts", [(1,), (1, 2, 3), (3,), (5,), (2, 4, 6, 8)])
async def test_after_a_refusal_everything_from_there_on_is_sent_again(attempts: tuple[int, ...]) -> None:
    world = World()
    world.bus.before_send = failing(*attempts)
    async with world.running():
        for number in range(5):
            world.outbox.put(pause(number))
        await world.settle(lambda: world.confirmed == 5)
    stored = await world.stored("interview-commands")
    assert stored[-1] == pause(4)
    assert set(stored) == {pause(number) for number in range(5)}


async def test_single_events_are_tried_until_they_are_taken() -> None:
    world = World()
    world.bus.before_send = failing(1, 2, 3, 4, 5, 6)
    async with world.running():
        world.outbox.put(pause(1))
        await world.settle(lambda: world.confirmed == 1)
    assert await world.stored("interview-commands") == [pause(1)]


async def test_an_erased_interview_ends_the_writing() -> None:
    world = World()
    world.outbox.put(AUDIO)
    with pytest.raises(KeyUnknown):
        await world.outbox.run()


async def test_the_newest_frame_wins() -> None:
    world = World()
    async with world.running():
        for seq in range(5):
            world.slot.put(frame(seq))
        await world.settle(lambda: bool(world.bus.read(["video-frames"], range(PARTITIONS))))
    assert await world.stored("video-frames") == [frame(4)]


async def test_a_frame_that_is_refused_is_dropped() -> None:
    world = World()
    world.bus.before_send = failing(1)
    async with world.running():
        world.slot.put(frame(1))
        for _ in range(20):
            await asyncio.sleep(0)
        world.slot.put(frame(2))
        await world.settle(lambda: bool(world.bus.read(["video-frames"], range(PARTITIONS))))
    assert await world.stored("video-frames") == [frame(2)]


AUDIO = frame(0)
