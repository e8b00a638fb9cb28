"""Why: 100 ms messages become 200-250 ms records without a gap and without a sample twice."""

from typing import Final

from ingest_gateway.session.frames import Frame
from ingest_gateway.session.messages import Missing
from ingest_gateway.session.state import Group, Output, Sent, State, Step, publish, replace
from interview_schemas.events import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ, AudioChunk, SamplesMissing

LEAST_RECORD_SAMPLES: Final = SAMPLE_RATE_HZ * 200 // 1000
MOST_RECORD_SAMPLES: Final = SAMPLE_RATE_HZ * 250 // 1000
FLUSH_AFTER_MS: Final = 250
MOST_MISSING_SAMPLES: Final = 4 * 3600 * SAMPLE_RATE_HZ


def take(state: State, frame: Frame, now_ms: int) -> Step:
    """Samples below the next expected are dropped; the caller has refused a start above it."""
    end_sample = frame.start_sample + len(frame.payload) // BYTES_PER_SAMPLE
    skipped = state.next_sample - frame.start_sample
    if end_sample <= state.next_sample:
        return state, ()
    payload = frame.payload[skipped * BYTES_PER_SAMPLE :] if skipped else frame.payload
    captured_at_ms = frame.captured_at_ms + _milliseconds(skipped)
    group = _grown(state, payload, captured_at_ms, now_ms)
    return _cut(replace(state, next_sample=end_sample, group=group), now_ms)


def flush(state: State, now_ms: int) -> Step:
    """What waits becomes a record now."""
    return _emit(state, state.group.samples, now_ms) if state.group.samples else (state, ())


def is_due(state: State, now_ms: int) -> bool:
    """What waits has waited long enough."""
    return state.group.samples > 0 and now_ms - state.group.since_ms >= FLUSH_AFTER_MS


def declare_missing(state: State, missing: Missing, now_ms: int) -> Step:
    """The caller has checked that the span begins at the next expected sample."""
    state, before = flush(state, now_ms)
    event = SamplesMissing(
        interview_id=state.interview_id,
        from_sample=missing.from_sample,
        to_sample=missing.to_sample,
        epoch=state.epoch,
    )
    state = replace(state, next_sample=missing.to_sample)
    state, published = publish(state, event, Sent("missing", now_ms, missing.to_sample))
    return state, before + published


def _grown(state: State, payload: bytes, captured_at_ms: int, now_ms: int) -> Group:
    group = state.group
    samples = group.samples + len(payload) // BYTES_PER_SAMPLE
    if not group.samples:
        return Group(state.next_sample, captured_at_ms, now_ms, samples, (payload,))
    return replace(group, samples=samples, parts=(*group.parts, payload))


def _cut(state: State, now_ms: int) -> Step:
    outputs: tuple[Output, ...] = ()
    while state.group.samples >= LEAST_RECORD_SAMPLES:
        state, published = _emit(state, min(state.group.samples, MOST_RECORD_SAMPLES), now_ms)
        outputs += published
    return state, outputs


def _emit(state: State, samples: int, now_ms: int) -> Step:
    group = state.group
    media = group.parts[0] if len(group.parts) == 1 else b"".join(group.parts)
    size = samples * BYTES_PER_SAMPLE
    chunk = AudioChunk(
        interview_id=state.interview_id,
        start_sample=group.start_sample,
        epoch=state.epoch,
        captured_at_ms=group.captured_at_ms,
        media=media[:size],
    )
    end_sample = group.start_sample + samples
    left = Group()
    if group.samples > samples:
        captured_at_ms = group.captured_at_ms + _milliseconds(samples)
        left = Group(end_sample, captured_at_ms, now_ms, group.samples - samples, (media[size:],))
    return publish(replace(state, group=left), chunk, Sent("audio", now_ms, end_sample))


def _milliseconds(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE_HZ
