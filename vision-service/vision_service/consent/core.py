"""Why: a frame is looked at only while its interview's camera consent holds, in whatever order the topics are read."""

from interview_schemas.events import ConsentGiven, ConsentWithdrawn, Event, InterviewEnded


def consent_after(since_ms: int | None, event: Event, stored_ms: int) -> int | None:
    """Since when the camera consent holds, broker time; None while there is none. An end of the interview ends it."""
    if isinstance(event, ConsentGiven) and event.scope == "camera":
        return stored_ms if since_ms is None else since_ms
    return None if ends_consent(event) else since_ms


def ends_consent(event: Event) -> bool:
    """Without consent to the interview there is none to its camera."""
    return isinstance(event, ConsentWithdrawn | InterviewEnded)


def allows(since_ms: int | None, stored_ms: int) -> bool:
    """A frame that was stored before the consent that holds now belongs to an earlier one, or to none."""
    return since_ms is not None and since_ms <= stored_ms
