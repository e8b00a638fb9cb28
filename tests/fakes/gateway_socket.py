"""Why: a session's socket without a network, as a person at the other end would use it."""

import asyncio
import json
from typing import Any


class ScriptedSocket:
    """What is said goes up, what comes down is kept."""

    def __init__(self) -> None:
        self._up: asyncio.Queue[bytes | str | None] = asyncio.Queue()
        self._down: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.received: list[dict[str, Any]] = []
        self.closed: int | None = None

    def say(self, message: bytes | str | None) -> None:
        """Go up; None is the end."""
        self._up.put_nowait(message)

    async def until(self, kind: str, **fields: object) -> dict[str, Any]:
        """The next message of this kind; others are passed over."""
        while True:
            message = await asyncio.wait_for(self._down.get(), 20)
            if message["type"] == kind and fields.items() <= message.items():
                return message

    async def receive(self) -> bytes | str | None:
        """The next message up."""
        return await self._up.get()

    async def send(self, text: str) -> None:
        """A message down."""
        message: dict[str, Any] = json.loads(text)
        self.received.append(message)
        self._down.put_nowait(message)

    async def close(self, code: int, reason: str) -> None:
        """The server closed."""
        del reason
        self.closed = code
        self._up.put_nowait(None)
