"""Why: what the log, the services and the sockets add to a caption is measured with an engine that takes no time.

From the Kafka timestamp of the audio record that completes a span to its final at a relay client. The transcription
service is the real one; only its speech engine and its voice detector are scripted, so that every pause ends a span.
"""

import asyncio
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.parts import Parts
from interview_runtime.service import run_faust
from interview_schemas.events import AudioChunk
from parley.client.board import Board
from parley.client.frames import BYTES_PER_SAMPLE, MESSAGE_SAMPLES, SAMPLE_RATE_HZ
from parley.client.installation import Installation
from parley.client.messages import News, SegmentText
from parley.client.rest import Rest
from parley.client.shell import Candidate
from parley.events.log import read_interview
from parley.events.session import codec
from parley.launcher.ports import allocate
from parley.launcher.process import Child
from parley.launcher.readiness import http_ready
from parley.launcher.stack import Stack
from parley.launcher.supervisor import Supervisor
from stream_processors.transcription.ports import FinalText, Pcm, RecognisedWord
from stream_processors.transcription.processor import TranscriptionProcessor
from stream_processors.transcription.service_settings import TranscriptionSettings
from stream_processors.transcription.settings import TranscriptionOptions

CANDIDATES = 10  # five audio records a second each: 50 events a second for the one worker
SECONDS = 24.0
WARM_SECONDS = 4.0
WORD_S, PAUSE_S = 0.5, 0.9
SERVICES = ("ingest-gateway", "turns", "flow", "projection", "questions", "api")
WORD = os.environ.get("BENCH_TEXT", "word")
PAD_SAMPLES = TranscriptionOptions().vad_pad_ms * SAMPLE_RATE_HZ // 1000
TARGETS = {"target_overhead_p50_ms": 30, "target_overhead_p99_ms": 150, "target_grouping_max_ms": 250}


class NoLatency:
    """Hears one word in everything."""

    model = "scripted"

    def warm_up(self) -> None:
        """There is nothing to load."""

    def transcribe_final(self, pcm: Pcm, language: str) -> FinalText:
        return FinalText(WORD, (RecognisedWord(WORD, 0, len(pcm), 1.0),), 1.0)

    def transcribe_interim(self, pcm: Pcm, language: str) -> FinalText:
        return FinalText(WORD)


class Loudness:
    """Voice wherever a window is loud."""

    def probabilities(self, pcm: Pcm) -> Sequence[float]:
        loud = np.abs(pcm.astype(np.int32)).reshape(-1, 512).mean(axis=1) > 300
        return [float(each) for each in loud]

    def reset(self) -> None:
        """It has no memory."""


def worker() -> None:
    """The transcription service with the scripted parts."""
    settings = TranscriptionSettings()

    def processor(parts: Parts) -> TranscriptionProcessor:
        return TranscriptionProcessor(parts, NoLatency(), Loudness, settings.options())

    run_faust(settings, "transcription", processor, isolated=True)


@dataclass
class Heard:
    """One candidate's finals, with the Unix times at which they were shown, and of the first sample."""

    interview_id: str = ""
    began_ms: float = 0.0
    finals: list[tuple[SegmentText, float]] = field(default_factory=list)

    def news(self, news: News, _board: Board) -> None:
        if isinstance(news, SegmentText):
            self.finals.append((news, time.time() * 1000))


def main() -> dict[str, Any]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder) / "data", services=SERVICES) as stack:
        place = Installation(
            api_url=stack.api_url,
            owner_token=stack.owner_token,
            kafka_bootstrap=stack.kafka_bootstrap,
            database_url=stack.database_url,
            data=stack.data,
            ports=stack.plan.ports,
        )
        with tempfile.TemporaryDirectory() as scratch:
            supervisor = start_worker(stack, Path(scratch))
            try:
                return asyncio.run(_measure(place))
            finally:
                supervisor.close()


def start_worker(stack: Stack, scratch: Path) -> Supervisor:
    port = allocate(["scripted-transcription"], stack.plan.ports)["scripted-transcription"]
    environment = stack.env | {"HEALTH_PORT": str(port), "FAUST_DATADIR": str(scratch)}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), environment.get("PYTHONPATH", "")])
    supervisor = Supervisor(scratch)
    supervisor.add([Child("worker", [sys.executable, "-m", "bench.pipeline", "worker"], http_ready(port), environment)])
    supervisor.wait_ready(["worker"], 120, lambda _line: None)
    return supervisor


