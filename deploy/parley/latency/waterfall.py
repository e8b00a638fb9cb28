"""Why: every turn's waterfall is read from the log, where each step left its time, so nobody has to measure again."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from interview_schemas.events import (
    AnswerBoundary,
    AnswerTimeUp,
    AudioChunk,
    EndInterview,
    FinishAnswer,
    QuestionAsked,
    QuestionRequested,
    SegmentFinal,
    SkipQuestion,
    Span,
    TurnCompleted,
)
from parley.events.log import Entry

STEPS: Final = ("last_sample", "endpoint", "final", "turn", "request", "first_token", "written", "asked")


Times = dict[str, int | None]


class Waterfall(NamedTuple):
    """One answer and the question after it. Times are Unix milliseconds by step; a step that was not seen is absent.

    `last_sample` is when Kafka took the answer's last audio, `endpoint` when its end was known, `final` when its last
    words were, `asked` when the question stood in the log.
    """

    ordinal: int
    cause: str
    source: str
    drafted: bool
    times_ms: dict[str, int]

    @property
    def wait_ms(self) -> int | None:
        """From the end of the answer to the next question."""
        if "asked" not in self.times_ms or "endpoint" not in self.times_ms:
            return None
        return self.times_ms["asked"] - self.times_ms["endpoint"]


def waterfalls(entries: Iterable[Entry]) -> list[Waterfall]:
    """One for each turn, in their order; of turns and questions the first in the log counts."""
    known = [entry for entry in entries if entry.event is not None]
    turns: dict[int, tuple[TurnCompleted, int]] = {}
    asked: dict[int, tuple[QuestionAsked, int]] = {}
    for entry in known:
        if isinstance(entry.event, TurnCompleted):
            turns.setdefault(entry.event.ordinal, (entry.event, entry.time_ms))
        if isinstance(entry.event, QuestionAsked):
            asked.setdefault(entry.event.ordinal, (entry.event, entry.record.timestamp_ms))
    return [
        _waterfall(turn, _before(turn, made_ms, known) | _after(asked.get(ordinal + 1)), asked.get(ordinal + 1))
        for ordinal, (turn, made_ms) in sorted(turns.items())
    ]


def _waterfall(turn: TurnCompleted, times: Times, asked: tuple[QuestionAsked, int] | None) -> Waterfall:
    return Waterfall(
        ordinal=turn.ordinal,
        cause=turn.cause,
        source=asked[0].source if asked is not None else "",
        drafted=asked is not None and asked[0].drafted,
        times_ms={step: at_ms for step in STEPS if (at_ms := times.get(step)) is not None},
    )


def _before(turn: TurnCompleted, made_ms: int, entries: Sequence[Entry]) -> Times:
    return {
        "last_sample": _first(e.record.timestamp_ms for e in entries if _carries(e, turn.end_sample)),
        "endpoint": _endpoint(turn, entries),
        "final": max((e.time_ms for e in entries if _is_final_of(e, turn)), default=None),
        "turn": made_ms,
        "request": _first(e.time_ms for e in entries if _is_request(e, turn.ordinal + 1)),
    }


def _after(asked: tuple[QuestionAsked, int] | None) -> Times:
    if asked is None:
        return {}
    question, stored_ms = asked
    return {"first_token": question.first_token_at_ms, "written": question.written_at_ms, "asked": stored_ms}


def _first(times: Iterable[int]) -> int | None:
    return min(times, default=None)


def _endpoint(turn: TurnCompleted, entries: Sequence[Entry]) -> int | None:
    """The command, the time that was up, or the span whose silence ended the answer."""
    commanded = _first(e.time_ms for e in entries if _ends(e, turn.question_id))
    if commanded is not None:
        return commanded
    return _first(e.time_ms for e in entries if isinstance(e.event, Span) and e.event.to_sample >= turn.end_sample)


def _ends(entry: Entry, question_id: str) -> bool:
    ends = FinishAnswer | SkipQuestion | EndInterview | AnswerBoundary | AnswerTimeUp
    return isinstance(entry.event, ends) and entry.event.question_id == question_id


def _carries(entry: Entry, end_sample: int) -> bool:
    event = entry.event
    return isinstance(event, AudioChunk) and event.start_sample < end_sample <= event.end_sample


def _is_final_of(entry: Entry, turn: TurnCompleted) -> bool:
    mine = {segment.segment_id for segment in turn.segments}
    return isinstance(entry.event, SegmentFinal) and entry.event.segment_id in mine


def _is_request(entry: Entry, ordinal: int) -> bool:
    return isinstance(entry.event, QuestionRequested) and entry.event.ordinal == ordinal
