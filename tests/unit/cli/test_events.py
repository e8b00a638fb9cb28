import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest

from fakes.logbook import INTERVIEW, asked, scheduled, silence, start, turn, words
from interview_runtime.bus import OutRecord, Record
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import MemoryKeys
from interview_schemas.events import AudioChunk, Event, FinishAnswer, TranscriptPartial
from interview_schemas.topics import TOPICS
from parley.events.describe import as_json, clock, lines
from parley.events.log import ERASED, Entry, read_interview

pytestmark = pytest.mark.unit


@dataclass
class StoredLog:
    """A LogReader over records that a test wrote, all in one partition."""

    records: list[Record] = field(default_factory=list)

    def store(self, record: OutRecord, at_ms: int) -> None:
        offset = sum(each.topic == record.topic for each in self.records)
        self.records.append(
            Record(
                topic=record.topic,
                partition=3,
                offset=offset,
                timestamp_ms=at_ms,
                key=record.key,
                value=record.value,
                headers=record.headers,
            )
        )

    def read(self, topics: Sequence[str], partitions: Iterable[int]) -> list[Record]:
        assert list(partitions) == [3]
        return [record for topic in topics for record in self.records if record.topic == topic]

    def read_since(self, topic: str, partition: int, since_ms: int) -> list[Record]:
        raise NotImplementedError

    def partition_of(self, topic: str, key: bytes) -> int:
        return 3


def make_codec(keys: MemoryKeys, prefix: str = "") -> EventCodec:
    return EventCodec(keys, VirtualClock(1_000), "test", prefix)


async def stored(*events: tuple[int, Event]) -> tuple[StoredLog, MemoryKeys]:
    log, keys = StoredLog(), MemoryKeys()
    for at_ms, event in events:
        await keys.create(event.interview_id)
        log.store(await make_codec(keys).encode(event), at_ms)
    return log, keys


def names(entries: list[Entry]) -> list[str]:
    return [type(entry.event).__name__ for entry in entries]


async def test_topics_are_merged_in_the_brokers_time() -> None:
    log, keys = await stored((5, turn(1)), (1, scheduled()), (3, asked()), (2, start()), (4, words(0, 16_000)))
    entries = await read_interview(log, make_codec(keys), INTERVIEW)
    assert names(entries) == [
        "InterviewScheduled",
        "StartInterview",
        "QuestionAsked",
        "SegmentFinal",
        "TurnCompleted",
    ]


async def test_other_interviews_in_the_partition_are_left_out() -> None:
    other = FinishAnswer(interview_id="other", command_id="c", question_id="q", end_sample=1)
    log, keys = await stored((1, other), (2, scheduled()))
    assert names(await read_interview(log, make_codec(keys), INTERVIEW)) == ["InterviewScheduled"]


async def test_after_the_key_is_gone_only_the_envelopes_are_left() -> None:
    log, keys = await stored((1, scheduled()), (2, words(0, 16_000, "secret words")))
    await keys.destroy(INTERVIEW)
    opened, erased = await read_interview(log, make_codec(keys), INTERVIEW)
    assert opened.event is not None
    assert (erased.event, erased.unreadable) == (None, ERASED)
    assert "secret" not in "".join(lines([erased])) + json.dumps(as_json(erased))


async def test_a_poison_record_is_shown_with_its_reason() -> None:
    log, keys = await stored((1, scheduled()))
    good = log.records[0]
    headers = {**good.headers, "ce_type": b"Nonsense.v9"}
    log.store(OutRecord(topic=good.topic, key=good.key, value=b"?", headers=headers), 2)
    _, bad = await read_interview(log, make_codec(keys), INTERVIEW)
    assert bad.unreadable == "unknown_type"
    assert "not readable: unknown_type" in next(lines([bad]))
    assert as_json(bad)["event"] is None


async def test_a_prefix_reads_its_own_topics() -> None:
    log, keys = await stored((1, scheduled()))
    replaying = make_codec(keys, "replay-1-")
    log.store(await replaying.encode(turn(1)), 2)
    assert names(await read_interview(log, replaying, INTERVIEW)) == ["TurnCompleted"]


async def test_media_are_sizes_only() -> None:
    chunk = AudioChunk(interview_id=INTERVIEW, start_sample=3_200, epoch=1, captured_at_ms=9, media=bytes(6_400))
    log, keys = await stored((1, chunk))
    entry = (await read_interview(log, make_codec(keys), INTERVIEW))[0]
    shown = as_json(entry)
    assert shown["event"]["media"] == "6400 bytes"
    assert shown["event"]["start_sample"] == 3_200
    assert "[3200] 6400 bytes" in next(lines([entry]))
    json.dumps(shown)


async def test_a_line_has_time_place_type_and_words() -> None:
    log, keys = await stored((61_001, words(0, 16_000, "said this")))
    line = next(lines(await read_interview(log, make_codec(keys), INTERVIEW)))
    assert line.split() == ["00:01:01.001", "transcript-segments", "3/0", "SegmentFinal", "[0..16000]", "said", "this"]


async def test_a_partial_shows_both_of_its_halves() -> None:
    partial = TranscriptPartial(
        interview_id=INTERVIEW,
        segment_id="s",
        rev=1,
        from_sample=0,
        start_sample=0,
        end_sample=9,
        stable_text="sure",
        tentative_text="maybe",
    )
    log, keys = await stored((1, partial))
    assert "sure | maybe" in next(lines(await read_interview(log, make_codec(keys), INTERVIEW)))


async def test_long_answers_are_cut_for_the_eye_and_kept_in_json() -> None:
    log, keys = await stored((1, words(0, 16_000, "word " * 100)))
    entry = (await read_interview(log, make_codec(keys), INTERVIEW))[0]
    assert len(next(lines([entry]))) < 180
    assert as_json(entry)["event"]["text"] == "word " * 100


async def test_json_has_offsets_and_types() -> None:
    log, keys = await stored((1, silence(0, 9)), (2, silence(9, 20)))
    first, second = [as_json(entry) for entry in await read_interview(log, make_codec(keys), INTERVIEW)]
    assert (first["offset"], second["offset"]) == (0, 1)
    assert first["type"] == "SegmentNoSpeech.v1"
    assert first["topic"] in TOPICS
    assert first["event_id"] != second["event_id"]


def test_times_are_utc_to_the_millisecond() -> None:
    assert clock(1_700_000_000_123) == "22:13:20.123"
