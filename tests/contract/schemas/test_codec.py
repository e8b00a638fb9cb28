import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.schemas.examples import EVENTS, IDS
from interview_schemas.codec import decode, encode, envelope
from interview_schemas.envelope import Envelope
from interview_schemas.errors import REASONS, InvalidEvent, Reason
from interview_schemas.events import AudioChunk, Event, FinishAnswer, MediaEvent, StartInterview
from interview_schemas.registry import topic_of

pytestmark = pytest.mark.contract

STRUCTURED = tuple(event for event in EVENTS if not isinstance(event, MediaEvent))
START = StartInterview(interview_id="interview", command_id="command")
COMMANDS = topic_of(START)
HOSTILE = {
    "text that is not utf-8": b"\x82\xacinterview_id\xa9interview\xaacommand_id\xa2\xff\xfe",
    "a key that is not utf-8": b"\x81\xa1\xff\x01",
    "half of a surrogate pair": b"\x82\xacinterview_id\xa9interview\xaacommand_id\xa3\xed\xa0\x80",
    "nesting without end": b"\x81\xa1x" + b"\x91" * 200_000,
    "a map longer than its record": b"\xdf\xff\xff\xff\xff",
    "an array longer than its record": b"\x81\xa1x\xdd\xff\xff\xff\xff",
    "bytes as a key": b"\x81\xc4\x01x\x01",
    "an unknown extension": b"\xc7\x00",
    "something after the end": encode(START) + b"\x00",
    "nothing": b"",
}


def sent(event: Event) -> Envelope:
    return envelope(event, source="contract", time_ms=0)


def reason(of: Envelope, value: bytes, topic: str) -> Reason:
    with pytest.raises(InvalidEvent) as caught:
        decode(of, value, topic=topic)
    assert caught.value.reason in REASONS
    return caught.value.reason


def test_an_unknown_type_or_version_is_told() -> None:
    for name in ("Nothing.v1", "StartInterview.v2", ""):
        assert reason(msgspec.structs.replace(sent(START), type=name), encode(START), COMMANDS) == "unknown_type"


def test_an_event_in_another_topic_is_told() -> None:
    assert reason(sent(START), encode(START), "questions") == "wrong_topic"


def test_another_interview_or_id_than_the_headers_is_told() -> None:
    assert reason(msgspec.structs.replace(sent(START), subject="other"), encode(START), COMMANDS) == "wrong_key"
    assert reason(msgspec.structs.replace(sent(START), id="other"), encode(START), COMMANDS) == "id_mismatch"


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_are_told(value: bytes) -> None:
    assert reason(sent(START), value, COMMANDS) == "not_decodable"


def test_a_missing_or_mistyped_field_is_told() -> None:
    values: tuple[object, ...] = (
        {"interview_id": "interview"},
        {"interview_id": "interview", "command_id": 1},
        [],
        None,
    )
    for value in values:
        assert reason(sent(START), msgspec.msgpack.encode(value), COMMANDS) == "not_decodable"


def test_a_field_that_a_newer_writer_added_is_passed_over() -> None:
    newer = msgspec.msgpack.encode({"interview_id": "interview", "command_id": "command", "more": 1})
    assert decode(sent(START), newer, topic=COMMANDS) == START


@pytest.mark.parametrize("text", ["", "one", "9" * 5_000, "1.5", "\x00"])
def test_a_media_header_that_is_no_number_is_told(text: str) -> None:
    chunk = AudioChunk(interview_id="i", start_sample=0, epoch=1, captured_at_ms=0, media=b"\x00\x00")
    good = sent(chunk)
    bad = msgspec.structs.replace(good, extensions={**good.extensions, "start_sample": text})
    assert reason(bad, chunk.media, "audio-chunks") == "not_decodable"


def test_a_media_record_without_its_headers_is_told() -> None:
    chunk = AudioChunk(interview_id="i", start_sample=0, epoch=1, captured_at_ms=0, media=b"")
    assert reason(msgspec.structs.replace(sent(chunk), extensions={}), b"", "audio-chunks") == "not_decodable"


def test_headers_of_a_media_record_cannot_replace_its_interview_or_media() -> None:
    chunk = AudioChunk(interview_id="i", start_sample=0, epoch=1, captured_at_ms=0, media=b"\x01\x00")
    good = sent(chunk)
    more = msgspec.structs.replace(good, extensions={**good.extensions, "media": "x", "interview_id": "other"})
    assert decode(more, chunk.media, topic="audio-chunks") == chunk


@given(st.sampled_from(STRUCTURED), st.binary(max_size=200))
def test_random_bytes_are_an_invalid_event_and_nothing_else(event: Event, value: bytes) -> None:
    reason(sent(event), value, topic_of(event))


@given(st.sampled_from(STRUCTURED), st.data())
def test_a_damaged_record_is_the_event_or_invalid(event: Event, data: st.DataObject) -> None:
    value = bytearray(encode(event))
    for place in data.draw(st.lists(st.integers(0, len(value) - 1), max_size=4)):
        value[place] = data.draw(st.integers(0, 255))
    kept = bytes(value[: data.draw(st.integers(0, len(value)))])
    with contextlib.suppress(InvalidEvent):
        assert type(decode(sent(event), kept, topic=topic_of(event))) is type(event)


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_the_same_event_is_the_same_bytes(event: Event) -> None:
    again = decode(sent(event), encode(event), topic=topic_of(event))
    assert encode(again) == encode(event)
    assert sent(again) == sent(event)


@given(st.text(), st.text(), st.integers(0, 2**62))
def test_any_words_survive(question: str, command: str, end_sample: int) -> None:
    event = FinishAnswer(interview_id="i", command_id=command, question_id=question, end_sample=end_sample)
    assert decode(sent(event), encode(event), topic=COMMANDS) == event
