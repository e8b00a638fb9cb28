"""Why: a plain consumer group member on the event loop, for workers that don't run in Faust."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from interview_runtime.bus import Position, Record
from interview_runtime.kafka_log import record_of

OnPartitions = Callable[[frozenset[int]], Awaitable[None]]
StartOffsets = Callable[[Sequence[tuple[str, int]]], Awaitable[dict[tuple[str, int], int]]]


class KafkaGroupConsumer:
    """Polls in a thread of its own. `assigned` and `revoked` run on the loop while the thread waits for them.

    `start_offsets`, where given, says from where to read instead of the group's committed offsets.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        group: str,
        topics: Sequence[str],
        assigned: OnPartitions | None = None,
        revoked: OnPartitions | None = None,
        start_offsets: StartOffsets | None = None,
        session_timeout_ms: int = 10_000,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka-group")
        self._assigned, self._revoked, self._start_offsets = assigned, revoked, start_offsets
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap_servers,
                "group.id": group,
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "session.timeout.ms": session_timeout_ms,
                "heartbeat.interval.ms": 1_000,
                "allow.auto.create.topics": False,
            }
        )
        self._consumer.subscribe(list(topics), on_assign=self._on_assign, on_revoke=self._on_revoke)

    async def poll(self, timeout_seconds: float) -> Sequence[Record]:
        """What has come; errors of a broker that is away pass as nothing."""
        return await self._loop.run_in_executor(self._thread, self._poll, timeout_seconds)

    async def commit(self, positions: Iterable[Position]) -> None:
        """Commit the highest position of each partition, without waiting for the answer."""
        highest = {(p.topic, p.partition): p.offset for p in sorted(positions)}
        offsets = [TopicPartition(topic, partition, offset + 1) for (topic, partition), offset in highest.items()]
        if offsets:
            await self._loop.run_in_executor(self._thread, self._commit, offsets)

    async def close(self) -> None:
        """Leave the group."""
        await self._loop.run_in_executor(self._thread, self._consumer.close)
        self._thread.shutdown(wait=False)

    def _poll(self, timeout_seconds: float) -> list[Record]:
        first = self._consumer.poll(timeout_seconds)
        messages: list[Message] = [] if first is None else [first, *self._consumer.consume(200, timeout=0)]
        return [record_of(message) for message in messages if message.error() is None]

    def _commit(self, offsets: list[TopicPartition]) -> None:
        try:
            self._consumer.commit(offsets=offsets, asynchronous=True)
        except KafkaException:
            return

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        if self._assigned is not None:
            self._wait(self._assigned(_numbers(partitions)))
        if self._start_offsets is not None:
            wanted = [(tp.topic, tp.partition) for tp in partitions]
            starts = self._wait(self._start_offsets(wanted))
            for tp in partitions:
                tp.offset = starts.get((tp.topic, tp.partition), tp.offset)
            consumer.assign(partitions)

    def _on_revoke(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        if self._revoked is not None:
            self._wait(self._revoked(_numbers(partitions)))

    def _wait(self, work: Awaitable[object]) -> "dict[tuple[str, int], int]":
        async def run() -> object:
            return await work

        result = asyncio.run_coroutine_threadsafe(run(), self._loop).result()
        return result if isinstance(result, dict) else {}


def _numbers(partitions: Iterable[TopicPartition]) -> frozenset[int]:
    return frozenset(tp.partition for tp in partitions)
