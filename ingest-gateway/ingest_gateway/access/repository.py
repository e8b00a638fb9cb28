"""Why: tickets and epochs are decided by single statements, so that two gateways can't both say yes."""

from collections.abc import Mapping
from typing import Final

from ingest_gateway.access.core import Grant
from interview_runtime.database import Database

HELD_SECONDS: Final = 30
_REDEEM: Final = """
UPDATE tickets SET used_at = now()
WHERE ticket_sha256 = %s AND purpose = 'audio' AND used_at IS NULL AND expires_at > now()
RETURNING interview_id
"""
_TAKE: Final = """
WITH before AS (SELECT seen_at FROM connections WHERE interview_id = %(interview)s),
     invited AS (SELECT created_at FROM candidate_access WHERE interview_id = %(interview)s)
INSERT INTO connections AS held (interview_id, client_id, epoch) VALUES (%(interview)s, %(client)s, 1)
ON CONFLICT (interview_id) DO UPDATE
SET client_id = excluded.client_id, epoch = held.epoch + 1, seen_at = now(), open = true
WHERE held.client_id = excluded.client_id OR NOT held.open OR %(takeover)s
   OR held.seen_at < now() - make_interval(secs => %(seconds)s)
RETURNING epoch,
    (SELECT greatest(0, extract(epoch FROM now() - seen_at) * 1000)::bigint FROM before),
    (SELECT greatest(0, extract(epoch FROM now() - created_at) * 1000)::bigint FROM invited)
"""
_BEAT: Final = """
UPDATE connections SET seen_at = now()
FROM unnest(%s::text[], %s::integer[]) AS live (interview_id, epoch)
WHERE connections.interview_id = live.interview_id AND connections.epoch = live.epoch
RETURNING connections.interview_id
"""
_RELEASE: Final = "UPDATE connections SET open = false, seen_at = now() WHERE interview_id = %s AND epoch = %s"


class PostgresAccess:
    """Tables `tickets` and `connections`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def redeem(self, ticket_sha256: bytes) -> str | None:
        """Single use: the second caller finds it used."""
        async with self._database.transaction() as connection:
            row = await (await connection.execute(_REDEEM, (ticket_sha256,))).fetchone()
        return None if row is None else str(row[0])

    async def take(self, interview_id: str, client_id: str, *, takeover: bool) -> Grant | None:
        """A client that was not seen for 30 s no longer holds what it held."""
        asked = {"interview": interview_id, "client": client_id, "takeover": takeover, "seconds": HELD_SECONDS}
        async with self._database.transaction() as connection:
            row = await (await connection.execute(_TAKE, asked)).fetchone()
        if row is None:
            return None
        # a row that appeared while this statement ran has no `before`: somebody held it a moment ago
        return Grant(row[0], None if row[0] == 1 else row[1] or 0, row[2])

    async def beat(self, epochs: Mapping[str, int]) -> frozenset[str]:
        """One statement for all sockets of a gateway."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(_BEAT, (list(epochs), list(epochs.values())))
            return frozenset([str(row[0]) for row in await cursor.fetchall()])

    async def release(self, interview_id: str, epoch: int) -> None:
        """A later epoch is left alone."""
        async with self._database.transaction() as connection:
            await connection.execute(_RELEASE, (interview_id, epoch))
