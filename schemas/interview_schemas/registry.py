"""Why: one table says which event has which name and stands in which topic; everything else looks it up."""

from collections.abc import Mapping
from typing import Final

from interview_schemas import events
from interview_schemas.events.base import Event
from interview_schemas.ids import derived_id
from interview_schemas.topics import TOPICS

_CLASSES: Final[dict[str, type[Event]]] = {
    name: cls
    for name in events.__all__
    if isinstance(cls := getattr(events, name), type) and issubclass(cls, Event) and cls.identity is not None
}


def event_type(cls: type[Event]) -> str:
    """The name on the log, `Name.vN`."""
    return f"{cls.__name__}.v{cls.version}"


_ABSTRACT: Final = frozenset({"Event", "MediaEvent", "Command", "Span"})
EVENT_TYPES: Final[Mapping[str, type[Event]]] = {
    event_type(cls): cls for name, cls in _CLASSES.items() if name not in _ABSTRACT
}
_TOPIC_OF: Final[Mapping[str, str]] = {name: topic.name for topic in TOPICS.values() for name in topic.events}


def topic_of(event: Event | type[Event]) -> str:
    """The topic in which this event stands."""
    cls = event if isinstance(event, type) else type(event)
    return _TOPIC_OF[event_type(cls)]


def event_id(event: Event) -> str:
    """The id derived from the event's type, interview and identity fields."""
    fields = (str(getattr(event, name)) for name in event.identity)
    return derived_id(event_type(type(event)), event.interview_id, *fields)
