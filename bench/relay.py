"""Why: what one caption costs on its way to a thousand browsers, and what a thousand browsers cost that only wait.

The api runs as its own process on real Kafka and Postgres; the browsers are sockets of this process, so both share
the machine. `kafka` is the time from before the send until the broker's confirmation, which is part of the fan-out.
"""

import asyncio
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from interview_api.access.core import sha256
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_runtime.publisher import Publisher
from interview_schemas.events import TranscriptPartial
from interview_schemas.ids import segment_id
from parley.launcher.ports import allocate
from parley.launcher.readiness import http_ready
from parley.launcher.stack import Stack

BROWSERS: Final = 1_000
CAPTIONS: Final = 20
TARGET_P99_MS: Final = 200.0
TARGET_MEMORY_MB: Final = 40.0
RESULTS: Final = Path(__file__).parent / "results"


def main() -> dict[str, Any]:
    """Measure, print, write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8_192)), hard))
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), services=()) as stack:
        result = asyncio.run(_measure(stack))
    result |= {"target_p99_ms": TARGET_P99_MS, "target_memory_mb": TARGET_MEMORY_MB, "cores": os.cpu_count()}
    result["load"] = round(os.getloadavg()[0], 2)
    print("relay fan-out, one caption to every browser")
    for name, value in result.items():
        print(f"  {name:24} {value}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "relay.json").write_text(json.dumps(result, indent=1) + "\n")
    return result


async def _measure(stack: Stack) -> dict[str, Any]:
    interview = str(uuid.uuid4())
    database = Database(stack.database_url)
    keys = PostgresKeys(database, read_tenant_key(stack.data.tenant_key))
    await keys.create(interview)
    bus = KafkaBus(stack.kafka_bootstrap, client_id="bench")
    publish = Publisher(bus, EventCodec(keys, SystemClock(), "bench"))
    with _api(stack) as (process, origin):
        warm = await _browsers(stack, origin, interview, 10)
        before_kb = _resident_kb(process.pid)
        browsers = await _browsers(stack, origin, interview, BROWSERS)
        await asyncio.sleep(2)
        grown_mb = (_resident_kb(process.pid) - before_kb) / 1024
        busy_ms = _cpu_ms(process.pid)
        latencies, kafka = await _fan_out(publish, interview, browsers)
        busy_ms = (_cpu_ms(process.pid) - busy_ms) / CAPTIONS
        for browser in (*warm, *browsers):
            browser.transport.abort()
    await bus.close()
    await database.close()
    return {
        "browsers": BROWSERS,
        "captions": CAPTIONS,
        "fan_out_p50_ms": round(statistics.median(latencies), 1),
        "fan_out_p99_ms": round(_quantile(latencies, 0.99), 1),
        "fan_out_max_ms": round(max(latencies), 1),
        "api_cpu_ms_a_caption": round(busy_ms, 1),
        "kafka_p50_ms": round(statistics.median(kafka), 1),
        "idle_sockets_mb": round(grown_mb, 1),
        "idle_socket_kb": round(grown_mb * 1024 / BROWSERS, 1),
    }


async def _fan_out(
    publish: Publisher, interview: str, browsers: Sequence[ClientConnection]
) -> tuple[list[float], list[float]]:
    latencies: list[float] = []
    kafka: list[float] = []
    for rev in range(CAPTIONS):
        waiting = asyncio.gather(*(_received(browser) for browser in browsers))
        await asyncio.sleep(0.2)
        started = time.perf_counter()
        await publish(_caption(interview, rev))
        kafka.append((time.perf_counter() - started) * 1000)
        latencies += [(at - started) * 1000 for at in await asyncio.wait_for(waiting, 30)]
    return latencies, kafka


async def _received(browser: ClientConnection) -> float:
    await browser.recv()
    return time.perf_counter()


def _caption(interview: str, rev: int) -> TranscriptPartial:
    return TranscriptPartial(
        interview_id=interview,
        segment_id=segment_id(interview, 0),
        rev=rev,
        from_sample=0,
        start_sample=0,
        end_sample=16_000 + rev,
        stable_text="지난 프로젝트에서 장애의 원인을 직접 추적했고 ",
        tentative_text="멈춘 소비자를",
    )


async def _browsers(stack: Stack, origin: str, interview: str, count: int) -> list[ClientConnection]:
    tickets = [secrets.token_urlsafe(32) for _ in range(count)]
    await asyncio.to_thread(_issue, stack.database_url, interview, tickets)
    opened: list[ClientConnection] = []
    for start in range(0, count, 50):
        part = tickets[start : start + 50]
        opened += await asyncio.gather(*(_open(origin, ticket) for ticket in part))
    return opened


async def _open(origin: str, ticket: str) -> ClientConnection:
    url = origin.replace("http", "ws") + "/v1/relay"
    protocols = [Subprotocol("parley.v1"), Subprotocol(f"ticket.{ticket}")]
    browser = await connect(
        url, origin=Origin(origin), subprotocols=protocols, compression=None, proxy=None, ping_interval=None
    )
    await browser.send('{"type":"hello","version":1}')
    first = json.loads(await browser.recv())
    assert first["type"] == "snapshot", first
    return browser


def _issue(database_url: str, interview: str, tickets: Sequence[str]) -> None:
    """Straight into the table: the rate limit of the REST route is for one candidate, not for a benchmark."""
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO candidate_access (interview_id, language, token_sha256) VALUES (%s, 'ko', '')"
            " ON CONFLICT DO NOTHING",
            (interview,),
        )
        connection.cursor().executemany(
            "INSERT INTO tickets (ticket_sha256, interview_id, purpose, expires_at)"
            " VALUES (%s, %s, 'relay', now() + interval '10 minutes')",
            [(sha256(ticket), interview) for ticket in tickets],
        )


@contextmanager
def _api(stack: Stack) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port, health = allocate(("api", "health"), {}).values()
    origin = f"http://127.0.0.1:{port}"
    environment = dict(os.environ) | {
        "KAFKA_BOOTSTRAP_SERVERS": stack.kafka_bootstrap,
        "DATABASE_URL": stack.database_url,
        "TENANT_KEY_FILE": str(stack.data.tenant_key),
        "OWNER_TOKEN_SHA256": sha256(secrets.token_urlsafe(32)).hex(),
        "ALLOWED_ORIGINS": origin,
        "LISTEN_PORT": str(port),
        "HEALTH_PORT": str(health),
    }
    process = subprocess.Popen([sys.executable, "-m", "interview_api"], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(http_ready(health))
        yield process, origin
    finally:
        process.kill()
        process.wait()


def _wait(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < until, "the api did not become ready"
        time.sleep(0.1)


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def _cpu_ms(pid: int) -> float:
    """What does not depend on who else uses the machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    main()
