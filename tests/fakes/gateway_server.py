"""Why: the gateway as a browser meets it: real uvicorn, real WebSockets, a log in memory that can go away."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from fakes.gateway_access import MemoryAccess
from fakes.gateway_messages import hello
from ingest_gateway.access.ports import AccessPort
from ingest_gateway.app import AUDIO_PATH, make_app
from ingest_gateway.consent import Consents
from ingest_gateway.position import Positions
from ingest_gateway.server import make_server
from ingest_gateway.session.registry import Registry
from ingest_gateway.session.shell import Parts
from interview_runtime.bus import Bus, LogReader, OutRecord, Position, Unavailable
from interview_runtime.clock import Clock, SystemClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import KeyPort, MemoryKeys
from interview_runtime.memory_bus import MemoryBus
from interview_schemas.events import Event
from interview_schemas.topics import PARTITIONS

ORIGIN = "https://interview.example"
PATIENCE_SECONDS = 20.0


class MoodyBus:
    """A log that is away for as long as `away` is set; `held` makes it slow instead."""

    def __init__(self, log: MemoryBus) -> None:
        self.log = log
        self.away = False
        self.held = asyncio.Event()
        self.held.set()

    async def send(self, record: OutRecord) -> Position:
        await self.held.wait()
        if self.away:
            raise Unavailable("kafka")
        return await self.log.send(record)

    async def close(self) -> None:
        await self.log.close()


def make_parts(bus: Bus, reader: LogReader, *, keys: KeyPort, access: AccessPort, clock: Clock) -> Parts:
    codec = EventCodec(keys, clock, "ingest-gateway")
    return Parts(
        clock, keys, bus, codec, access, Positions(reader, codec, clock), Consents(reader, codec, clock), Registry()
    )


class Gateway:
    """Everything of one gateway process but Kafka and Postgres, which it shares with the one `beside` it."""

    def __init__(self, beside: "Gateway | None" = None) -> None:
        self.clock = SystemClock()
        self.log: MemoryBus = beside.log if beside else MemoryBus(self.clock)
        self.bus = MoodyBus(self.log)
        self.keys: MemoryKeys = beside.keys if beside else MemoryKeys()
        self.access: MemoryAccess = beside.access if beside else MemoryAccess(self.clock)
        self.parts = make_parts(self.bus, self.log, keys=self.keys, access=self.access, clock=self.clock)
        self.server = make_server(make_app(self.parts, {ORIGIN}), "127.0.0.1", 0)

    @property
    def url(self) -> str:
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"ws://127.0.0.1:{port}{AUDIO_PATH}"

    async def events(self, *topics: str) -> list[Event]:
        """What the log holds, opened."""
        records = self.log.read(topics or ("audio-chunks",), range(PARTITIONS))
        return [(await self.parts.codec.decode(record)).event for record in records]

    async def eventually(self, topic: str, least: int) -> list[Event]:
        """The topic's events once there are that many."""
        while len(events := await self.events(topic)) < least:  # noqa: ASYNC110  # as a consumer polls
            await asyncio.sleep(0.01)
        return events

    async def interview(self, name: str) -> None:
        """Make its key."""
        await self.keys.create(name)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Gateway"]:
        serving = asyncio.create_task(self.server._serve())
        while not self.server.started:  # noqa: ASYNC110  # uvicorn tells no one
            await asyncio.sleep(0.005)
        try:
            yield self
        finally:
            self.bus.held.set()
            self.server.should_exit = True
            await serving


class Browser:
    """One socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.problem: dict[str, Any] = {}

    async def send(self, *messages: bytes | str) -> None:
        with suppress(ConnectionClosed):  # what was wrong is read with closed()
            for message in messages:
                await self.socket.send(message)

    async def next(self, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), seconds))
        return message

    async def until(self, kind: str, *, seconds: float = PATIENCE_SECONDS, **fields: object) -> dict[str, Any]:
        """Skip what is not this."""
        while True:
            message = await self.next(seconds)
            if message["type"] == kind and fields.items() <= message.items():
                return message

    async def closed(self) -> int:
        """Read to the end; the close code."""
        try:
            while True:
                message = await self.next()
                if message["type"] == "problem":
                    self.problem = message
        except ConnectionClosed:
            return self.socket.close_code or 0


@asynccontextmanager
async def dial(
    gateway: Gateway, ticket: str | None, origin: str | None = ORIGIN, protocols: tuple[str, ...] = ("parley.v1",)
) -> AsyncIterator[Browser]:
    """A WebSocket as a browser opens it."""
    offered = [Subprotocol(name) for name in (*protocols, *([f"ticket.{ticket}"] if ticket is not None else []))]
    where = None if origin is None else Origin(origin)
    async with connect(gateway.url, subprotocols=offered, origin=where, compression=None, proxy=None) as socket:
        yield Browser(socket)


@asynccontextmanager
async def enter(gateway: Gateway, interview: str, client_id: str = "tab-1", **fields: object) -> AsyncIterator[Browser]:
    """A WebSocket with its hello sent."""
    await gateway.interview(interview)
    async with dial(gateway, gateway.access.issue(interview)) as browser:
        await browser.send(hello(client_id, **fields))
        yield browser
