"""Why: a final never waits for an interim, and an overloaded decoder loses interims only."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from stream_processors.transcription.scheduler import DecodeScheduler, Superseded
from stream_processors.transcription.settings import TranscriptionOptions

pytestmark = pytest.mark.unit


@pytest_asyncio.fixture
async def scheduler() -> AsyncIterator[DecodeScheduler]:
    made = DecodeScheduler(TranscriptionOptions(), time.monotonic)
    yield made
    await made.aclose()


class Gate:
    """Work that notes its name and may be held back."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.open = threading.Event()
        self.busy = threading.Event()

    def work(self, name: str, *, hold: bool = False) -> Callable[[], str]:
        def run() -> str:
            self.busy.set()
            if hold:
                self.open.wait(5)
            self.done.append(name)
            return name

        return run


async def held(scheduler: DecodeScheduler, gate: Gate) -> asyncio.Task[str]:
    task = asyncio.create_task(scheduler.final("held", gate.work("held", hold=True)))
    await asyncio.to_thread(gate.busy.wait, 5)
    return task


async def test_finals_first_then_the_oldest_interim(scheduler: DecodeScheduler) -> None:
    gate = Gate()
    first = await held(scheduler, gate)
    waiting = [
        asyncio.create_task(scheduler.interim("a", gate.work("interim a"))),
        asyncio.create_task(scheduler.interim("b", gate.work("interim b"))),
        asyncio.create_task(scheduler.final("c", gate.work("final c"))),
        asyncio.create_task(scheduler.final("d", gate.work("final d"))),
    ]
    await asyncio.sleep(0)
    assert scheduler.waiting == 4
    gate.open.set()
    await asyncio.gather(first, *waiting)
    assert gate.done == ["held", "final c", "final d", "interim a", "interim b"]


async def test_newer_interim_replaces_the_waiting_one_and_keeps_its_place(scheduler: DecodeScheduler) -> None:
    gate = Gate()
    first = await held(scheduler, gate)
    old = asyncio.create_task(scheduler.interim("a", gate.work("old")))
    other = asyncio.create_task(scheduler.interim("b", gate.work("other")))
    await asyncio.sleep(0)
    new = asyncio.create_task(scheduler.interim("a", gate.work("new")))
    await asyncio.sleep(0)
    gate.open.set()
    with pytest.raises(Superseded):
        await old
    await asyncio.gather(first, other, new)
    assert gate.done == ["held", "new", "other"]


async def test_final_drops_the_interim_of_its_stream(scheduler: DecodeScheduler) -> None:
    gate = Gate()
    first = await held(scheduler, gate)
    interim = asyncio.create_task(scheduler.interim("a", gate.work("interim")))
    await asyncio.sleep(0)
    final = asyncio.create_task(scheduler.final("a", gate.work("final")))
    await asyncio.sleep(0)
    gate.open.set()
    with pytest.raises(Superseded):
        await interim
    await asyncio.gather(first, final)


async def test_forgotten_stream_is_not_decoded(scheduler: DecodeScheduler) -> None:
    gate = Gate()
    first = await held(scheduler, gate)
    final = asyncio.create_task(scheduler.final("a", gate.work("final")))
    await asyncio.sleep(0)
    scheduler.forget("a")
    gate.open.set()
    with pytest.raises(Superseded):
        await final
    await first
    assert gate.done == ["held"]


async def test_error_of_the_work_reaches_its_caller_and_nobody_else(scheduler: DecodeScheduler) -> None:
    def broken() -> str:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await scheduler.final("a", broken)
    assert await scheduler.final("a", lambda: "fine") == "fine"


async def test_decoding_leaves_the_event_loop_free(scheduler: DecodeScheduler) -> None:
    thread = await scheduler.final("a", threading.get_ident)
    assert thread != threading.get_ident()


@pytest.mark.parametrize(("turnaround_s", "expected_ms"), [(0.0, 700), (0.42, 840), (3.0, 1_000)])
async def test_interval_follows_the_measured_speed(turnaround_s: float, expected_ms: int) -> None:
    moments = iter([0.0, turnaround_s + 1e-9])
    scheduler = DecodeScheduler(TranscriptionOptions(), lambda: next(moments))
    assert scheduler.interim_interval_ms == 800
    await scheduler.interim("a", lambda: None)
    assert scheduler.interim_interval_ms == expected_ms
    await scheduler.aclose()
