"""Why: a turn is one question with the whole answer to it, the unit that questions and grades are made from."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event


class AnswerSegment(msgspec.Struct, frozen=True, kw_only=True):
    """One final of the answer; positions are absolute samples."""

    segment_id: str
    from_sample: int
    to_sample: int
    speech_start_sample: int
    speech_end_sample: int
    text: str


class TurnCompleted(Event, frozen=True, kw_only=True):
    """Exactly one a question: the first in the log wins. `segments` may be empty when nothing was said."""

    identity: ClassVar[tuple[str, ...]] = ("question_id",)

    turn_id: str
    question_id: str
    stage_id: str
    ordinal: int
    question: str
    segments: tuple[AnswerSegment, ...]
    from_sample: int
    end_sample: int
    cause: Literal["finish", "silence", "skip", "time_up", "end"]

    @property
    def answer(self) -> str:
        """The whole answer, never truncated."""
        return " ".join(segment.text for segment in self.segments if segment.text)
