"""Why: a worker must be seen to stand still only where it has input, and then for certain."""

import threading

import pytest

from interview_runtime.progress import EXIT_STALLED, Progress, watch

pytestmark = pytest.mark.unit


class Seconds:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.value = 100.0

    def __call__(self) -> float:
        return self.value


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def progress(seconds: Seconds) -> Progress:
    return Progress(30.0, seconds)


def test_idle_for_an_hour_is_not_stalled(progress: Progress, seconds: Seconds) -> None:
    seconds.value += 3600
    assert not progress.stalled


def test_open_work_that_does_not_move_is_stalled(progress: Progress, seconds: Seconds) -> None:
    progress.taken()
    seconds.value += 30
    assert not progress.stalled
    seconds.value += 0.1
    assert progress.stalled


def test_the_first_work_after_a_quiet_hour_starts_the_clock(progress: Progress, seconds: Seconds) -> None:
    seconds.value += 3600
    progress.taken()
    assert not progress.stalled


def test_more_work_does_not_look_like_movement(progress: Progress, seconds: Seconds) -> None:
    progress.taken()
    seconds.value += 20
    progress.taken()
    seconds.value += 11
    assert progress.stalled


def test_work_that_ends_is_movement(progress: Progress, seconds: Seconds) -> None:
    first = progress.taken()
    progress.taken()
    seconds.value += 25
    progress.done(first)
    seconds.value += 25
    assert not progress.stalled


def test_asking_a_server_that_is_away_is_movement(progress: Progress, seconds: Seconds) -> None:
    progress.taken()
    seconds.value += 25
    progress.moved()
    seconds.value += 25
    assert not progress.stalled


def test_after_the_last_work_ends_nothing_is_open(progress: Progress, seconds: Seconds) -> None:
    progress.done(progress.taken())
    seconds.value += 3600
    assert not progress.stalled


def test_work_of_a_partition_that_is_gone_does_not_count(progress: Progress, seconds: Seconds) -> None:
    progress.taken()
    progress.reset()
    seconds.value += 3600
    assert not progress.stalled


def test_a_late_end_from_before_a_rebalance_closes_nothing_of_now(progress: Progress, seconds: Seconds) -> None:
    old = progress.taken()
    progress.reset()
    progress.taken()
    progress.done(old)
    seconds.value += 31
    assert progress.stalled


def test_the_watch_ends_the_process(progress: Progress, seconds: Seconds, capsys: pytest.CaptureFixture[str]) -> None:
    exits: list[int] = []
    ended = threading.Event()

    def leave(status: int) -> None:
        exits.append(status)
        ended.set()

    progress.taken()
    seconds.value += 31
    watch(progress, leave).join(10)
    assert ended.is_set()
    assert exits == [EXIT_STALLED]
    assert "no progress" in capsys.readouterr().err
