"""Why: which spans count is one rule, and every test that asks it asks it here."""

from collections.abc import Iterable

from interview_schemas.events import Event, SegmentFinal, SegmentNoSpeech

AcceptedSpan = SegmentFinal | SegmentNoSpeech


def accepted_spans(events: Iterable[Event]) -> list[AcceptedSpan]:
    """Those that begin at the cursor, in the order of the log, as every consumer takes them."""
    cursor = 0
    accepted: list[AcceptedSpan] = []
    for event in events:
        if isinstance(event, SegmentFinal | SegmentNoSpeech) and event.from_sample == cursor:
            accepted.append(event)
            cursor = event.to_sample
    return accepted
