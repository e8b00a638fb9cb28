"""Why: a reconnected browser goes on from the first sample that the log lacks, whoever wrote the samples before."""

import asyncio
from collections.abc import Iterable
from typing import Final

import msgspec

from ingest_gateway.access.core import Grant
from interview_runtime.bus import LogReader, Record
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec, Redacted
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import BYTES_PER_SAMPLE, AudioChunk, SamplesMissing
from interview_schemas.registry import event_type, topic_of

TOPIC: Final = topic_of(AudioChunk)
SEALING_BYTES: Final = 12 + 16  # the nonce in front and the tag behind, see interview_runtime.keys.seal
WINDOWS_MS: Final = (60_000, 600_000)
_AUDIO: Final = event_type(AudioChunk).encode()
_MISSING: Final = event_type(SamplesMissing).encode()


class Stretch(msgspec.Struct, frozen=True, order=True, gc=False):
    """Samples that are in the log."""

    start_sample: int
    end_sample: int


class Positions:
    """Finds the contiguous end of an interview's samples."""

    def __init__(self, reader: LogReader, codec: EventCodec, clock: Clock) -> None:
        self._reader = reader
        self._codec = codec
        self._clock = clock

    async def next_sample(self, interview_id: str, grant: Grant) -> int:
        """Raises Unavailable. The newest minute before the last connection ended mostly says it all."""
        if grant.last_seen_ms_ago is None:
            return 0
        now_ms = self._clock.now_ms()
        for window_ms in WINDOWS_MS:
            merged = join(await self._stretches(interview_id, now_ms - grant.last_seen_ms_ago - window_ms))
            if len(merged) == 1:
                return merged[0].end_sample
        since_ms = 0 if grant.invited_ms_ago is None else now_ms - grant.invited_ms_ago - WINDOWS_MS[0]
        merged = join(await self._stretches(interview_id, since_ms))
        return merged[0].end_sample if merged and merged[0].start_sample == 0 else 0

    async def _stretches(self, interview_id: str, since_ms: int) -> list[Stretch]:
        records = await asyncio.to_thread(self._read, interview_id.encode(), max(0, since_ms))
        found = [await self._stretch(record) for record in records]
        return [stretch for stretch in found if stretch is not None]

    def _read(self, key: bytes, since_ms: int) -> list[Record]:
        """Values of audio are not kept: a full partition is longer than memory."""
        topic = self._codec.prefix + TOPIC
        partition = self._reader.partition_of(topic, key)
        records = self._reader.read_since(topic, partition, since_ms)
        return [_lightened(record) for record in records if record.key == key and _kind(record) in {_AUDIO, _MISSING}]

    async def _stretch(self, record: Record) -> Stretch | None:
        if _kind(record) == _AUDIO:
            return _audio_stretch(record)
        try:
            event = (await self._codec.decode(record)).event
        except (InvalidEvent, Redacted):
            return None
        return Stretch(event.from_sample, event.to_sample) if isinstance(event, SamplesMissing) else None


def join(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches that touch or overlap become one."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches):
        if joined and stretch.start_sample <= joined[-1].end_sample:
            end_sample = max(stretch.end_sample, joined[-1].end_sample)
            joined[-1] = Stretch(joined[-1].start_sample, end_sample)
        else:
            joined.append(stretch)
    return joined


def _kind(record: Record) -> bytes | None:
    return record.headers.get("ce_type")


def _lightened(record: Record) -> Record:
    if _kind(record) != _AUDIO:
        return record
    samples = max(0, len(record.value) - SEALING_BYTES) // BYTES_PER_SAMPLE
    return msgspec.structs.replace(record, value=b"", headers=record.headers | {"samples": str(samples).encode()})


def _audio_stretch(record: Record) -> Stretch | None:
    try:
        start_sample = int(record.headers["x_start_sample"])
    except (KeyError, ValueError):
        return None
    return Stretch(start_sample, start_sample + int(record.headers["samples"]))
