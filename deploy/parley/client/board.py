"""Why: the relay may say a thing twice and out of turn; what the candidate sees is reduced by id."""

from dataclasses import dataclass, field, replace

from parley.client.messages import (
    FromRelay,
    News,
    Partial,
    Plan,
    Problem,
    Question,
    QuestionDelta,
    SegmentText,
    Snapshot,
    State,
    Turn,
    Watermark,
)

_ORDER = ("", "scheduled", "started", "paused", "ended", "assessed")
_DONE = frozenset({"ended", "assessed"})


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the candidate's screen."""

    status: str = ""
    stage_count: int = 0
    cursor_sample: int = 0
    partial: Partial | None = None
    finals: dict[str, SegmentText] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    delta: tuple[str, int, int] = ("", 0, -1)

    @property
    def is_over(self) -> bool:
        """No further question comes."""
        return self.status in _DONE

    @property
    def open_question(self) -> Question | None:
        """Asked, and its answer not closed."""
        waiting = [q for q in self.questions.values() if q.question_id not in self.turns]
        return min(waiting, key=lambda question: question.ordinal, default=None)


Reduced = tuple[Board, tuple[News, ...]]


def reduce(board: Board, message: FromRelay) -> Reduced:
    """The board after a message, and what of it was not known before, in its order."""
    if isinstance(message, Problem):
        return board, ()
    if isinstance(message, Snapshot):
        return _snapshot(board, message)
    after = _after(board, message)
    return (board, ()) if after is None else (after, (message,))


def _snapshot(board: Board, snapshot: Snapshot) -> Reduced:
    """News of the time without a connection comes as if it had been told one by one."""
    board = replace(board, stage_count=snapshot.stage_count)
    news: tuple[News, ...] = ()
    parts: tuple[News, ...] = (*snapshot.questions, *snapshot.finals, *snapshot.turns, State(status=snapshot.status))
    for part in sorted(parts, key=lambda part: part.time_ms or 1 << 62):
        board, fresh = reduce(board, part)
        news += fresh
    return replace(board, cursor_sample=max(board.cursor_sample, snapshot.cursor_sample)), news


def _after(board: Board, message: News) -> Board | None:
    """None where the message is not news."""
    if isinstance(message, Partial):
        return _partial(board, message)
    if isinstance(message, SegmentText):
        return _final(board, message)
    if isinstance(message, Watermark):
        return _moved(board, message.to_sample) if message.to_sample > board.cursor_sample else None
    return _after_rare(board, message)


def _after_rare(board: Board, message: News) -> Board | None:
    if isinstance(message, Question):
        known = message.question_id in board.questions
        return None if known else replace(board, questions={**board.questions, message.question_id: message})
    if isinstance(message, Turn):
        known = message.question_id in board.turns
        return None if known else replace(board, turns={**board.turns, message.question_id: message})
    if isinstance(message, QuestionDelta):
        return _delta(board, message)
    if isinstance(message, Plan):
        return None if board.stage_count else replace(board, stage_count=message.stage_count)
    return _state(board, message.status) if isinstance(message, State) else board


def _partial(board: Board, partial: Partial) -> Board | None:
    before = board.partial
    outdated = before is not None and before.segment_id == partial.segment_id and partial.rev <= before.rev
    return None if outdated or partial.from_sample < board.cursor_sample else replace(board, partial=partial)


def _final(board: Board, final: SegmentText) -> Board | None:
    if final.segment_id in board.finals:
        return None
    moved = _moved(board, final.to_sample)
    return replace(moved, finals={**board.finals, final.segment_id: final})


def _moved(board: Board, to_sample: int) -> Board:
    cursor = max(board.cursor_sample, to_sample)
    settled = board.partial is not None and board.partial.from_sample < cursor
    return replace(board, cursor_sample=cursor, partial=None if settled else board.partial)


def _delta(board: Board, delta: QuestionDelta) -> Board | None:
    question_id, attempt, index = board.delta
    again = delta.question_id == question_id and (delta.attempt, delta.index) <= (attempt, index)
    if again or delta.question_id in board.questions:
        return None
    return replace(board, delta=(delta.question_id, delta.attempt, delta.index))


def _state(board: Board, status: str) -> Board | None:
    """A paused interview may go on; from its end nothing leads back."""
    if status == board.status or status not in _ORDER:
        return None
    goes_back = board.is_over and _ORDER.index(status) < _ORDER.index(board.status)
    return None if goes_back else replace(board, status=status)
