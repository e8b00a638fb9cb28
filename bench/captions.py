"""Why: what a candidate sees, how soon and at what cost, is measured on real voices with the real model."""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from interview_schemas.events.audio import AnswerBoundary, AudioChunk
from interview_schemas.events.lifecycle import Language
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech, TranscriptPartial
from parley.accuracy import errors, normalise
from parley.recordings import Recording, recordings
from stream_processors.engines.silero import SileroModel, SileroVoiceActivity
from stream_processors.engines.whisper import FasterWhisperEngine
from stream_processors.engines.whisper_weights import locate
from stream_processors.transcription.ports import Pcm
from stream_processors.transcription.settings import TranscriptionOptions, WhisperOptions
from stream_processors.transcription.worker import TranscriptEvent, TranscriptionWorker, WorkerPorts

RATE = 16_000
CHUNK = 3_200
NAIVE_CHUNK = 2 * RATE
HEAD = f"{'recording':24}{'way':11}{'error':>7}{'p50':>7}{'p95':>7}{'final':>7}{'max':>7}{'cpu/s':>7}"
SPAN = SegmentFinal | SegmentNoSpeech
Timed = tuple[float, TranscriptEvent]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one recording in one way of transcribing; latencies in seconds."""

    recording: str
    way: str
    error_rate: float
    shown_p50_s: float
    shown_p95_s: float
    final_p50_s: float
    final_max_s: float
    cpu_s_per_audio_s: float


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def pcm_of(recording: Recording) -> Pcm:
    return np.frombuffer(recording.pcm, dtype=np.int16)


async def play(engine: FasterWhisperEngine, recording: Recording) -> tuple[list[Timed], float]:
    """Speak a recording in real time; return the events, timed from its first sample, and the CPU time."""
    log: list[Timed] = []
    model, pcm = SileroModel(), pcm_of(recording)
    begin = time.monotonic()

    async def emit(event: TranscriptEvent) -> None:
        log.append((time.monotonic() - begin, event))

    async def language_of(_: str) -> Language:
        return recording.language

    ports = WorkerPorts(
        emit=emit,
        acknowledge=lambda _: None,
        language_of=language_of,
        vad_factory=lambda: SileroVoiceActivity(model),
        clock=time.monotonic,
    )
    worker = TranscriptionWorker(engine, ports, TranscriptionOptions())
    await worker.open(0, {})
    cpu = time.process_time()
    begin = time.monotonic()
    for start in range(0, len(pcm), CHUNK):
        media = pcm[start : start + CHUNK].tobytes()
        await asyncio.sleep(max(0.0, begin + start / RATE + len(media) / 2 / RATE - time.monotonic()))
        chunk = AudioChunk(interview_id="i", start_sample=start, epoch=1, captured_at_ms=0, media=media)
        await worker.record(0, chunk, None)
    await worker.record(0, AnswerBoundary(interview_id="i", question_id="q", end_sample=len(pcm)), None)
    await worker.idle()
    used = time.process_time() - cpu
    await worker.aclose()
    return log, used


def shown_after(log: list[Timed], at: float, final: SegmentFinal) -> list[float]:
    """For each word of a final: how long after its end it was first on the screen."""
    partials = [(t, e) for t, e in log if isinstance(e, TranscriptPartial) and e.segment_id == final.segment_id]
    delays = []
    for place, word in enumerate(final.words):
        key = normalise(word.text)
        seen = [
            t
            for t, e in partials
            if key and key[0] in normalise(f"{e.stable_text} {e.tentative_text}")[max(0, place - 2) : place + 3]
        ]
        delays.append(max(0.0, min([*seen, at]) - word.end_sample / RATE))
    return delays


def streaming(engine: FasterWhisperEngine, recording: Recording) -> Row:
    log, used = asyncio.run(play(engine, recording))
    finals = [(at, event) for at, event in log if isinstance(event, SegmentFinal)]
    delays = [delay for at, final in finals for delay in shown_after(log, at, final)]
    lags = [at - final.to_sample / RATE for at, final in finals]
    text = " ".join(final.text for _, final in finals)
    return row(recording, "streaming", text, (delays, lags, used))


def naive(engine: FasterWhisperEngine, recording: Recording) -> Row:
    """Chunks of 2 s, one after the other, greedy."""
    pcm, texts, delays, lags, used = pcm_of(recording), [], [], [], 0.0
    for start in range(0, len(pcm), NAIVE_CHUNK):
        chunk = pcm[start : start + NAIVE_CHUNK]
        cpu, wall = time.process_time(), time.monotonic()
        final = engine.transcribe_final(chunk, recording.language)
        lag = time.monotonic() - wall
        used += time.process_time() - cpu
        texts.append(final.text)
        lags.append(lag)
        delays += [(len(chunk) - word.end_sample) / RATE + lag for word in final.words]
    return row(recording, "naive 2 s", " ".join(texts), (delays, lags, used))


def offline(engine: FasterWhisperEngine, recording: Recording) -> Row:
    """The whole file at once, as the library does it."""
    cpu = time.process_time()
    audio = pcm_of(recording).astype(np.float32) / 32_768
    whole = engine._whisper  # noqa: SLF001 - the library's own path over the same loaded weights is the reference
    segments, _ = whole.transcribe(audio, language=recording.language, beam_size=5)
    text = " ".join(segment.text for segment in segments)
    return row(recording, "offline", text, ([], [], time.process_time() - cpu))


def row(recording: Recording, way: str, text: str, measured: tuple[list[float], list[float], float]) -> Row:
    delays, lags, used = measured
    return Row(
        recording=recording.id,
        way=way,
        error_rate=errors(recording.text, text, recording.language).rate,
        shown_p50_s=quantile(delays, 0.5),
        shown_p95_s=quantile(delays, 0.95),
        final_p50_s=statistics.median(lags) if lags else float("nan"),
        final_max_s=max(lags, default=float("nan")),
        cpu_s_per_audio_s=used / (len(pcm_of(recording)) / RATE),
    )


def line(each: Row) -> str:
    return (
        f"{each.recording:24}{each.way:11}{each.error_rate:7.3f}{each.shown_p50_s:7.2f}{each.shown_p95_s:7.2f}"
        f"{each.final_p50_s:7.2f}{each.final_max_s:7.2f}{each.cpu_s_per_audio_s:7.2f}"
    )


def main() -> dict[str, object]:
    """Measure, print and write bench/results/captions.json; arguments choose recordings."""
    cache = Path(os.environ.get("PARLEY_MODEL_CACHE", Path(tempfile.gettempdir()) / "parley-models"))
    folder = locate("", cache)
    engine = FasterWhisperEngine(folder, WhisperOptions())
    greedy = FasterWhisperEngine(folder, WhisperOptions(final_beam=1))
    for made in (engine, greedy):
        made.warm_up()
    load = os.getloadavg()[0]
    chosen = [each for each in recordings() if not sys.argv[1:] or each.id in sys.argv[1:]]
    rows: list[Row] = []
    print(HEAD)
    for each in chosen:
        for measure, model in ((streaming, engine), (naive, greedy), (offline, engine)):
            rows.append(measure(model, each))
            print(line(rows[-1]), flush=True)
    machine = f"{os.cpu_count()} x {platform.machine()}"
    result: dict[str, object] = {
        "bench": "captions",
        "machine": machine,
        "load_before": load,
        "rows": [asdict(each) for each in rows],
    }
    target = Path(__file__).parent / "results" / "captions.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


if __name__ == "__main__":
    main()
