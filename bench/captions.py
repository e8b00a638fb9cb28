"""Why: what a candidate sees, how soon and at what cost, is measured on real voices with the real model."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from interview_schemas.events.audio import AnswerBoundary, AudioChunk
from interview_schemas.events.lifecycle import Language
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech, TranscriptPartial
from parley.accuracy import errors, normalise
from parley.launcher.services import TUNED_MALLOC
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
RESULT = Path(__file__).parent / "results" / "captions.json"
HEAD = (
    f"{'':35}{'':7}{'shown':>7}{'':7}{'right':>7}{'':7}{'final':>7}\n"
    f"{'recording':24}{'way':11}{'error':>7}{'p50':>7}{'p95':>7}{'p50':>7}{'p95':>7}{'p50':>7}{'max':>7}{'cpu/s':>7}"
)
SPAN = SegmentFinal | SegmentNoSpeech
Timed = tuple[float, TranscriptEvent]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one recording in one way of transcribing; latencies in seconds.

    A word is `shown` when the caption reaches as far, and `right` when it stands there as in the final.
    """

    recording: str
    way: str
    error_rate: float
    shown_p50_s: float
    shown_p95_s: float
    right_p50_s: float
    right_p95_s: float
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


def letters(text: str) -> str:
    return "".join(normalise(text))


def delays_of(log: list[Timed], at: float, final: SegmentFinal) -> list[tuple[float, float]]:
    """For each word of a final: how long after its end something stood in its place, and it was right."""
    shown = [
        (t, normalise(f"{e.stable_text} {e.tentative_text}"))
        for t, e in log
        if isinstance(e, TranscriptPartial) and e.segment_id == final.segment_id
    ]
    delays, before = [], 0
    for place, word in enumerate(final.words):
        key = letters(word.text)
        middle = before + len(key) / 2
        before += len(key)
        reached = [t for t, words in shown if len("".join(words)) > middle]
        right = [t for t, words in shown if key in words[max(0, place - 2) : place + 3]]
        delays.append(
            (
                max(0.0, min([*reached, at]) - word.end_sample / RATE),
                max(0.0, min([*right, at]) - word.end_sample / RATE),
            )
        )
    return delays


def streaming(engine: FasterWhisperEngine, recording: Recording) -> Row:
    log, used = asyncio.run(play(engine, recording))
    finals = [(at, event) for at, event in log if isinstance(event, SegmentFinal)]
    delays = [each for at, final in finals for each in delays_of(log, at, final)]
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
        delays += [((len(chunk) - word.end_sample) / RATE + lag,) * 2 for word in final.words]
    return row(recording, "naive 2 s", " ".join(texts), (delays, lags, used))


def offline(engine: FasterWhisperEngine, recording: Recording) -> Row:
    """The whole file at once, as the library does it."""
    cpu = time.process_time()
    audio = pcm_of(recording).astype(np.float32) / 32_768
    whole = engine._whisper  # noqa: SLF001 - the library's own path over the same loaded weights is the reference
    segments, _ = whole.transcribe(audio, language=recording.language, beam_size=5)
    text = " ".join(segment.text for segment in segments)
    return row(recording, "offline", text, ([], [], time.process_time() - cpu))


def row(
    recording: Recording, way: str, text: str, measured: tuple[list[tuple[float, float]], list[float], float]
) -> Row:
    delays, lags, used = measured
    shown, right = [each[0] for each in delays], [each[1] for each in delays]
    return Row(
        recording=recording.id,
        way=way,
        error_rate=errors(recording.text, text, recording.language).rate,
        shown_p50_s=quantile(shown, 0.5),
        shown_p95_s=quantile(shown, 0.95),
        right_p50_s=quantile(right, 0.5),
        right_p95_s=quantile(right, 0.95),
        final_p50_s=statistics.median(lags) if lags else float("nan"),
        final_max_s=max(lags, default=float("nan")),
        cpu_s_per_audio_s=used / (len(pcm_of(recording)) / RATE),
    )


def line(each: Row) -> str:
    return (
        f"{each.recording:24}{each.way:11}{each.error_rate:7.3f}{each.shown_p50_s:7.2f}{each.shown_p95_s:7.2f}"
        f"{each.right_p50_s:7.2f}{each.right_p95_s:7.2f}{each.final_p50_s:7.2f}{each.final_max_s:7.2f}{each.cpu_s_per_audio_s:7.2f}"
    )


def measure() -> None:
    """Measure, print and write bench/results/captions.json; arguments choose recordings."""
    cache = Path(os.environ.get("PARLEY_MODEL_CACHE", Path(tempfile.gettempdir()) / "parley-models"))
    folder = locate("", cache)
    engine = FasterWhisperEngine(folder, WhisperOptions())
    greedy = FasterWhisperEngine(folder, WhisperOptions(final_beam=1))
    for made in (engine, greedy):
        made.warm_up()
    chosen = [each for each in recordings() if not sys.argv[1:] or each.id in sys.argv[1:]]
    rows: list[Row] = []
    print(HEAD)
    for each in chosen:
        for way, model in ((streaming, engine), (naive, greedy), (offline, engine)):
            rows.append(way(model, each))
            print(line(rows[-1]), flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"bench": "captions", "rows": [asdict(each) for each in rows]}), encoding="utf-8")


def main() -> dict[str, Any]:
    """Measure in a process whose malloc is tuned as the launcher tunes the transcription service's."""
    subprocess.run([sys.executable, "-m", "bench.captions"], env={**os.environ, **TUNED_MALLOC}, check=True)
    result: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
    return result


if __name__ == "__main__":
    measure()
