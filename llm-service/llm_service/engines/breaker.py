"""Why: a server that is away is not asked again by every request that comes, so each of them fails at once."""

from typing import Final

TOLERATED: Final = 3
_FIRST_PAUSE_SECONDS: Final = 1.0
_MAX_PAUSE_SECONDS: Final = 30.0


class Breaker:
    """Opens after failures in a row, lets one request through when its pause is over, closes with a success.

    Times are seconds of one monotonic clock.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._closed_until_trial = 0.0

    def allows(self, now: float) -> bool:
        """Whether a request may be tried; a trial that is allowed keeps others out until it is decided."""
        if self._failures < TOLERATED:
            return True
        if now < self._closed_until_trial:
            return False
        self._closed_until_trial = now + self._pause()
        return True

    def succeeded(self) -> None:
        """The server answers."""
        self._failures = 0

    def failed(self, now: float) -> None:
        """The server can't be reached."""
        self._failures += 1
        self._closed_until_trial = now + self._pause()

    def _pause(self) -> float:
        doublings = min(max(0, self._failures - TOLERATED), 10)
        return float(min(_FIRST_PAUSE_SECONDS * 2**doublings, _MAX_PAUSE_SECONDS))
