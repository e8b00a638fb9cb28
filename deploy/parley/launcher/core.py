"""Why: decides when a child process is started again, so that the policy can be tested without processes."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Phase(StrEnum):
    """Where a child stands."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """Exponential back-off; a child that stayed ready for `steady_after_s` starts from the first delay again."""

    first_delay_s: float = 0.25
    factor: float = 2.0
    max_delay_s: float = 15.0
    steady_after_s: float = 20.0

    def delay_s(self, failures: int) -> float:
        """The wait before the next start, after `failures` deaths in a row (at least one)."""
        exponent = min(max(failures, 1) - 1, 32)
        return min(self.first_delay_s * self.factor**exponent, self.max_delay_s)


@dataclass(frozen=True, slots=True)
class ChildState:
    """What the supervisor knows of one child; times are seconds of one monotonic clock."""

    phase: Phase = Phase.WAITING
    restarts: int = 0
    failures: int = 0
    due_s: float = 0.0
    started_s: float = 0.0
    ready_s: float | None = None


def is_due(state: ChildState, now_s: float) -> bool:
    """Whether the child is to be started now."""
    return state.phase is Phase.WAITING and now_s >= state.due_s


def started(state: ChildState, now_s: float) -> ChildState:
    """The child has a process."""
    return replace(state, phase=Phase.STARTING, started_s=now_s, ready_s=None)


def became_ready(state: ChildState, now_s: float) -> ChildState:
    """The child answered its readiness probe."""
    return replace(state, phase=Phase.READY, ready_s=now_s) if state.phase is Phase.STARTING else state


def exited(state: ChildState, now_s: float, policy: RestartPolicy) -> ChildState:
    """The child died by itself, so it is to be started again after a wait."""
    if state.phase is Phase.STOPPED:
        return state
    steady = state.ready_s is not None and now_s - state.ready_s >= policy.steady_after_s
    failures = 1 if steady else state.failures + 1
    due_s = now_s + policy.delay_s(failures)
    return replace(
        state, phase=Phase.WAITING, restarts=state.restarts + 1, failures=failures, due_s=due_s, ready_s=None
    )


def stopped(state: ChildState) -> ChildState:
    """The child was stopped on purpose and stays down."""
    return replace(state, phase=Phase.STOPPED, ready_s=None)
