"""Why: a session writes through librdkafka what it acknowledged, in order, on the wire of a mock cluster."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from fakes.gateway_access import MemoryAccess
from fakes.gateway_messages import audio, command, hello, pcm
from fakes.gateway_server import make_parts
from fakes.gateway_socket import ScriptedSocket
from ingest_gateway.session.rounds import Rounds
from ingest_gateway.session.shell import Parts, Session
from interview_runtime.clock import SystemClock
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.keys import MemoryKeys
from interview_schemas.events import AnswerBoundary, AudioChunk, Event, FinishAnswer

pytestmark = pytest.mark.wire

MOCK: dict[str, str | int | float | bool] = {"test.mock.num.brokers": 1, "log_level": 0}
MOCK_PARTITIONS = range(4)


class Wire:
    """A mock cluster with the gateway's parts on it."""

    def __init__(self, **settings: int) -> None:
        slower = {name.replace("_", "."): value for name, value in settings.items()}
        self.bus = KafkaBus("", client_id="test", settings=MOCK | slower)
        brokers = self.bus._producer.list_topics(timeout=20).brokers.values()
        self.reader = KafkaLogReader(",".join(f"{broker.host}:{broker.port}" for broker in brokers))
        self.keys = MemoryKeys()
        self.clock = SystemClock()
        access = MemoryAccess(self.clock)
        self.parts: Parts = make_parts(self.bus, self.reader, keys=self.keys, access=access, clock=self.clock)

    async def events(self, *topics: str) -> list[Event]:
        records = await asyncio.to_thread(lambda: list(self.reader.read(topics, MOCK_PARTITIONS)))
        return [(await self.parts.codec.decode(record)).event for record in records]

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[ScriptedSocket]:
        await self.keys.create("i1")
        socket = ScriptedSocket()
        session = asyncio.create_task(Session(socket, "i1", self.parts).run())
        rounds = asyncio.create_task(Rounds(self.parts.registry, self.parts.access, self.clock).run())
        socket.say(hello())
        await socket.until("hello")
        yield socket
        socket.say(None)
        await session
        rounds.cancel()


@pytest.mark.parametrize("delay_ms", [0, 150])
async def test_what_was_acknowledged_can_be_read_back_in_order(delay_ms: int) -> None:
    wire = Wire(test_mock_broker_rtt=delay_ms)
    async with wire.talking() as socket:
        for index in range(20):
            socket.say(audio(index * 1_600))
        socket.say(command("finish-answer", "f1", question_id="q1", end_sample=32_000))
        await socket.until("ack", next_sample=32_000)
        await socket.until("command-ack", command_id="f1")
        log = await wire.events("audio-chunks")
    chunks = [event for event in log if isinstance(event, AudioChunk)]
    assert b"".join(chunk.media for chunk in chunks) == pcm(0, 32_000)
    assert isinstance(log[-1], AnswerBoundary)
    assert [type(event) for event in await wire.events("interview-commands")] == [FinishAnswer]
    await wire.bus.close()


async def test_a_slow_log_is_told_to_the_browser_and_waited_for() -> None:
    wire = Wire(linger_ms=2_500)
    async with wire.talking() as socket:
        socket.say(audio(0, 3_200))
        await socket.until("state", log="waiting")
        await socket.until("ack", next_sample=3_200)
    await wire.bus.close()
