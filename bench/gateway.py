"""Why: how many candidates one core of the gateway takes, and how soon Kafka's confirmation is back at the browser.

The gateway runs as its own process on real Kafka and Postgres; the candidates are sockets of this process, so all of
them share the machine. A 100 ms message is answered for when an acknowledgement covers it. `record` latencies count
from the message that completes a 200 ms record (what the gateway and Kafka cost); `message` latencies count from each
message, so half of them contain the 100 ms that a message waits for its neighbour.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes.gateway_messages import SAMPLES_100_MS, audio
from fakes.gateway_process import Site
from parley.launcher.stack import Stack

CANDIDATES: Final = 150
SECONDS: Final = 10.0
WARM_SECONDS: Final = 10.0  # a fresh Kafka compiles itself meanwhile
TARGET_MESSAGES_A_CORE: Final = 1_500
TARGET_P99_MS: Final = 100.0
RESULTS: Final = Path(__file__).parent / "results"
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Candidate:
    """One socket that speaks in real time; times by sample, milliseconds."""

    socket: ClientConnection
    sent_at: dict[int, float] = field(default_factory=dict)
    acked: int = 0
    message_ms: list[float] = field(default_factory=list)
    record_ms: list[float] = field(default_factory=list)

    async def speak(self, delay: float, until: float) -> None:
        await asyncio.sleep(delay)
        begun, end = time.perf_counter(), 0
        while time.perf_counter() < until:
            message = audio(end)
            end += SAMPLES_100_MS
            self.sent_at[end] = time.perf_counter()
            await self.socket.send(message)
            await asyncio.sleep(max(0.0, begun + end / 16_000 - time.perf_counter()))

    async def listen(self, measure_from: float) -> None:
        async for text in self.socket:
            now = time.perf_counter()
            message = json.loads(text)
            if message["type"] == "ack":
                self._acknowledged(message["next_sample"], now, measure=now >= measure_from)

    def _acknowledged(self, next_sample: int, now: float, *, measure: bool) -> None:
        for end in [end for end in self.sent_at if end <= next_sample]:
            waited_ms = (now - self.sent_at.pop(end)) * 1000
            if measure:
                self.acked += 1
                self.message_ms.append(waited_ms)
                if end == next_sample:
                    self.record_ms.append(waited_ms)


def main() -> dict[str, Any]:
    """Measure, print, write. An external Kafka or Postgres is used where the launcher's settings name one."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), services=()) as stack:
        result = asyncio.run(_measure(stack.env))
    targets = {"target_messages_per_core_second": TARGET_MESSAGES_A_CORE, "target_ack_p99_ms": TARGET_P99_MS}
    result |= {**targets, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2)}
    print("gateway, audio messages acknowledged by Kafka")
    for name, value in result.items():
        print(f"  {name:34} {value}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "gateway.json").write_text(json.dumps(result, indent=1) + "\n")
    return result


async def _measure(environment: dict[str, str]) -> dict[str, Any]:
    site = Site(environment)
    async with site.gateway() as process, asyncio.TaskGroup() as group:
        candidates = await _connect(site, group)
        begun = time.perf_counter() + 0.2
        measure_from, until = begun + WARM_SECONDS, begun + WARM_SECONDS + SECONDS
        listening = [group.create_task(candidate.listen(measure_from)) for candidate in candidates]
        for index, candidate in enumerate(candidates):
            group.create_task(candidate.speak(0.2 + index / len(candidates) * 0.2, until))
        await asyncio.sleep(measure_from - time.perf_counter())
        cpu, inside = _cpu_seconds(process.pid), await asyncio.to_thread(_inside, site)
        await asyncio.sleep(until - time.perf_counter())
        cpu = _cpu_seconds(process.pid) - cpu
        count, seconds = (now - then for now, then in zip(await asyncio.to_thread(_inside, site), inside, strict=True))
        await asyncio.sleep(1)
        resident_mb = _resident_mb(process.pid)
        for task in listening:
            task.cancel()
        for candidate in candidates:
            candidate.socket.transport.abort()
    await site.database.close()
    inside_ms = round(seconds / max(1.0, count) * 1000, 1)
    return _summary(candidates, cpu, resident_mb) | {"gateway_to_kafka_mean_ms": inside_ms}


async def _connect(site: Site, group: asyncio.TaskGroup) -> list[Candidate]:
    candidates: list[Candidate] = []
    for _ in range(CANDIDATES):
        opened: asyncio.Future[ClientConnection] = asyncio.get_running_loop().create_future()
        group.create_task(_hold(site, opened))
        candidates.append(Candidate(await opened))
    return candidates


async def _hold(site: Site, opened: "asyncio.Future[ClientConnection]") -> None:
    async with site.enter(await site.interview()) as browser:
        await browser.until("hello")
        opened.set_result(browser.socket)
        await browser.socket.wait_closed()


def _summary(candidates: Sequence[Candidate], cpu_seconds: float, resident_mb: float) -> dict[str, Any]:
    acked = sum(candidate.acked for candidate in candidates)
    records = [ms for candidate in candidates for ms in candidate.record_ms]
    messages = [ms for candidate in candidates for ms in candidate.message_ms]
    return {
        "candidates": len(candidates),
        "messages_per_second": round(acked / SECONDS),
        "gateway_cores_used": round(cpu_seconds / SECONDS, 2),
        "messages_per_core_second": round(acked / cpu_seconds),
        "record_ack_p50_ms": round(statistics.median(records), 1),
        "record_ack_p99_ms": round(_quantile(records, 0.99), 1),
        "message_ack_p50_ms": round(statistics.median(messages), 1),
        "message_ack_p99_ms": round(_quantile(messages, 0.99), 1),
        "never_acknowledged": sum(len(candidate.sent_at) for candidate in candidates),
        "gateway_resident_mb": round(resident_mb, 1),
    }


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _inside(site: Site) -> tuple[float, float]:
    """Records confirmed so far, and the seconds that they took from the gateway's outbox to Kafka's confirmation."""
    with urllib.request.urlopen(f"http://127.0.0.1:{site.ports[1]}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if line.startswith("parley_audio_ack_seconds_"))
    return float(values["parley_audio_ack_seconds_count"]), float(values["parley_audio_ack_seconds_sum"])


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
