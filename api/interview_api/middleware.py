"""Why: what holds for every answer is said once: security headers, and a log line without queries or content."""

import time
from collections.abc import Iterable
from typing import Final

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interview_api.access.core import socket_url
from interview_api.problems import Problem, answer
from interview_runtime.logs import get_logger

_FIXED: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"microphone=(self), camera=(self), geolocation=()"),
)
UPLOADS: Final = "/resume"
TOO_LARGE: Final = Problem(413, "content-too-large", "The body is larger than this route takes: 16 kB, a resume 10 MB.")
_PROBLEM: Final = b"application/problem+json"


def content_security_policy(gateway_url: str, origins: Iterable[str]) -> str:
    """Only this service's own files, and sockets to the gateway and to this service."""
    sockets = dict.fromkeys([gateway_url.rstrip("/"), *(socket_url(origin) for origin in origins)])
    connect = " ".join(("'self'", *(url for url in sockets if url)))
    return (
        f"default-src 'self'; connect-src {connect}; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class BodyLimits:
    """A file may be larger than what other routes take."""

    def __init__(self, app: ASGIApp, usual: int, upload: int) -> None:
        self._usual = RequestBodyLimitMiddleware(app, max_body_size=usual)
        self._upload = RequestBodyLimitMiddleware(app, max_body_size=upload)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By path: the routes are matched later."""
        chosen = self._upload if scope.get("path", "").endswith(UPLOADS) else self._usual
        await chosen(scope, receive, send)


class Surroundings:
    """Adds the headers, writes the line."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = (*_FIXED, (b"content-security-policy", policy.encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sockets and lifespan pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        out, started = _Answer(scope, send, self._headers), time.monotonic()
        try:
            await self._app(scope, receive, out.send)
        finally:
            _log(scope, out.status, time.monotonic() - started)


class _Answer:
    """One answer on its way out."""

    def __init__(self, scope: Scope, send: Send, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.status = 500
        self._send = send
        self._headers = [*headers, *_caching(scope)]
        self._replaced = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._replaced = self.status == TOO_LARGE.status and (b"content-type", _PROBLEM) not in message["headers"]
            await self._start(message)
        elif not self._replaced:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        if not self._replaced:
            await self._send({**message, "headers": [*message.get("headers", ()), *self._headers]})
            return
        # The framework's own body limit answers in plain text, from outside of every exception handler.
        problem = answer(TOO_LARGE)
        headers = [*problem.raw_headers, *self._headers]
        await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": problem.body})


def _caching(scope: Scope) -> Iterable[tuple[bytes, bytes]]:
    return () if scope["path"].startswith("/static") else ((b"cache-control", b"no-store"),)


def _log(scope: Scope, status: int, seconds: float) -> None:
    fields = {"method": scope["method"], "path": scope["path"], "status": status, "ms": round(seconds * 1000, 1)}
    get_logger().info("request", **fields)
