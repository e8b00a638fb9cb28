"""Why: declares the service processes, so that the launcher, its status table and the tests read one list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Halves a full Whisper encode: without these, glibc returns and re-faults the large buffers on every call.
TUNED_MALLOC = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_MMAP_THRESHOLD_": "8589934592",
    "MALLOC_TRIM_THRESHOLD_": "8589934592",
}


@dataclass(frozen=True, slots=True)
class Service:
    """One process: `python -m module`, with what it needs beyond the common environment."""

    name: str
    module: str
    listens: bool = False
    faust: bool = False
    opt_in: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


SERVICES = (
    Service("ingest-gateway", "ingest_gateway", listens=True),
    Service(
        "transcription",
        "stream_processors.transcription",
        faust=True,
        extra={"OMP_NUM_THREADS": "1", **TUNED_MALLOC},
    ),
    Service("turns", "stream_processors.turns", faust=True),
    Service("flow", "stream_processors.flow", faust=True),
    Service("projection", "stream_processors.projection"),
    Service("questions", "llm_service.questions"),
    Service("assessment", "llm_service.assessment"),
    Service("resumes", "llm_service.resumes"),
    Service("vision", "vision_service", faust=True, opt_in="VISION"),
    Service("api", "interview_api", listens=True),
)


class UnknownService(ValueError):
    """A name that is not in the table."""


def select(names: tuple[str, ...] | None, environment: Mapping[str, str]) -> tuple[Service, ...]:
    """The named services in the table's order; all that are switched on when `names` is None."""
    if names is None:
        return tuple(s for s in SERVICES if s.opt_in is None or environment.get(s.opt_in) == "1")
    unknown = set(names) - {service.name for service in SERVICES}
    if unknown:
        raise UnknownService(f"unknown service: {', '.join(sorted(unknown))}")
    return tuple(service for service in SERVICES if service.name in names)
