"""Why: nothing is acknowledged before its span is stored, and a worker that took over writes the same spans."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from fakes.scripted_speech import EnergyVoiceActivity, FixedLanguages, Line, ScriptedSpeechEngine, scripted_pcm
from interview_schemas.errors import InvalidEvent
from interview_schemas.events.audio import AnswerBoundary, AudioChunk, SamplesMissing
from interview_schemas.events.lifecycle import Language
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech, TranscriptPartial
from interview_schemas.registry import event_id
from stream_processors.transcription.ports import FinalText, Pcm
from stream_processors.transcription.settings import TranscriptionOptions
from stream_processors.transcription.worker import (
    AudioEvent,
    PartitionNotOpen,
    TranscriptEvent,
    TranscriptionWorker,
    WorkerPorts,
)

pytestmark = pytest.mark.unit

SECOND = 16_000
CHUNK = 3_200
LINES = [Line(SECOND, 3 * SECOND, "I led a team of four"), Line(5 * SECOND, 6 * SECOND, "thank you all")]
PCM = scripted_pcm(LINES, 8 * SECOND)


def records(interview: str = "i-1", pcm: Pcm = PCM, epoch: int = 1) -> list[AudioEvent]:
    return [
        AudioChunk(
            interview_id=interview,
            start_sample=start,
            epoch=epoch,
            captured_at_ms=start // 16,
            media=pcm[start : start + CHUNK].tobytes(),
        )
        for start in range(0, len(pcm), CHUNK)
    ]


def boundary(end_sample: int, interview: str = "i-1") -> AnswerBoundary:
    return AnswerBoundary(interview_id=interview, question_id="q-1", end_sample=end_sample)


class Shell:
    """Stands for Kafka: a log, the acknowledged tokens, and a clock that the test turns."""

    def __init__(self, engine: ScriptedSpeechEngine | None = None, options: TranscriptionOptions | None = None) -> None:
        self.log: list[TranscriptEvent] = []
        self.acknowledged: list[object] = []
        self.now = 100.0
        self.storing = asyncio.Event()
        self.storing.set()
        self.languages = FixedLanguages()
        self.engine = engine or ScriptedSpeechEngine(LINES)
        ports = WorkerPorts(
            emit=self.emit,
            acknowledge=self.acknowledged.append,
            language_of=self.languages,
            vad_factory=EnergyVoiceActivity,
            clock=lambda: self.now,
        )
        self.worker = TranscriptionWorker(self.engine, ports, options or TranscriptionOptions())

    async def emit(self, event: TranscriptEvent) -> None:
        await self.storing.wait()
        self.log.append(event)

    async def feed(self, events: Sequence[AudioEvent], partition: int = 0) -> None:
        for number, event in enumerate(events):
            await self.worker.record(partition, event, (event.interview_id, number))

    @property
    def spans(self) -> list[SegmentFinal | SegmentNoSpeech]:
        return [event for event in self.log if not isinstance(event, TranscriptPartial)]

    @property
    def texts(self) -> list[str]:
        return [span.text for span in self.spans if isinstance(span, SegmentFinal)]


@pytest_asyncio.fixture
async def shell() -> AsyncIterator[Shell]:
    made = Shell()
    await made.worker.open(0, {})
    yield made
    await made.worker.aclose()


def assert_partition(spans: Sequence[SegmentFinal | SegmentNoSpeech], start: int, end: int) -> None:
    cursor = start
    for span in spans:
        assert span.from_sample == cursor
        cursor = span.to_sample
    assert cursor == end


async def test_audio_becomes_finals_and_silence_that_cover_it(shell: Shell) -> None:
    events = [*records(), boundary(len(PCM))]
    await shell.feed(events)
    await shell.worker.idle()
    assert shell.texts == ["I led a team of four", "thank you all"]
    assert_partition(shell.spans, 0, len(PCM))
    assert sorted(map(str, shell.acknowledged)) == sorted(str(("i-1", n)) for n in range(len(events)))


async def test_partials_come_before_their_final_with_rising_rev(shell: Shell) -> None:
    for event in records():
        await shell.worker.record(0, event, None)
        await shell.worker.idle()
    partials = [event for event in shell.log if isinstance(event, TranscriptPartial)]
    final = next(span for span in shell.spans if isinstance(span, SegmentFinal))
    of_final = [each for each in partials if each.segment_id == final.segment_id]
    assert len(of_final) >= 2
    assert [each.rev for each in of_final] == sorted({each.rev for each in of_final})
    assert of_final[-1].stable_text
    assert shell.log.index(of_final[-1]) < shell.log.index(final)


async def test_nothing_is_acknowledged_before_it_is_stored(shell: Shell) -> None:
    shell.storing.clear()
    await shell.feed([*records()[:20], boundary(20 * CHUNK)])
    await asyncio.sleep(0.05)
    assert shell.acknowledged == []
    shell.storing.set()
    await shell.worker.idle()
    assert len(shell.acknowledged) == 21


async def test_replay_of_the_same_records_is_dropped(shell: Shell) -> None:
    for _ in range(2):
        await shell.feed([*records(), boundary(len(PCM))])
        await shell.worker.idle()
    assert_partition(shell.spans, 0, len(PCM))
    assert len(shell.acknowledged) == 2 * (len(records()) + 1)


async def test_replay_after_a_crash_writes_the_same_ids(shell: Shell) -> None:
    events = [*records(), boundary(len(PCM))]
    await shell.feed(events)
    await shell.worker.idle()
    other = Shell()
    await other.worker.open(0, {})
    await other.feed(events)
    await other.worker.idle()
    await other.worker.aclose()
    assert [event_id(span) for span in other.spans] == [event_id(span) for span in shell.spans]
    assert other.spans == shell.spans


async def test_takeover_goes_on_from_the_cursor(shell: Shell) -> None:
    await shell.worker.open(0, {"i-1": 4 * SECOND})
    await shell.feed([*records(), boundary(len(PCM))])
    await shell.worker.idle()
    assert_partition(shell.spans, 4 * SECOND, len(PCM))
    assert shell.texts == ["thank you all"]


async def test_stall_closes_an_open_utterance_after_two_seconds(shell: Shell) -> None:
    await shell.feed(records()[:8])
    shell.now += 1.9
    await shell.worker.tick()
    await shell.worker.idle()
    assert shell.texts == []
    shell.now += 0.2
    await shell.worker.tick()
    await shell.worker.idle()
    assert len(shell.texts) == 1
    assert shell.spans[-1].cut == "stalled"
    assert len(shell.acknowledged) == 8


async def test_missing_samples_are_closed_and_acknowledged(shell: Shell) -> None:
    await shell.feed(records()[:2])
    gap = SamplesMissing(interview_id="i-1", from_sample=2 * CHUNK, to_sample=5 * CHUNK, epoch=1)
    await shell.worker.record(0, gap, "gap")
    await shell.worker.idle()
    assert "gap" in shell.acknowledged
    assert [span.cut for span in shell.spans] == ["silence", "missing"]


async def test_garbage_is_refused_and_leaves_the_stream_usable(shell: Shell) -> None:
    bad = AudioChunk(interview_id="i-1", start_sample=0, epoch=1, captured_at_ms=0, media=b"abc")
    with pytest.raises(InvalidEvent) as refused:
        await shell.worker.record(0, bad, "bad")
    assert refused.value.reason == "contract"
    await shell.feed([*records(), boundary(len(PCM))])
    await shell.worker.idle()
    assert "bad" not in shell.acknowledged
    assert_partition(shell.spans, 0, len(PCM))


async def test_record_of_a_partition_that_is_not_open_is_refused(shell: Shell) -> None:
    with pytest.raises(PartitionNotOpen):
        await shell.worker.record(7, records()[0], "token")


async def test_close_drops_what_is_undecoded_and_unacknowledged(shell: Shell) -> None:
    shell.storing.clear()
    await shell.feed(records()[:20])
    await shell.worker.close(0)
    shell.storing.set()
    await shell.worker.idle()
    assert shell.acknowledged == []


async def test_language_is_asked_for_once_a_stream(shell: Shell) -> None:
    await shell.feed(records())
    await shell.feed(records("i-2"))
    assert shell.languages.asked == ["i-1", "i-2"]


async def test_rest_is_forgotten_and_taken_up_again(shell: Shell) -> None:
    await shell.feed([*records(), boundary(len(PCM))])
    await shell.worker.idle()
    shell.now += 301
    await shell.worker.tick()
    assert not shell.worker._partitions[0].live
    await shell.feed(records())
    await shell.worker.idle()
    assert_partition(shell.spans, 0, len(PCM))
    assert shell.languages.asked == ["i-1", "i-1"]


class HeldEngine(ScriptedSpeechEngine):
    """Decodes only while the gate is open."""

    def __init__(self) -> None:
        super().__init__([Line(0, 600 * SECOND, "all the time")])
        self.gate = threading.Event()

    def transcribe_final(self, pcm: Pcm, language: Language) -> FinalText:
        self.gate.wait(10)
        return super().transcribe_final(pcm, language)


async def test_reading_pauses_while_too_much_is_undecoded() -> None:
    engine = HeldEngine()
    shell = Shell(engine)
    await shell.worker.open(0, {})
    loud = scripted_pcm([Line(0, 60 * SECOND, "all the time")], 60 * SECOND)
    feeding = asyncio.create_task(shell.feed(records(pcm=loud)))
    await asyncio.sleep(0.3)
    assert not feeding.done()
    assert shell.worker.backlog_samples() <= 31 * SECOND
    engine.gate.set()
    await asyncio.wait_for(feeding, 10)
    await shell.worker.aclose()


async def test_failure_in_the_background_breaks_the_caller(shell: Shell) -> None:
    async def refuse(_: TranscriptEvent) -> None:
        raise ConnectionError("gone")

    broken = Shell()
    broken.worker._ports = WorkerPorts(
        emit=refuse,
        acknowledge=broken.acknowledged.append,
        language_of=broken.languages,
        vad_factory=EnergyVoiceActivity,
        clock=lambda: 0.0,
    )
    await broken.worker.open(0, {})
    await broken.feed(records()[:4])
    await broken.worker.record(0, boundary(4 * CHUNK), "boundary")
    with pytest.raises(ConnectionError):
        await broken.worker.idle()
    with pytest.raises(ConnectionError):
        await broken.worker.tick()
    assert broken.acknowledged == []
    await broken.worker.aclose()


async def test_a_hundred_streams_share_one_worker(shell: Shell) -> None:
    names = [f"i-{n}" for n in range(100)]
    for batch in zip(*(records(name, PCM[: 4 * SECOND]) for name in names), strict=True):
        await shell.feed(batch)
    for name in names:
        await shell.worker.record(0, boundary(4 * SECOND, name), name)
    await shell.worker.idle()
    for name in names:
        assert_partition([span for span in shell.spans if span.interview_id == name], 0, 4 * SECOND)
    assert len(shell.texts) == 100
