"""Why: what a person said must not lie readable in any file, and a search that finds nothing must be able to find."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from fakes.logbook import asked, words
from fakes.runtime_events import codec_with, command, said
from fakes.runtime_kafka import make_topics, new_prefix
from interview_runtime.bus import OutRecord
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.dead_letters import DeadLetterTopic
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_schemas.events import Event
from interview_schemas.events.audio import AudioChunk
from interview_schemas.registry import topic_of
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

SEALED = ("marmalade-otter-5519", "저는 팀을 이끌었습니다 5519")
OPEN = ("unsealed-heron-7304", "봉인되지 않은 문장 7304")
INTERVIEW = "i-1"  # the logbook's


def events(text: str) -> list[Event]:
    """The same words as they go through partials, finals, questions and audio."""
    spoken = AudioChunk(interview_id=INTERVIEW, start_sample=0, epoch=1, captured_at_ms=0, media=text.encode("utf-16"))
    return [said(text, INTERVIEW), words(0, 16_000, text), _replaced(asked(), text), spoken]


def _replaced(question: Event, text: str) -> Event:
    return type(question)(**{name: getattr(question, name) for name in question.__struct_fields__} | {"text": text})


async def write(stack: Stack, prefix: str) -> None:
    """Sealed words through the product's own writer; unsealed ones past it."""
    database = Database(stack.database_url)
    keys = PostgresKeys(database, read_tenant_key(stack.data.tenant_key))
    await keys.create(INTERVIEW)
    codec = codec_with(keys, SystemClock(), prefix)
    bus = KafkaBus(stack.kafka_bootstrap, client_id="test", settings={"log_level": 0})
    records = [await codec.encode(event) for text in SEALED for event in events(text)]
    for record in records:
        await bus.send(record)
    await put_aside(stack, bus, records[0].topic)
    for text in OPEN:
        for encoding in ("utf-8", "utf-16-le"):
            topic = prefix + topic_of(command(1))
            await bus.send(OutRecord(topic=topic, key=b"k", value=text.encode(encoding), headers={}))
    project(stack, records)
    await bus.close()
    await database.close()


async def put_aside(stack: Stack, bus: KafkaBus, topic: str) -> None:
    """The first record as a dead letter."""
    reader = KafkaLogReader(stack.kafka_bootstrap, {"log_level": 0})
    record = (await asyncio.to_thread(lambda: list(reader.read([topic], [0]))))[0]
    try:
        int(SEALED[0])
    except ValueError as error:
        await DeadLetterTopic(bus, "test").put(record, error)


def project(stack: Stack, records: list[OutRecord]) -> None:
    """Rows as the projection writes them, and one that nobody should write."""
    insert = (
        "INSERT INTO events (event_id, interview_id, topic, partition, log_offset, type, stored_at, headers, value)"
        " VALUES (%s, 'i-1', %s, 0, %s, 'type', now(), '{}', %s)"
    )
    with psycopg.connect(stack.database_url) as connection:
        for number, record in enumerate(records):
            connection.execute(insert, (f"sealed-{number}", record.topic, number, record.value))
        for number, text in enumerate(OPEN):
            connection.execute(insert, (f"open-{number}", "topic", number, text.encode()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a stopped installation of its own."""
    root: Path = tmp_path_factory.mktemp("sealing")
    with Stack(root, services=()) as stack:
        prefix = new_prefix()
        topics = {prefix + topic_of(event) for event in (*events(""), command(1))}
        make_topics(stack.kafka_bootstrap, topics | {f"{topic}-dlq" for topic in topics}, 1)
        asyncio.run(write(stack, prefix))
    return root


def files_with(root: Path, text: str, encoding: str) -> list[str]:
    """Files under the folder that hold the text."""
    wanted = text.encode(encoding)
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files
    return [path.relative_to(root).as_posix() for path in files if wanted in path.read_bytes()]


@pytest.mark.parametrize("text", SEALED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_no_file_holds_a_word_of_what_was_said(folder: Path, text: str, encoding: str) -> None:
    assert files_with(folder, text, encoding) == []


@pytest.mark.parametrize("text", OPEN)
@pytest.mark.parametrize(("encoding", "server"), [("utf-8", "kafka"), ("utf-16-le", "kafka"), ("utf-8", "postgres")])
def test_the_search_finds_what_was_not_sealed(folder: Path, text: str, encoding: str, server: str) -> None:
    assert any(name.startswith(f"{server}/") for name in files_with(folder, text, encoding))


def test_the_data_key_lies_in_no_file_of_the_broker(folder: Path) -> None:
    tenant_key = (folder / "keys" / "tenant.key").read_bytes()
    assert not [path for path in (folder / "kafka").rglob("*") if path.is_file() and tenant_key in path.read_bytes()]
