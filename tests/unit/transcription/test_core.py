"""Why: spans partition the sample axis whatever comes in, and end where the rules say."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_processors.transcription.core import (
    WINDOW_SAMPLES,
    CloseSilence,
    CloseSpeech,
    Decision,
    InterimDue,
    SpanCutter,
)
from stream_processors.transcription.settings import SAMPLES_PER_MS, TranscriptionOptions

pytestmark = pytest.mark.unit

OPTIONS = TranscriptionOptions()
PAD = OPTIONS.vad_pad_ms * SAMPLES_PER_MS


def windows(ms: int) -> int:
    return ms * SAMPLES_PER_MS // WINDOW_SAMPLES


def feed(cutter: SpanCutter, *runs: tuple[int, float]) -> list[Decision]:
    decisions: list[Decision] = []
    for count, probability in runs:
        for _ in range(count):
            decisions += cutter.voice(cutter.heard, probability)
    return decisions


def spans(decisions: list[Decision]) -> list[CloseSpeech | CloseSilence]:
    return [each for each in decisions if not isinstance(each, InterimDue)]


def test_silence_is_closed_at_least_every_two_seconds() -> None:
    cutter = SpanCutter(0, OPTIONS)
    closed = spans(feed(cutter, (windows(10_000), 0.01)))
    assert len(closed) >= 5
    assert all(isinstance(span, CloseSilence) and span.cut == "silence" for span in closed)
    assert max(span.to_sample - span.from_sample for span in closed) <= OPTIONS.silence_span_ms * SAMPLES_PER_MS


def test_onset_closes_the_silence_before_it_short_of_the_pad() -> None:
    cutter = SpanCutter(0, OPTIONS)
    before = windows(1_000)
    closed = spans(feed(cutter, (before, 0.0), (1, 0.9)))
    assert closed == [CloseSilence(0, before * WINDOW_SAMPLES - PAD, "silence")]


def test_onset_within_the_pad_begins_at_the_cursor() -> None:
    cutter = SpanCutter(512_000, OPTIONS)
    assert not spans(feed(cutter, (3, 0.0), (1, 0.9)))
    assert cutter.cursor == 512_000


def test_speech_ends_after_600_ms_of_silence() -> None:
    cutter = SpanCutter(0, OPTIONS)
    voiced = windows(1_000)
    assert not spans(feed(cutter, (voiced, 0.9), (windows(600), 0.0)))
    [closed] = spans(feed(cutter, (1, 0.0)))
    assert isinstance(closed, CloseSpeech)
    assert (closed.speech_start, closed.speech_end) == (0, voiced * WINDOW_SAMPLES)
    assert closed.speech_end <= closed.to_sample <= cutter.heard
    assert closed.cut == "silence"


def test_short_pause_does_not_end_speech() -> None:
    cutter = SpanCutter(0, OPTIONS)
    assert not spans(feed(cutter, (40, 0.9), (windows(500), 0.0), (40, 0.9)))


def test_long_speech_ends_at_the_first_breath() -> None:
    long, breath = windows(OPTIONS.long_speech_ms), windows(OPTIONS.long_speech_silence_ms)
    cutter = SpanCutter(0, OPTIONS)
    assert not spans(feed(cutter, (long, 0.9), (breath - 1, 0.0)))
    [closed] = spans(feed(cutter, (1, 0.0)))
    assert isinstance(closed, CloseSpeech)
    assert (closed.speech_end, closed.cut) == (long * WINDOW_SAMPLES, "silence")


def test_a_shorter_silence_setting_holds_for_long_speech_too() -> None:
    cutter = SpanCutter(0, TranscriptionOptions(vad_silence_ms=96))
    assert not spans(feed(cutter, (windows(OPTIONS.long_speech_ms), 0.9), (2, 0.0)))
    assert spans(feed(cutter, (1, 0.0)))


def test_weak_voice_carries_on_but_does_not_begin_an_utterance() -> None:
    weak = (OPTIONS.vad_onset + OPTIONS.vad_offset) / 2
    starting = SpanCutter(0, OPTIONS)
    feed(starting, (10, weak))
    assert not starting.speaking
    lasting = SpanCutter(0, OPTIONS)
    assert not spans(feed(lasting, (20, 0.9), (windows(900), weak)))


def test_click_is_silence() -> None:
    cutter = SpanCutter(0, OPTIONS)
    closed = spans(feed(cutter, (2, 0.9), (windows(700), 0.0)))
    assert closed
    assert all(isinstance(span, CloseSilence) for span in closed)


def test_long_speech_is_cut_at_the_quietest_point() -> None:
    cutter = SpanCutter(0, OPTIONS)
    loud = windows(12_000)
    closed = spans(feed(cutter, (loud, 0.95), (3, 0.6), (windows(4_000), 0.95)))
    assert [span.cut for span in closed] == ["forced_length"]
    assert closed[0].to_sample == (loud + 2) * WINDOW_SAMPLES
    assert cutter.speaking


def test_evenly_loud_speech_is_cut_near_the_limit() -> None:
    cutter = SpanCutter(0, OPTIONS)
    closed = spans(feed(cutter, (windows(31_000), 0.99)))
    assert len(closed) == 2
    assert all(14_000 <= (span.to_sample - span.from_sample) / SAMPLES_PER_MS <= 15_100 for span in closed)


@pytest.mark.parametrize("tail", [0, 1, 300, WINDOW_SAMPLES - 1])
def test_boundary_closes_exactly_there_with_the_tail(tail: int) -> None:
    cutter = SpanCutter(0, OPTIONS)
    feed(cutter, (50, 0.9))
    end = 50 * WINDOW_SAMPLES + tail
    [closed] = cutter.boundary(end)
    assert isinstance(closed, CloseSpeech)
    assert (closed.to_sample, closed.cut) == (end, "boundary")
    assert cutter.heard == cutter.cursor == end


def test_boundary_closes_silence_too() -> None:
    cutter = SpanCutter(0, OPTIONS)
    feed(cutter, (10, 0.0))
    assert cutter.boundary(5_000) == [CloseSilence(0, 5_000, "boundary")]


def test_late_boundary_splits_what_was_heard() -> None:
    cutter = SpanCutter(0, OPTIONS)
    feed(cutter, (60, 0.9))
    [closed] = cutter.boundary(10_001)
    assert isinstance(closed, CloseSpeech)
    assert (closed.to_sample, closed.speech_end) == (10_001, 10_001)
    [rest] = cutter.stalled(cutter.heard)
    assert isinstance(rest, CloseSpeech)
    assert (rest.from_sample, rest.speech_start) == (10_001, 10_001)


def test_boundary_below_the_cursor_changes_nothing() -> None:
    cutter = SpanCutter(9_000, OPTIONS)
    assert cutter.boundary(8_999) == []
    assert cutter.boundary(9_000) == []


def test_missing_samples_end_the_utterance_before_them() -> None:
    cutter = SpanCutter(0, OPTIONS)
    feed(cutter, (50, 0.9))
    begin = 50 * WINDOW_SAMPLES
    speech, gone = cutter.missing(begin, begin + 7)
    assert isinstance(speech, CloseSpeech)
    assert (speech.to_sample, speech.cut) == (begin, "missing")
    assert gone == CloseSilence(begin, begin + 7, "missing")


def test_missing_samples_that_were_heard_are_not_missing() -> None:
    cutter = SpanCutter(0, OPTIONS)
    feed(cutter, (10, 0.9))
    assert cutter.missing(0, 10 * WINDOW_SAMPLES) == []


def test_stall_closes_what_is_open_and_only_once() -> None:
    cutter = SpanCutter(0, OPTIONS)
    feed(cutter, (20, 0.9))
    [closed] = cutter.stalled(20 * WINDOW_SAMPLES + 100)
    assert (closed.to_sample if isinstance(closed, CloseSpeech) else 0) == 20 * WINDOW_SAMPLES + 100
    assert cutter.stalled(cutter.heard) == []


def test_interims_come_with_new_voice_only() -> None:
    cutter = SpanCutter(0, OPTIONS)
    due = [d for d in feed(cutter, (windows(4_000), 0.9), (windows(590), 0.0)) if isinstance(d, InterimDue)]
    assert 4 <= len(due) <= 6
    assert [each.rev for each in due] == sorted({each.rev for each in due})
    assert due[-1].end_sample >= windows(4_000) * WINDOW_SAMPLES


def test_rest_of_the_voice_brings_the_interim_forward() -> None:
    cutter = SpanCutter(0, OPTIONS)
    due = [d for d in feed(cutter, (windows(500), 0.9), (windows(250), 0.0)) if isinstance(d, InterimDue)]
    assert len(due) == 1
    assert due[0].end_sample < OPTIONS.interim_interval_ms * SAMPLES_PER_MS


def test_replay_gives_the_same_decisions() -> None:
    runs = ((30, 0.0), (70, 0.9), (30, 0.1), (90, 0.8))
    assert feed(SpanCutter(77, OPTIONS), *runs) == feed(SpanCutter(77, OPTIONS), *runs)


Step = Callable[[SpanCutter], list[Decision]]
POSITIONS = st.integers(0, 60 * WINDOW_SAMPLES)
STEPS = st.one_of(
    st.builds(lambda at, p: lambda c: c.voice(at, p), POSITIONS, st.floats(0, 1)),
    st.builds(lambda n, p: lambda c: feed(c, (n, p)), st.integers(1, 200), st.floats(0, 1)),
    st.builds(lambda end: lambda c: c.boundary(end), POSITIONS),
    st.builds(lambda ahead: lambda c: c.boundary(c.heard + ahead), st.integers(-2_000, 2_000)),
    st.builds(lambda a, b: lambda c: c.missing(a, b), POSITIONS, POSITIONS),
    st.builds(lambda ahead: lambda c: c.stalled(c.heard + ahead), st.integers(0, 700)),
)


@given(st.lists(STEPS, max_size=30), st.integers(0, 5_000))
def test_spans_partition_the_axis_for_any_input(steps: list[Step], start: int) -> None:
    cutter = SpanCutter(start, OPTIONS)
    cursor = start
    for step in steps:
        for decision in step(cutter):
            assert decision.from_sample == cursor
            if isinstance(decision, InterimDue):
                assert cursor <= decision.start_sample < decision.end_sample
                continue
            assert decision.to_sample > cursor
            if isinstance(decision, CloseSpeech):
                assert cursor <= decision.speech_start < decision.speech_end <= decision.to_sample
            cursor = decision.to_sample
        assert cutter.cursor == cursor <= cutter.heard
