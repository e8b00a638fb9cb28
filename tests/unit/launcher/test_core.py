import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.launcher import core
from parley.launcher.core import ChildState, Phase, RestartPolicy

pytestmark = pytest.mark.unit

POLICY = RestartPolicy(first_delay_s=1.0, factor=2.0, max_delay_s=8.0, steady_after_s=10.0)


def test_new_child_is_due_at_once() -> None:
    assert core.is_due(ChildState(), 0.0)


def test_started_child_is_not_due_again() -> None:
    assert not core.is_due(core.started(ChildState(), 1.0), 100.0)


@pytest.mark.parametrize(("failures", "delay_s"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (1000, 8.0)])
def test_back_off_doubles_up_to_its_limit(failures: int, delay_s: float) -> None:
    assert POLICY.delay_s(failures) == delay_s


def test_death_is_followed_by_a_wait_and_a_start() -> None:
    state = core.exited(core.started(ChildState(), 5.0), 6.0, POLICY)
    assert state.phase is Phase.WAITING
    assert state.restarts == 1
    assert not core.is_due(state, 6.9)
    assert core.is_due(state, 7.0)


def test_deaths_in_a_row_wait_longer_each_time() -> None:
    state, now_s, waits = ChildState(), 0.0, []
    for _ in range(5):
        state = core.exited(core.started(state, now_s), now_s, POLICY)
        waits.append(state.due_s - now_s)
        now_s = state.due_s
    assert waits == [1.0, 2.0, 4.0, 8.0, 8.0]


def test_a_steady_child_starts_from_the_first_delay() -> None:
    state = ChildState(failures=4)
    ready = core.became_ready(core.started(state, 0.0), 1.0)
    assert core.exited(ready, 11.0, POLICY).failures == 1
    assert core.exited(ready, 10.9, POLICY).failures == 5


def test_a_child_that_was_never_ready_is_not_steady_however_long_it_ran() -> None:
    assert core.exited(core.started(ChildState(failures=2), 0.0), 1000.0, POLICY).failures == 3


def test_a_stopped_child_stays_down() -> None:
    state = core.stopped(core.started(ChildState(), 0.0))
    assert core.exited(state, 1.0, POLICY) == state
    assert not core.is_due(state, 1000.0)


def test_readiness_counts_only_while_starting() -> None:
    waiting = ChildState()
    assert core.became_ready(waiting, 1.0) == waiting
    assert core.became_ready(core.stopped(waiting), 1.0).phase is Phase.STOPPED


def test_death_ends_readiness() -> None:
    state = core.became_ready(core.started(ChildState(), 0.0), 1.0)
    assert state.phase is Phase.READY
    assert core.exited(state, 2.0, POLICY).ready_s is None


@given(st.integers(min_value=0, max_value=10_000))
def test_every_delay_is_within_its_bounds(failures: int) -> None:
    assert POLICY.first_delay_s <= POLICY.delay_s(failures) <= POLICY.max_delay_s


@given(st.lists(st.floats(min_value=0, max_value=50), max_size=30))
def test_restarts_count_every_death(lifetimes_s: list[float]) -> None:
    state, now_s = ChildState(), 0.0
    for lifetime_s in lifetimes_s:
        ready = core.became_ready(core.started(state, now_s), now_s)
        state = core.exited(ready, now_s + lifetime_s, POLICY)
        now_s = state.due_s
    assert state.restarts == len(lifetimes_s)
    assert state.failures <= state.restarts
