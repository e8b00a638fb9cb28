"""Why: services publish events; sealing, headers and the broker's confirmation are one step that can't be split."""

from typing import Protocol

from interview_runtime.bus import Bus, Position
from interview_runtime.event_codec import EventCodec
from interview_schemas.envelope import Envelope
from interview_schemas.events import Event


class Publish(Protocol):
    """What a processor is given to write events with."""

    async def __call__(self, event: Event, cause: Envelope | None = None) -> Position:
        """Return once the event is stored."""
        ...


class Publisher:
    """Encodes, seals and sends."""

    def __init__(self, bus: Bus, codec: EventCodec) -> None:
        self._bus = bus
        self._codec = codec

    async def __call__(self, event: Event, cause: Envelope | None = None) -> Position:
        """Return once the event is stored; raises Unavailable, KeyDestroyed or KeyUnknown."""
        return await self._bus.send(await self._codec.encode(event, cause))
