"""Why: tests on a real broker need fresh topics, the group's committed offset, and a service to start and to kill."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from fakes.runtime_events import OPEN_TOPIC, codec_with, command
from fakes.runtime_faust_service import SERVICE
from interview_runtime.bus import OutRecord, partition_for_key
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.keys import MemoryKeys
from parley.launcher.stack import Stack

TESTS = Path(__file__).parents[1]
PATIENCE_S = 150.0


def eventually(condition: Callable[[], bool], what: str, timeout_s: float = PATIENCE_S) -> None:
    """Return once the condition holds; fails the test where it does not in time."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, f"not in time: {what}"
        time.sleep(0.05)


def new_prefix() -> str:
    """Topics and groups of one test."""
    return f"{uuid.uuid4()}-"


@cache
def admin(bootstrap: str) -> AdminClient:
    """A client that says nothing of a broker that is stopped later; one that goes out of scope ends its requests."""
    return AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})


def make_topics(bootstrap: str, names: Iterable[str], partitions: int) -> None:
    """Fresh topics with the broker's time."""
    config = {"message.timestamp.type": "LogAppendTime"}
    new = [NewTopic(name, num_partitions=partitions, config=config) for name in names]
    for made in admin(bootstrap).create_topics(new, request_timeout=30).values():
        made.result()


def send(bootstrap: str, records: Sequence[OutRecord]) -> None:
    """One after the other, from a process of its own time."""

    async def run() -> None:
        bus = KafkaBus(bootstrap, client_id="test", settings={"log_level": 0})
        for record in records:
            await bus.send(record)
        await bus.close()

    asyncio.run(run())


def interview_in(partition: int, partitions: int) -> str:
    """An interview whose records stand in this partition."""
    return next(
        name
        for name in (f"i-{number}" for number in range(10_000))
        if partition_for_key(name.encode(), partitions) == partition
    )


class Line(NamedTuple):
    """What the service did."""

    word: str
    pid: int
    name: str


@dataclass
class FaustWorld:
    """One group of fake services on topics of its own."""

    stack: Stack
    folder: Path
    partitions: int = 4
    topics: tuple[str, ...] = (OPEN_TOPIC,)
    extra: dict[str, str] = field(default_factory=dict)
    prefix: str = field(default_factory=new_prefix)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.hold()
        self._log.touch()
        names = [self.prefix + topic for topic in self.topics]
        make_topics(self.stack.kafka_bootstrap, names, self.partitions)
        make_topics(self.stack.kafka_bootstrap, [f"{name}-dlq" for name in names], 1)

    def start(self, **extra: str) -> subprocess.Popen[bytes]:
        """One more member of the group."""
        environment = os.environ | self.stack.env | self.extra | extra
        environment |= {"TOPIC_PREFIX": self.prefix, "FAKE_LOG": str(self._log), "FAKE_HOLD": str(self._hold)}
        environment |= {"FAKE_TOPICS": ",".join(self.topics), "PYTHONPATH": str(TESTS), "HEALTH_PORT": "0"}
        environment |= {"FAUST_DATADIR": str(self.folder / f"faust-{len(self.children)}")}
        output = (self.folder / f"output-{len(self.children)}").open("wb")
        child = subprocess.Popen(
            [sys.executable, "-m", "fakes.runtime_faust_service"], env=environment, stdout=output, stderr=output
        )
        output.close()
        self.children.append(child)
        return child

    def close(self) -> None:
        """Nothing is left behind."""
        for child in self.children:
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
            child.wait()

    def hold(self, *names: str) -> None:
        """From now on these records are taken and not acknowledged."""
        self._hold.write_text("\n".join(names))

    def send(self, partition: int, *names: str) -> None:
        """Commands of these names into this partition."""
        interview = interview_in(partition, self.partitions)
        codec = codec_with(MemoryKeys(), prefix=self.prefix)
        records = [asyncio.run(codec.encode(command(name, interview))) for name in names]
        send(self.stack.kafka_bootstrap, records)

    def lines(self) -> list[Line]:
        """Everything the services did so far."""
        words = (line.split() for line in self._log.read_text().splitlines())
        return [Line(each[0], int(each[1]), each[-1]) for each in words]

    def names(self, word: str, pid: int | None = None) -> list[str]:
        """The records that were `held` or `done`, by all processes or by one."""
        return [line.name for line in self.lines() if line.word == word and pid in (None, line.pid)]

    def wait_for(self, word: str, *names: str, pid: int | None = None) -> None:
        """Return once all these were held or done."""
        eventually(lambda: set(names) <= set(self.names(word, pid)), f"{word} {names}: {self.lines()}")

    def committed(self, partition: int) -> int:
        """The group's committed offset; 0 where nothing was committed, which reads the same records."""
        group, topic = f"{self.prefix}parley-{SERVICE}", self.prefix + self.topics[0]
        wanted = ConsumerGroupTopicPartitions(group, [TopicPartition(topic, partition)])
        (answer,) = admin(self.stack.kafka_bootstrap).list_consumer_group_offsets([wanted]).values()
        (found,) = answer.result().topic_partitions
        return max(int(found.offset), 0)

    def commit_cycles(self, partition: int, count: int = 3) -> None:
        """Return once everything acknowledged so far has been committed if it ever is.

        Faust commits all partitions in one call: where a record of another partition that was acknowledged later is
        committed, the earlier ones had their chance. Three times, for Faust's own code may need two calls.
        """
        for _ in range(count):
            before = self.committed(partition)
            self.send(partition, f"cycle-{before}")
            eventually(lambda before=before: self.committed(partition) > before, "a commit")  # type: ignore[misc]  # mypy can't infer a lambda's default

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    @property
    def _hold(self) -> Path:
        return self.folder / "hold"
