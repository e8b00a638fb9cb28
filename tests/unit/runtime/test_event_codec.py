"""Why: what is sealed must not be readable, what is read must be the event that was written, and nothing else."""

import pytest

from fakes.runtime_events import INTERVIEW, SEALED_TOPIC, changed, codec_with, command, keys_for, said, stored
from interview_runtime.bus import Record, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import EventCodec, Redacted
from interview_runtime.keys import KeyDestroyed, KeyUnknown, MemoryKeys, new_key
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event
from interview_schemas.registry import event_id

pytestmark = pytest.mark.unit

WORDS = "I led the team"


@pytest.fixture
async def keys() -> MemoryKeys:
    return await keys_for(INTERVIEW, "i-2")


@pytest.fixture
def codec(keys: MemoryKeys) -> EventCodec:
    return codec_with(keys)


async def record_of(codec: EventCodec, event: Event) -> Record:
    return stored(await codec.encode(event), offset=7, partition=3)


async def reason(codec: EventCodec, record: Record) -> str:
    with pytest.raises(InvalidEvent) as refused:
        await codec.decode(record)
    assert WORDS not in str(refused.value)
    return refused.value.reason


@pytest.mark.parametrize("event", [command(1), said(WORDS)], ids=["open", "sealed"])
async def test_an_event_comes_back_as_it_was(codec: EventCodec, event: Event) -> None:
    delivered = await codec.decode(await record_of(codec, event))
    assert delivered.event == event
    assert (delivered.partition, delivered.offset, delivered.stored_ms) == (3, 7, 1)
    assert delivered.event_id == event_id(event)


async def test_the_time_is_the_writers(keys: MemoryKeys) -> None:
    clock = VirtualClock(1_800_000_000_123)
    codec = codec_with(keys, clock)
    record = await record_of(codec, command(1))
    clock.advance(5_000)
    assert (await codec.decode(record)).time_ms == 1_800_000_000_123


async def test_a_sealed_record_shows_no_words(codec: EventCodec) -> None:
    record = await record_of(codec, said(WORDS))
    assert WORDS.encode() not in record.value + b"".join(record.headers.values())
    assert record.headers["key_id"] == INTERVIEW.encode()


async def test_an_open_record_names_no_key(codec: EventCodec) -> None:
    assert "key_id" not in (await record_of(codec, command(1))).headers


async def test_the_key_is_the_interview(codec: EventCodec) -> None:
    assert (await record_of(codec, said(WORDS))).key == INTERVIEW.encode()


async def test_the_same_event_twice_has_one_id_and_two_ciphertexts(codec: EventCodec) -> None:
    first, second = await record_of(codec, said(WORDS)), await record_of(codec, said(WORDS))
    assert first.headers["ce_id"] == second.headers["ce_id"]
    assert first.value != second.value


async def test_a_prefix_moves_the_topic_and_nothing_else(keys: MemoryKeys) -> None:
    codec = codec_with(keys, prefix="replay-")
    record = await record_of(codec, said(WORDS))
    assert record.topic == f"replay-{SEALED_TOPIC}"
    assert (await codec.decode(record)).event == said(WORDS)


async def test_the_cause_gives_the_trace(codec: EventCodec) -> None:
    cause = (await codec.decode(await record_of(codec, command(1)))).envelope
    caused = stored(await codec.encode(command(2), cause))
    unrelated = await record_of(codec, command(3))
    assert caused.headers["traceparent"].decode() == cause.traceparent
    assert unrelated.headers["traceparent"] != caused.headers["traceparent"]


async def test_a_destroyed_key_is_redacted(codec: EventCodec, keys: MemoryKeys) -> None:
    record = await record_of(codec, said(WORDS))
    await keys.destroy(INTERVIEW)
    with pytest.raises(Redacted):
        await codec.decode(record)


async def test_nothing_is_sealed_for_a_destroyed_or_unknown_interview(codec: EventCodec, keys: MemoryKeys) -> None:
    await keys.destroy(INTERVIEW)
    with pytest.raises(KeyDestroyed):
        await codec.encode(said(WORDS))
    with pytest.raises(KeyUnknown):
        await codec.encode(said(WORDS, "nobody"))


