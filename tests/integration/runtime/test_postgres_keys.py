"""Why: the real key table keeps the promises of erasure, and its absence is waited for."""

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncIterator

import psycopg
import pytest

from contract.runtime.keys_contract import KeyPortContract
from fakes.runtime_events import codec_with, said, stored
from fakes.runtime_processor import KeptAside, ScriptedProcessor
from interview_runtime import metrics
from interview_runtime.bus import Record
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.keys import new_key
from interview_runtime.postgres_keys import PostgresKeys, WrongTenantKey, read_tenant_key
from interview_runtime.progress import Progress
from interview_runtime.shell import Fatal, Shell
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration


@pytest.fixture
async def database(infrastructure: Stack) -> AsyncIterator[Database]:
    made = Database(infrastructure.database_url, timeout_seconds=2.0)
    yield made
    await made.close()


@pytest.fixture
def keys(infrastructure: Stack, database: Database) -> PostgresKeys:
    return PostgresKeys(database, read_tenant_key(infrastructure.data.tenant_key))


@pytest.fixture
async def other(infrastructure: Stack) -> AsyncIterator[PostgresKeys]:
    database = Database(infrastructure.database_url)
    yield PostgresKeys(database, read_tenant_key(infrastructure.data.tenant_key))
    await database.close()


class TestPostgresKeys(KeyPortContract):
    async def test_the_stored_key_is_wrapped(self, infrastructure: Stack, keys: PostgresKeys, name: str) -> None:
        await keys.create(name)
        key = await keys.get(name)
        (wrapped,) = _row(infrastructure, name)
        assert wrapped is not None
        assert key not in wrapped

    async def test_a_destroyed_key_leaves_no_bytes(self, infrastructure: Stack, keys: PostgresKeys, name: str) -> None:
        await keys.create(name)
        await keys.destroy(name)
        assert _row(infrastructure, name) == (None,)

    async def test_a_wrong_tenant_key_ends_the_process(self, database: Database, keys: PostgresKeys, name: str) -> None:
        await keys.create(name)
        with pytest.raises(WrongTenantKey) as wrong:
            await PostgresKeys(database, new_key()).get(name)
        assert isinstance(wrong.value, Fatal)


def _row(stack: Stack, name: str) -> tuple[bytes | None]:
    with psycopg.connect(stack.database_owner_url) as connection:
        row = connection.execute("SELECT wrapped_key FROM interview_keys WHERE interview_id = %s", (name,)).fetchone()
    assert row is not None
    return (row[0],)


class World:
    """A shell over Postgres keys."""

    def __init__(self, keys: PostgresKeys) -> None:
        self.codec = codec_with(keys, SystemClock())
        self.processor, self.aside = ScriptedProcessor(), KeptAside()
        clock, progress = SystemClock(), Progress(30.0)
        self.shell = Shell(self.processor, self.codec, self.aside, clock=clock, progress=progress)
        self.acknowledged = 0

    async def take(self, record: Record) -> None:
        def acknowledge() -> None:
            self.acknowledged += 1

        await self.shell.take(record, acknowledge)


async def test_a_key_service_that_is_away_is_waited_for(
    infrastructure: Stack, keys: PostgresKeys, other: PostgresKeys
) -> None:
    name, world = str(uuid.uuid4()), World(keys)
    await other.create(name)
    record = stored(await codec_with(other).encode(said("words", name)))
    retries = metrics.HANDLER_RETRIES.labels(record.topic)
    before = retries._value.get()
    server = infrastructure.pid("postgres")
    os.kill(server, signal.SIGSTOP)  # it takes no new connection, as a server that hangs
    try:
        taking = asyncio.create_task(world.take(record))
        while retries._value.get() == before:  # noqa: ASYNC110  # a metric signals nothing
            await asyncio.sleep(0.05)
        assert (world.acknowledged, world.processor.handled) == (0, [])
    finally:
        os.kill(server, signal.SIGCONT)
    await asyncio.wait_for(taking, 120)
    assert [each.event for each in world.processor.handled] == [said("words", name)]
    assert (world.acknowledged, world.aside.letters) == (1, [])


async def test_after_kill_9_of_postgres_the_same_pool_goes_on(infrastructure: Stack, keys: PostgresKeys) -> None:
    name, world = str(uuid.uuid4()), World(keys)
    await keys.create(name)
    record = stored(await world.codec.encode(said("words", name)))
    infrastructure.kill("postgres")
    await asyncio.wait_for(world.take(record), 120)
    await asyncio.to_thread(infrastructure.wait_ready, "postgres")
    assert (len(world.processor.handled), world.acknowledged, world.aside.letters) == (1, 1, [])


async def test_a_destroyed_key_is_redacted_and_acknowledged(keys: PostgresKeys) -> None:
    name, world = str(uuid.uuid4()), World(keys)
    await keys.create(name)
    record = stored(await world.codec.encode(said("words", name)))
    await keys.destroy(name)
    await world.take(record)
    assert (world.processor.handled, world.acknowledged, world.aside.letters) == ([], 1, [])
