"""Why: every event shares one identity rule, so that a repeat after a crash carries the same id."""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact on the log, keyed by its interview.

    `identity` names the fields that tell one fact from another of its type. The event id is derived from them and
    from nothing else, so a handler that runs twice writes the same id twice and every consumer drops the second.
    `version` rises only for a breaking change, beside the older version, never in its place.
    """

    identity: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1

    interview_id: str


class MediaEvent(Event, frozen=True, kw_only=True):
    """An event whose value is raw bytes; its other fields travel as record headers, so nothing is copied twice."""

    media: bytes
