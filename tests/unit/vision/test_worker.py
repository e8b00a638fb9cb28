"""Why: a slow engine costs frames, never order, never memory, and never another interview its turn."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from interview_schemas.events import CameraWindow
from unit.vision.camera import REFUSED, ScriptedFaceEngine, picture
from vision_service.windows.core import WindowState
from vision_service.windows.worker import IDLE_SECONDS, CameraWorker, Shot

pytestmark = pytest.mark.unit


class Bench:
    """A worker with partition 0, its clock, and what became of every frame."""

    def __init__(self) -> None:
        self.engine = ScriptedFaceEngine()
        self.now = 0.0
        self.stored: list[CameraWindow] = []
        self.acknowledged: list[int] = []
        self.before_store: Callable[[], object] = lambda: None
        self.may_store = asyncio.Event()
        self.may_store.set()
        self.worker = CameraWorker(self.engine, self._store, lambda: self.now)
        self.worker.open(0, {})

    def look(self, at_ms: int, faces: int = 1, interview_id: str = "i-1", partition: int = 0) -> None:
        self.worker.look(partition, interview_id, Shot(picture(faces), at_ms, partial(self.acknowledged.append, at_ms)))

    async def see(self, *frames: tuple[int, int]) -> None:
        """One after the other, each looked at before the next comes."""
        for at_ms, faces in frames:
            self.look(at_ms, faces)
            await self.worker.settle()

    async def idle(self) -> None:
        self.now += IDLE_SECONDS
        self.worker.tick()
        await self.worker.settle()

    async def busy(self) -> None:
        """Wait until the engine is at a frame that it is not allowed to finish."""
        await asyncio.to_thread(self.engine.counting.wait, 10)

    def shares(self) -> list[tuple[int, int, float]]:
        return [(window.from_ms, window.frames, window.face_present_share) for window in self.stored]

    async def _store(self, window: CameraWindow) -> None:
        self.before_store()
        await self.may_store.wait()
        self.stored.append(window)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    made.engine.may_count.set()
    await made.worker.close(frozenset({0}))


async def test_frames_are_acknowledged_when_their_window_is_stored(bench: Bench) -> None:
    await bench.see((0, 1), (500, 0))
    assert bench.acknowledged == []
    bench.before_store = lambda: bench.acknowledged.append(-1)
    await bench.see((2_000, 1))
    assert bench.acknowledged == [-1, 0, 500]
    assert bench.shares() == [(0, 2, 0.5)]


async def test_a_camera_that_stops_has_its_window_closed(bench: Bench) -> None:
    await bench.see((0, 1))
    bench.now += IDLE_SECONDS - 0.1
    bench.worker.tick()
    await bench.worker.settle()
    assert bench.stored == []
    await bench.idle()
    assert bench.shares() == [(0, 1, 1.0)]
    assert bench.acknowledged == [0]


async def test_what_comes_too_late_for_its_window_is_dropped(bench: Bench) -> None:
    await bench.see((4_000, 1), (3_999, 1))
    assert bench.acknowledged == [3_999]
    await bench.idle()
    await bench.see((5_999, 1), (6_000, 0))
    await bench.idle()
    assert bench.shares() == [(4_000, 1, 1.0), (6_000, 1, 0.0)]
    assert bench.engine.seen == [1, 0]


async def test_at_most_the_newest_frame_waits(bench: Bench) -> None:
    bench.engine.may_count.clear()
    bench.look(0, faces=0)
    await bench.busy()
    for at_ms in (100, 200, 300):
        bench.look(at_ms, faces=2)
    assert bench.acknowledged == [100, 200]
    bench.engine.may_count.set()
    await bench.worker.settle()
    assert bench.engine.seen == [0, 2]
    await bench.idle()
    assert bench.shares() == [(0, 2, 0.5)]


async def test_a_flood_of_one_interview_does_not_hold_another(bench: Bench) -> None:
    bench.engine.may_count.clear()
    bench.look(0, faces=1, interview_id="loud")
    await bench.busy()
    bench.look(0, faces=2, interview_id="quiet")
    for at_ms in range(1, 200):
        bench.look(at_ms, faces=1, interview_id="loud")
    bench.engine.may_count.set()
    await bench.worker.settle()
    assert bench.engine.seen == [1, 2, 1]
    await bench.idle()
    assert {window.interview_id: window.frames for window in bench.stored} == {"loud": 2, "quiet": 1}


async def test_a_picture_that_the_engine_refuses_is_dropped(bench: Bench) -> None:
    await bench.see((0, REFUSED), (100, 1))
    assert bench.acknowledged == [0]
    await bench.idle()
    assert bench.shares() == [(0, 1, 1.0)]


async def test_a_frame_that_comes_while_the_window_is_stored_is_looked_at(bench: Bench) -> None:
    await bench.see((0, 1))
    bench.may_store.clear()
    bench.now += IDLE_SECONDS
    bench.worker.tick()
    await asyncio.sleep(0)
    bench.look(2_500, faces=0)
    bench.may_store.set()
    await bench.worker.settle()
    assert bench.engine.seen == [1, 0]
    await bench.idle()
    assert bench.shares() == [(0, 1, 1.0), (2_000, 1, 0.0)]
    assert bench.acknowledged == [0, 2_500]


async def test_forgetting_drops_what_is_in_no_stored_window(bench: Bench) -> None:
    await bench.see((0, 1), (2_000, 1))
    bench.engine.counting.clear()
    bench.engine.may_count.clear()
    bench.look(2_100)
    await bench.busy()
    bench.look(2_200)
    await bench.worker.forget(0, "i-1")
    bench.engine.may_count.set()
    await bench.idle()
    assert sorted(bench.acknowledged) == [0, 2_000, 2_100, 2_200]
    assert bench.shares() == [(0, 1, 1.0)]


async def test_a_forgotten_interview_may_come_back(bench: Bench) -> None:
    await bench.see((0, 1), (2_000, 1))
    await bench.worker.forget(0, "i-1")
    await bench.see((1_999, 1), (2_700, 0))
    await bench.idle()
    assert bench.shares() == [(0, 1, 1.0), (2_000, 1, 0.0)]


async def test_forgetting_what_is_not_known_does_nothing(bench: Bench) -> None:
    await bench.worker.forget(0, "nobody")
    await bench.worker.forget(7, "i-1")
    assert bench.acknowledged == []


async def test_a_partition_given_up_is_not_acknowledged(bench: Bench) -> None:
    await bench.see((0, 1))
    bench.engine.counting.clear()
    bench.engine.may_count.clear()
    bench.look(100)
    await bench.busy()
    await bench.worker.close(frozenset({0}))
    bench.look(200)
    bench.engine.may_count.set()
    await bench.idle()
    assert (bench.acknowledged, bench.stored) == ([], [])


async def test_a_partition_taken_over_goes_on_from_its_log(bench: Bench) -> None:
    bench.worker.open(1, {"i-1": WindowState(4_000)})
    for at_ms in (3_000, 4_100):
        bench.look(at_ms, partition=1)
        await bench.worker.settle()
    await bench.idle()
    assert bench.shares() == [(4_000, 1, 1.0)]
    assert bench.acknowledged == [3_000, 4_100]


async def test_what_fails_comes_out_of_the_next_tick(bench: Bench) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    bench.before_store = fails
    bench.look(0)
    await bench.worker.settle()
    bench.look(2_000)
    while True:
        await asyncio.sleep(0.01)
        try:
            bench.worker.tick()
        except ZeroDivisionError:
            break
    assert bench.acknowledged == []
