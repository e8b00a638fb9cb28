"""Why: a browser that comes back must be told the first sample that the log lacks, not one after and not one before."""

import pytest

from fakes.gateway_messages import pcm
from ingest_gateway.access.core import Grant
from ingest_gateway.consent import Consents
from ingest_gateway.position import Positions
from interview_runtime.bus import Record
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import MemoryKeys
from interview_runtime.memory_bus import MemoryBus
from interview_schemas.events import AnswerBoundary, AudioChunk, ConsentGiven, ConsentWithdrawn, Event, SamplesMissing

pytestmark = pytest.mark.unit

SEEN_NOW = Grant(2, 0)


class CountingBus(MemoryBus):
    """Remembers from when it was read."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.windows: list[int] = []

    def read_since(self, topic: str, partition: int, since_ms: int) -> list[Record]:
        self.windows.append(since_ms)
        return list(super().read_since(topic, partition, since_ms))


class Log:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.bus = CountingBus(self.clock)
        self.keys = MemoryKeys()
        self.codec = EventCodec(self.keys, self.clock, "test")
        self.positions = Positions(self.bus, self.codec, self.clock)
        self.consents = Consents(self.bus, self.codec, self.clock)

    async def write(self, *events: Event) -> None:
        for event in events:
            await self.keys.create(event.interview_id)
            await self.bus.send(await self.codec.encode(event))

    async def next_sample(self, grant: Grant = SEEN_NOW) -> int:
        return await self.positions.next_sample("i1", grant)


def chunk(start_sample: int, samples: int = 3_200, interview_id: str = "i1", epoch: int = 1) -> AudioChunk:
    media = pcm(start_sample, samples)
    return AudioChunk(interview_id=interview_id, start_sample=start_sample, epoch=epoch, captured_at_ms=0, media=media)


def gone(from_sample: int, to_sample: int) -> SamplesMissing:
    return SamplesMissing(interview_id="i1", from_sample=from_sample, to_sample=to_sample, epoch=1)


async def test_a_first_connection_reads_nothing() -> None:
    log = Log()
    assert await log.next_sample(Grant(1)) == 0
    assert log.bus.windows == []


async def test_the_end_of_the_audio_is_where_it_goes_on() -> None:
    log = Log()
    await log.write(chunk(0), chunk(3_200), chunk(6_400, 1_600))
    assert await log.next_sample() == 8_000
    assert len(log.bus.windows) == 1


async def test_declared_samples_count_and_boundaries_do_not() -> None:
    log = Log()
    boundary = AnswerBoundary(interview_id="i1", question_id="q", end_sample=90_000)
    await log.write(chunk(0), gone(3_200, 50_000), boundary)
    assert await log.next_sample() == 50_000


async def test_other_interviews_do_not_count() -> None:
    log = Log()
    await log.write(chunk(0), *(chunk(start, interview_id=f"other{start}") for start in range(0, 99_000, 3_200)))
    assert await log.next_sample() == 3_200


async def test_audio_of_ten_minutes_ago_is_found_in_the_next_window() -> None:
    log = Log()
    await log.write(chunk(0))
    log.clock.advance(300_000)
    assert await log.next_sample() == 3_200
    assert len(log.bus.windows) == 2


async def test_the_windows_count_from_when_the_last_connection_was_seen() -> None:
    log = Log()
    await log.write(chunk(0))
    log.clock.advance(86_400_000)
    assert await log.next_sample(Grant(2, 86_390_000)) == 3_200
    assert len(log.bus.windows) == 1


async def test_older_audio_is_found_from_the_invitation_on() -> None:
    log = Log()
    await log.write(chunk(0))
    log.clock.advance(3_600_000)
    invited_ms = log.clock.now_ms() - 3_700_000
    assert await log.next_sample(Grant(2, 0, 3_700_000)) == 3_200
    assert log.bus.windows[-1] == invited_ms - 60_000


async def test_an_interview_without_audio_begins_at_0() -> None:
    assert await Log().next_sample() == 0


async def test_a_gap_that_a_late_record_left_is_where_it_goes_on() -> None:
    log = Log()
    await log.write(chunk(0), chunk(6_400), chunk(9_600))
    assert await log.next_sample() == 3_200


async def test_records_out_of_order_are_joined() -> None:
    log = Log()
    await log.write(chunk(0), chunk(6_400), chunk(3_200), chunk(6_400, epoch=2))
    assert await log.next_sample() == 9_600


async def test_a_window_that_shows_a_gap_is_not_believed() -> None:
    log = Log()
    await log.write(chunk(0), chunk(3_200))
    log.clock.advance(300_000)
    await log.write(chunk(0), chunk(6_400))
    assert await log.next_sample() == 9_600


async def test_an_erased_declaration_is_passed_over() -> None:
    log = Log()
    await log.write(chunk(0), gone(3_200, 9_000))
    await log.keys.destroy("i1")
    assert await log.next_sample() == 3_200


async def test_a_record_that_makes_no_sense_is_passed_over() -> None:
    log = Log()
    await log.write(chunk(0))
    partition = log.bus.partition_of("audio-chunks", b"i1")
    stored = log.bus.log["audio-chunks", partition]
    broken = {**stored[0].headers, "x_start_sample": b"many"}
    stored.append(Record(topic="audio-chunks", partition=partition, offset=1, timestamp_ms=log.clock.now_ms(),
                         key=b"i1", value=b"", headers=broken))  # fmt: skip
    assert await log.next_sample() == 3_200


async def test_the_last_word_on_the_camera_counts() -> None:
    log = Log()
    assert not await log.consents.camera("i1")
    given = ConsentGiven(interview_id="i1", command_id="c1", scope="camera", text_version="1", at_ms=0)
    taken_back = ConsentWithdrawn(interview_id="i1", command_id="c2", scope="camera", at_ms=0)
    interview = ConsentWithdrawn(interview_id="i1", command_id="c3", scope="interview", at_ms=0)
    await log.write(given, interview)
    assert await log.consents.camera("i1")
    assert not await log.consents.camera("i2")
    await log.write(taken_back)
    assert not await log.consents.camera("i1")
