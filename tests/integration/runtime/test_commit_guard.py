"""Why: Faust by itself commits past open records; each test here has a control that loses data without the guard."""

import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes.runtime_kafka import FaustWorld
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

FIRST, MIDDLE, CYCLES = 0, 1, 3  # partitions: offset 0 is held; offset 3 is held; nothing is held
AT_FIRST = [f"first-{number}" for number in range(6)]
IN_THE_MIDDLE = [f"middle-{number}" for number in range(9)]
HELD = {"first-0", "middle-3"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker had committed when it ended, and what came of the records."""

    committed_first: int
    committed_middle: int
    exit_status: int
    done_before: frozenset[str]
    done_after: frozenset[str]

    @property
    def lost(self) -> set[str]:
        return {*AT_FIRST, *IN_THE_MIDDLE} - self.done_before - self.done_after


def end_with_open_records(world: FaustWorld, end: signal.Signals) -> Outcome:
    """Hold two records, acknowledge all that come after them, end the worker, start another."""
    world.hold(*HELD)
    world.send(FIRST, *AT_FIRST)
    world.send(MIDDLE, *IN_THE_MIDDLE)
    worker = world.start()
    world.wait_for("held", *HELD)
    world.wait_for("done", *{*AT_FIRST, *IN_THE_MIDDLE} - HELD)
    world.commit_cycles(CYCLES)
    committed = world.committed(FIRST), world.committed(MIDDLE)
    worker.send_signal(end)
    status = worker.wait(30)
    world.hold()
    world.send(FIRST, "first-last")
    world.send(MIDDLE, "middle-last")
    successor = world.start()
    world.wait_for("done", "first-last", "middle-last", pid=successor.pid)
    before, after = (frozenset(world.names("done", child.pid)) for child in (worker, successor))
    return Outcome(*committed, status, before, after)


CASES = {
    (end, guard): f"{end.name}-{guard}"
    for end in (signal.SIGKILL, signal.SIGTERM)
    for guard in ("guarded", "unguarded")
}


@pytest.fixture(scope="module")
def outcomes(infrastructure: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Outcome]]]:
    """All cases at the same time: most of it is waiting for Kafka to give up on a dead member."""
    folder: Path = tmp_path_factory.mktemp("guard")
    worlds = {
        (end, name): FaustWorld(
            infrastructure, folder / name, extra={"FAKE_GUARD": "off" if guard == "unguarded" else ""}
        )
        for (end, guard), name in CASES.items()
    }
    with ThreadPoolExecutor(len(worlds)) as pool:
        yield {name: pool.submit(end_with_open_records, world, end) for (end, name), world in worlds.items()}
    for world in worlds.values():
        world.close()


@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM"])
class TestWithTheGuard:
    @pytest.fixture
    def outcome(self, outcomes: dict[str, Future[Outcome]], end: str) -> Outcome:
        return outcomes[f"{end}-guarded"].result()

    def test_a_held_event_that_the_garbage_collector_saw_is_delivered_again(self, outcome: Outcome) -> None:
        assert outcome.committed_middle == 3
        assert "middle-3" in outcome.done_after

    def test_an_open_offset_0_is_delivered_again(self, outcome: Outcome) -> None:
        assert outcome.committed_first == 0
        assert "first-0" in outcome.done_after

    def test_nothing_is_lost(self, outcome: Outcome) -> None:
        assert outcome.lost == set()

    def test_what_was_committed_does_not_come_again(self, outcome: Outcome) -> None:
        assert outcome.done_after.isdisjoint(IN_THE_MIDDLE[:3])


@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM"])
def test_without_the_guard_the_held_records_are_lost(outcomes: dict[str, Future[Outcome]], end: str) -> None:
    outcome = outcomes[f"{end}-unguarded"].result()
    assert outcome.lost == HELD
    assert (outcome.committed_first, outcome.committed_middle) == (len(AT_FIRST), len(IN_THE_MIDDLE))


def test_sigterm_with_an_open_record_ends_the_worker_by_itself(outcomes: dict[str, Future[Outcome]]) -> None:
    assert outcomes["SIGTERM-guarded"].result().exit_status == 0
