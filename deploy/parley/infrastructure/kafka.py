"""Why: runs Apache Kafka as a child process with settings for one machine."""

import base64
import os
import socket
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from parley.infrastructure.jars import kafka_jars
from parley.infrastructure.java import find_java
from parley.launcher.process import Child

# The first compiler alone: ready 1.2 s sooner on two cores, which the services need while they start.
JVM_OPTIONS = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
LARGEST_MESSAGE_BYTES = 10_485_760
LOGGING = """status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{ISO8601} %p %m (%c)%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    """One broker that is its own controller; `prepare` once, then run `child`."""

    folder: Path
    port: int
    controller_port: int
    cache: Path

    @property
    def bootstrap(self) -> str:
        """What clients connect to."""
        return f"127.0.0.1:{self.port}"

    def prepare(self, progress: Callable[[str], None]) -> None:
        """Fetch the jars, write the configuration and format the storage on first use."""
        jars = kafka_jars(self.cache, progress)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "server.properties").write_text(properties(self))
        (self.folder / "log4j2.properties").write_text(LOGGING)
        if not (self.folder / "data" / "meta.properties").exists():
            progress("formatting Kafka's storage")
            self._format(jars)

    def _format(self, jars: Path) -> None:
        tool = ["kafka.tools.StorageTool", "format", "--standalone", "--ignore-formatted", "-t", cluster_id()]
        command = [*self._java(jars), *tool, "-c", str(self.folder / "server.properties")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"Kafka's storage could not be formatted:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")

    def _java(self, jars: Path) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return [str(find_java()), *JVM_OPTIONS, logging, "-cp", f"{jars}/*"]

    def child(self) -> Child:
        """The broker's process."""
        jars = kafka_jars(self.cache, lambda _line: None)
        command = [*self._java(jars), "kafka.Kafka", str(self.folder / "server.properties")]
        return Child("kafka", command, self.is_ready, dict(os.environ))

    def is_ready(self) -> bool:
        """Whether the broker answers a metadata request."""
        return _listens(self.port) and _answers(self.bootstrap)


def cluster_id(draw: Callable[[], uuid.UUID] = uuid.uuid4) -> str:
    """A new id in Kafka's form; one that starts with a dash would be read as an option."""
    while True:
        text = base64.urlsafe_b64encode(draw().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text


def properties(kafka: Kafka) -> str:
    """The text of server.properties: small, durable on one node, quick to form groups, topics only on purpose."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": f"PLAINTEXT://127.0.0.1:{kafka.port},CONTROLLER://127.0.0.1:{kafka.controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{kafka.port}",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.bootstrap.servers": f"127.0.0.1:{kafka.controller_port}",
        "log.dirs": str(kafka.folder / "data"),
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": "0",
        # A killed broker registers again only after the old session is over: 9 s by default.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "log.retention.check.interval.ms": "30000",
        "message.max.bytes": str(LARGEST_MESSAGE_BYTES),
        "replica.fetch.max.bytes": str(LARGEST_MESSAGE_BYTES),
        "num.network.threads": "2",
        "num.io.threads": "4",
        "log.cleaner.dedupe.buffer.size": "4194304",
    }
    for topic in ("offsets.topic", "transaction.state.log", "share.coordinator.state.topic"):
        settings |= {f"{topic}.replication.factor": "1", f"{topic}.num.partitions": "4"}
        if topic != "offsets.topic":
            settings[f"{topic}.min.isr"] = "1"
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _answers(bootstrap: str) -> bool:
    client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0, "socket.timeout.ms": 1000})
    try:
        return bool(client.list_topics(timeout=1).brokers)
    except KafkaException:
        return False
