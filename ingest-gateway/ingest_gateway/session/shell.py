"""Why: bytes are moved here between a socket, the state machine and the log; nothing is decided here."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple, Protocol

from ingest_gateway.access.ports import AccessPort
from ingest_gateway.consent import Consents
from ingest_gateway.position import Positions
from ingest_gateway.problems import HELD, RESTART, TAKEN_OVER, TRY_LATER, UNKNOWN_INTERVIEW, Problem
from ingest_gateway.session import core, messages
from ingest_gateway.session.outbox import FrameSlot, Outbox
from ingest_gateway.session.registry import Registry
from ingest_gateway.session.state import (
    AskConsent,
    CameraConsent,
    Close,
    Delivered,
    Gone,
    Message,
    Open,
    Opened,
    Output,
    Publish,
    Send,
    ShowFrame,
    Stop,
    Tick,
)
from interview_runtime import metrics
from interview_runtime.bus import Bus, Refused, Unavailable
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import KeyDestroyed, KeyPort, KeyUnknown
from interview_runtime.logs import get_logger

DRAIN_SECONDS: Final = 8.0
_LIVE: Final = frozenset({"greeting", "opening", "open"})


class Socket(Protocol):
    """A WebSocket that is accepted. Sending to a browser that is gone does nothing."""

    async def receive(self) -> bytes | str | None:
        """The next message; None when there will be none."""
        ...

    async def send(self, text: str) -> None:
        """A text message."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close; receive() then answers None."""
        ...


class Parts(NamedTuple):
    """What a session is made of."""

    clock: Clock
    keys: KeyPort
    bus: Bus
    codec: EventCodec
    access: AccessPort
    positions: Positions
    consents: Consents
    registry: Registry


class Session:
    """One socket from its ticket to its last record.

    `log_refuses` says that this process's writer will never write again.
    """

    def __init__(self, socket: Socket, interview_id: str, parts: Parts) -> None:
        self._socket = socket
        self._parts = parts
        self.interview_id = interview_id
        self.epoch = 0
        self.log_refuses = False
        self.state = core.begin(interview_id, parts.clock.now_ms())
        self._outbox = Outbox(parts.bus, parts.codec, parts.clock, self._delivered)
        self._frames = FrameSlot(parts.bus, parts.codec)
        self._room = asyncio.Event()
        self._room.set()
        self._gone = asyncio.Event()
        self._ended = asyncio.Event()
        self._perform: dict[type, Callable[[Any], Awaitable[None]]] = {  # each takes its own kind of output
            Send: self._send,
            Close: self._close,
            Open: self._open,
            ShowFrame: self._show,
            AskConsent: self._ask_consent,
        }

    async def run(self) -> None:
        """Return when the socket is closed and what came from it is in the log, or could not be written in time."""
        self._parts.registry.live.add(self)
        metrics.SOCKETS.inc()
        try:
            async with asyncio.TaskGroup() as group:
                writers = [group.create_task(self._write(run)) for run in (self._outbox.run, self._frames.run)]
                await self._read()
                await self._drain()
                for writer in writers:
                    writer.cancel()
        finally:
            metrics.SOCKETS.dec()
            self._parts.registry.leave(self.interview_id, self)
            self._ended.set()
            await self._release()

    async def feed(self, message: Message) -> None:
        """One step. What is published goes out before anything is awaited, so that its order is the steps'."""
        self.state, outputs = core.step(self.state, message, self._parts.clock.now_ms())
        if not outputs and type(message) is bytes:
            return
        for output in outputs:
            if isinstance(output, Publish):
                self._outbox.put(output.event)
        self._notice()
        await self._carry_out(outputs)

    async def tick(self) -> None:
        """Time has passed."""
        if core.is_due(self.state, self._parts.clock.now_ms()):
            await self.feed(Tick())

    async def stop(self, problem: Problem) -> None:
        """Close, and return once written out."""
        await self.feed(Stop(problem))
        await _within(self._ended, DRAIN_SECONDS)

    async def _carry_out(self, outputs: tuple[Output, ...]) -> None:
        for output in outputs:
            if not isinstance(output, Publish):
                await self._perform[type(output)](output)

    def _notice(self) -> None:
        if self.state.phase == "gone":
            self._gone.set()
        if self.state.may_read or self.state.phase not in _LIVE:
            self._room.set()
        else:
            self._room.clear()

    async def _read(self) -> None:
        while self.state.phase in _LIVE:
            await self._room.wait()
            if self.state.phase not in _LIVE:
                return
            message = await self._socket.receive()
            if type(message) is bytes:
                metrics.AUDIO_MESSAGES.inc()
            await self.feed(Gone() if message is None else message)

    async def _drain(self) -> None:
        if not await _within(self._gone, DRAIN_SECONDS):
            get_logger().warning("not_written_in_time", interview_id=self.interview_id, epoch=self.epoch)

    async def _write(self, run: Callable[[], Awaitable[None]]) -> None:
        try:
            await run()
        except (KeyDestroyed, KeyUnknown):
            await self._give_up(UNKNOWN_INTERVIEW)
        except Refused:
            self.log_refuses = True
            await self._give_up(RESTART)

    async def _give_up(self, problem: Problem) -> None:
        await self.feed(Stop(problem))
        self._gone.set()

    async def _delivered(self) -> None:
        await self.feed(Delivered())

    async def _send(self, output: Send) -> None:
        await self._socket.send(messages.encode(output.message))

    async def _close(self, output: Close) -> None:
        metrics.SOCKETS_REFUSED.labels(str(output.code)).inc()
        await self._socket.close(output.code, output.reason)

    async def _show(self, output: ShowFrame) -> None:
        self._frames.put(output.frame)

    async def _ask_consent(self, _output: AskConsent) -> None:
        try:
            given = await self._parts.consents.camera(self.interview_id)
        except Unavailable:
            return
        await self.feed(CameraConsent(given))

    async def _open(self, output: Open) -> None:
        try:
            message = await self._opening(output)
        except Unavailable:
            message = Stop(TRY_LATER)
        except (KeyDestroyed, KeyUnknown):
            message = Stop(UNKNOWN_INTERVIEW)
        await self.feed(message)

    async def _opening(self, output: Open) -> Opened | Stop:
        parts = self._parts
        await parts.keys.get(self.interview_id)
        grant = await parts.access.take(self.interview_id, output.client_id, takeover=output.takeover)
        if grant is None:
            return Stop(HELD)
        self.epoch = grant.epoch
        if not await parts.registry.enter(self.interview_id, self):
            return Stop(TAKEN_OVER)
        known = parts.registry.end_of(self.interview_id, grant.epoch - 1)
        if known is None:
            known = await parts.positions.next_sample(self.interview_id, grant)
        return Opened(grant.epoch, known)

    async def _release(self) -> None:
        if not self.epoch:
            return
        try:
            await self._parts.access.release(self.interview_id, self.epoch)
        except Unavailable:
            get_logger().warning("connection_not_released", interview_id=self.interview_id, epoch=self.epoch)


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
