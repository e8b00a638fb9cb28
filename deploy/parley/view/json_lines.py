"""Why: other programs read an interview as one JSON object a line."""

import json
from collections.abc import Callable
from typing import Any

from parley.client.board import Board
from parley.client.messages import News, Partial, Question, QuestionDelta, SegmentText, State
from parley.play.clock import SAMPLES_PER_MS
from parley.view.screen import Shown

Write = Callable[[str], None]


class JsonLines:
    """`shown_at_ms` is there in each line but the summary; times are on the recording's clock."""

    def __init__(self, write: Write, tell: Write) -> None:
        self._write = write
        self.tell = tell

    def show(self, shown: Shown, board: Board) -> None:
        """One line, if it is of a kind that has one."""
        line = described(shown.news)
        if line is not None:
            self._print({**line, "shown_at_ms": shown.shown_at_ms})

    def summary(self, facts: dict[str, Any]) -> None:
        """The last line."""
        self._print({"type": "summary", **facts})

    def close(self) -> None:
        """Nothing is left open."""

    def _print(self, line: dict[str, Any]) -> None:
        self._write(json.dumps(line, ensure_ascii=False))


def described(news: News) -> dict[str, Any] | None:
    """Without the time of showing."""
    if isinstance(news, Partial | SegmentText):
        kind = "partial" if isinstance(news, Partial) else "final"
        return {"type": kind, "segment_id": news.segment_id, "text": news.text, **_times(news)}
    if isinstance(news, QuestionDelta):
        return {"type": "question-delta", "question_id": news.question_id, "text": news.text}
    if isinstance(news, Question):
        facts = {"question_id": news.question_id, "stage_id": news.stage_id, "ordinal": news.ordinal}
        return {"type": "question", **facts, "text": news.text, "source": news.source}
    return {"type": "state", "status": news.status} if isinstance(news, State) else None


def _times(caption: Partial | SegmentText) -> dict[str, int]:
    return {"start_ms": caption.start_sample // SAMPLES_PER_MS, "end_ms": caption.end_sample // SAMPLES_PER_MS}
