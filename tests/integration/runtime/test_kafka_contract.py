"""Why: the real broker keeps the promises that services and the memory log are built on."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence

import pytest

from contract.runtime.bus_contract import PARTITIONS, BusContract, Log, take, values
from fakes.runtime_kafka import make_topics, new_prefix
from interview_runtime.bus import GroupConsumer, Unavailable
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_group import KafkaGroupConsumer
from interview_runtime.kafka_log import KafkaLogReader
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration


@pytest.fixture
async def log(infrastructure: Stack) -> AsyncIterator[Log]:
    bootstrap, prefix = infrastructure.kafka_bootstrap, new_prefix()
    topics = (f"{prefix}one", f"{prefix}two")
    make_topics(bootstrap, topics, PARTITIONS)
    bus = KafkaBus(bootstrap, client_id="contract", settings={"log_level": 0})

    async def member(group: str) -> GroupConsumer:
        return KafkaGroupConsumer(bootstrap, group=prefix + group, topics=topics)

    made = Log(bus, KafkaLogReader(bootstrap, {"log_level": 0}), topics, member)
    await once_led(made)
    yield made
    await bus.close()


async def once_led(log: Log) -> None:
    """Fresh partitions have no leader for a moment, which the reader tells as Unavailable."""
    async with asyncio.timeout(60):
        while True:
            try:
                await log.read(0)
                await log.read(1)
            except Unavailable:
                continue
            return


class TestKafka(BusContract):
    """KafkaBus, KafkaLogReader and KafkaGroupConsumer on one broker."""


async def test_a_topic_that_is_not_there_is_unavailable(log: Log) -> None:
    with pytest.raises(Unavailable):
        await asyncio.to_thread(lambda: list(log.reader.read([f"missing-{uuid.uuid4()}"], [0])))
    with pytest.raises(Unavailable):
        await asyncio.to_thread(log.reader.partition_of, f"missing-{uuid.uuid4()}", b"key")


async def test_a_member_makes_ready_before_it_is_given_a_record(infrastructure: Stack, log: Log) -> None:
    happened: list[str] = []

    async def assigned(partitions: frozenset[int]) -> None:
        await asyncio.sleep(0.1)
        happened.append(f"assigned {sorted(partitions)}")

    async def revoked(partitions: frozenset[int]) -> None:
        happened.append(f"revoked {sorted(partitions)}")

    await log.send(b"1")
    member = KafkaGroupConsumer(
        infrastructure.kafka_bootstrap,
        group=str(uuid.uuid4()),
        topics=log.topics,
        assigned=assigned,
        revoked=revoked,
    )
    happened += [record.value.decode() for record in await take(member, 1)]
    await member.close()
    assert happened == ["assigned [0, 1, 2]", "1", "revoked [0, 1, 2]"]


async def test_start_offsets_say_from_where_to_read(infrastructure: Stack, log: Log) -> None:
    positions = [await log.send(value) for value in (b"0", b"1", b"2")]

    async def start(partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        known = {(positions[2].topic, positions[2].partition): positions[2].offset}
        return {where: known.get(where, -2) for where in partitions}

    bootstrap, group = infrastructure.kafka_bootstrap, str(uuid.uuid4())
    member = KafkaGroupConsumer(bootstrap, group=group, topics=log.topics, start_offsets=start)
    assert values(await take(member, 1)) == [b"2"]
    await member.close()
