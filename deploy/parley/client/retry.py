"""Why: after a lost connection a client comes back soon, but never in a storm."""

from dataclasses import dataclass
from typing import Final

FIRST_WAIT_S: Final = 0.2
LONGEST_WAIT_S: Final = 3.0
GIVE_UP_S: Final = 120.0
# What another attempt can't change: the message, the origin, the interview, another client, the version.
_FOR_GOOD: Final = frozenset({4400, 4403, 4404, 4409, 4413, 4426})


class Refused(Exception):
    """The server said no, and would say it again."""


class Unreachable(Exception):
    """The server did not come back in time."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failures since the last success at `since_s`, both on a monotonic clock."""

    failures: int = 0
    since_s: float = 0.0

    def failed(self, now_s: float) -> "Attempts":
        """One more."""
        return Attempts(self.failures + 1, self.since_s if self.failures else now_s)

    @property
    def wait_s(self) -> float:
        """How long to wait before the next attempt."""
        return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** max(0, self.failures - 1))

    def is_hopeless(self, now_s: float) -> bool:
        """It has gone on for too long."""
        return self.failures > 0 and now_s - self.since_s > GIVE_UP_S


def is_final(close_code: int | None) -> bool:
    """Whether a socket that closed like this need not be opened again."""
    return close_code in _FOR_GOOD
