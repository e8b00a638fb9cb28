"""Why: a browser catches up at four times real time at most; one that floods is told so and closed."""

from typing import Final

import msgspec

from interview_schemas.events import SAMPLE_RATE_HZ

SPEED: Final = 4
BURST_SAMPLES: Final = 30 * SAMPLE_RATE_HZ
LEAST_SAMPLES: Final = SAMPLE_RATE_HZ // 100  # what a message costs at least, so that tiny ones are bounded too


class Allowance(msgspec.Struct, frozen=True, gc=False):
    """A leaking bucket: `level` samples above what 4x real time has drained at `at_ms`; below 0 was forgiven."""

    level: int
    at_ms: int

    @property
    def exceeded(self) -> bool:
        """Too much for too long."""
        return self.level > BURST_SAMPLES


def spend(allowance: Allowance, samples: int, now_ms: int) -> Allowance:
    """One more message of `samples`."""
    drained = max(0, now_ms - allowance.at_ms) * SPEED * SAMPLE_RATE_HZ // 1000
    left = max(min(0, allowance.level), allowance.level - drained)
    return Allowance(left + max(samples, LEAST_SAMPLES), now_ms)


def forgive(allowance: Allowance, paused_ms: int) -> Allowance:
    """While nothing was read the sender went on at its pace: what queued up is not a flood."""
    return Allowance(allowance.level - max(0, paused_ms) * SPEED * SAMPLE_RATE_HZ // 1000, allowance.at_ms)
