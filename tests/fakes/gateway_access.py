"""Why: tickets and epochs in memory, with the contract of the tables."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from ingest_gateway.access.core import Grant
from interview_runtime.bus import Unavailable
from interview_runtime.clock import Clock

HELD_MS = 30_000


@dataclass(slots=True)
class Row:
    """A row of `connections`."""

    client_id: str
    epoch: int
    seen_at_ms: int
    open: bool = True


class MemoryAccess:
    """`away` makes every call raise Unavailable."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tickets: dict[bytes, str] = {}
        self._issued = 0
        self.rows: dict[str, Row] = {}
        self.away = False

    def issue(self, interview_id: str) -> str:
        """A ticket for one audio socket."""
        self._issued += 1
        ticket = f"secret-ticket-{self._issued}"
        self._tickets[hashlib.sha256(ticket.encode()).digest()] = interview_id
        return ticket

    async def redeem(self, ticket_sha256: bytes) -> str | None:
        """Once."""
        self._reach()
        return self._tickets.pop(ticket_sha256, None)

    async def take(self, interview_id: str, client_id: str, *, takeover: bool) -> Grant | None:
        """As the statement in the repository."""
        self._reach()
        now_ms = self._clock.now_ms()
        row = self.rows.get(interview_id)
        if row is None:
            self.rows[interview_id] = Row(client_id, 1, now_ms)
            return Grant(1)
        stale = not row.open or row.seen_at_ms < now_ms - HELD_MS
        if not (takeover or stale or row.client_id == client_id):
            return None
        self.rows[interview_id] = Row(client_id, row.epoch + 1, now_ms)
        return Grant(row.epoch + 1, now_ms - row.seen_at_ms)

    async def beat(self, epochs: Mapping[str, int]) -> frozenset[str]:
        """Those that are still held."""
        self._reach()
        held = [name for name, epoch in epochs.items() if name in self.rows and self.rows[name].epoch == epoch]
        for name in held:
            self.rows[name].seen_at_ms = self._clock.now_ms()
        return frozenset(held)

    async def release(self, interview_id: str, epoch: int) -> None:
        """Closed."""
        self._reach()
        row = self.rows.get(interview_id)
        if row is not None and row.epoch == epoch:
            row.open = False

    def _reach(self) -> None:
        if self.away:
            raise Unavailable("database")
