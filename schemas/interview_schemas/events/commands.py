"""Why: what a candidate asked for, each with an id that the browser made, so that asking twice does nothing twice."""

from typing import ClassVar

from interview_schemas.events.base import Event


class Command(Event, frozen=True, kw_only=True):
    """`command_id` is made by the browser and repeated until the command is acknowledged."""

    identity: ClassVar[tuple[str, ...]] = ("command_id",)

    command_id: str


class StartInterview(Command, frozen=True, kw_only=True):
    """The candidate is ready for the first question."""


class FinishAnswer(Command, frozen=True, kw_only=True):
    """The answer to `question_id` ends before `end_sample`."""

    question_id: str
    end_sample: int


class RepeatQuestion(Command, frozen=True, kw_only=True):
    """The candidate wants to hear `question_id` again."""

    question_id: str


class SkipQuestion(Command, frozen=True, kw_only=True):
    """The candidate passes on `question_id`; what was said before `end_sample` is kept."""

    question_id: str
    end_sample: int


class PauseInterview(Command, frozen=True, kw_only=True):
    """The clocks stop until ResumeInterview."""


class ResumeInterview(Command, frozen=True, kw_only=True):
    """The clocks run again."""


class EndInterview(Command, frozen=True, kw_only=True):
    """The candidate leaves for good; an open answer ends before `end_sample`."""

    question_id: str | None = None
    end_sample: int | None = None
