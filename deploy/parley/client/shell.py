"""Why: two sockets that come back by themselves: a restarted service costs the candidate seconds and no word."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from parley.client.board import Board, reduce
from parley.client.core import CommandName, Uplink
from parley.client.frames import MESSAGE_SAMPLES
from parley.client.messages import VERSION, News, Problem, encode, from_gateway, from_relay
from parley.client.rest import Purpose, Rest
from parley.client.retry import Attempts, Refused, Unreachable, is_final

PROTOCOL: Final = "parley.v1"
LARGEST_MESSAGE_BYTES: Final = 16 * 1024 * 1024
_BEHIND_SAMPLES: Final = 3 * MESSAGE_SAMPLES
_CATCH_UP_WAIT_S: Final = 0.03  # 100 ms in 30 ms: under the four times real time that the gateway allows
OnNews = Callable[[News, Board], None]
OnLink = Callable[[Purpose, bool], None]


class Half(Protocol):
    """What one socket is for."""

    def hello(self) -> str:
        """The first message."""
        ...

    def receive(self, text: str) -> Problem | None:
        """Follow a message; a problem is what the server says before it closes."""
        ...

    def next_message(self) -> str | bytes | None:
        """What is to be sent now."""
        ...

    def is_behind(self) -> bool:
        """Whether sending must be slowed, since much waits."""
        ...

    def lost(self) -> None:
        """The socket is gone."""
        ...


class AudioHalf:
    """Samples and commands."""

    def __init__(self, uplink: Uplink) -> None:
        self._uplink = uplink
        self.hello, self.next_message, self.lost = uplink.hello, uplink.next_message, uplink.lost

    def receive(self, text: str) -> Problem | None:
        """Follow the gateway."""
        message = from_gateway(text)
        if isinstance(message, Problem):
            return message
        if message is not None:
            self._uplink.receive(message)
        return None

    def is_behind(self) -> bool:
        """After a reconnect."""
        return self._uplink.unsent_samples > _BEHIND_SAMPLES


class RelayHalf:
    """Captions and questions."""

    def __init__(self, on_news: OnNews) -> None:
        self.board = Board()
        self._on_news = on_news

    def hello(self) -> str:
        """The only message."""
        return encode({"type": "hello", "version": VERSION})

    def receive(self, text: str) -> Problem | None:
        """Follow the relay."""
        message = from_relay(text)
        if isinstance(message, Problem):
            return message
        if message is not None:
            self.board, news = reduce(self.board, message)
            for each in news:
                self._on_news(each, self.board)
        return None

    def next_message(self) -> None:
        """Nothing more goes up."""

    def is_behind(self) -> bool:
        """Never."""
        return False

    def lost(self) -> None:
        """A snapshot will tell what was missed."""


class Link:
    """Keeps one socket open until it is cancelled; raises Refused or Unreachable."""

    def __init__(
        self, rest: Rest, purpose: Purpose, half: Half, *, on_link: OnLink, on_change: Callable[[], None]
    ) -> None:
        self._rest, self._purpose, self._half = rest, purpose, half
        self._on_link, self._on_change = on_link, on_change
        self._attempts = Attempts()
        self._problem: Problem | None = None
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Connect, and again whenever the connection is lost."""
        while True:
            code = await self._connection()
            self._half.lost()
            self._on_link(self._purpose, False)
            if is_final(code):
                raise Refused(self._reason(code))
            self._attempts = self._attempts.failed(time.monotonic())
            if self._attempts.is_hopeless(time.monotonic()):
                raise Unreachable(f"the {self._purpose} connection does not come back")
            await asyncio.sleep(self._attempts.wait_s)

    async def _connection(self) -> int | None:
        """One connection to its end; the close code, or None where there was none."""
        ticket = await self._rest.ticket(self._purpose)
        subprotocols = [Subprotocol(PROTOCOL), Subprotocol(f"ticket.{ticket.ticket}")]
        origin, socket = Origin(self._rest.origin), None
        try:
            async with connect(
                ticket.url, origin=origin, subprotocols=subprotocols, max_size=LARGEST_MESSAGE_BYTES, proxy=None
            ) as socket:
                await self._talk(socket)
        except (OSError, TimeoutError, WebSocketException):
            pass  # what the close code below does not tell makes no difference: it is tried again
        return socket.close_code if socket is not None else None

    async def _talk(self, socket: ClientConnection) -> None:
        await socket.send(self._half.hello())
        sender = asyncio.create_task(self._send(socket))
        try:
            async for message in socket:
                self._receive(message)
        finally:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketException):
                await sender

    def _receive(self, message: str | bytes) -> None:
        problem = self._half.receive(message) if isinstance(message, str) else None
        if problem is not None:
            self._problem = problem
        elif self._attempts.failures or not self._told:
            self._attempts, self._told = Attempts(), True
            self._on_link(self._purpose, True)
        self.wake.set()
        self._on_change()

    async def _send(self, socket: ClientConnection) -> None:
        while True:
            message = self._half.next_message()
            if message is None:
                await self.wake.wait()
                self.wake.clear()
                continue
            await socket.send(message)
            if self._half.is_behind():
                await asyncio.sleep(_CATCH_UP_WAIT_S)

    def _reason(self, code: int | None) -> str:
        if self._problem is None:
            return f"the {self._purpose} connection was closed ({code})"
        return f"{self._problem.title}. {self._problem.detail}".strip()

    _told = False


def _ignore_link(_purpose: Purpose, _up: bool) -> None:
    return


class Candidate:
    """One person in one interview, after `Rest.enter`."""

    def __init__(self, rest: Rest, on_news: OnNews, on_link: OnLink = _ignore_link) -> None:
        self._uplink = Uplink(f"cli-{uuid.uuid4()}")
        self._relay = RelayHalf(on_news)
        self._changed = asyncio.Event()
        self._audio = Link(rest, "audio", AudioHalf(self._uplink), on_link=on_link, on_change=self._changed.set)
        self._captions = Link(rest, "relay", self._relay, on_link=on_link, on_change=self._changed.set)
        self._running: tuple[asyncio.Task[None], ...] = ()

    @property
    def board(self) -> Board:
        """What the candidate sees."""
        return self._relay.board

    @property
    def uplink(self) -> Uplink:
        """What the candidate said."""
        return self._uplink

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["Candidate"]:
        """Both sockets are kept open within."""
        self._running = tuple(asyncio.create_task(link.run()) for link in (self._audio, self._captions))
        try:
            yield self
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def speak(self, pcm: bytes, captured_at_ms: int) -> None:
        """Say the next samples."""
        self._uplink.speak(pcm, captured_at_ms)
        self._audio.wake.set()

    def command(self, name: CommandName, fields: Mapping[str, object] | None = None) -> str:
        """Press a button; returns the command's id."""
        command_id = str(uuid.uuid4())
        self._uplink.command(command_id, name, fields)
        self._audio.wake.set()
        return command_id

    async def until(self, is_so: Callable[[], bool], within_s: float) -> None:
        """Return when it is so; raises TimeoutError, or what ended a connection for good."""
        async with asyncio.timeout(within_s):
            while not is_so():
                await self._next_change()

    async def _next_change(self) -> None:
        self._changed.clear()
        change = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({change, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            change.cancel()
        for task in self._running:
            if task.done():
                task.result()
