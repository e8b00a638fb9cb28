"""Why: the same frames give the same windows, and each frame counts in one window at most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_schemas.errors import InvalidEvent
from interview_schemas.events import CameraWindow
from interview_schemas.registry import event_id
from vision_service.windows.core import WINDOW_MS, WindowState, adopt, check_time, close, count, is_late

pytestmark = pytest.mark.unit

Seen = tuple[int, int]


def windows(frames: list[Seen], state: WindowState | None = None) -> list[CameraWindow]:
    """Of (captured_at_ms, faces), with the last window closed."""
    state, closed = state or WindowState(), []
    for at_ms, faces in frames:
        if not is_late(state, at_ms):
            state, window = count(state, "i", at_ms, faces=faces)
            closed.append(window)
    return [window for window in (*closed, close(state, "i")[1]) if window is not None]


def test_no_frame_no_window() -> None:
    assert windows([]) == []
    assert close(WindowState(7), "i") == (WindowState(7), None)


def test_shares_are_of_the_frames() -> None:
    (window,) = windows([(4_000, 1), (4_500, 0), (5_000, 2), (5_999, 1)])
    assert (window.from_ms, window.to_ms, window.frames) == (4_000, 6_000, 4)
    assert (window.face_present_share, window.several_faces_share) == (0.75, 0.25)


def test_one_frame_is_enough() -> None:
    (window,) = windows([(4_001, 0)])
    assert (window.frames, window.face_present_share, window.several_faces_share) == (1, 0.0, 0.0)


def test_a_later_frame_closes_the_window() -> None:
    state, none = count(WindowState(), "i", 3_999, faces=1)
    assert none is None
    state, window = count(state, "i", 4_000, faces=1)
    assert window is not None
    assert (window.from_ms, window.frames) == (2_000, 1)
    assert state.open is not None
    assert state.open.from_ms == 4_000


def test_windows_without_frames_are_not_made_up() -> None:
    assert [window.from_ms for window in windows([(0, 1), (9_000, 1)])] == [0, 8_000]


def test_a_frame_of_a_closed_window_is_late() -> None:
    state, _ = count(WindowState(), "i", 4_000, faces=1)
    assert is_late(state, 3_999)
    assert not is_late(state, 4_000)
    state, _ = close(state, "i")
    assert is_late(state, 5_999)
    assert not is_late(state, 6_000)


def test_where_a_window_begins_does_not_depend_on_the_first_frame() -> None:
    whole = [(at_ms, 1) for at_ms in range(0, 10_000, 250)]
    for lost in range(len(whole)):
        assert {window.from_ms for window in windows(whole[lost:])} <= {window.from_ms for window in windows(whole)}


def test_a_window_of_the_log_is_not_made_again() -> None:
    first = windows([(0, 1), (2_500, 1)])
    state = WindowState()
    for window in first:
        state = adopt(state, window)
    assert windows([(0, 1), (2_500, 1), (4_100, 2)], state) == windows([(4_100, 2)])
    assert adopt(state, first[0]) == state


@pytest.mark.parametrize("at_ms", [-1, -(2**63), 2**53, 2**64, 10**30])
def test_times_that_no_clock_says_are_refused(at_ms: int) -> None:
    with pytest.raises(InvalidEvent) as refused:
        check_time(at_ms)
    assert refused.value.reason == "contract"


@pytest.mark.parametrize("at_ms", [0, 1, 2**53 - 1])
def test_times_at_the_limits_pass(at_ms: int) -> None:
    check_time(at_ms)
    assert windows([(at_ms, 1)])[0].from_ms <= at_ms


FRAMES = st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 3)), max_size=60)


@given(FRAMES)
def test_windows_never_overlap_and_never_go_back(frames: list[Seen]) -> None:
    made = windows(frames)
    starts = [window.from_ms for window in made]
    assert starts == sorted(set(starts))
    assert all(start % WINDOW_MS == 0 for start in starts)
    assert len({event_id(window) for window in made}) == len(made)


@given(FRAMES)
def test_in_order_every_frame_counts_once(frames: list[Seen]) -> None:
    made = windows(sorted(frames))
    assert sum(window.frames for window in made) == len(frames)
    present = sum(round(window.face_present_share * window.frames) for window in made)
    assert present == sum(faces > 0 for _, faces in frames)


@given(FRAMES)
def test_shares_are_shares(frames: list[Seen]) -> None:
    for window in windows(frames):
        assert 0 <= window.several_faces_share <= window.face_present_share <= 1


@given(FRAMES)
def test_a_second_run_makes_the_same(frames: list[Seen]) -> None:
    assert windows(frames) == windows(frames)
