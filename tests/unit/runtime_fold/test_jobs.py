"""Why: slow work for one interview holds no other back, is done once, and fails where somebody sees it."""

import asyncio

import pytest

from fakes.llm_events import ended
from interview_runtime.bus import Unavailable
from interview_runtime.fold import UnsettledJob
from unit.runtime_fold.jobs import ALL, World, request

pytestmark = pytest.mark.unit


@pytest.fixture
def world() -> World:
    return World()


async def test_interviews_do_not_wait_for_each_other(world: World) -> None:
    world.gates["a"] = asyncio.Event()
    processor = world.jobs()
    assert await world.tell(processor, request("a")), "acknowledged while the work goes on"
    await world.tell(processor, request("b"))
    await asyncio.sleep(0.01)
    assert world.questions() == ["b"]
    world.gates["a"].set()
    await processor.settle()
    assert sorted(world.questions()) == ["a", "b"]


async def test_one_job_of_an_interview_at_a_time_and_each_once(world: World) -> None:
    world.gates["a"] = asyncio.Event()
    processor = world.jobs()
    await world.tell(processor, request("a"))
    await world.tell(processor, request("a", "motivation"))
    await world.tell(processor, request("a"))
    await processor.tick()
    await asyncio.sleep(0.01)
    assert world.performed == [("a", 1)]
    world.gates["a"].set()
    await processor.settle()
    assert world.performed == [("a", 1), ("a", 2)]
    assert world.questions() == ["a", "a"]


async def test_a_broker_that_is_away_costs_no_second_performance(world: World) -> None:
    processor = world.jobs()
    world.is_away = True
    await world.tell(processor, request("a"))
    await processor.settle()
    await processor.tick()
    await processor.settle()
    assert world.questions() == []
    world.is_away = False
    await processor.tick()
    await processor.settle()
    await processor.tick()
    assert world.questions() == ["a"]
    assert world.performed == [("a", 1)]


async def test_work_that_is_unavailable_is_tried_at_the_next_tick(world: World) -> None:
    processor = world.jobs()
    world.failure = Unavailable()
    await world.tell(processor, request("a"))
    await processor.settle()
    world.failure = None
    await processor.tick()
    await processor.settle()
    assert world.questions() == ["a"]


async def test_any_other_failure_comes_out_of_the_tick(world: World) -> None:
    processor = world.jobs()
    world.failure = ZeroDivisionError()
    await world.tell(processor, request("a"))
    await asyncio.sleep(0.01)
    with pytest.raises(ZeroDivisionError):
        await processor.tick()


async def test_a_job_that_answers_nothing_is_a_fault_and_no_endless_loop(world: World) -> None:
    processor = world.jobs()
    world.answer = False
    await world.tell(processor, request("a"))
    with pytest.raises(UnsettledJob):
        await processor.settle()
    assert world.performed == [("a", 1)]


async def test_what_is_no_longer_wanted_when_it_is_made_is_not_stored(world: World) -> None:
    world.gates["a"] = asyncio.Event()
    processor = world.jobs()
    await world.tell(processor, request("a"))
    await asyncio.sleep(0)
    await world.tell(processor, ended(0, "a"))
    world.gates["a"].set()
    await processor.settle()
    assert world.performed == [("a", 1)]
    assert world.questions() == []


async def test_revoking_stops_the_work_and_another_worker_does_it(world: World) -> None:
    world.gates["a"] = asyncio.Event()
    first, second = world.jobs(), world.jobs()
    await world.tell(first, request("a"))
    await asyncio.sleep(0)
    await first.revoked(ALL)
    world.gates["a"].set()
    await first.settle()
    assert world.questions() == []
    await second.assigned(ALL)
    await second.settle()
    assert world.questions() == ["a"]


async def test_assignment_does_not_wait_for_work_and_a_second_one_starts_anew(world: World) -> None:
    world.gates["a"] = asyncio.Event()
    processor = world.jobs()
    await world.tell(processor, request("a"))
    for _ in range(2):
        await asyncio.wait_for(processor.assigned(ALL), 5)
    world.gates["a"].set()
    await processor.settle()
    assert world.questions() == ["a"]


async def test_what_stands_in_the_log_is_not_performed_again(world: World) -> None:
    first, second = world.jobs(), world.jobs()
    await world.tell(first, request("a"))
    await first.settle()
    await second.assigned(ALL)
    await second.settle()
    assert world.performed == [("a", 1)]


async def test_an_erased_interview_stops_nothing(world: World) -> None:
    processor = world.jobs()
    world.gates["a"] = asyncio.Event()
    await world.tell(processor, request("a"))
    await world.keys.destroy("a")
    world.gates["a"].set()
    await processor.settle()
    await processor.tick()
    await world.tell(processor, request("b"))
    await processor.settle()
    assert world.questions() == ["b"]


async def test_a_plain_fold_stores_before_it_acknowledges(world: World) -> None:
    processor = world.plain()
    assert await world.tell(processor, request("a"))
    assert world.questions() == ["a"]
    await processor.settle()


async def test_a_plain_fold_does_not_acknowledge_what_it_cannot_store(world: World) -> None:
    processor = world.plain()
    world.is_away = True
    with pytest.raises(Unavailable):
        await world.tell(processor, request("a"))
    with pytest.raises(Unavailable):
        await processor.tick()
    world.is_away = False
    await processor.tick()
    assert world.questions() == ["a"]
