"""Why: looking for faces is slow, so of each interview at most the newest frame waits, and none waits for another's."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from interview_runtime.background import Background
from interview_runtime.metrics import CAMERA_FRAMES, FACES_SECONDS
from interview_schemas.events import CameraWindow
from vision_service.windows.core import Step, WindowState, close, count, is_late
from vision_service.windows.ports import FaceEngine, Picture, PictureRefused

IDLE_SECONDS: Final = 4.0
Acknowledge = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Shot:
    """A decoded frame."""

    picture: Picture
    captured_at_ms: int
    acknowledge: Acknowledge


@dataclass(slots=True, eq=False)
class _Camera:
    """One interview's camera: `held` are acknowledgements of what the open window counts."""

    interview_id: str
    windows: WindowState
    heard_at: float = 0.0
    waiting: Shot | None = None
    looked_at: Shot | None = None
    held: list[Acknowledge] = field(default_factory=list)

    def unacknowledged(self) -> Iterator[Acknowledge]:
        """Of everything that is not in a stored window."""
        yield from self.held
        yield from (shot.acknowledge for shot in (self.looked_at, self.waiting) if shot is not None)


@dataclass(slots=True)
class _Partition:
    """Windows of interviews without a live camera stay as their state only."""

    rest: dict[str, WindowState]
    cameras: dict[str, _Camera] = field(default_factory=dict)


class CameraWorker:
    """Turns decoded frames into windows. `emit` returns when the log holds the window; `now` is monotonic seconds."""

    def __init__(
        self, engine: FaceEngine, emit: Callable[[CameraWindow], Awaitable[None]], now: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._emit = emit
        self._now = now
        self._partitions: dict[int, _Partition] = {}
        self._jobs: Background[tuple[int, str]] = Background()
        self._eye = ThreadPoolExecutor(1, thread_name_prefix="faces")

    def open(self, partition: int, windows: Mapping[str, WindowState]) -> None:
        """Take a partition over; `windows` is what its log says."""
        self._partitions[partition] = _Partition(dict(windows))

    async def close(self, partitions: frozenset[int]) -> None:
        """Give partitions up: what is in no stored window is read again by whoever takes over."""
        for partition in partitions:
            self._partitions.pop(partition, None)
        await self._jobs.cancel(lambda where: where[0] in partitions)

    def look(self, partition: int, interview_id: str, shot: Shot) -> None:
        """Look at it next, unless a newer one comes first. Nothing happens where the partition was given up."""
        held = self._partitions.get(partition)
        if held is None:
            return
        camera = _camera(held, interview_id)
        if camera.waiting is not None:
            finish("skipped", camera.waiting.acknowledge)
        camera.waiting, camera.heard_at = shot, self._now()
        self._start(partition, camera)

    async def forget(self, partition: int, interview_id: str) -> None:
        """Drop what is in no stored window, as if it had never been seen."""
        held = self._partitions.get(partition)
        camera = held.cameras.pop(interview_id, None) if held else None
        if held is None or camera is None:
            return
        await self._jobs.cancel(lambda where: where == (partition, interview_id))
        held.rest[interview_id] = WindowState(camera.windows.not_before_ms)
        for acknowledge in camera.unacknowledged():
            finish("withdrawn", acknowledge)

    def tick(self) -> None:
        """Close windows of cameras that have stopped; raises what a job has failed with."""
        self._jobs.check()
        for partition, held in self._partitions.items():
            for camera in list(held.cameras.values()):
                if self._is_idle(camera):
                    self._start(partition, camera)

    async def settle(self) -> None:
        """Return once no frame waits; raises what a job has failed with."""
        await self._jobs.settle()

    def _start(self, partition: int, camera: _Camera) -> None:
        self._jobs.start((partition, camera.interview_id), partial(self._work, partition, camera))

    async def _work(self, partition: int, camera: _Camera) -> None:
        await self._look_at_waiting(camera)
        if self._is_idle(camera):
            await self._advance(camera, close(camera.windows, camera.interview_id))
            self._rest(partition, camera)
            await self._look_at_waiting(camera)  # what came while the window was being stored

    async def _look_at_waiting(self, camera: _Camera) -> None:
        while camera.waiting is not None:
            camera.looked_at, camera.waiting = camera.waiting, None
            await self._look(camera, camera.looked_at)
            camera.looked_at = None

    async def _look(self, camera: _Camera, shot: Shot) -> None:
        if is_late(camera.windows, shot.captured_at_ms):
            finish("late", shot.acknowledge)
            return
        try:
            faces = await asyncio.get_running_loop().run_in_executor(self._eye, self._count_faces, shot.picture)
        except PictureRefused:
            finish("refused", shot.acknowledge)
            return
        await self._advance(camera, count(camera.windows, camera.interview_id, shot.captured_at_ms, faces=faces))
        camera.held.append(shot.acknowledge)

    def _count_faces(self, picture: Picture) -> int:
        with FACES_SECONDS.time():
            return self._engine.count_faces(picture)

    async def _advance(self, camera: _Camera, step: Step) -> None:
        camera.windows, window = step
        if window is not None:
            await self._emit(window)
            for acknowledge in camera.held:
                finish("counted", acknowledge)
            camera.held.clear()

    def _rest(self, partition: int, camera: _Camera) -> None:
        held = self._partitions.get(partition)
        if held is not None and camera.waiting is None:
            held.cameras.pop(camera.interview_id, None)
            held.rest[camera.interview_id] = camera.windows

    def _is_idle(self, camera: _Camera) -> bool:
        return camera.waiting is None and self._now() - camera.heard_at >= IDLE_SECONDS


def _camera(held: _Partition, interview_id: str) -> _Camera:
    camera = held.cameras.get(interview_id)
    if camera is None:
        camera = held.cameras[interview_id] = _Camera(interview_id, held.rest.pop(interview_id, WindowState()))
    return camera


def finish(outcome: str, acknowledge: Acknowledge) -> None:
    """A frame is done with; each ends in one outcome."""
    CAMERA_FRAMES.labels(outcome).inc()
    acknowledge()
