"""Why: two gateways never both let a ticket or a client in; the tables keep the contract of the fake."""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator

import pytest

from fakes.gateway_access import MemoryAccess
from fakes.gateway_process import Site
from ingest_gateway.access.ports import AccessPort
from ingest_gateway.access.repository import PostgresAccess
from interview_runtime.bus import Unavailable
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration


@pytest.fixture
async def site(infrastructure: Stack) -> AsyncIterator[Site]:
    made = Site(infrastructure.env)
    yield made
    await made.database.close()


@pytest.fixture(params=["memory", "postgres"])
def access(request: pytest.FixtureRequest, site: Site) -> AccessPort:
    """One contract, two stores."""
    return MemoryAccess(SystemClock()) if request.param == "memory" else PostgresAccess(site.database)


def digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()


async def test_one_client_holds_an_interview_until_it_lets_go(access: AccessPort) -> None:
    interview = str(uuid.uuid4())
    first = await access.take(interview, "a", takeover=False)
    assert first is not None
    assert (first.epoch, first.last_seen_ms_ago) == (1, None)
    assert await access.take(interview, "b", takeover=False) is None
    again = await access.take(interview, "a", takeover=False)
    assert again is not None
    assert again.epoch == 2
    assert again.last_seen_ms_ago is not None
    assert 0 <= again.last_seen_ms_ago < 10_000
    taken = await access.take(interview, "b", takeover=True)
    assert taken is not None
    assert taken.epoch == 3
    await access.release(interview, 2)
    assert await access.take(interview, "c", takeover=False) is None
    await access.release(interview, 3)
    freed = await access.take(interview, "c", takeover=False)
    assert freed is not None
    assert freed.epoch == 4


async def test_a_heartbeat_answers_which_interviews_are_still_held(access: AccessPort) -> None:
    kept, lost, never = (str(uuid.uuid4()) for _ in range(3))
    for interview in (kept, lost):
        await access.take(interview, "a", takeover=False)
    await access.take(lost, "b", takeover=True)
    assert await access.beat({kept: 1, lost: 1, never: 1}) == {kept}


async def test_a_client_that_is_silent_for_30_s_no_longer_holds(site: Site) -> None:
    access, interview = PostgresAccess(site.database), str(uuid.uuid4())
    await access.take(interview, "a", takeover=False)
    async with site.database.transaction() as connection:
        await connection.execute(
            "UPDATE connections SET seen_at = now() - interval '31 seconds' WHERE interview_id = %s", (interview,)
        )
    grant = await access.take(interview, "b", takeover=False)
    assert grant is not None
    assert grant.epoch == 2
    assert grant.last_seen_ms_ago is not None
    assert grant.last_seen_ms_ago >= 31_000


async def test_of_many_at_once_each_epoch_is_granted_once(site: Site) -> None:
    access, interview = PostgresAccess(site.database), str(uuid.uuid4())
    grants = await asyncio.gather(*(access.take(interview, "a", takeover=False) for _ in range(12)))
    assert sorted(grant.epoch for grant in grants if grant is not None) == list(range(1, 13))


async def test_a_ticket_is_used_once_by_one(site: Site) -> None:
    access, interview = PostgresAccess(site.database), str(uuid.uuid4())
    ticket = digest(await site.ticket(interview))
    answers = await asyncio.gather(*(access.redeem(ticket) for _ in range(8)))
    assert (answers.count(interview), answers.count(None)) == (1, 7)


@pytest.mark.parametrize(("purpose", "lifetime"), [("relay", "30 seconds"), ("audio", "-1 second")])
async def test_a_ticket_for_something_else_or_too_old_is_none(site: Site, purpose: str, lifetime: str) -> None:
    ticket = await site.ticket(str(uuid.uuid4()), purpose, lifetime)
    assert await PostgresAccess(site.database).redeem(digest(ticket)) is None


async def test_an_invitation_says_how_far_back_the_log_may_matter(site: Site) -> None:
    access, interview = PostgresAccess(site.database), str(uuid.uuid4())
    async with site.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO candidate_access (interview_id, language, token_sha256, created_at) "
            "VALUES (%s, 'ko', %s, now() - interval '1 hour')",
            (interview, digest(interview)),
        )
    grant = await access.take(interview, "a", takeover=False)
    assert grant is not None
    assert grant.invited_ms_ago is not None
    assert 3_600_000 <= grant.invited_ms_ago < 3_700_000


async def test_a_database_that_is_not_there_is_unavailable() -> None:
    database = Database("postgresql://parley_app@127.0.0.1:1/parley", timeout_seconds=0.2)
    with pytest.raises(Unavailable):
        await PostgresAccess(database).redeem(b"x")
    await database.close()
