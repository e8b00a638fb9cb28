"""Why: the gateway as an operator runs it, a process on real Kafka and Postgres that can be killed."""

import asyncio
import hashlib
import os
import socket
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from fakes.gateway_messages import hello
from fakes.gateway_server import ORIGIN, Browser
from ingest_gateway.app import AUDIO_PATH
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_schemas.events import Event

_TICKET = (
    "INSERT INTO tickets (ticket_sha256, interview_id, purpose, expires_at) VALUES (%s, %s, %s, now() + %s::interval)"
)


class Site:
    """What a gateway process and its tests share; `environment` is the launcher's contract."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.ports = (free_port(), free_port())
        addresses = {"LISTEN_PORT": str(self.ports[0]), "HEALTH_PORT": str(self.ports[1]), "ALLOWED_ORIGINS": ORIGIN}
        self.environment = {**os.environ, **environment, **addresses}
        self.database = Database(environment["DATABASE_URL"])
        self.keys = PostgresKeys(self.database, read_tenant_key(Path(environment["TENANT_KEY_FILE"])))
        self.reader = KafkaLogReader(environment["KAFKA_BOOTSTRAP_SERVERS"])
        self.codec = EventCodec(self.keys, SystemClock(), "test")

    @asynccontextmanager
    async def gateway(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """A process that answers."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ingest_gateway", env=self.environment, stdout=asyncio.subprocess.PIPE
        )
        try:
            await asyncio.wait_for(asyncio.to_thread(self._wait), 30)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def _wait(self) -> None:
        url = f"http://127.0.0.1:{self.ports[1]}/healthz"
        while True:
            try:
                with urllib.request.urlopen(url, timeout=1) as answer:  # our own loopback address
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                continue

    async def interview(self) -> str:
        """A fresh interview with its key."""
        interview_id = str(uuid.uuid4())
        await self.keys.create(interview_id)
        return interview_id

    async def ticket(self, interview_id: str, purpose: str = "audio", lifetime: str = "30 seconds") -> str:
        """As the api issues one."""
        ticket = uuid.uuid4().hex
        values = (hashlib.sha256(ticket.encode()).digest(), interview_id, purpose, lifetime)
        async with self.database.transaction() as connection:
            await connection.execute(_TICKET, values)
        return ticket

    @asynccontextmanager
    async def enter(self, interview_id: str, client_id: str = "tab-1", **fields: object) -> AsyncIterator[Browser]:
        """A socket with its hello sent."""
        offered = [Subprotocol("parley.v1"), Subprotocol(f"ticket.{await self.ticket(interview_id)}")]
        url = f"ws://127.0.0.1:{self.ports[0]}{AUDIO_PATH}"
        async with connect(url, subprotocols=offered, origin=Origin(ORIGIN), compression=None, proxy=None) as ws:
            browser = Browser(ws)
            await browser.send(hello(client_id, **fields))
            yield browser

    async def events(self, topic: str, interview_id: str) -> list[Event]:
        """One interview's events of a topic, in order."""
        partition = await asyncio.to_thread(self.reader.partition_of, topic, interview_id.encode())
        records = await asyncio.to_thread(lambda: list(self.reader.read([topic], [partition])))
        mine = [record for record in records if record.key == interview_id.encode()]
        return [(await self.codec.decode(record)).event for record in mine]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