async def _measure(place: Installation) -> dict[str, Any]:
    heard = [Heard() for _ in range(CANDIDATES)]
    async with asyncio.TaskGroup() as group:
        for index, each in enumerate(heard):
            group.create_task(_candidate(place, each, index / CANDIDATES))
    overheads: list[float] = []
    groupings: list[float] = []
    for each in heard:
        for overhead, grouping in await _delays(place, each):
            overheads.append(overhead)
            groupings.append(grouping)
    return {
        "engine": "scripted, zero latency, in the real transcription service",
        "candidates": CANDIDATES,
        "finals": len(overheads),
        "overhead_p50_ms": round(statistics.median(overheads), 1),
        "overhead_p95_ms": round(share(overheads, 0.95), 1),
        "overhead_p99_ms": round(share(overheads, 0.99), 1),
        "grouping_p50_ms": round(statistics.median(groupings), 1),
        "grouping_max_ms": round(max(groupings), 1),
        **TARGETS,
        "load": round(os.getloadavg()[0], 2),
    }


async def _candidate(place: Installation, heard: Heard, phase: float) -> None:
    await asyncio.sleep(phase * (WORD_S + PAUSE_S))
    rest = Rest(place.api_url, place.owner_token)
    try:
        heard.interview_id = (await rest.begin("en", "short")).interview_id
        candidate = Candidate(rest, heard.news)
        async with candidate.connected():
            candidate.command("start-interview")
            await candidate.until(lambda: bool(candidate.board.questions), 60)
            await _speak(candidate, heard)
            await asyncio.sleep(1)
    finally:
        await rest.close()


async def _speak(candidate: Candidate, heard: Heard) -> None:
    began_s, heard.began_ms = time.monotonic(), time.time() * 1000
    pcm, step = _voice(), MESSAGE_SAMPLES * BYTES_PER_SAMPLE
    for number, place in enumerate(range(0, len(pcm), step), start=1):
        spoken_s = number * MESSAGE_SAMPLES / SAMPLE_RATE_HZ
        await asyncio.sleep(max(0.0, began_s + spoken_s - time.monotonic()))
        candidate.speak(pcm[place : place + step], int(heard.began_ms + 1000 * (spoken_s - 0.1)))


def _voice() -> bytes:
    loud = np.full(int(WORD_S * SAMPLE_RATE_HZ), 3_000, dtype="<i2")
    quiet = np.zeros(int(PAUSE_S * SAMPLE_RATE_HZ), dtype="<i2")
    return np.tile(np.concatenate([loud, quiet]), int((SECONDS + WARM_SECONDS) / (WORD_S + PAUSE_S))).tobytes()


async def _delays(place: Installation, heard: Heard) -> list[tuple[float, float]]:
    """(overhead, grouping) of each final: a pause ends its span once the pad after the span was heard."""
    async with codec(place) as opener:
        reader = KafkaLogReader(place.kafka_bootstrap)
        log = await read_interview(reader, opener, heard.interview_id, ["audio-chunks"])
    audio = [
        (entry.event.end_sample, entry.record.timestamp_ms) for entry in log if isinstance(entry.event, AudioChunk)
    ]
    delays = []
    for final, shown_ms in heard.finals:
        needed = final.to_sample + PAD_SAMPLES
        stored_ms = next((stored for end, stored in audio if end >= needed), None)
        if stored_ms is not None and final.to_sample > WARM_SECONDS * SAMPLE_RATE_HZ:
            sent_ms = heard.began_ms + math.ceil(needed / MESSAGE_SAMPLES) * 1000 * MESSAGE_SAMPLES / SAMPLE_RATE_HZ
            delays.append((shown_ms - stored_ms, stored_ms - sent_ms))
    return delays


def share(values: Sequence[float], below: float) -> float:
    """The value that this share of all lies at or below."""
    return sorted(values)[max(0, math.ceil(below * len(values)) - 1)]


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        worker()
    else:
        print(main())
