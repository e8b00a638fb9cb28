"""Why: what a candidate says unasked of a protected topic is pointed out, so that nobody lets it count."""

from collections.abc import Iterable, Iterator

from interview_schemas.events import AnswerSegment, Note, Quote
from interview_schemas.protected import mentions


def blind_hiring_notes(segments: Iterable[AnswerSegment]) -> tuple[Note, ...]:
    """One note a topic, at its first mention."""
    first: dict[str, Note] = {}
    for note in _notes(segments):
        first.setdefault(note.topic, note)
    return tuple(first.values())


def _notes(segments: Iterable[AnswerSegment]) -> Iterator[Note]:
    for segment in segments:
        for topic, start, end in sorted(mentions(segment.text), key=lambda mention: mention.start):
            quote = Quote(segment_id=segment.segment_id, start=start, end=end, text=segment.text[start:end])
            yield Note(topic=topic, quote=quote)
