"""Why: time is an argument, so that tests can run an hour in a millisecond."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Unix time in milliseconds, and a sleep that follows it."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return when `seconds` of this clock have passed."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds since the machine's start."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop."""
        await asyncio.sleep(seconds)


class VirtualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self._now_ms

    def monotonic(self) -> float:
        """The same clock in seconds."""
        return self._now_ms / 1000

    async def sleep(self, seconds: float) -> None:
        """Move on by `seconds` and let other tasks run."""
        self.advance(int(seconds * 1000))
        await asyncio.sleep(0)

    def advance(self, milliseconds: int) -> None:
        """Move on; a clock never goes back."""
        self._now_ms += max(0, milliseconds)
