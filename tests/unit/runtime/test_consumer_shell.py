"""Why: a plain group member must commit no record that is not done, however late it is done."""

import asyncio
from collections.abc import Callable

import pytest

from fakes.runtime_bus import HandFilledConsumer
from fakes.runtime_events import OPEN_TOPIC, codec_with, command, stored
from fakes.runtime_processor import KeptAside, ScriptedProcessor, raises
from interview_runtime.bus import Position, Record
from interview_runtime.clock import VirtualClock
from interview_runtime.consumer_shell import ConsumerShell
from interview_runtime.event_codec import Delivered
from interview_runtime.keys import MemoryKeys
from interview_runtime.progress import Progress
from interview_runtime.shell import Acknowledge, Fatal, Shell
from interview_schemas.events import Event

pytestmark = pytest.mark.unit

CODEC = codec_with(MemoryKeys())


async def record(offset: int, partition: int = 0) -> Record:
    return stored(await CODEC.encode(command(offset)), offset, partition)


def runner_of(processor: ScriptedProcessor, consumer: HandFilledConsumer) -> ConsumerShell:
    clock = VirtualClock()
    return ConsumerShell(Shell(processor, CODEC, KeptAside(), clock=clock, progress=Progress(30.0)), lambda _: consumer)


async def run_until(runner: ConsumerShell, condition: Callable[[], bool]) -> None:
    async def stop_then() -> None:
        while not condition():  # noqa: ASYNC110  # the conditions are facts of fakes, which signal nothing
            await asyncio.sleep(0.001)
        runner.stop()

    async with asyncio.timeout(20):
        await asyncio.gather(runner.run(), stop_then())


def at(offset: int, partition: int = 0) -> Position:
    return Position(OPEN_TOPIC, partition, offset)


class Late:
    """A processor's step that keeps the acknowledgements for later."""

    def __init__(self) -> None:
        self.kept: list[Acknowledge] = []

    def __call__(self, _delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        self.kept.append(acknowledge)


async def test_what_is_handled_is_committed() -> None:
    consumer = HandFilledConsumer([await record(0), await record(1)], [await record(0, partition=1)])
    await run_until(runner_of(ScriptedProcessor(), consumer), consumer.drained.is_set)
    assert consumer.committed == [at(1), at(0, partition=1)]
    assert consumer.closed


async def test_an_open_record_is_not_passed() -> None:
    consumer = HandFilledConsumer([await record(0), await record(1), await record(2)], [await record(3)])
    processor = ScriptedProcessor(steps=[lambda _d, acknowledge: acknowledge(), Late()])
    await run_until(runner_of(processor, consumer), consumer.drained.is_set)
    assert max(consumer.committed) == at(0)


async def test_a_late_acknowledgement_lets_all_go() -> None:
    late = Late()
    consumer = HandFilledConsumer([await record(0), await record(1)])
    runner = runner_of(ScriptedProcessor(steps=[late]), consumer)

    async def acknowledge_later() -> None:
        await consumer.drained.wait()
        assert consumer.committed == []
        late.kept[0]()

    await asyncio.gather(run_until(runner, lambda: at(1) in consumer.committed), acknowledge_later())


async def test_nothing_is_committed_twice() -> None:
    consumer = HandFilledConsumer([await record(0)], [], [], [await record(1)], [])
    await run_until(runner_of(ScriptedProcessor(), consumer), consumer.drained.is_set)
    assert consumer.committed == [at(0), at(1)]


async def test_a_late_acknowledgement_from_before_a_rebalance_commits_nothing() -> None:
    late = Late()
    consumer = HandFilledConsumer([await record(5)])
    processor = ScriptedProcessor(steps=[late])
    runner = runner_of(processor, consumer)

    async def lose_the_partition() -> None:
        await consumer.drained.wait()
        consumer.committed.clear()
        await runner.revoked(frozenset({0}))
        late.kept[0]()
        await asyncio.sleep(0.02)
        await runner.assigned(frozenset({0}))
        runner.stop()

    await asyncio.gather(run_until(runner, lambda: bool(processor.assignments)), lose_the_partition())
    assert consumer.committed == []
    assert processor.revocations == [frozenset({0})]


async def test_it_is_ready_after_the_first_poll() -> None:
    consumer = HandFilledConsumer()
    runner = runner_of(ScriptedProcessor(), consumer)
    assert not runner.ready
    await run_until(runner, consumer.drained.is_set)
    assert runner.ready


async def test_what_a_tick_raises_ends_the_run() -> None:
    def broken() -> None:
        raise LookupError

    consumer = HandFilledConsumer()
    with pytest.raises(LookupError):
        await asyncio.wait_for(runner_of(ScriptedProcessor(on_tick=broken), consumer).run(), 20)
    assert consumer.closed


async def test_fatal_ends_the_run_with_nothing_of_it_committed() -> None:
    consumer = HandFilledConsumer([await record(0)])
    with pytest.raises(Fatal):
        await asyncio.wait_for(runner_of(ScriptedProcessor(steps=[raises(Fatal())]), consumer).run(), 20)
    assert consumer.committed == []
    assert consumer.closed
