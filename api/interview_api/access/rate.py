"""Why: guessing and hammering cost the caller time, not the service."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_MOST_NAMES: Final = 10_000


class RateLimit:
    """A token bucket per name: `burst` at once, `per_minute` in the long run. `now` is in seconds."""

    def __init__(self, per_minute: float, burst: int, now: Callable[[], float]) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, name: str) -> float:
        """Take one; 0 where it was there, else how long until there is one."""
        now = self._now()
        left, since = self._buckets.pop(name, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._per_second)
        taken = left >= 1
        self._buckets[name] = (left - 1 if taken else left, now)
        if len(self._buckets) > _MOST_NAMES:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._per_second
