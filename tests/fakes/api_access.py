"""Why: access rules are tested without a database, under the contract that the real store keeps too."""

from interview_api.access.ports import Access, Purpose
from interview_runtime.bus import Unavailable
from interview_runtime.clock import Clock


class _Entry:
    def __init__(self, language: str, token_sha256: bytes, created_ms: int) -> None:
        self.language = language
        self.token_sha256 = token_sha256
        self.created_ms = created_ms
        self.session_sha256: bytes | None = None


class MemoryAccess:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.entries: dict[str, _Entry] = {}
        self.tickets: dict[bytes, tuple[str, Purpose, int]] = {}
        self.away = False

    async def invite(self, interview_id: str, language: str, token_sha256: bytes) -> bool:
        self._reach()
        entry = self.entries.get(interview_id)
        if entry is not None and (entry.session_sha256 is not None or entry.language != language):
            return False
        created_ms = self._clock.now_ms() if entry is None else entry.created_ms
        self.entries[interview_id] = _Entry(language, token_sha256, created_ms)
        return True

    async def find(self, interview_id: str) -> Access | None:
        self._reach()
        entry = self.entries.get(interview_id)
        if entry is None:
            return None
        used = entry.session_sha256 is not None
        return Access(interview_id=interview_id, language=entry.language, used=used, created_ms=entry.created_ms)

    async def enter(self, interview_id: str, token_sha256: bytes, session_sha256: bytes) -> str | None:
        self._reach()
        entry = self.entries.get(interview_id)
        if entry is None or entry.session_sha256 is not None or entry.token_sha256 != token_sha256:
            return None
        entry.session_sha256 = session_sha256
        return entry.language

    async def session(self, interview_id: str) -> bytes | None:
        self._reach()
        entry = self.entries.get(interview_id)
        return None if entry is None else entry.session_sha256

    async def issue(self, interview_id: str, purpose: Purpose, ticket_sha256: bytes, seconds: int) -> None:
        self._reach()
        self.tickets[ticket_sha256] = (interview_id, purpose, self._clock.now_ms() + seconds * 1000)

    async def redeem(self, ticket_sha256: bytes, purpose: Purpose) -> str | None:
        self._reach()
        interview_id, wanted, until_ms = self.tickets.get(ticket_sha256, ("", purpose, 0))
        if wanted != purpose or until_ms <= self._clock.now_ms():
            return None
        del self.tickets[ticket_sha256]
        return interview_id

    def _reach(self) -> None:
        if self.away:
            raise Unavailable("database")
