"""Why: a record that can't be an event must cost its topic nothing but itself."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from contract.schemas.examples import EVENTS
from fakes.runtime_events import codec_with
from fakes.runtime_kafka import FaustWorld, eventually, send
from interview_runtime.bus import OutRecord, Record
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_schemas.events import Event
from interview_schemas.registry import topic_of
from interview_schemas.topics import TOPICS
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

ONE_PER_TOPIC = {topic_of(event): event for event in EVENTS}
EXPECTED = ["missing_header", "missing_header", "unknown_type", "unknown_type", "wrong_key"]


def poisons(good: OutRecord) -> list[OutRecord]:
    """Random bytes, no headers, unknown type, unknown version, wrong key, noise in the value."""
    kind = good.headers["ce_type"].decode()
    change = msgspec.structs.replace
    return [
        change(good, key=os.urandom(8), value=os.urandom(300), headers={"ce_id": os.urandom(20)}),
        change(good, headers={}),
        change(good, headers=good.headers | {"ce_type": b"Nonsense.v1"}),
        change(good, headers=good.headers | {"ce_type": f"{kind[:-1]}9".encode()}),
        change(good, key=b"another-interview"),
        change(good, value=b"\xc1" + os.urandom(300)),
    ]


async def goods(stack: Stack, prefix: str) -> dict[str, OutRecord]:
    """A good record of every topic, sealed as the services seal it."""
    database = Database(stack.database_url)
    keys = PostgresKeys(database, read_tenant_key(stack.data.tenant_key))
    codec = codec_with(keys, SystemClock(), prefix)
    for event in ONE_PER_TOPIC.values():
        await keys.create(event.interview_id)
    made = {topic: await codec.encode(event) for topic, event in ONE_PER_TOPIC.items()}
    await database.close()
    return made


@pytest.fixture(scope="module")
def letters(infrastructure: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Record]]]:
    """What was put aside of each topic, once the good record behind the poison was handled in all of them."""
    folder: Path = tmp_path_factory.mktemp("poison")
    world = FaustWorld(infrastructure, folder, partitions=1, topics=tuple(TOPICS))
    good = asyncio.run(goods(infrastructure, world.prefix))
    records = [each for record in good.values() for each in (*poisons(record), record)]
    send(infrastructure.kafka_bootstrap, records)
    world.start()
    eventually(lambda: _handled(world) >= set(TOPICS), "a good record of each topic")
    reader = KafkaLogReader(infrastructure.kafka_bootstrap, {"log_level": 0})
    yield {topic: list(reader.read([f"{world.prefix}{topic}-dlq"], [0])) for topic in TOPICS}
    world.close()


def _handled(world: FaustWorld) -> set[str]:
    """Topics of which a good record was handled, told by the event's name."""
    done = Counter(world.names("done"))
    return {topic for topic, event in ONE_PER_TOPIC.items() if done[_name(event)] > 0}


def _name(event: Event) -> str:
    return str(getattr(event, "command_id", type(event).__name__))


def test_every_topic_has_an_example() -> None:
    assert set(ONE_PER_TOPIC) == set(TOPICS)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_poison_is_put_aside_with_its_reason_and_the_next_good_record_is_handled(
    letters: dict[str, list[Record]], topic: str
) -> None:
    reasons = [letter.headers["dlq_reason"].decode() for letter in letters[topic]]
    assert reasons == [*EXPECTED, "not_unsealable" if TOPICS[topic].sealed else "not_decodable"]


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_dead_letter_is_as_it_came_and_says_from_where(letters: dict[str, list[Record]], topic: str) -> None:
    for number, letter in enumerate(letters[topic]):
        assert letter.headers["dlq_origin"].decode().endswith(f"{topic}/0/{number}")
        assert letter.headers["dlq_service"] == b"fake"
        assert letter.headers["dlq_exception"] == b"InvalidEvent"
    assert letters[topic][1].headers.keys() == {key for key in letters[topic][1].headers if key.startswith("dlq_")}
