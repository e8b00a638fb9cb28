import pytest

from parley.client.retry import LONGEST_WAIT_S, Attempts, is_final
from parley.play.clock import RecordingClock
from parley.play.tally import Tally, p50

pytestmark = pytest.mark.unit


def test_before_the_first_answer_the_clock_stands_at_the_start() -> None:
    assert RecordingClock().shown_at_ms(123.0) == 0


def test_the_clock_runs_with_the_voice_and_goes_on_after_it() -> None:
    clock = RecordingClock()
    clock.begin(0, 100.0, 1.0)
    assert clock.shown_at_ms(101.5) == 1_500
    assert clock.shown_at_ms(200.0) == 100_000


def test_each_answer_sets_the_clock_to_its_own_place() -> None:
    clock = RecordingClock()
    clock.begin(0, 100.0, 1.0)
    clock.begin(64_000, 110.0, 1.0)
    assert clock.shown_at_ms(110.5) == 4_500


def test_a_late_caption_is_told_on_the_clock_of_its_own_answer() -> None:
    clock = RecordingClock()
    clock.begin(0, 100.0, 1.0)
    clock.begin(64_000, 110.0, 1.0)
    assert clock.shown_at_ms(110.5, sample=63_999) == 10_500
    assert clock.shown_at_ms(110.5, sample=64_000) == 4_500


def test_at_twice_the_speed_the_clock_runs_twice_as_fast() -> None:
    clock = RecordingClock()
    clock.begin(16_000, 100.0, 2.0)
    assert clock.shown_at_ms(101.0) == 3_000


def test_medians_and_counts() -> None:
    tally = Tally(caption_ms=[100, 300, 200], final_ms=[10, 20], partials=3, finals=2, questions=1)
    assert tally.figures() == {
        "partials": 3,
        "finals": 2,
        "questions": 1,
        "caption_p50_ms": 200,
        "final_p50_ms": 15,
        "question_p50_ms": None,
    }


def test_only_the_first_caption_is_the_first() -> None:
    tally = Tally()
    tally.caption(5.0)
    tally.caption(6.0)
    assert tally.first_caption_s == 5.0


def test_the_median_of_nothing_is_none() -> None:
    assert p50([]) is None


def test_attempts_wait_longer_up_to_a_bound() -> None:
    attempts, waits = Attempts(), []
    for _ in range(8):
        attempts = attempts.failed(10.0)
        waits.append(attempts.wait_s)
    assert waits == sorted(waits)
    assert waits[0] < 0.5
    assert waits[-1] == LONGEST_WAIT_S


def test_attempts_give_up_by_the_time_since_the_first_failure() -> None:
    attempts = Attempts().failed(10.0).failed(100.0)
    assert not attempts.is_hopeless(129.0)
    assert attempts.is_hopeless(131.0)
    assert not Attempts().is_hopeless(1e9)


@pytest.mark.parametrize("code", [None, 1000, 1005, 1006, 1011, 1012, 1013, 4401, 4422, 4429])
def test_these_are_tried_again(code: int | None) -> None:
    assert not is_final(code)


@pytest.mark.parametrize("code", [4400, 4403, 4404, 4409, 4413, 4426])
def test_these_stay_as_they_are(code: int) -> None:
    assert is_final(code)
