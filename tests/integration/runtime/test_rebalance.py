"""Why: a rebalance must lose no record that is open, on a partition that is kept as on one that moves."""

import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes.runtime_kafka import FaustWorld, eventually
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

WITH_HELD = range(3)
CYCLES = 3
HELD = {f"held-{partition}" for partition in WITH_HELD}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the held records, and which partitions the first member kept while there were two."""

    kept: frozenset[str]
    done: frozenset[str]


def open_through_two_rebalances(world: FaustWorld) -> Outcome:
    """One member holds a record of each partition; a second one comes and goes."""
    world.hold(*HELD)
    for partition in WITH_HELD:
        world.send(partition, f"early-{partition}", f"held-{partition}", f"next-{partition}")
    first = world.start()
    world.wait_for("held", *HELD)
    world.wait_for("done", *(f"next-{partition}" for partition in WITH_HELD))
    world.commit_cycles(CYCLES)
    second = world.start()
    eventually(lambda: second.pid in {line.pid for line in world.lines() if line.word == "assigned"}, "a second member")
    for partition in WITH_HELD:
        world.send(partition, f"more-{partition}")
    world.wait_for("done", *(f"more-{partition}" for partition in WITH_HELD))
    kept = frozenset(_last_assignment(world, first.pid).split(","))
    second.send_signal(signal.SIGTERM)
    second.wait(60)
    world.hold()
    first.send_signal(signal.SIGKILL)
    third = world.start()
    for partition in WITH_HELD:
        world.send(partition, f"last-{partition}")
    world.wait_for("done", *(f"last-{partition}" for partition in WITH_HELD), pid=third.pid)
    return Outcome(kept, frozenset(world.names("done")))


def _last_assignment(world: FaustWorld, pid: int) -> str:
    """The process's last assignment, as the fake service writes it."""
    return [line.name for line in world.lines() if line.word == "assigned" and line.pid == pid][-1]


@pytest.fixture(scope="module")
def outcomes(infrastructure: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Outcome]]]:
    folder: Path = tmp_path_factory.mktemp("rebalance")
    worlds = {guard: FaustWorld(infrastructure, folder / guard, extra={"FAKE_GUARD": guard}) for guard in ("on", "off")}
    with ThreadPoolExecutor(len(worlds)) as pool:
        yield {guard: pool.submit(open_through_two_rebalances, world) for guard, world in worlds.items()}
    for world in worlds.values():
        world.close()


def test_open_records_survive_a_rebalance_on_kept_and_on_moved_partitions(
    outcomes: dict[str, Future[Outcome]],
) -> None:
    outcome = outcomes["on"].result()
    assert outcome.kept & {str(partition) for partition in WITH_HELD}, "the first member kept one of them"
    assert outcome.done >= HELD


def test_without_the_guard_they_are_lost(outcomes: dict[str, Future[Outcome]]) -> None:
    assert outcomes["off"].result().done.isdisjoint(HELD)
