"""Why: every contract test reads the same committed examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from interview_schemas.events import Event
from interview_schemas.export import ROOT
from interview_schemas.registry import EVENT_TYPES

EXAMPLES = ROOT / "examples"


class Example(NamedTuple):
    place: str
    type: str
    content: dict[str, Any]  # what an example may hold is what its test finds out

    @property
    def event(self) -> Event:
        """JSON carries media as base64, as the exported schema says."""
        return msgspec.convert(self.content, EVENT_TYPES[self.type], builtin_types=())


def read(path: Path) -> Example:
    content = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    return Example(path.relative_to(EXAMPLES).as_posix(), path.parent.name, content)


def examples() -> Iterator[Example]:
    yield from (read(path) for path in sorted(EXAMPLES.glob("*/*.json")))


ALL = tuple(examples())
IDS = tuple(example.place for example in ALL)
EVENTS = tuple(example.event for example in ALL)
