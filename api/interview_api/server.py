"""Why: uvicorn is told in one place what a socket may cost and what may stand in a log."""

import signal
import sys
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

MAX_MESSAGE_BYTES: Final = 65_536
_STOP_SECONDS: Final = 5


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then close sockets with 1012 and exit with 0."""
    # uvicorn raises the signal again once it has shut down: this makes of it an orderly end.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _leave)
    server(app, host, port).run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """Its own access log is off: it would print queries."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=MAX_MESSAGE_BYTES,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    return uvicorn.Server(config)
