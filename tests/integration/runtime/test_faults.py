"""Why: a worker that stands still must exit, and a broker that dies must cost nobody a record."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.runtime_events import codec_with, command
from fakes.runtime_faust_service import BLOCK
from fakes.runtime_kafka import FaustWorld, interview_in
from interview_runtime.bus import Position
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.keys import MemoryKeys
from interview_runtime.progress import EXIT_STALLED
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

STALLED_AFTER = {"PROGRESS_TIMEOUT_SECONDS": "3"}


@pytest.fixture
def world(infrastructure: Stack, tmp_path: Path) -> Iterator[FaustWorld]:
    made = FaustWorld(infrastructure, tmp_path, partitions=2)
    yield made
    made.close()


@pytest.mark.parametrize("how", ["sleep", "await"])
def test_a_worker_that_stands_still_exits_and_has_committed_nothing_of_it(world: FaustWorld, how: str) -> None:
    world.send(0, "good", BLOCK, "never")
    worker = world.start(FAKE_BLOCK=how, **STALLED_AFTER)
    assert worker.wait(120) == EXIT_STALLED
    assert world.names("done") == ["good"]
    assert world.committed(0) <= 1


def test_a_worker_without_input_stays(world: FaustWorld) -> None:
    world.send(0, "good")
    worker = world.start(**STALLED_AFTER)
    world.wait_for("done", "good")
    world.commit_cycles(1, count=1)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(5)


def test_kill_9_of_the_broker_costs_nobody_a_record(infrastructure: Stack, world: FaustWorld) -> None:
    world.send(0, "before")
    worker = world.start()
    world.wait_for("done", "before")
    names = [f"while-away-{number}" for number in range(20)]
    positions = asyncio.run(_send_while_the_broker_dies(infrastructure, world, names))
    assert len({position.offset for position in positions}) == len(names)
    world.send(1, "after")
    world.wait_for("done", *names, "after", pid=worker.pid)
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0


async def _send_while_the_broker_dies(stack: Stack, world: FaustWorld, names: list[str]) -> list[Position]:
    """The first sends are begun before, the others after the kill."""
    bus = KafkaBus(stack.kafka_bootstrap, client_id="test", delivery_timeout_ms=120_000, settings={"log_level": 0})
    codec, interview = codec_with(MemoryKeys(), prefix=world.prefix), interview_in(0, world.partitions)
    records = [await codec.encode(command(name, interview)) for name in names]
    sending = [asyncio.create_task(bus.send(record)) for record in records[:5]]
    await asyncio.sleep(0)
    await asyncio.to_thread(stack.kill, "kafka")
    sending += [asyncio.create_task(bus.send(record)) for record in records[5:]]
    await asyncio.to_thread(stack.wait_ready, "kafka", 120.0)
    positions = list(await asyncio.gather(*sending))
    await bus.close()
    return positions
