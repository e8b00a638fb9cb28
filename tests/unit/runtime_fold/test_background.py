"""Why: background work runs once a key, can be stopped, and never fails in silence."""

import asyncio

import pytest

from interview_runtime.background import Background

pytestmark = pytest.mark.unit


async def test_one_task_a_key_at_most() -> None:
    background: Background[str] = Background()
    gate, started = asyncio.Event(), list[str]()

    async def work() -> None:
        started.append("x")
        await gate.wait()

    for key in ("a", "a", "b"):
        background.start(key, work)
    await asyncio.sleep(0)
    assert len(started) == 2
    gate.set()
    await background.settle()
    background.start("a", work)
    await background.settle()
    assert len(started) == 3


async def test_a_task_that_has_ended_makes_room_at_once() -> None:
    background: Background[str] = Background()
    done = asyncio.Event()
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        done.set()

    background.start("a", work)
    await done.wait()
    background.start("a", work)
    await background.settle()
    assert len(runs) == 2


async def test_a_failure_comes_out_of_check_once() -> None:
    background: Background[str] = Background()

    async def fail() -> None:
        raise RuntimeError("no")

    background.start("a", fail)
    with pytest.raises(RuntimeError):
        await background.settle()
    background.check()


async def test_cancelling_waits_for_the_end_and_is_no_failure() -> None:
    background: Background[str] = Background()
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("x")

    background.start("a", work)
    background.start("b", work)
    await asyncio.sleep(0)
    await background.cancel(lambda key: key == "a")
    assert ended == ["x"]
    await background.cancel(lambda _key: True)
    await background.settle()
    assert ended == ["x", "x"]


async def test_nothing_to_do_settles_at_once() -> None:
    background: Background[str] = Background()
    await background.cancel(lambda _key: True)
    await background.settle()
