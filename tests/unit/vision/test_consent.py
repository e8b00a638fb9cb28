"""Why: a camera is looked at under a consent that holds, and under no other."""

import pytest

from interview_schemas.events import (
    CandidateConnected,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    InterviewEnded,
    InterviewPaused,
)
from vision_service.consent.core import allows, consent_after

pytestmark = pytest.mark.unit

GIVEN = ConsentGiven(interview_id="i", command_id="c-1", scope="camera", text_version="1", at_ms=1)
GIVEN_AGAIN = ConsentGiven(interview_id="i", command_id="c-2", scope="camera", text_version="1", at_ms=2)
TO_THE_INTERVIEW = ConsentGiven(interview_id="i", command_id="c-3", scope="interview", text_version="1", at_ms=1)
WITHDRAWN = ConsentWithdrawn(interview_id="i", command_id="c-4", scope="camera", at_ms=3)
ALL_WITHDRAWN = ConsentWithdrawn(interview_id="i", command_id="c-5", scope="interview", at_ms=3)
ENDED = InterviewEnded(interview_id="i", reason="completed", turns=1, ended_at_ms=4)
CONNECTED = CandidateConnected(interview_id="i", epoch=1, at_ms=1)
PAUSED = InterviewPaused(interview_id="i", command_id="c-6", paused_at_ms=2)


def after(*events: Event) -> int | None:
    """Events stored at 100, 200, ..."""
    since_ms: int | None = None
    for number, event in enumerate(events, start=1):
        since_ms = consent_after(since_ms, event, 100 * number)
    return since_ms


def test_there_is_none_before_it_is_given() -> None:
    assert after() is None
    assert after(CONNECTED, PAUSED) is None


def test_it_holds_since_it_was_first_given() -> None:
    assert after(CONNECTED, GIVEN) == 200
    assert after(GIVEN, GIVEN_AGAIN, CONNECTED, PAUSED) == 100


def test_consent_to_the_interview_is_none_to_the_camera() -> None:
    assert after(TO_THE_INTERVIEW) is None


@pytest.mark.parametrize("last", [WITHDRAWN, ALL_WITHDRAWN, ENDED])
def test_it_ends(last: Event) -> None:
    assert after(GIVEN, last) is None


def test_a_new_one_does_not_reach_back() -> None:
    since_ms = after(GIVEN, WITHDRAWN, GIVEN_AGAIN)
    assert since_ms == 300
    assert not allows(since_ms, 150)
    assert not allows(since_ms, 299)
    assert allows(since_ms, 300)


def test_nothing_is_allowed_without_one() -> None:
    assert not allows(None, 0)
    assert not allows(None, 2**60)
