"""Why: decode threads are the scarce thing, so one queue decides for all streams what they do next."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from stream_processors.transcription.settings import TranscriptionOptions

_Result = TypeVar("_Result")
_SMOOTHING: Final = 0.2
_TURNAROUNDS_PER_INTERVAL: Final = 2.0


class Superseded(Exception):
    """The work was not begun: newer work of its stream took its place, or the stream was closed."""


@dataclass(slots=True, eq=False)
class _Entry(Generic[_Result]):
    key: Hashable
    submitted_at: float
    work: Callable[[], _Result]
    future: asyncio.Future[_Result] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class DecodeScheduler:
    """Finals first, oldest first; then the oldest interim; a newer interim replaces the waiting one of its stream."""

    def __init__(self, options: TranscriptionOptions, clock: Callable[[], float]) -> None:
        self._options = options
        self._clock = clock
        self._finals: list[_Entry[object]] = []
        self._interims: dict[Hashable, _Entry[object]] = {}
        self._turnaround_s = 0.0
        self._wake = asyncio.Event()
        self._executor = ThreadPoolExecutor(options.decode_threads, thread_name_prefix="decode")
        self._runners = [asyncio.create_task(self._run()) for _ in range(options.decode_threads)]

    @property
    def interim_interval_ms(self) -> int:
        """How long a stream should wait between interims, given how fast they come back."""
        options = self._options
        if self._turnaround_s == 0.0:
            return options.interim_interval_ms
        wanted = int(self._turnaround_s * 1_000 * _TURNAROUNDS_PER_INTERVAL)
        return min(max(wanted, options.interim_interval_min_ms), options.interim_interval_max_ms)

    @property
    def waiting(self) -> int:
        """How many decodes have not begun."""
        return len(self._finals) + len(self._interims)

    async def final(self, key: Hashable, work: Callable[[], _Result]) -> _Result:
        """Run `work` before any interim.

        Raises:
            Superseded: the stream was forgotten meanwhile.
        """
        entry = _Entry(key, self._clock(), work)
        self._drop_interim(key)
        self._finals.append(entry)  # type: ignore[arg-type]  # the queue does not look at results
        self._wake.set()
        return await entry.future

    async def interim(self, key: Hashable, work: Callable[[], _Result]) -> _Result:
        """Run `work` when there is nothing better to do.

        Raises:
            Superseded: newer work of the stream came first.
        """
        entry = _Entry(key, self._clock(), work)
        age = self._drop_interim(key)
        entry.submitted_at = age if age is not None else entry.submitted_at
        self._interims[key] = entry  # type: ignore[assignment]  # the queue does not look at results
        self._wake.set()
        result = await entry.future
        taken = self._clock() - entry.submitted_at
        self._turnaround_s += (taken - self._turnaround_s) * (_SMOOTHING if self._turnaround_s else 1.0)
        return result

    def forget(self, key: Hashable) -> None:
        """Drop what waits for a stream."""
        self._drop_interim(key)
        dropped = [entry for entry in self._finals if entry.key == key]
        self._finals = [entry for entry in self._finals if entry.key != key]
        for entry in dropped:
            _supersede(entry)

    async def aclose(self) -> None:
        """Stop; a decode that has begun is waited for."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        for entry in [*self._finals, *self._interims.values()]:
            _supersede(entry)
        await asyncio.to_thread(self._executor.shutdown)

    def _drop_interim(self, key: Hashable) -> float | None:
        """Supersede the waiting interim of a stream and return when its place in the queue was taken."""
        entry = self._interims.pop(key, None)
        if entry is None:
            return None
        _supersede(entry)
        return entry.submitted_at

    def _next(self) -> _Entry[object] | None:
        if self._finals:
            return self._finals.pop(0)
        if not self._interims:
            return None
        key = min(self._interims, key=lambda each: self._interims[each].submitted_at)
        return self._interims.pop(key)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            entry = self._next()
            if entry is None:
                self._wake.clear()
                await self._wake.wait()
                continue
            running = loop.run_in_executor(self._executor, entry.work)
            await asyncio.wait([running])
            _settle(entry, running)


def _settle(entry: _Entry[object], running: asyncio.Future[object]) -> None:
    if entry.future.done():
        return
    error = running.exception()
    if error is not None:
        entry.future.set_exception(error)
    else:
        entry.future.set_result(running.result())


def _supersede(entry: _Entry[object]) -> None:
    if not entry.future.done():
        entry.future.set_exception(Superseded)
