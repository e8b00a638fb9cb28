"""Why: a record may only be given when what came before it has come out again, or causes would follow their effects."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from interview_runtime.bus import Bus, LogReader, OutRecord
from interview_runtime.event_codec import EventCodec
from interview_schemas.events import Event, InterviewPrepared, ResumeParsed
from interview_schemas.registry import event_id
from parley.events.log import Entry, read_interview
from parley.replay.core import is_input, is_output

OUTPUT_TOPICS: Final = ("interview-turns", "interview-events", "question-requests", "questions")
WAIT_S: Final = 20.0
_LOOK_S: Final = 0.05
_SETTLE_S: Final = 1.0


def in_causal_order(entries: Sequence[Entry]) -> list[Entry]:
    """By the broker's time; where that is the same, what was given stands before what was made of it.

    A resume that prepared nothing came too late to count: it is given last, so that it is too late again.
    """
    used = [e for e in entries if e.event is not None and (is_input(e.event) or is_output(e.event))]
    effective = {entry.event.resume_sha256 for entry in used if isinstance(entry.event, InterviewPrepared)}

    def place(entry: Entry) -> tuple[bool, int, bool]:
        is_late = isinstance(entry.event, ResumeParsed) and entry.event.sha256 not in effective
        return is_late, entry.record.timestamp_ms, entry.event is not None and is_output(entry.event)

    return sorted(used, key=place)


class Replay:
    """Gives the stored inputs to the services behind `prefix` and collects what they make of them."""

    def __init__(self, bus: Bus, reader: LogReader, codec: EventCodec, interview_id: str) -> None:
        self._bus, self._reader, self._codec = bus, reader, codec
        self._interview_id = interview_id
        self._made: dict[str, Event] = {}

    async def run(self, entries: Sequence[Entry]) -> list[Event]:
        """The outputs; it ends early where one does not come in time."""
        expected: set[str] = set()
        for entry in in_causal_order(entries):
            if entry.event is not None and is_output(entry.event):
                expected.add(entry.event_id)
            elif await self._came(expected):
                await self._give(entry)
            else:
                break
        await self._came(expected)
        await asyncio.sleep(_SETTLE_S)  # what nobody expects would come now
        await self._collect()
        return list(self._made.values())

    async def _give(self, entry: Entry) -> None:
        """As stored: the seal does not know the prefix."""
        stored = entry.record
        topic = self._codec.prefix + stored.topic
        await self._bus.send(OutRecord(topic=topic, key=stored.key, value=stored.value, headers=stored.headers))

    async def _came(self, expected: set[str]) -> bool:
        until_s = time.monotonic() + WAIT_S
        while not expected <= self._made.keys():
            if time.monotonic() > until_s:
                return False
            await self._collect()
            await asyncio.sleep(_LOOK_S)
        return True

    async def _collect(self) -> None:
        for entry in await read_interview(self._reader, self._codec, self._interview_id, OUTPUT_TOPICS):
            if entry.event is not None and is_output(entry.event):
                self._made.setdefault(event_id(entry.event), entry.event)
