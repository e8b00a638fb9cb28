"""Why: whenever a worker dies, the one that takes over completes the same partition of the same samples."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from fakes.scripted_speech import EnergyVoiceActivity, FixedLanguages, Line, ScriptedSpeechEngine, scripted_pcm
from interview_schemas.events.audio import AnswerBoundary, AudioChunk
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech, TranscriptPartial
from stream_processors.transcription.settings import TranscriptionOptions
from stream_processors.transcription.worker import AudioEvent, TranscriptEvent, TranscriptionWorker, WorkerPorts

pytestmark = pytest.mark.unit

SECOND = 16_000
LINES = [
    Line(SECOND, 3 * SECOND, "one two three four"),
    Line(4 * SECOND, 6 * SECOND, "five six seven eight"),
    Line(8 * SECOND, 9 * SECOND, "nine ten"),
]
PCM = scripted_pcm(LINES, 10 * SECOND)
Span = SegmentFinal | SegmentNoSpeech


class Log:
    """The accepted spans, as every consumer of the log sees them, and the offsets that were committed."""

    def __init__(self, records: Sequence[AudioEvent]) -> None:
        self.records = records
        self.accepted: list[Span] = []
        self.dropped = 0
        self.acknowledged: set[int] = set()

    @property
    def cursor(self) -> int:
        return self.accepted[-1].to_sample if self.accepted else 0

    @property
    def committed(self) -> int:
        return next((n for n in range(len(self.records)) if n not in self.acknowledged), len(self.records))

    async def emit(self, event: TranscriptEvent) -> None:
        await asyncio.sleep(0)
        if isinstance(event, TranscriptPartial):
            return
        if event.from_sample == self.cursor:
            self.accepted.append(event)
        else:
            self.dropped += 1

    def acknowledge(self, token: object) -> None:
        assert isinstance(token, int)
        record = self.records[token]
        end = record.end_sample if isinstance(record, AudioChunk | AnswerBoundary) else record.to_sample
        assert end <= self.cursor, "acknowledged before the log had it"
        self.acknowledged.add(token)

    def worker(self) -> TranscriptionWorker:
        ports = WorkerPorts(
            emit=self.emit,
            acknowledge=self.acknowledge,
            language_of=FixedLanguages(),
            vad_factory=EnergyVoiceActivity,
            clock=lambda: 0.0,
        )
        return TranscriptionWorker(ScriptedSpeechEngine(LINES), ports, TranscriptionOptions())


def audio(start: int, samples: int) -> AudioChunk:
    media = PCM[start : start + samples].tobytes()
    return AudioChunk(interview_id="i", start_sample=start, epoch=1, captured_at_ms=0, media=media)


def shuffled_records(rng: random.Random) -> list[AudioEvent]:
    """Records of odd lengths, some of them sent again or overlapping what came before."""
    records: list[AudioEvent] = []
    position = 0
    while position < len(PCM):
        back = rng.choice([0, 0, 0, 77, 4_000])
        start = max(0, position - back)
        records.append(audio(start, rng.randint(100, 5_000) + position - start))
        position = min(len(PCM), records[-1].end_sample if isinstance(records[-1], AudioChunk) else 0)
    records.append(AnswerBoundary(interview_id="i", question_id="q", end_sample=len(PCM)))
    return records


def assert_whole(log: Log) -> None:
    cursor = 0
    for span in log.accepted:
        assert span.from_sample == cursor
        cursor = span.to_sample
    assert cursor == len(PCM)
    assert log.committed == len(log.records)


@pytest.mark.parametrize("seed", range(12))
async def test_worker_dies_at_any_record(seed: int) -> None:
    rng = random.Random(seed)
    log = Log(shuffled_records(rng))
    for _ in range(3):
        worker = log.worker()
        await worker.open(0, {"i": log.cursor})
        begin = log.committed
        for offset in range(begin, rng.randint(begin, len(log.records))):
            await worker.record(0, log.records[offset], offset)
        await worker.close(0)
        await worker.aclose()
    last = log.worker()
    await last.open(0, {"i": log.cursor})
    for offset in range(log.committed, len(log.records)):
        await last.record(0, log.records[offset], offset)
    await last.idle()
    await last.aclose()
    assert_whole(log)
    words = " ".join(span.text for span in log.accepted if isinstance(span, SegmentFinal)).split()
    assert words == " ".join(line.text for line in LINES).split()


async def test_another_cut_of_a_replay_is_dropped_by_every_consumer() -> None:
    log = Log([audio(start, 3_200) for start in range(0, len(PCM), 3_200)])
    first, second = log.worker(), log.worker()
    for worker in (first, second):
        await worker.open(0, {})
    for offset, record in enumerate(log.records):
        await first.record(0, record, offset)
    await first.idle()
    written = list(log.accepted)
    await second.record(0, log.records[0], 0)
    await second.record(0, AnswerBoundary(interview_id="i", question_id="other", end_sample=1_000), 0)
    await second.idle()
    assert log.accepted == written
    assert log.dropped == 1
    for worker in (first, second):
        await worker.aclose()
