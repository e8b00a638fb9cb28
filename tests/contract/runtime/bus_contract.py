"""Why: whatever holds the log, services may rely on exactly this; the memory log and Kafka pass the same suite."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from interview_runtime.bus import Bus, GroupConsumer, LogReader, OutRecord, Position, Record, partition_for_key

PARTITIONS = 3
KEYS = tuple(f"interview-{number}".encode() for number in range(8))


@dataclass(frozen=True, slots=True)
class Log:
    """A log with two fresh topics of PARTITIONS partitions; `member` makes a member of a named group."""

    bus: Bus
    reader: LogReader
    topics: tuple[str, str]
    member: Callable[[str], Awaitable[GroupConsumer]]

    async def send(self, value: bytes, key: bytes = KEYS[0], topic: int = 0) -> Position:
        record = OutRecord(topic=self.topics[topic], key=key, value=value, headers={"ce_id": value, "x": b"\xff\x00"})
        return await self.bus.send(record)

    async def send_all(self, values: Sequence[bytes], key: bytes = KEYS[0]) -> list[Position]:
        return [await self.send(value, key) for value in values]

    async def read(self, topic: int = 0, partitions: Sequence[int] = range(PARTITIONS)) -> list[Record]:
        return list(await asyncio.to_thread(lambda: list(self.reader.read([self.topics[topic]], partitions))))

    async def partition(self, key: bytes, topic: int = 0) -> int:
        return await asyncio.to_thread(self.reader.partition_of, self.topics[topic], key)


async def take(consumer: GroupConsumer, count: int) -> list[Record]:
    """`count` records, or those that came within 30 s."""
    taken: list[Record] = []
    deadline = time.monotonic() + 30
    while len(taken) < count and time.monotonic() < deadline:
        taken += await consumer.poll(0.1)
    return taken


def values(records: Sequence[Record]) -> list[bytes]:
    return [record.value for record in records]


def numbered(count: int) -> list[bytes]:
    return [f"value-{number}".encode() for number in range(count)]


class BusContract:
    """Needs a fixture `log`."""

    async def test_what_is_sent_is_read_back_whole(self, log: Log) -> None:
        position = await log.send(b"\x00words\xff")
        (record,) = await log.read()
        assert (record.topic, record.partition, record.offset) == (position.topic, position.partition, position.offset)
        assert (record.key, record.value) == (KEYS[0], b"\x00words\xff")
        assert record.headers == {"ce_id": b"\x00words\xff", "x": b"\xff\x00"}
        assert record.timestamp_ms > 0

    async def test_an_empty_value_is_a_value(self, log: Log) -> None:
        await log.send(b"")
        assert values(await log.read()) == [b""]

    async def test_a_key_keeps_its_order_and_its_offsets_rise_from_0(self, log: Log) -> None:
        positions = await log.send_all(numbered(50))
        assert [position.offset for position in positions] == list(range(50))
        assert values(await log.read()) == numbered(50)

    async def test_sends_that_are_begun_together_keep_their_order(self, log: Log) -> None:
        positions = await asyncio.gather(*(log.send(value) for value in numbered(100)))
        assert [position.offset for position in positions] == list(range(100))
        assert values(await log.read()) == numbered(100)

    async def test_a_key_has_the_same_partition_in_every_topic(self, log: Log) -> None:
        for key in KEYS:
            first, second = await log.send(b"1", key), await log.send(b"2", key, topic=1)
            assert first.partition == second.partition == partition_for_key(key, PARTITIONS)
            assert await log.partition(key) == await log.partition(key, topic=1) == first.partition

    async def test_keys_spread_over_all_partitions(self, log: Log) -> None:
        assert {(await log.send(b"1", key)).partition for key in KEYS} == set(range(PARTITIONS))

    async def test_an_empty_topic_reads_as_nothing(self, log: Log) -> None:
        assert await log.read() == []

    async def test_reading_ends_at_the_end_as_of_now(self, log: Log) -> None:
        await log.send_all(numbered(3))
        first = await log.read()
        await log.send(b"later")
        assert values(first) == numbered(3)
        assert values(await log.read()) == [*numbered(3), b"later"]

    async def test_only_the_wanted_partitions_are_read(self, log: Log) -> None:
        positions = [await log.send(key, key) for key in KEYS]
        here = [key for key, position in zip(KEYS, positions, strict=True) if position.partition == 1]
        assert values(await log.read(partitions=[1])) == here

    async def test_several_topics_are_read_in_one_go(self, log: Log) -> None:
        await log.send(b"one")
        await log.send(b"two", topic=1)
        read = await asyncio.to_thread(lambda: list(log.reader.read(log.topics, range(PARTITIONS))))
        assert sorted(values(read)) == [b"one", b"two"]

    async def test_read_since_begins_at_a_time(self, log: Log) -> None:
        await log.send(b"old")
        await self.time_passes()
        position = await log.send(b"new")
        stamp = (await log.read())[-1].timestamp_ms
        topic, partition = log.topics[0], position.partition
        since = await asyncio.to_thread(lambda: list(log.reader.read_since(topic, partition, stamp)))
        assert values(since) == [b"new"]
        assert await asyncio.to_thread(lambda: list(log.reader.read_since(topic, partition, stamp + 60_000))) == []
        assert len(await asyncio.to_thread(lambda: list(log.reader.read_since(topic, partition, 0)))) == 2

    async def test_a_group_reads_from_the_start(self, log: Log) -> None:
        await log.send_all(numbered(5))
        member = await log.member("fresh")
        assert values(await take(member, 5)) == numbered(5)
        await member.close()

    async def test_a_group_resumes_after_what_was_committed(self, log: Log) -> None:
        positions = await log.send_all(numbered(5))
        first = await log.member("resumes")
        await take(first, 5)
        await first.commit([positions[2], positions[0]])
        await first.close()
        second = await log.member("resumes")
        assert values(await take(second, 2)) == numbered(5)[3:]
        await second.close()

    async def test_what_was_not_committed_comes_again(self, log: Log) -> None:
        await log.send_all(numbered(3))
        first = await log.member("again")
        await take(first, 3)
        await first.close()
        second = await log.member("again")
        assert values(await take(second, 3)) == numbered(3)
        await second.close()

    async def test_groups_do_not_know_each_other(self, log: Log) -> None:
        positions = await log.send_all(numbered(3))
        one, other = await log.member("one"), await log.member("other")
        assert values(await take(one, 3)) == numbered(3)
        await one.commit([positions[-1]])
        assert values(await take(other, 3)) == numbered(3)
        await one.close()
        await other.close()

    async def test_a_member_sees_what_comes_while_it_is_there(self, log: Log) -> None:
        member = await log.member("tail")
        assert list(await member.poll(0.01)) == []
        await log.send_all(numbered(2))
        assert values(await take(member, 2)) == numbered(2)
        await member.close()

    async def time_passes(self) -> None:
        """Let the log's clock move on."""
        await asyncio.sleep(0.02)
