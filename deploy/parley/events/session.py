"""Why: whoever reads sealed records needs the keys of the running stack, for as long as the reading takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import CachedKeys
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from parley.client.installation import Installation


@asynccontextmanager
async def codec(installation: Installation, prefix: str = "") -> AsyncIterator[EventCodec]:
    """Opens what the stack has sealed; `prefix` isolates a replay."""
    database, clock = Database(installation.database_url), SystemClock()
    keys = CachedKeys(PostgresKeys(database, read_tenant_key(installation.data.tenant_key)), clock)
    try:
        yield EventCodec(keys, clock, "parley-cli", prefix)
    finally:
        await database.close()
