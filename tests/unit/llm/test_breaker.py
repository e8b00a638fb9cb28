"""Why: while a server is away nobody waits for it, and it is found again soon after it is back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_service.engines.breaker import TOLERATED, Breaker

pytestmark = pytest.mark.unit


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(TOLERATED):
        breaker.failed(at)
    return breaker


def test_a_few_failures_are_tolerated() -> None:
    breaker = Breaker()
    for _ in range(TOLERATED - 1):
        breaker.failed(0.0)
    assert breaker.allows(0.0)


def test_then_nothing_is_tried_for_a_second_and_one_request_after_it() -> None:
    breaker = opened()
    assert not breaker.allows(0.9)
    assert breaker.allows(1.1)
    assert not breaker.allows(1.2)


def test_a_trial_that_fails_doubles_the_pause() -> None:
    breaker = opened()
    assert breaker.allows(1.1)
    breaker.failed(1.2)
    assert not breaker.allows(3.1)
    assert breaker.allows(3.3)


def test_a_trial_that_succeeds_closes_it() -> None:
    breaker = opened()
    assert breaker.allows(1.1)
    breaker.succeeded()
    assert breaker.allows(1.1)
    assert breaker.allows(1.1)


@given(st.integers(0, 500))
def test_however_long_a_server_was_away_it_is_tried_within_half_a_minute(failures: int) -> None:
    breaker = Breaker()
    for _ in range(failures):
        breaker.failed(100.0)
    assert breaker.allows(131.0)
