"""Why: a worker that stands still while it has input must exit, so that its supervisor can start a live one."""

import os
import sys
import threading
import time
from collections.abc import Callable

EXIT_STALLED = 70


class Progress:
    """Counts open work; stalled where work is open and nothing moved for `timeout_seconds` (monotonic)."""

    def __init__(self, timeout_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._timeout_seconds = timeout_seconds
        self._now = now
        self._moved_at = now()
        self._generation = 0
        self._open = 0

    def taken(self) -> int:
        """A piece of work was begun; the first one starts the clock. Returns what done() wants."""
        if self._open == 0:
            self.moved()
        self._open += 1
        return self._generation

    def done(self, generation: int) -> None:
        """A piece of work of this generation was ended."""
        self.moved()
        if generation == self._generation:
            self._open -= 1

    def moved(self) -> None:
        """Something happened: a decode ended, or a server that is away was asked again."""
        self._moved_at = self._now()

    def reset(self) -> None:
        """The partitions changed hands: what was open is somebody else's."""
        self._generation += 1
        self._open = 0
        self.moved()

    @property
    def stalled(self) -> bool:
        """Work is open and nothing has moved in time."""
        return self._open > 0 and self._now() - self._moved_at > self._timeout_seconds


def watch(progress: Progress, exit_process: Callable[[int], object] = os._exit) -> threading.Thread:
    """Watch from a thread, so that a blocked event loop is seen too."""

    def run() -> None:
        while not progress.stalled:
            time.sleep(1.0)
        sys.stderr.write("no progress while there is input: exiting, so that the supervisor starts a fresh worker\n")
        sys.stderr.flush()
        exit_process(EXIT_STALLED)

    thread = threading.Thread(target=run, name="progress", daemon=True)
    thread.start()
    return thread
