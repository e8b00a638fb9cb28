"""Why: the api on parts in memory, so that its endpoints are tested without a server."""

import hashlib
from collections.abc import Sequence

import httpx
from fastapi import FastAPI
from obstore.store import MemoryStore

from fakes.api_access import MemoryAccess
from fakes.api_events import MemoryEvents
from fakes.api_story import NOW_MS
from interview_api.access.rate import RateLimit
from interview_api.app import create_app
from interview_api.interviews.archive import Archive
from interview_api.relay.core import RELAY_TOPICS
from interview_api.relay.hub import Hub
from interview_api.services import Services
from interview_api.settings import ApiSettings
from interview_runtime.bus import Record
from interview_runtime.clock import VirtualClock
from interview_runtime.dead_letters import DeadLetterTopic
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import MemoryKeys
from interview_runtime.memory_bus import MemoryBus, MemoryConsumer
from interview_runtime.objects import SealedObjects
from interview_runtime.progress import Progress
from interview_runtime.publisher import Publisher
from interview_schemas.events import Event
from interview_schemas.topics import PARTITIONS
from stream_processors.projection.core import projected_topics
from stream_processors.projection.worker import Projection

OWNER_TOKEN = "an-owner-token-for-tests"
ORIGIN = "http://parley.test:8000"
OWNER = {"authorization": f"Bearer {OWNER_TOKEN}"}


def settings() -> ApiSettings:
    return ApiSettings(
        allowed_origins=f"{ORIGIN}, https://secure.test",
        gateway_url="ws://gateway.test:8001",
        owner_token_sha256=hashlib.sha256(OWNER_TOKEN.encode()).hexdigest(),
    )


class World:
    def __init__(self) -> None:
        self.clock = VirtualClock(NOW_MS)
        self.bus = MemoryBus(self.clock)
        self.keys = MemoryKeys()
        self.codec = EventCodec(self.keys, self.clock, "test")
        self.publish = Publisher(self.bus, self.codec)
        self.store = MemoryStore()
        self.objects = SealedObjects(self.store, self.keys)
        self.access = MemoryAccess(self.clock)
        self.events = MemoryEvents()
        self.archive = Archive(self.events, self.codec)
        self.hub = Hub(self.archive)
        self.following = True
        self.seconds = 0.0
        self.projection = self.new_projection()
        self.committed: dict[tuple[str, int], int] = {}
        self.consumer = self.new_consumer()
        self.services = self._services()

    def begin(self) -> None:
        """The relay starts to follow an empty log."""
        self.hub.begin({(topic, number): 0 for topic in RELAY_TOPICS for number in range(PARTITIONS)})

    def app(self) -> FastAPI:
        return create_app(self.services)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app()), base_url=ORIGIN, headers={"origin": ORIGIN})

    def new_projection(self) -> Projection:
        aside = DeadLetterTopic(self.bus, "projection")
        return Projection(self.events, self.codec, aside, clock=self.clock, progress=Progress(30))

    def new_consumer(self) -> MemoryConsumer:
        return MemoryConsumer(self.bus, projected_topics(), self.committed)

    async def write(self, events: Sequence[Event]) -> list[Record]:
        """Store on the log; the records as they stand there."""
        for interview_id in {event.interview_id for event in events}:
            await self.keys.create(interview_id)
        positions = [await self.publish(event) for event in events]
        return [self.bus.log[where.topic, where.partition][where.offset] for where in positions]

    async def project(self) -> None:
        """Let the projection catch up."""
        await self.projection.step(self.consumer)

    def _services(self) -> Services:
        return Services(
            settings=settings(),
            clock=self.clock,
            access=self.access,
            events=self.events,
            archive=self.archive,
            keys=self.keys,
            objects=self.objects,
            publish=self.publish,
            hub=self.hub,
            following=lambda: self.following,
            attempts=RateLimit(120, 20, lambda: self.seconds),
            tickets=RateLimit(60, 10, lambda: self.seconds),
            uploads=RateLimit(10, 3, lambda: self.seconds),
        )
