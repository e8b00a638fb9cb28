"""Why: what the projection stored is read through one port, by REST and relay alike."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from interview_runtime.bus import Record

Offsets = Mapping[tuple[str, int], int]


class StoredLog(msgspec.Struct, frozen=True, kw_only=True):
    """One interview's records, still sealed, and how far the projection has read each topic and partition."""

    records: Sequence[Record]
    next_offsets: Offsets


class ListedInterview(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list."""

    interview_id: str
    language: str
    status: str
    created_ms: int


class EventStore(Protocol):
    """Raises Unavailable while the database is away."""

    async def log(self, interview_id: str) -> StoredLog:
        """Records in the order in which the broker took them."""
        ...

    async def listed(self, limit: int, before_ms: int | None) -> Sequence[ListedInterview]:
        """Newest first."""
        ...
