"""Why: a resume's status never goes back, in whatever order its events arrive."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_api.resumes.core import ResumeStatus, status_of
from interview_schemas.events import (
    Event,
    RejectReason,
    ResumeParsed,
    ResumeReadingBegun,
    ResumeRejected,
    ResumeRetryRequested,
    ResumeUploaded,
)

pytestmark = pytest.mark.unit

SHA, OTHER = "a" * 64, "b" * 64


def uploaded(sha256: str = SHA) -> ResumeUploaded:
    return ResumeUploaded(interview_id="i", object_key="k", sha256=sha256, size_bytes=1, media_type="application/pdf")


def begun(attempt: int = 0) -> ResumeReadingBegun:
    return ResumeReadingBegun(interview_id="i", sha256=SHA, attempt=attempt)


def rejected(attempt: int = 0) -> ResumeRejected:
    return ResumeRejected(interview_id="i", sha256=SHA, reason="encrypted", attempt=attempt)


def retried(attempt: int) -> ResumeRetryRequested:
    return ResumeRetryRequested(interview_id="i", sha256=SHA, attempt=attempt)


PARSED = ResumeParsed(interview_id="i", sha256=SHA, text="x", pages=1, engine="e")
STEPS: list[tuple[list[Event], str, int]] = [
    ([], "none", 0),
    ([uploaded()], "received", 0),
    ([uploaded(), begun()], "reading", 0),
    ([uploaded(), begun(), rejected()], "failed", 0),
    ([uploaded(), begun(), rejected(), retried(1)], "received", 1),
    ([uploaded(), begun(), rejected(), retried(1), begun(1)], "reading", 1),
    ([uploaded(), begun(), rejected(), retried(1), begun(1), PARSED], "ready", 1),
    ([uploaded(), begun(), PARSED, uploaded(OTHER)], "received", 0),
    ([uploaded(), begun(), PARSED, uploaded()], "ready", 0),
]


@pytest.mark.parametrize(("events", "state", "attempt"), STEPS)
def test_each_step_is_visible(events: list[Event], state: str, attempt: int) -> None:
    status = ResumeStatus()
    for event in events:
        status = status.after(event)
    assert (status.state, status.attempt) == (state, attempt)


@pytest.mark.parametrize("reason", get_args(RejectReason))
def test_every_reason_says_what_to_do_in_both_languages(reason: RejectReason) -> None:
    event = ResumeRejected(interview_id="i", sha256=SHA, reason=reason)
    status = status_of([uploaded(), event])
    assert status.reason == reason
    assert set(status.messages) == {"ko", "en"}
    assert all(len(words) > 20 for words in status.messages.values())


@given(st.permutations([uploaded(), begun(), rejected(), retried(1), begun(1), PARSED]))
def test_a_resume_that_was_read_is_ready_whatever_comes_when(events: list[Event]) -> None:
    assert status_of(events).state == "ready"


@given(st.permutations([begun(), rejected(), retried(1), begun(1), rejected(1)]))
def test_the_last_attempt_counts_whatever_comes_when(events: list[Event]) -> None:
    status = status_of([*events, uploaded()])
    assert (status.state, status.attempt) == ("failed", 1)
