"""Why: a deadline's failure must end the process as a handler's does, or a service would go on half dead."""

import asyncio
from collections.abc import Iterable, Sequence

import pytest

from interview_runtime.bus import Position, Record
from interview_runtime.consumer_shell import ConsumerShell
from interview_runtime.dead_letters import DeadLetterTopic
from interview_runtime.progress import Progress
from interview_runtime.shell import Shell
from unit.runtime_fold.jobs import World, request

pytestmark = pytest.mark.unit


class Stored:
    """A consumer of what stands in the log, once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = list(records)
        self.committed: list[Position] = []
        self.is_closed = False

    async def poll(self, timeout_seconds: float) -> Sequence[Record]:
        await asyncio.sleep(min(timeout_seconds, 0.01))
        taken, self._records = self._records, []
        return taken

    async def commit(self, positions: Iterable[Position]) -> None:
        self.committed.extend(positions)

    async def close(self) -> None:
        self.is_closed = True


async def run(world: World) -> tuple[ConsumerShell, Stored]:
    await world.keys.create("a")
    position = await world.publish(request("a"))
    consumer = Stored(world.bus.log[position.topic, position.partition])
    aside = DeadLetterTopic(world.bus, "test")
    shell = Shell(world.jobs(), world.codec, aside, clock=world.clock, progress=Progress(60))
    return ConsumerShell(shell, lambda _shell: consumer), consumer


async def test_a_failed_job_ends_the_run() -> None:
    world = World()
    world.failure = ZeroDivisionError()
    runner, consumer = await run(world)
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(runner.run(), 5)
    assert consumer.is_closed


async def test_a_run_commits_and_stops_when_told() -> None:
    world = World()
    runner, consumer = await run(world)
    stored = asyncio.Event()
    world.bus.after_send = lambda _record: stored.set()
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(stored.wait(), 5)
    runner.stop()
    await asyncio.wait_for(running, 5)
    assert [position.offset for position in consumer.committed] == [0]
    assert consumer.is_closed
