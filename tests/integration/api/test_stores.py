import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator

import psycopg
import pytest

from fakes.api_access import MemoryAccess
from fakes.api_story import INTERVIEW, SPOKEN, story
from interview_api.access.core import new_secret, sha256
from interview_api.access.ports import AccessStore
from interview_api.access.repository import AccessRepository
from interview_api.interviews.archive import Archive
from interview_api.interviews.repository import EventRepository
from interview_runtime.bus import Record, Unavailable
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import MemoryKeys
from interview_schemas.events import Event
from interview_schemas.registry import topic_of
from interview_schemas.topics import TOPICS
from parley.launcher.stack import Stack
from stream_processors.projection.core import Batch, Place, batch, event_row, is_projected
from stream_processors.projection.repository import ProjectionRepository

pytestmark = pytest.mark.integration


@pytest.fixture
async def database(infrastructure: Stack) -> AsyncIterator[Database]:
    found = Database(infrastructure.database_url)
    yield found
    await found.close()


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest, database: Database) -> AccessStore:
    """One contract, two stores."""
    return MemoryAccess(SystemClock()) if request.param == "memory" else AccessRepository(database)


async def test_an_invitation_is_replaced_until_it_is_used(store: AccessStore) -> None:
    interview, old, new = str(uuid.uuid4()), sha256("old"), sha256("new")
    assert await store.find(interview) is None
    assert await store.invite(interview, "ko", old)
    assert await store.invite(interview, "ko", new)
    assert not await store.invite(interview, "en", new)
    assert await store.enter(interview, old, sha256("s")) is None
    assert await store.session(interview) is None
    assert await store.enter(interview, new, sha256("s")) == "ko"
    assert await store.enter(interview, new, sha256("s2")) is None
    assert await store.session(interview) == sha256("s")
    assert not await store.invite(interview, "ko", new)
    found = await store.find(interview)
    assert found is not None
    assert (found.language, found.used) == ("ko", True)
    assert abs(found.created_ms - SystemClock().now_ms()) < 60_000


async def test_a_token_that_ten_requests_bring_at_once_lets_one_in(store: AccessStore) -> None:
    interview, token = str(uuid.uuid4()), sha256(new_secret())
    await store.invite(interview, "ko", token)
    entered = await asyncio.gather(*(store.enter(interview, token, sha256(str(n))) for n in range(10)))
    assert sorted(map(str, entered)) == ["None"] * 9 + ["ko"]


async def test_a_ticket_opens_one_socket_of_its_purpose_in_time(store: AccessStore) -> None:
    interview, ticket = str(uuid.uuid4()), sha256(new_secret())
    await store.issue(interview, "relay", ticket, 30)
    assert await store.redeem(ticket, "audio") is None
    redeemed = await asyncio.gather(*(store.redeem(ticket, "relay") for _ in range(10)))
    assert sorted(map(str, redeemed)) == sorted(["None"] * 9 + [interview])
    assert await store.redeem(sha256("unknown"), "relay") is None
    late = sha256(new_secret())
    await store.issue(interview, "relay", late, 0)
    assert await store.redeem(late, "relay") is None


async def sealed(events: list[Event], keys: MemoryKeys, prefix: str) -> list[Record]:
    codec = EventCodec(keys, SystemClock(), "test", prefix)
    records = []
    for offset, event in enumerate(events):
        out = await codec.encode(event)
        record = Record(
            topic=out.topic, partition=0, offset=offset, timestamp_ms=1_700_000_000_000 + offset,
            key=out.key, value=out.value, headers=out.headers,
        )  # fmt: skip
        records.append(record)
    return records


async def as_batch(records: list[Record], codec: EventCodec) -> Batch:
    places = [Place(one.topic, one.partition, one.offset, one.timestamp_ms) for one in records]
    rows = [
        event_row((await codec.decode(one)).envelope, place, one.headers, one.value)
        for one, place in zip(records, places, strict=True)
    ]
    return batch(rows, places)


async def test_what_the_projection_writes_the_api_reads(database: Database, infrastructure: Stack) -> None:
    interview, prefix, keys = str(uuid.uuid4()), f"t{uuid.uuid4().hex[:8]}-", MemoryKeys()
    await keys.create(interview)
    events = [event for event in story(interview) if is_projected(TOPICS[topic_of(event)])]
    codec = EventCodec(keys, SystemClock(), "test", prefix)
    made = await as_batch(await sealed(events, keys, prefix), codec)
    writer = ProjectionRepository(database)
    assert await writer.write(made) == len(events)
    assert await writer.write(made) == 0
    await AccessRepository(database).invite(interview, "en", b"x")
    opened = await Archive(EventRepository(database), codec).open(interview)
    assert {logged.event_id for logged in opened.log} == {row.event_id for row in made.rows}
    view = opened.view()
    assert view.accepted.status == "assessed"
    assert view.finals[0].event.text == SPOKEN
    listed = await EventRepository(database).listed(10, None)
    assert [(one.status, one.language) for one in listed if one.interview_id == interview] == [("assessed", "en")]
    with psycopg.connect(infrastructure.database_owner_url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM events WHERE position(%s in value) > 0 OR headers::text LIKE %s",
            (SPOKEN.encode(), f"%{SPOKEN}%"),
        ).fetchone()
    assert found == (0,)


async def test_offsets_never_go_back(database: Database) -> None:
    topic = f"t{uuid.uuid4().hex}"
    writer = ProjectionRepository(database)
    await writer.write(Batch(rows=(), next_offsets={(topic, 0): 9, (topic, 1): 2}))
    await writer.write(Batch(rows=(), next_offsets={(topic, 0): 4}))
    assert await writer.next_offsets([(topic, 0), (topic, 1), (topic, 2)]) == {(topic, 0): 9, (topic, 1): 2}


async def test_a_write_that_fails_half_way_leaves_nothing(database: Database) -> None:
    interview, keys = str(uuid.uuid4()), MemoryKeys()
    await keys.create(interview)
    codec = EventCodec(keys, SystemClock(), "test", "x-")
    made = await as_batch(await sealed(story(interview)[:1], keys, "x-"), codec)
    topic = f"t{uuid.uuid4().hex}"
    with pytest.raises(psycopg.DataError):
        await ProjectionRepository(database).write(Batch(rows=made.rows, next_offsets={(topic, 10**12): 1}))
    assert (await EventRepository(database).log(interview)).records == []


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", timeout_seconds=0.2)
    digest = hashlib.sha256(b"").digest()
    for call in (
        AccessRepository(away).redeem(digest, "relay"),
        EventRepository(away).log(INTERVIEW),
        ProjectionRepository(away).next_offsets([]),
    ):
        with pytest.raises(Unavailable):
            await call
    await away.close()
