"""Why: one interview's records may come twice, late, in pieces or not at all; its spans may not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.scripted_speech import EnergyVoiceActivity
from interview_schemas.errors import InvalidEvent
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech
from stream_processors.transcription.ports import FinalText, RecognisedWord
from stream_processors.transcription.settings import TranscriptionOptions
from stream_processors.transcription.stream import DecodeFinal, DecodeInterim, InterviewStream, Job, StreamFacts

pytestmark = pytest.mark.unit

SECOND = 16_000
CHUNK = 3_200
FACTS = StreamFacts("interview-1", "en", "scripted")


def stream(cursor: int = 0) -> InterviewStream:
    return InterviewStream(FACTS, cursor, EnergyVoiceActivity(), TranscriptionOptions())


def pcm(samples: int, level: int = 0) -> bytes:
    return np.full(samples, level, dtype="<i2").tobytes()


def say(target: InterviewStream, samples: int, level: int, epoch: int = 1) -> list[Job]:
    jobs: list[Job] = []
    end = target.next_sample + samples
    while target.next_sample < end:
        start = target.next_sample
        jobs += target.audio(start, epoch, pcm(min(CHUNK, end - start), level), f"audio-{start}")
    return jobs


def store(target: InterviewStream, jobs: list[Job], text: str = "hello") -> list[SegmentFinal | SegmentNoSpeech]:
    for job in jobs:
        if isinstance(job, DecodeFinal):
            target.decoded(job.close.from_sample, FinalText(text, (RecognisedWord(text, 100, 200, 0.8),), 0.7))
    stored = []
    while (span := target.next_span()) is not None:
        target.accepted(span)
        stored.append(span)
    return stored


def test_speech_becomes_a_final_with_absolute_word_positions() -> None:
    target = stream(SECOND)
    jobs = say(target, SECOND, 0) + say(target, SECOND, 2_000) + say(target, SECOND, 0)
    finals = [span for span in store(target, jobs) if isinstance(span, SegmentFinal)]
    assert [span.text for span in finals] == ["hello"]
    [word] = finals[0].words
    assert word.start_sample == finals[0].from_sample + 100
    assert finals[0].speech_start_sample >= 2 * SECOND - 512
    assert (finals[0].model, finals[0].language) == ("scripted", "en")


def test_empty_text_is_no_speech() -> None:
    target = stream()
    jobs = say(target, SECOND, 2_000) + target.boundary(SECOND, "boundary")
    [span] = store(target, jobs, text="")
    assert isinstance(span, SegmentNoSpeech)
    assert (span.to_sample, span.cut) == (SECOND, "boundary")


def test_silence_waits_for_the_speech_before_it() -> None:
    target = stream()
    jobs = say(target, SECOND, 2_000) + say(target, 5 * SECOND, 0)
    assert target.next_span() is None
    assert store(target, jobs)[0].from_sample == 0


def test_tokens_come_back_when_spans_cover_their_records() -> None:
    target = stream()
    target.audio(0, 1, pcm(CHUNK), "a")
    target.audio(CHUNK, 1, pcm(CHUNK), "b")
    assert target.settled() == ()
    target.boundary(CHUNK + 5, "boundary")
    span = target.next_span()
    assert span is not None
    assert target.accepted(span) == ("a", "boundary")
    target.stalled()
    rest = target.next_span()
    assert rest is not None
    assert target.accepted(rest) == ("b",)
    assert target.at_rest


def test_resent_audio_is_trimmed_and_settled() -> None:
    target = stream(cursor=CHUNK)
    assert target.audio(0, 1, pcm(CHUNK), "old") == []
    assert target.settled() == ("old",)
    target.audio(CHUNK - 100, 1, pcm(CHUNK), "overlap")
    assert target.next_sample == 2 * CHUNK - 100
    assert target.settled() == ()


def test_lower_epoch_counts_only_where_it_fills_the_next_sample() -> None:
    target = stream()
    target.audio(0, 2, pcm(CHUNK), "new")
    assert target.audio(2 * CHUNK, 1, pcm(CHUNK), "ahead") == []
    assert target.next_sample == CHUNK
    assert target.settled() == ("ahead",)
    target.audio(CHUNK, 1, pcm(CHUNK), "fills")
    assert target.next_sample == 2 * CHUNK
    assert target.missing(5 * CHUNK, 6 * CHUNK, 1, "stale gap") == []
    assert target.settled() == ("stale gap",)


def test_gap_of_a_current_epoch_is_closed_as_missing() -> None:
    target = stream()
    target.audio(0, 1, pcm(1_000), "a")
    target.audio(5_000, 1, pcm(CHUNK), "b")
    spans = store(target, [])
    assert [(span.from_sample, span.to_sample, span.cut) for span in spans] == [
        (0, 1_000, "silence"),
        (1_000, 5_000, "missing"),
    ]


def test_declared_gap_is_closed_and_its_record_settled() -> None:
    target = stream()
    target.audio(0, 1, pcm(CHUNK), "a")
    target.missing(CHUNK, 4 * CHUNK, 1, "gap")
    store_tokens = []
    while (span := target.next_span()) is not None:
        store_tokens += list(target.accepted(span))
    assert store_tokens == ["a", "gap"]
    assert target.next_sample == 4 * CHUNK


def test_boundary_beyond_the_audio_closes_the_rest_as_missing() -> None:
    target = stream()
    target.audio(0, 1, pcm(CHUNK), "a")
    target.boundary(10 * CHUNK, "boundary")
    spans = store(target, [])
    assert [(span.to_sample, span.cut) for span in spans] == [(CHUNK, "boundary"), (10 * CHUNK, "missing")]
    assert target.at_rest


@pytest.mark.parametrize(("start", "media"), [(0, b"\0\0\0"), (-1, b"\0\0")])
def test_garbage_is_refused_without_a_trace(start: int, media: bytes) -> None:
    target = stream()
    with pytest.raises(InvalidEvent) as refused:
        target.audio(start, 1, media, "bad")
    assert refused.value.reason == "contract"
    assert target.at_rest


def test_missing_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidEvent):
        stream().missing(10, 5, 1, "bad")


def test_empty_record_is_settled() -> None:
    target = stream()
    assert target.audio(0, 1, b"", "empty") == []
    assert target.settled() == ("empty",)


def test_vad_begins_anew_behind_a_gap() -> None:
    voice = EnergyVoiceActivity()
    target = InterviewStream(FACTS, 0, voice, TranscriptionOptions())
    target.audio(9_000, 1, pcm(CHUNK), "a")
    target.boundary(target.next_sample, "boundary")
    assert voice.resets == 2


def test_full_beyond_thirty_seconds_undecoded() -> None:
    target = stream()
    jobs = say(target, 31 * SECOND, 2_000)
    assert target.full
    store(target, jobs)
    assert not target.full


def test_memory_is_bounded_by_the_open_span() -> None:
    target = stream()
    for _ in range(20):
        store(target, say(target, 10 * SECOND, 2_000))
        assert target._buffer.end - target._buffer.start <= 15 * SECOND + CHUNK


def test_interims_carry_the_audio_of_the_open_span() -> None:
    target = stream()
    jobs = say(target, 2 * SECOND, 2_000)
    interims = [job for job in jobs if isinstance(job, DecodeInterim)]
    assert interims
    assert all(len(job.pcm) == job.due.end_sample - job.due.from_sample for job in interims)


def run(records: list[tuple[int, int, bytes]]) -> list[tuple[int, int, str]]:
    target, jobs = stream(), []
    for place, (start, epoch, media) in enumerate(records):
        jobs += target.audio(start, epoch, media, place)
    jobs += target.stalled()
    return [(span.from_sample, span.to_sample, span.cut) for span in store(target, jobs)]


def test_replay_of_the_same_records_gives_the_same_spans() -> None:
    records = [(n * CHUNK, 1, pcm(CHUNK, 2_000 if n % 7 < 3 else 0)) for n in range(60)]
    assert run(records) == run(records)
    doubled = [record for record in records for _ in range(2)]
    assert run(doubled) == run(records)


RECORDS = st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 3), st.integers(0, 5_000)), max_size=25)


@given(RECORDS, st.integers(0, 9_000))
def test_any_records_give_a_partition_and_return_each_token_once(
    records: list[tuple[int, int, int]], cursor: int
) -> None:
    target = stream(cursor)
    jobs: list[Job] = []
    returned: list[object] = []
    for token, (start, epoch, samples) in enumerate(records):
        jobs += target.audio(start, epoch, pcm(samples, 2_000 * (token % 2)), token)
    jobs += target.stalled()
    for job in jobs:
        if isinstance(job, DecodeFinal):
            assert len(job.pcm) == job.close.to_sample - job.close.from_sample
            target.decoded(job.close.from_sample, FinalText("x"))
    returned += target.settled()
    while (span := target.next_span()) is not None:
        assert span.from_sample == cursor
        cursor = span.to_sample
        returned += target.accepted(span)
    assert cursor == target.next_sample
    assert sorted(map(str, returned)) == sorted(str(token) for token in range(len(records)))
