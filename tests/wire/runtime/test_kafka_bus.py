"""Why: the producer's promises on the wire: what the broker refuses or never confirms is Unavailable, never silence."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from fakes.runtime_events import INTERVIEW, codec_with, keys_for, said
from interview_runtime.bus import OutRecord, Refused, Unavailable, partition_for_key
from interview_runtime.kafka_bus import KafkaBus

pytestmark = pytest.mark.wire

MOCK: dict[str, str | int | float | bool] = {"test.mock.num.brokers": 1, "log_level": 0}
MOCK_PARTITIONS = 4  # what librdkafka's mock cluster gives a topic that is written to


def out(value: bytes, key: bytes = b"i-1") -> OutRecord:
    return OutRecord(topic="topic", key=key, value=value, headers={"ce_id": value[:20]})


@pytest.fixture
async def bus() -> AsyncIterator[KafkaBus]:
    made = KafkaBus("", client_id="test", settings=MOCK)
    yield made
    await made.close()


async def test_a_send_returns_where_the_record_stands(bus: KafkaBus) -> None:
    first, second = await bus.send(out(b"1")), await bus.send(out(b"2"))
    assert (first.offset, second.offset) == (0, 1)
    assert first.partition == second.partition == partition_for_key(b"i-1", MOCK_PARTITIONS)


async def test_a_thousand_sends_at_once_keep_their_order(bus: KafkaBus) -> None:
    positions = await asyncio.gather(*(bus.send(out(str(number).encode())) for number in range(1000)))
    assert [position.offset for position in positions] == list(range(1000))


async def test_librdkafka_chooses_the_partition_that_we_compute(bus: KafkaBus) -> None:
    for number in range(50):
        key = f"interview-{number}".encode()
        assert (await bus.send(out(b"1", key))).partition == partition_for_key(key, MOCK_PARTITIONS)


async def test_a_full_local_queue_is_waited_for() -> None:
    bus = KafkaBus("", client_id="test", settings=MOCK | {"queue.buffering.max.messages": 10})
    positions = await asyncio.gather(*(bus.send(out(str(number).encode())) for number in range(200)))
    assert {position.offset for position in positions} == set(range(200))
    await bus.close()


async def test_close_stores_what_was_begun() -> None:
    bus = KafkaBus("", client_id="test", settings=MOCK | {"linger.ms": 500})
    sending = asyncio.create_task(bus.send(out(b"1")))
    await asyncio.sleep(0.05)
    await bus.close()
    assert (await asyncio.wait_for(sending, 20)).offset == 0


async def test_a_record_that_is_never_confirmed_is_unavailable() -> None:
    slow = MOCK | {"test.mock.broker.rtt": 5_000, "linger.ms": 0, "log_level": 0}
    bus = KafkaBus("", client_id="test", delivery_timeout_ms=1_000, settings=slow)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(bus.send(out(b"1")), 30)


async def test_no_broker_at_all_is_unavailable() -> None:
    bus = KafkaBus("127.0.0.1:1", client_id="test", delivery_timeout_ms=500, settings={"log_level": 0})
    with pytest.raises(Unavailable, match="_MSG_TIMED_OUT"):
        await asyncio.wait_for(bus.send(out(b"1")), 30)


async def test_a_record_that_is_too_large_is_refused_not_waited_for(bus: KafkaBus) -> None:
    with pytest.raises(Refused, match="MSG_SIZE_TOO_LARGE"):
        await asyncio.wait_for(bus.send(out(b"x" * 3_000_000)), 30)


async def test_a_sealed_event_goes_over_the_wire_sealed(bus: KafkaBus) -> None:
    record = await codec_with(await keys_for(INTERVIEW)).encode(said("words of a person"))
    assert b"words" not in record.value
    assert (await bus.send(record)).offset == 0
