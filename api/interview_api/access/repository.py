"""Why: single use is a single UPDATE, so that two requests at once can't both win."""

from typing import Any

from interview_api.access.ports import Access, Purpose
from interview_runtime.database import Database

_INVITE = """
INSERT INTO candidate_access (interview_id, language, token_sha256) VALUES (%s, %s, %s)
ON CONFLICT (interview_id) DO UPDATE SET token_sha256 = excluded.token_sha256
WHERE candidate_access.token_used_at IS NULL AND candidate_access.language = excluded.language
RETURNING 1
"""
_FIND = """
SELECT language, token_used_at IS NOT NULL, (extract(epoch FROM created_at) * 1000)::bigint
FROM candidate_access WHERE interview_id = %s
"""
_ENTER = """
UPDATE candidate_access SET token_used_at = now(), session_sha256 = %s
WHERE interview_id = %s AND token_sha256 = %s AND token_used_at IS NULL
RETURNING language
"""
_SESSION = "SELECT session_sha256 FROM candidate_access WHERE interview_id = %s"
_ISSUE = """
INSERT INTO tickets (ticket_sha256, interview_id, purpose, expires_at)
VALUES (%s, %s, %s, now() + make_interval(secs => %s))
"""
_FORGET = "DELETE FROM tickets WHERE interview_id = %s AND expires_at < now() - interval '10 minutes'"
_REDEEM = """
UPDATE tickets SET used_at = now()
WHERE ticket_sha256 = %s AND purpose = %s AND used_at IS NULL AND expires_at > now()
RETURNING interview_id
"""


class AccessRepository:
    """Tables `candidate_access` and `tickets`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def invite(self, interview_id: str, language: str, token_sha256: bytes) -> bool:
        """False where the candidate has entered, or the language is another one."""
        return await self._one(_INVITE, interview_id, language, token_sha256) is not None

    async def find(self, interview_id: str) -> Access | None:
        """What is stored."""
        row = await self._one(_FIND, interview_id)
        if row is None:
            return None
        return Access(interview_id=interview_id, language=row[0], used=row[1], created_ms=row[2])

    async def enter(self, interview_id: str, token_sha256: bytes, session_sha256: bytes) -> str | None:
        """The language."""
        row = await self._one(_ENTER, session_sha256, interview_id, token_sha256)
        return None if row is None else str(row[0])

    async def session(self, interview_id: str) -> bytes | None:
        """None before the candidate has entered."""
        row = await self._one(_SESSION, interview_id)
        return None if row is None or row[0] is None else bytes(row[0])

    async def issue(self, interview_id: str, purpose: Purpose, ticket_sha256: bytes, seconds: int) -> None:
        """One transaction."""
        async with self._database.transaction() as connection:
            await connection.execute(_FORGET, (interview_id,))
            await connection.execute(_ISSUE, (ticket_sha256, interview_id, purpose, seconds))

    async def redeem(self, ticket_sha256: bytes, purpose: Purpose) -> str | None:
        """The interview."""
        row = await self._one(_REDEEM, ticket_sha256, purpose)
        return None if row is None else str(row[0])

    async def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchone()
