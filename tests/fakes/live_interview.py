"""Why: an interview on the real stack, played as a candidate would, with somebody who kills services meanwhile."""

import asyncio
import random
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import msgspec

from interview_runtime.bus import Unavailable
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_schemas.events import Event
from interview_schemas.topics import TOPICS
from parley.client.board import Board
from parley.client.rest import Created, Rest
from parley.launcher.stack import Stack
from parley.play.performance import Performance
from parley.view.screen import Shown

PATIENCE_S = 90
PERMANENT = [name for name, topic in TOPICS.items() if topic.retention_ms < 0]


class Silent:
    """A view that nobody watches; it remembers what was shown twice."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    def show(self, shown: Shown, board: Board) -> None:
        self.shown.append(shown)

    def tell(self, line: str) -> None:
        return

    def summary(self, facts: dict[str, Any]) -> None:
        return

    def close(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class Played:
    """What was said, what the candidate saw, what the log holds."""

    created: Created
    performance: Performance
    view: Silent
    log: list[Event]
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kill:
    """Who dies, and when, counted from the first question."""

    name: str
    after_seconds: float


def kills(seed: int, names: Sequence[str], *, within_seconds: float) -> list[Kill]:
    """Each of `names` once, at seeded moments."""
    chance = random.Random(seed)
    return [Kill(name, chance.uniform(0.5, within_seconds)) for name in names]


def answers(recording: str) -> list[bytes]:
    """The answers cut from one recording of the demo, at most three."""
    folder = files("parley") / "recordings"
    cuts = [cut for cut in msgspec.json.decode((folder / "answers.json").read_bytes()) if cut["recording"] == recording]
    with (folder / cuts[0]["file"]).open("rb") as file, wave.open(file) as source:
        pcm = source.readframes(source.getnframes())
    return [pcm[2 * cut["start_sample"] : 2 * cut["end_sample"]] for cut in cuts[:3]]


async def played(stack: Stack, spoken: Sequence[bytes], language: str, victims: Sequence[Kill] = ()) -> Played:
    """One short interview from its first question to its report."""
    rest, view = Rest(stack.api_url, stack.owner_token), Silent()
    try:
        created = await rest.begin(language, "short")
        performance = Performance(rest, view)
        killer = asyncio.create_task(_kill(stack, performance, victims))
        await asyncio.wait_for(performance.play(spoken), 300)
        await killer
        report = await _report(rest, created.interview_id)
    finally:
        await rest.close()
    return Played(created, performance, view, await log_of(stack, created.interview_id), report)


async def _kill(stack: Stack, performance: Performance, victims: Sequence[Kill]) -> None:
    if not victims:
        return
    while not performance.board.questions:  # noqa: ASYNC110  # a board has no event to wait for
        await asyncio.sleep(0.05)
    passed = 0.0
    for kill in sorted(victims, key=lambda victim: victim.after_seconds):
        await asyncio.sleep(kill.after_seconds - passed)
        passed = kill.after_seconds
        stack.kill(kill.name)


async def _report(rest: Rest, interview_id: str) -> dict[str, Any]:
    while True:
        report = await rest.report(interview_id)
        if report["complete"]:
            return report
        await asyncio.sleep(0.5)


async def log_of(stack: Stack, interview_id: str) -> list[Event]:
    """Every permanent record of one interview in the broker's order, repeats and all; a killed server is waited for."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await _log_of(stack, interview_id)
            except Unavailable:
                await asyncio.sleep(0.5)


async def _log_of(stack: Stack, interview_id: str) -> list[Event]:
    database = Database(stack.database_url)
    codec = EventCodec(PostgresKeys(database, read_tenant_key(stack.data.tenant_key)), SystemClock(), "test")
    reader = KafkaLogReader(stack.kafka_bootstrap)
    try:
        partition = reader.partition_of(PERMANENT[0], interview_id.encode())
        records = sorted(reader.read(PERMANENT, [partition]), key=lambda record: record.timestamp_ms)
        return [(await codec.decode(record)).event for record in records if record.key == interview_id.encode()]
    finally:
        await database.close()
