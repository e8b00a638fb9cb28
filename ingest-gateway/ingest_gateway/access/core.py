"""Why: a socket without a right to be here is refused before anything is read from it."""

import hashlib
from collections.abc import Sequence, Set
from typing import Final

import msgspec

from ingest_gateway.problems import ORIGIN, TICKET, VERSION, Problem

SUBPROTOCOL: Final = "parley.v1"
_TICKET_PREFIX: Final = "ticket."
_LONGEST_TICKET: Final = 256


class Entry(msgspec.Struct, frozen=True):
    """A socket that may come in if its ticket is good."""

    ticket_sha256: bytes


class Grant(msgspec.Struct, frozen=True):
    """The interview is this client's; `last_seen_ms_ago` is None where nobody ever held it.

    Nothing of the interview is older than `invited_ms_ago`; None where that is not known.
    """

    epoch: int
    last_seen_ms_ago: int | None = None
    invited_ms_ago: int | None = None


def admit(origin: str | None, subprotocols: Sequence[str], origins: Set[str]) -> Entry | Problem:
    """The origin first, so that a foreign page can't use up a ticket."""
    if origin not in origins:
        return ORIGIN
    if SUBPROTOCOL not in subprotocols:
        return VERSION
    tickets = [name.removeprefix(_TICKET_PREFIX) for name in subprotocols if name.startswith(_TICKET_PREFIX)]
    if len(tickets) != 1 or not 0 < len(tickets[0]) <= _LONGEST_TICKET:
        return TICKET
    return Entry(hashlib.sha256(tickets[0].encode("utf-8", "surrogateescape")).digest())
