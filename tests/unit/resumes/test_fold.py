"""Why: what is still to be read follows from the log alone."""

import pytest

from interview_schemas.events import Event, ResumeParsed, ResumeRejected, ResumeRetryRequested, ResumeUploaded
from llm_service.resumes.core import ResumesFold

pytestmark = pytest.mark.unit

SHA = "a" * 64
UPLOAD = ResumeUploaded(interview_id="i", object_key="k", sha256=SHA, size_bytes=1, media_type="application/pdf")
OTHER = ResumeUploaded(interview_id="i", object_key="l", sha256="b" * 64, size_bytes=1, media_type="application/pdf")
PARSED = ResumeParsed(interview_id="i", sha256=SHA, text="x", pages=1, engine="e")
REJECTED = ResumeRejected(interview_id="i", sha256=SHA, reason="damaged")
RETRY = ResumeRetryRequested(interview_id="i", sha256=SHA, attempt=1)
REJECTED_AGAIN = ResumeRejected(interview_id="i", sha256=SHA, reason="damaged", attempt=1)


def due(*events: Event) -> tuple[Event, ...]:
    fold = ResumesFold()
    state = fold.initial("i")
    for event in events:
        state = fold.apply(state, event, 0)
    assert fold.wake_at_ms(state) is None
    return fold.due(state, 0)


def test_an_upload_is_due_until_it_ends_either_way() -> None:
    assert due() == ()
    assert due(UPLOAD) == (UPLOAD,)
    assert due(UPLOAD, PARSED) == ()
    assert due(UPLOAD, REJECTED) == ()


def test_a_retry_makes_it_due_once_more() -> None:
    assert due(UPLOAD, REJECTED, RETRY) == (UPLOAD,)
    assert due(UPLOAD, REJECTED, RETRY, REJECTED_AGAIN) == ()
    assert due(UPLOAD, REJECTED, RETRY, PARSED) == ()


def test_a_retry_that_is_read_before_the_rejection_still_counts() -> None:
    assert due(UPLOAD, RETRY, REJECTED) == (UPLOAD,)


def test_each_file_is_read() -> None:
    assert due(UPLOAD, OTHER) == (UPLOAD, OTHER)
    assert due(UPLOAD, OTHER, PARSED) == (OTHER,)


def test_the_end_counts_even_where_it_is_read_before_the_upload() -> None:
    assert due(PARSED, UPLOAD) == ()
