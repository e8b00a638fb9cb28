"""Why: a browser must see close code 4413 and a problem also where a message is refused before it is read."""

import asyncio
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode
from websockets.protocol import State
from websockets.server import ServerProtocol

from ingest_gateway.problems import TOO_LARGE
from ingest_gateway.session import messages
from interview_runtime import metrics

_LINGER_SECONDS: Final = 1.0


class _Connection(ServerProtocol):
    """Fails in the words of this protocol."""

    def fail(self, code: CloseCode | int, reason: str = "") -> None:
        if code == CloseCode.MESSAGE_TOO_BIG and self.state is State.OPEN:
            metrics.SOCKETS_REFUSED.labels(str(TOO_LARGE.code)).inc()
            self.send_text(messages.encode(TOO_LARGE).encode())
            code, reason = TOO_LARGE.code, TOO_LARGE.title
        super().fail(code, reason)


class SocketProtocol(WebSocketsSansIOProtocol):
    """Reads on for a moment after a failure.

    Closing on unread bytes would reset the connection, and the browser would never see why.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],  # uvicorn's own type
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = _Connection(max_size=config.ws_max_size)
        self._failed = False

    def data_received(self, data: bytes) -> None:
        """Discard what comes after a failure."""
        if self._failed:
            self.conn.receive_data(data)
        else:
            super().data_received(data)

    def handle_parser_exception(self) -> None:
        """Tell both sides, then wait for the browser to close."""
        self._failed = True
        close = self.conn.close_sent
        code, reason = (close.code, close.reason) if close is not None else (CloseCode.ABNORMAL_CLOSURE, "")
        self.queue.put_nowait({"type": "websocket.disconnect", "code": int(code), "reason": reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.resume_reading()
        self.read_paused = False
        self.close_timer = self.loop.call_later(_LINGER_SECONDS, self.transport.close)
