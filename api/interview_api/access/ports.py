"""Why: access is tested without a database, under the same contract as with one."""

from typing import Literal, Protocol

import msgspec

Purpose = Literal["audio", "relay"]


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an interview's access."""

    interview_id: str
    language: str
    used: bool
    created_ms: int


class AccessStore(Protocol):
    """Hashes of tokens, sessions and tickets. Raises Unavailable while the database is away."""

    async def invite(self, interview_id: str, language: str, token_sha256: bytes) -> bool:
        """Store a fresh candidate token in place of an unused one; False where the candidate has entered already."""
        ...

    async def find(self, interview_id: str) -> Access | None:
        """None for an interview that nobody made."""
        ...

    async def enter(self, interview_id: str, token_sha256: bytes, session_sha256: bytes) -> str | None:
        """Use the token up and store the session; the language, or None where the token is not good."""
        ...

    async def session(self, interview_id: str) -> bytes | None:
        """The hash of the session's secret."""
        ...

    async def issue(self, interview_id: str, purpose: Purpose, ticket_sha256: bytes, seconds: int) -> None:
        """Store a ticket; forget those that are long over."""
        ...

    async def redeem(self, ticket_sha256: bytes, purpose: Purpose) -> str | None:
        """Use the ticket up; its interview, or None where it is unknown, used or over."""
        ...
