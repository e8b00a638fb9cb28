"""Why: endpoints get what they work with from one object that the composition root builds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from interview_api.access.ports import AccessStore
from interview_api.access.rate import RateLimit
from interview_api.interviews.archive import Archive
from interview_api.interviews.ports import EventStore
from interview_api.relay.hub import Hub
from interview_api.settings import ApiSettings
from interview_runtime.clock import Clock
from interview_runtime.keys import KeyPort
from interview_runtime.objects import Objects
from interview_runtime.publisher import Publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything behind the endpoints."""

    settings: ApiSettings
    clock: Clock
    access: AccessStore
    events: EventStore
    archive: Archive
    keys: KeyPort
    objects: Objects
    publish: Publish
    hub: Hub
    following: Callable[[], bool]
    attempts: RateLimit = field(default_factory=lambda: RateLimit(120, 60, time.monotonic))
    tickets: RateLimit = field(default_factory=lambda: RateLimit(60, 30, time.monotonic))
    uploads: RateLimit = field(default_factory=lambda: RateLimit(10, 3, time.monotonic))


def services(connection: HTTPConnection) -> Services:
    """Of the app that answers."""
    found: Services = connection.app.state.services
    return found


ServicesOf = Annotated[Services, Depends(services)]
