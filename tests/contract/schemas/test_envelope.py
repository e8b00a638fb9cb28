import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_schemas.envelope import Envelope, from_headers
from interview_schemas.errors import InvalidEvent

pytestmark = pytest.mark.contract

YEAR_9999_MS = 253_402_300_799_999
names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=20)
texts = st.text(max_size=50)
envelopes = st.builds(
    Envelope,
    id=texts,
    type=texts,
    source=texts,
    time_ms=st.integers(0, YEAR_9999_MS),
    subject=texts,
    traceparent=st.none() | texts,
    key_id=st.none() | texts,
    extensions=st.dictionaries(names, texts, max_size=5),
)
GOOD = Envelope(id="i", type="T.v1", source="s", time_ms=1_767_600_000_123, subject="x").to_headers()


@given(envelopes)
def test_an_envelope_comes_back_as_it_was_sent(envelope: Envelope) -> None:
    assert from_headers(envelope.to_headers()) == envelope


def test_time_is_written_as_rfc_3339_in_utc() -> None:
    assert GOOD["ce_time"] == b"2026-01-05T08:00:00.123+00:00"


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source", "ce_time", "ce_subject"])
def test_a_missing_header_is_named(name: str) -> None:
    with pytest.raises(InvalidEvent, match=name) as caught:
        from_headers({key: value for key, value in GOOD.items() if key != name})
    assert caught.value.reason == "missing_header"


@pytest.mark.parametrize("time", [b"", b"yesterday", b"2026-01-05T08:00:00", b"\xff", b"99999-01-01T00:00:00Z"])
def test_a_time_that_is_none_is_an_invalid_event(time: bytes) -> None:
    with pytest.raises(InvalidEvent):
        from_headers({**GOOD, "ce_time": time})


@given(st.dictionaries(st.sampled_from(sorted(GOOD)) | names, st.binary(max_size=60)))
def test_garbage_headers_are_an_invalid_event_and_nothing_else(noise: dict[str, bytes]) -> None:
    with contextlib.suppress(InvalidEvent):
        assert from_headers({**GOOD, **noise}).to_headers().keys() >= GOOD.keys()


def test_a_reason_carries_nothing_of_the_content() -> None:
    with pytest.raises(InvalidEvent) as caught:
        from_headers({**GOOD, "ce_time": b"a secret"})
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