async def test_a_key_service_that_is_away_is_not_a_bad_record(codec: EventCodec) -> None:
    record = await record_of(codec, said(WORDS))

    class Away(MemoryKeys):
        async def get(self, interview_id: str) -> bytes:
            raise Unavailable(interview_id)

    with pytest.raises(Unavailable):
        await codec_with(Away()).decode(record)


async def test_a_key_that_never_was_cannot_unseal(codec: EventCodec) -> None:
    assert await reason(codec_with(MemoryKeys()), await record_of(codec, said(WORDS))) == "not_unsealable"


async def test_the_wrong_key_bytes_cannot_unseal(codec: EventCodec, keys: MemoryKeys) -> None:
    record = await record_of(codec, said(WORDS))
    keys._keys[INTERVIEW] = new_key()
    assert await reason(codec, record) == "not_unsealable"


async def test_a_record_cannot_be_moved_to_another_id(codec: EventCodec) -> None:
    record, other = await record_of(codec, said(WORDS)), await record_of(codec, said(WORDS, rev=1))
    moved = changed(record, headers=record.headers | {"ce_id": other.headers["ce_id"]})
    assert await reason(codec, moved) == "not_unsealable"


async def test_a_record_cannot_be_moved_to_another_topic(codec: EventCodec) -> None:
    record = await record_of(codec, said(WORDS))
    assert await reason(codec, changed(record, topic="questions")) == "not_unsealable"


async def test_a_record_cannot_be_moved_to_another_interview(codec: EventCodec) -> None:
    record = await record_of(codec, said(WORDS))
    headers = record.headers | {"ce_subject": b"i-2", "key_id": b"i-2"}
    assert await reason(codec, changed(record, key=b"i-2", headers=headers)) == "not_unsealable"


async def test_another_interviews_key_is_never_used(codec: EventCodec) -> None:
    record = await record_of(codec, said(WORDS))
    assert await reason(codec, changed(record, headers=record.headers | {"key_id": b"i-2"})) == "not_unsealable"


@pytest.mark.parametrize("value", [b"", b"short", b"\x00" * 500], ids=["empty", "short", "noise"])
async def test_bytes_that_were_never_sealed_cannot_unseal(codec: EventCodec, value: bytes) -> None:
    record = await record_of(codec, said(WORDS))
    assert await reason(codec, changed(record, value=value)) == "not_unsealable"


async def test_an_unsealed_value_in_a_sealed_topic_is_refused(codec: EventCodec) -> None:
    record = await record_of(codec, said(WORDS))
    headers = {name: value for name, value in record.headers.items() if name != "key_id"}
    assert await reason(codec, changed(record, headers=headers)) == "not_unsealable"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"ce_type": b"StartInterview.v9"}, "unknown_type"),
        ({"ce_type": b"Nonsense"}, "unknown_type"),
        ({"ce_type": b"InterviewPaused.v1"}, "wrong_topic"),
        ({"ce_id": b"another"}, "id_mismatch"),
        ({"ce_time": b"yesterday"}, "missing_header"),
        ({"ce_id": b"\xff\xfe"}, "missing_header"),
        ({"ce_subject": b"i-2"}, "wrong_key"),
    ],
)
async def test_headers_that_do_not_fit_are_named(codec: EventCodec, headers: dict[str, bytes], expected: str) -> None:
    record = await record_of(codec, command(1))
    assert await reason(codec, changed(record, headers=record.headers | headers)) == expected


async def test_no_headers_no_event(codec: EventCodec) -> None:
    assert await reason(codec, changed(await record_of(codec, command(1)), headers={})) == "missing_header"


async def test_a_record_under_another_key_is_refused(codec: EventCodec) -> None:
    assert await reason(codec, changed(await record_of(codec, command(1)), key=b"i-2")) == "wrong_key"


async def test_a_value_that_is_no_event_is_refused(codec: EventCodec) -> None:
    assert await reason(codec, changed(await record_of(codec, command(1)), value=b"\xc1")) == "not_decodable"
