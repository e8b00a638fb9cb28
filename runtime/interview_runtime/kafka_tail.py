"""Why: what happens now, in all partitions, is followed without a group and handed over in batches."""

import asyncio
import os
import threading
import uuid
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Protocol

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # OffsetSpec is public, but not in its __all__
    AdminClient,
    OffsetSpec,
)

from interview_runtime.bus import Record
from interview_runtime.kafka_log import record_of
from interview_runtime.logs import get_logger
from interview_runtime.progress import EXIT_STALLED

_TIMEOUT_SECONDS: Final = 5.0
_BATCH: Final = 500
Place = tuple[str, int]  # topic, partition


class Sink(Protocol):
    """Whoever is handed the records, on the event loop."""

    def begin(self, starts: Mapping[Place, int]) -> None:
        """Reading begins at these offsets."""
        ...

    def take(self, records: Sequence[Record]) -> None:
        """The next records."""
        ...


class KafkaTail:
    """A thread. It waits for the loop to take a batch before it reads the next one, so memory stays bounded."""

    def __init__(
        self,
        bootstrap_servers: str,
        topics: Sequence[str],
        sink: Sink,
        exit_process: Callable[[int], object] = os._exit,
    ) -> None:
        self._bootstrap = bootstrap_servers
        self._topics = tuple(topics)
        self._sink = sink
        self._exit = exit_process
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.ready = False

    def start(self) -> None:
        """Follow, for the loop that runs now."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="kafka-tail", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Return once the thread has ended, or soon after."""
        self._stopping.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, _TIMEOUT_SECONDS)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        consumer = Consumer(_settings(self._bootstrap))
        try:
            self._follow(consumer, loop)
        finally:
            self.ready = False
            consumer.close()
            if not self._stopping.is_set():  # a service that no longer follows looks alive and is not
                self._exit(EXIT_STALLED)

    def _follow(self, consumer: Consumer, loop: asyncio.AbstractEventLoop) -> None:
        starts = self._ends()
        if starts is None:
            return
        consumer.assign([TopicPartition(topic, partition, offset) for (topic, partition), offset in starts.items()])
        _on_loop(loop, _call(self._sink.begin, starts))
        self.ready = True
        while not self._stopping.is_set():
            first = consumer.poll(0.2)
            messages = [] if first is None else [first, *consumer.consume(_BATCH, timeout=0)]
            records = [record_of(message) for message in messages if message.error() is None]
            if records:
                _on_loop(loop, _call(self._sink.take, records))

    def _ends(self) -> dict[Place, int] | None:
        """The end of each partition, however long the broker is away; None once told to stop."""
        admin = AdminClient({"bootstrap.servers": self._bootstrap}, logger=None)
        while not self._stopping.is_set():
            try:
                return _ends(admin, self._topics)
            except (KafkaException, KeyError) as error:
                get_logger().warning("tail_waits_for_kafka", exception=type(error).__name__)
                self._stopping.wait(0.5)
        return None


def _ends(admin: AdminClient, topics: Sequence[str]) -> dict[Place, int]:
    known = admin.list_topics(timeout=_TIMEOUT_SECONDS).topics
    places = [TopicPartition(topic, partition) for topic in topics for partition in known[topic].partitions]
    end = OffsetSpec.latest()  # type: ignore[no-untyped-call]  # the library leaves it unannotated
    asked = admin.list_offsets(dict.fromkeys(places, end), request_timeout=_TIMEOUT_SECONDS)
    return {(place.topic, place.partition): int(answer.result().offset) for place, answer in asked.items()}


def _on_loop(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, None]) -> None:
    asyncio.run_coroutine_threadsafe(work, loop).result()


async def _call(function: Callable[[Any], None], argument: object) -> None:
    function(argument)


def _settings(bootstrap_servers: str) -> dict[str, str | int | float | bool | None]:
    return {
        "bootstrap.servers": bootstrap_servers,
        "group.id": f"tail-{uuid.uuid4()}",  # the client insists on a name; nothing is ever committed under it
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "allow.auto.create.topics": False,
        "queued.max.messages.kbytes": 16_384,
    }
