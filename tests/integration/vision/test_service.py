"""Why: the process as it is started, on a real broker: with its engine, and on a machine that lacks mediapipe."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from integration.vision.pictures import as_jpeg, room
from interview_runtime.bus import Record
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_runtime.publisher import Publisher
from interview_runtime.topic_admin import create_topics
from interview_schemas.events import CameraWindow, ConsentGiven, Event, VideoFrame
from interview_schemas.topics import TOPICS
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

AS_STARTED = ["-m", "vision_service"]
WITHOUT_MEDIAPIPE = [
    "-c",
    "import runpy, sys; sys.modules['mediapipe'] = None; runpy.run_module('vision_service', run_name='__main__')",
]


class Service:
    """A vision process with topics of its own."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.prefix = f"{uuid.uuid4()}-"
        self.interview_id = str(uuid.uuid4())
        self._log = folder / "vision.log"
        self._port = free_port()
        self._folder = folder
        self._stack = stack
        self._process: subprocess.Popen[bytes] | None = None
        self.reader = KafkaLogReader(stack.kafka_bootstrap)

    def start(self, arguments: list[str]) -> None:
        own = {"TOPIC_PREFIX": self.prefix, "HEALTH_PORT": str(self._port), "FAUST_DATADIR": str(self._folder)}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *arguments], env={**os.environ, **self._stack.env, **own}, stdout=log, stderr=log
            )

    def stop(self) -> int:
        if self._process is None:
            return 0
        self._process.terminate()
        return self._process.wait(30)

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def page(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=2) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            return ""

    def frames(self, outcome: str) -> float:
        """How many frames have ended so."""
        line = rf'^parley_camera_frames_total{{outcome="{outcome}"}} (\S+)$'
        found = re.search(line, self.page("/metrics"), re.MULTILINE)
        return float(found[1]) if found else 0.0

    def read(self, topic: str, partitions: int) -> list[Record]:
        return list(self.reader.read([self.prefix + topic], range(partitions)))


@pytest.fixture
async def service(infrastructure: Stack, tmp_path: Path) -> AsyncIterator[Service]:
    made = Service(infrastructure, tmp_path)
    await asyncio.to_thread(create_topics, infrastructure.kafka_bootstrap, made.prefix)
    yield made
    await asyncio.to_thread(made.stop)


class Candidate:
    """Consents, then sends a frame again and again while a test waits."""

    def __init__(self, service: Service, stack: Stack) -> None:
        self._service = service
        self._database = Database(stack.database_url)
        self._keys = PostgresKeys(self._database, read_tenant_key(stack.data.tenant_key))
        self.codec = EventCodec(self._keys, SystemClock(), "test", service.prefix)
        self._bus = KafkaBus(stack.kafka_bootstrap, client_id="test")
        self._publish = Publisher(self._bus, self.codec)
        self._seq = 0

    async def consent(self) -> None:
        await self._keys.create(self._service.interview_id)
        consent = ConsentGiven(
            interview_id=self._service.interview_id, command_id="c", scope="camera", text_version="1", at_ms=1
        )
        await self.tell(consent)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        deadline_s = time.monotonic() + 90
        while not await asyncio.to_thread(condition):
            assert time.monotonic() < deadline_s, f"{what}\n{self._service.log()}"
            await self.frame(as_jpeg(room()))
            await asyncio.sleep(0.25)

    async def frame(self, media: bytes) -> None:
        self._seq += 1
        now_ms = SystemClock().now_ms()
        who = self._service.interview_id
        await self.tell(VideoFrame(interview_id=who, seq=self._seq, epoch=1, captured_at_ms=now_ms, media=media))

    async def tell(self, event: Event) -> None:
        await self._publish(event)

    async def close(self) -> None:
        await self._bus.close()
        await self._database.close()


@pytest.fixture
async def candidate(service: Service, infrastructure: Stack) -> AsyncIterator[Candidate]:
    made = Candidate(service, infrastructure)
    yield made
    await made.close()


async def test_a_camera_without_a_face_gives_windows_of_share_0(service: Service, candidate: Candidate) -> None:
    service.start(AS_STARTED)
    await candidate.consent()
    await candidate.until(lambda: service.frames("counted") > 0, "no window")
    await candidate.frame(b"garbage")
    await candidate.until(lambda: bool(service.read("video-frames-dlq", 1)), "no dead letter")
    assert service.page("/healthz") == "ready\n"
    for record in service.read("vision-signals", TOPICS["vision-signals"].partitions):
        window = (await candidate.codec.decode(record)).event
        assert isinstance(window, CameraWindow)
        assert (window.face_present_share, window.several_faces_share) == (0.0, 0.0)
        assert 1 <= window.frames <= 9
    (dead,) = service.read("video-frames-dlq", 1)
    assert dead.headers["dlq_reason"] == b"contract"
    assert b"garbage" not in dead.value
    assert service.log().count("vision_on_cpu") == 1
    assert await asyncio.to_thread(service.stop) == 0


async def test_a_machine_without_mediapipe_stays_ready_and_drops_frames(service: Service, candidate: Candidate) -> None:
    """Regression 10."""
    service.start(WITHOUT_MEDIAPIPE)
    await candidate.consent()
    await candidate.until(lambda: service.frames("no_engine") >= 3, "no frame dropped")
    await candidate.until(lambda: service.page("/healthz") == "ready\n", "not ready")
    assert service.read("vision-signals", TOPICS["vision-signals"].partitions) == []
    assert service.read("video-frames-dlq", 1) == []
    assert service.log().count("vision_off") == 1
    assert "requirements/local.txt" in service.log()
    assert "Traceback" not in service.log()


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
