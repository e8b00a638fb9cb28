"""Why: how a secret is made, compared and refused is the same for owner, candidate and socket."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import msgspec

COOKIE: Final = "parley_session"
SUBPROTOCOL: Final = "parley.v1"
TICKET_SECONDS: Final = 30
_SECRET_BYTES: Final = 32
_TICKET_PREFIX: Final = "ticket."
_LONGEST_SECRET: Final = 200
_UUID_LENGTH: Final = 36


def new_secret() -> str:
    """32 random bytes, safe in a URL's fragment, a cookie and a subprotocol."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def sha256(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def same(secret: str, digest: bytes) -> bool:
    """Constant time in what the secret is."""
    return hmac.compare_digest(sha256(secret), digest)


def bearer(authorization: str | None) -> str | None:
    """The token of an Authorization header."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


class Session(msgspec.Struct, frozen=True):
    """The content of the candidate's cookie."""

    interview_id: str
    secret: str

    def cookie(self) -> str:
        """As it stands in the cookie."""
        return f"{self.interview_id}.{self.secret}"


def parse_session(cookie: str | None) -> Session | None:
    """None for what can't be a session."""
    name, _, secret = (cookie or "").partition(".")
    interview_id = canonical(name)
    if interview_id is None or not 0 < len(secret) <= _LONGEST_SECRET:
        return None
    return Session(interview_id, secret)


def canonical(interview_id: str) -> str | None:
    """The one spelling of an interview's id, which is text everywhere; None for what is not a UUID."""
    try:
        return str(uuid.UUID(interview_id)) if len(interview_id) == _UUID_LENGTH else None
    except ValueError:
        return None


def ticket_of(subprotocols: Iterable[str]) -> str | None:
    """The ticket among the subprotocols that a browser offers."""
    found = (name.removeprefix(_TICKET_PREFIX) for name in subprotocols if name.startswith(_TICKET_PREFIX))
    ticket = next(found, "")
    return ticket if 0 < len(ticket) <= _LONGEST_SECRET else None


def public_origin(configured: Iterable[str], asked_from: str | None) -> str:
    """Where the browser reaches this service: the page's own origin where it is allowed, else the first allowed."""
    origins = list(configured)
    if asked_from in origins and asked_from is not None:
        return asked_from
    return origins[0] if origins else ""


def socket_url(origin: str) -> str:
    """`ws` for `http`, `wss` for `https`."""
    parts = urlsplit(origin)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}" if parts.netloc else ""
