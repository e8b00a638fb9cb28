"""Why: runs a processor as a plain group member: poll, handle, commit, tick, until told to stop."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from interview_runtime.bus import GroupConsumer, Position, Record
from interview_runtime.commit_guard import CommitGuard, Taken, TopicPartition
from interview_runtime.shell import Shell

TICK_SECONDS = 0.1


class ConsumerShell:
    """Commits a record only after the processor acknowledged it and all before it, however late that is."""

    def __init__(self, shell: Shell, consumer: "Callable[[ConsumerShell], GroupConsumer]") -> None:
        self._shell = shell
        self._make_consumer = consumer
        self._guard: CommitGuard[Record] = CommitGuard()
        self._committed: dict[TopicPartition, int] = {}
        self._stopping = asyncio.Event()
        self.ready = False

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics to subscribe to, with the prefix."""
        return self._shell.topics

    async def run(self) -> None:
        """Return after stop(), with everything acknowledged committed; raises what a tick raised."""
        consumer = self._make_consumer(self)
        ticker = asyncio.create_task(self._tick())
        try:
            while not self._stopping.is_set():
                if ticker.done():
                    ticker.result()
                records = await consumer.poll(0.1)
                self.ready = True
                await self._take(records)
                await consumer.commit(self._committable())
        finally:
            ticker.cancel()
            await consumer.close()

    def stop(self) -> None:
        """Finish the batch at hand and return from run()."""
        self._stopping.set()

    async def assigned(self, partitions: frozenset[int]) -> None:
        """For the consumer to call before it delivers anything of these partitions."""
        self._forget(partitions)
        await self._shell.assigned(partitions)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """For the consumer to call before another member gets these partitions."""
        self._forget(partitions)
        await self._shell.revoked(partitions)

    def _forget(self, partitions: frozenset[int]) -> None:
        self._guard.clear((topic, partition) for topic in self.topics for partition in partitions)

    async def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            taken = self._guard.take((record.topic, record.partition), record.offset, record)
            await self._shell.take(record, partial(self._done, taken))

    def _done(self, taken: Taken) -> None:
        self._guard.done(taken)

    def _committable(self) -> list[Position]:
        """The last record of each partition that is done with all before it, where that has changed."""
        positions = self._guard.positions()
        news = positions.items() - self._committed.items()
        self._committed = positions
        return [Position(topic, partition, offset - 1) for (topic, partition), offset in news if offset > 0]

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self._shell.tick()
