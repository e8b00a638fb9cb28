"""Why: the real api and the real projection as processes, on real Kafka and Postgres, seen through real sockets."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from fakes.api_client import Message, Page
from fakes.api_story import SPOKEN, final, partial, question, story
from fakes.api_world import OWNER, OWNER_TOKEN
from interview_api.access.core import sha256
from interview_runtime.bus import OutRecord
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_runtime.publisher import Publisher
from interview_runtime.topic_admin import create_topics
from interview_schemas.events import Event
from interview_schemas.registry import event_id, topic_of
from interview_schemas.topics import TOPICS
from parley.launcher.stack import Stack
from stream_processors.projection.core import is_projected

pytestmark = pytest.mark.integration


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Running:
    """The environment that the processes share."""

    environment: dict[str, str]
    port: int
    prefix: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def process(self, module: str) -> Iterator[subprocess.Popen[bytes]]:
        health = free_port()
        environment = self.environment | {"HEALTH_PORT": str(health)}
        child = subprocess.Popen([sys.executable, "-m", module], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_ready(child, health)
            yield child
        finally:
            child.kill()
            child.wait()


def wait_ready(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and child.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("not ready")


@pytest.fixture(scope="module")
def running(infrastructure: Stack) -> Running:
    port, prefix = free_port(), f"api-{uuid.uuid4().hex[:8]}-"
    create_topics(infrastructure.kafka_bootstrap, prefix)
    environment = dict(os.environ) | {
        "KAFKA_BOOTSTRAP_SERVERS": infrastructure.kafka_bootstrap,
        "DATABASE_URL": infrastructure.database_url,
        "TENANT_KEY_FILE": str(infrastructure.data.tenant_key),
        "TOPIC_PREFIX": prefix,
        "LISTEN_PORT": str(port),
        "ALLOWED_ORIGINS": f"http://127.0.0.1:{port}",
        "GATEWAY_URL": "ws://127.0.0.1:1",
        "OWNER_TOKEN_SHA256": sha256(OWNER_TOKEN).hex(),
    }
    return Running(environment, port, prefix)


class Log:
    """Writes events as services would."""

    def __init__(self, running: Running) -> None:
        self.database = Database(running.environment["DATABASE_URL"])
        key = read_tenant_key(_path(running))
        self.codec = EventCodec(PostgresKeys(self.database, key), SystemClock(), "test", running.prefix)
        self.bus = KafkaBus(running.environment["KAFKA_BOOTSTRAP_SERVERS"], client_id="test")
        self.publish = Publisher(self.bus, self.codec)

    async def write(self, events: list[Event]) -> None:
        for event in events:
            await self.publish(event)

    async def close(self) -> None:
        await self.bus.close()
        await self.database.close()


def _path(running: Running) -> Path:
    return Path(running.environment["TENANT_KEY_FILE"])


async def invite(client: httpx.AsyncClient) -> str:
    """A candidate who has entered: the client holds the cookie."""
    made = (await client.post("/v1/interviews", headers=OWNER, json={"language": "en"})).json()
    what = {"interview_id": made["interview_id"], "candidate_token": made["candidate_token"]}
    assert (await client.post("/v1/candidate/session", json=what)).status_code == 200
    return str(made["interview_id"])


async def watch(client: httpx.AsyncClient, running: Running) -> ClientConnection:
    ticket = (await client.post("/v1/tickets", json={"purpose": "relay"})).json()
    protocols = [Subprotocol("parley.v1"), Subprotocol(f"ticket.{ticket['ticket']}")]
    opened = await connect(ticket["url"], subprotocols=protocols, origin=running.origin, proxy=None)  # type: ignore[arg-type]  # Origin is a NewType
    await opened.send(json.dumps({"type": "hello", "version": 1}))
    return opened


async def read_until(opened: ClientConnection, kind: str, page: Page | None = None) -> Message:
    async with asyncio.timeout(60):
        while True:
            message: Message = json.loads(await opened.recv())
            if page is not None:
                page.take(message)
            if message["type"] == kind:
                return message


async def snapshot_of(client: httpx.AsyncClient, running: Running) -> Page:
    """What a page that opens now is shown."""
    page, opened = Page(), await watch(client, running)
    await read_until(opened, "snapshot", page)
    await opened.close()
    return page


async def read_as_far_as(opened: ClientConnection, page: Page, other: Page) -> None:
    """Takes messages until the page shows as much as the other one: topics reach a relay in any order."""
    async with asyncio.timeout(60):
        while {**page.view, "repeats": set()} != other.view:
            page.take(json.loads(await opened.recv()))


def client_of(running: Running) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=running.origin, headers={"origin": running.origin}, trust_env=False)


async def report_of(client: httpx.AsyncClient, interview: str) -> Message:
    async with asyncio.timeout(60):
        while True:
            report: Message = (await client.get(f"/v1/interviews/{interview}/report", headers=OWNER)).json()
            if report["complete"]:
                return report
            await asyncio.sleep(0.1)


async def segments_of(client: httpx.AsyncClient, interview: str) -> list[str]:
    """The texts, once there are some."""
    path, texts = f"/v1/interviews/{interview}/transcript", list[str]()
    async with asyncio.timeout(60):
        while not texts:
            texts = [segment["text"] for segment in (await client.get(path, headers=OWNER)).json()["segments"]]
            await asyncio.sleep(0.05)
    return texts


async def test_a_whole_interview_through_real_processes(running: Running) -> None:
    log = Log(running)
    with running.process("stream_processors.projection"), running.process("interview_api"):
        async with client_of(running) as client:
            interview, page = await invite(client), Page()
            socket_ = await watch(client, running)
            await read_until(socket_, "snapshot", page)
            for event in story(interview):
                await log.write([event])
            report = await report_of(client, interview)
            late = await snapshot_of(client, running)
            await read_as_far_as(socket_, page, late)
            assert [answer["answer"] for answer in report["answers"]] == [SPOKEN, "Second"]
            await socket_.close()
            assert late.view == {**page.view, "repeats": set()}
            events = (await client.get(f"/v1/interviews/{interview}/events", headers=OWNER)).json()["events"]
            stored = [event for event in story(interview) if is_projected(TOPICS[topic_of(event)])]
            assert {event["event_id"] for event in events} == {event_id(event) for event in stored}
            listed = (await client.get("/v1/interviews", headers=OWNER)).json()["interviews"]
            assert [one["status"] for one in listed if one["interview_id"] == interview] == ["assessed"]
    await log.close()


async def test_sigterm_tells_browsers_that_the_service_restarts_and_nothing_is_lost(running: Running) -> None:
    log = Log(running)
    with running.process("stream_processors.projection"):
        with running.process("interview_api") as api:
            async with client_of(running) as client:
                interview, page = await invite(client), Page()
                opened = await watch(client, running)
                await read_until(opened, "snapshot", page)
                api.send_signal(signal.SIGTERM)
                with pytest.raises(ConnectionClosed) as end:
                    await read_until(opened, "nothing of this kind is sent", page)
                assert end.value.rcvd is not None
                assert end.value.rcvd.code == 1012
                assert await asyncio.to_thread(api.wait, 8) == 0
                cookies = client.cookies
        await log.write([question(1, interview), final(0, 16_000, interview=interview)])
        with running.process("interview_api"):
            async with client_of(running) as client:
                client.cookies = cookies
                opened = await watch(client, running)
                await read_until(opened, "snapshot", page)
                await log.write([partial(16_000, 1, interview=interview)])
                await read_until(opened, "partial", page)
                assert page.view["finals"] == [(0, SPOKEN)]
                await opened.close()
    await log.close()


async def test_a_projection_killed_again_and_again_neither_loses_nor_repeats(running: Running) -> None:
    log = Log(running)
    interviews = [str(uuid.uuid4()) for _ in range(3)]
    keys = PostgresKeys(log.database, read_tenant_key(_path(running)))
    for interview in interviews:
        await keys.create(interview)
        with running.process("stream_processors.projection") as projection:
            writing = asyncio.create_task(log.write(story(interview)))
            await asyncio.sleep(0.05)
            projection.kill()
            await writing
    wanted = {event_id(event) for one in interviews for event in story(one) if is_projected(TOPICS[topic_of(event)])}
    with running.process("stream_processors.projection"):
        found: list[str] = []
        until = time.monotonic() + 120
        while len(found) < len(wanted) and time.monotonic() < until:
            found = await asyncio.to_thread(_stored, running, interviews)
            await asyncio.sleep(0.1)
    assert sorted(found) == sorted(wanted)
    await log.close()


async def test_poison_in_every_topic_is_put_aside_and_the_next_good_record_passes(running: Running) -> None:
    log = Log(running)
    with running.process("stream_processors.projection"), running.process("interview_api"):
        async with client_of(running) as client:
            interview = await invite(client)
            opened = await watch(client, running)
            await read_until(opened, "snapshot")
            for topic in TOPICS:
                junk = {"ce_type": b"SegmentFinal.v1", "ce_id": b"\xff"}
                poison = OutRecord(
                    topic=running.prefix + topic, key=interview.encode(), value=os.urandom(64), headers=junk
                )
                await log.bus.send(poison)
            await log.write([final(0, 16_000, interview=interview)])
            assert (await read_until(opened, "final"))["text"] == SPOKEN
            await opened.close()
            assert await segments_of(client, interview) == [SPOKEN]
    await log.close()


async def test_nobody_gets_in_without_a_token_or_a_ticket(running: Running) -> None:
    with running.process("interview_api"):
        async with client_of(running) as client:
            for path in ("", "/x", "/x/report", "/x/transcript", "/x/events"):
                assert (await client.get(f"/v1/interviews{path}")).status_code == 401
        url = f"ws://127.0.0.1:{running.port}/v1/relay"
        opened = await connect(url, origin=running.origin, proxy=None)  # type: ignore[arg-type]  # Origin is a NewType
        assert json.loads(await opened.recv())["code"] == "ticket-not-valid"
        with pytest.raises(ConnectionClosed) as end:
            await asyncio.wait_for(opened.recv(), 30)
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == 4401


def _stored(running: Running, interviews: list[str]) -> list[str]:
    with psycopg.connect(running.environment["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT event_id FROM events WHERE interview_id = ANY(%s)", (interviews,))
        return [row[0] for row in rows.fetchall()]
