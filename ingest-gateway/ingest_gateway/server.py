"""Why: uvicorn is told in one place what a socket may cost and how it ends."""

from typing import Final

import uvicorn
from fastapi import FastAPI

from ingest_gateway.problems import MAX_MESSAGE_BYTES
from ingest_gateway.websocket import SocketProtocol

PING_SECONDS: Final = 10.0
PONG_SECONDS: Final = 60.0  # pongs are not read while the log is away, and a broker may take 30 s to come back
STOP_SECONDS: Final = 10


def make_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """On SIGTERM it closes every socket with 1012 and waits for the sessions to be written out."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return uvicorn.Server(config)
