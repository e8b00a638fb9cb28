"""Why: the resume service says what it needs of a reader, so that any sandbox and any engine will do."""

from typing import Protocol

import msgspec

from interview_schemas.events import RejectReason


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says, in reading order; `pages` is 1 where the kind has none."""

    text: str
    pages: int
    engine: str
    media_type: str


class Unreadable(Exception):
    """The document can't be read, for a reason that a person can act on."""

    def __init__(self, reason: RejectReason) -> None:
        super().__init__(reason)
        self.reason = reason


class ResumeReader(Protocol):
    """Reads documents that may be hostile."""

    async def read(self, document: bytes) -> Reading:
        """Raises Unreadable."""
        ...

    async def close(self) -> None:
        """Release what the reader holds."""
        ...
