"""Why: who holds an interview is stored where every gateway sees it; a socket knows it through this port."""

from collections.abc import Mapping
from typing import Protocol

from ingest_gateway.access.core import Grant


class AccessPort(Protocol):
    """Every method raises Unavailable while the store is away."""

    async def redeem(self, ticket_sha256: bytes) -> str | None:
        """Use an audio ticket up; its interview, or None where it is unknown, used or expired."""
        ...

    async def take(self, interview_id: str, client_id: str, *, takeover: bool) -> Grant | None:
        """The next epoch for this client, or None while another client holds the interview."""
        ...

    async def beat(self, epochs: Mapping[str, int]) -> frozenset[str]:
        """These interviews are still held with these epochs; answers those of them that really are."""
        ...

    async def release(self, interview_id: str, epoch: int) -> None:
        """The socket of this epoch is closed."""
        ...
