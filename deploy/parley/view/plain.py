"""Why: where no terminal is, in a log or a pipe, an interview is a list of lines."""

import time
from collections.abc import Callable
from typing import Any

from parley.client.board import Board
from parley.client.messages import Partial, Question, SegmentText, State, Turn
from parley.view.screen import Shown
from parley.view.words import figures_line

_HEARING = "   ... "


class PlainLines:
    """Captions as they change, with the seconds since the first line in front."""

    def __init__(self, write: Callable[[str], None], now_s: Callable[[], float] = time.monotonic) -> None:
        self.tell = write
        self._now_s = now_s
        self._began_s: float | None = None
        self._last = ""

    def show(self, shown: Shown, board: Board) -> None:
        """One line for each change that a person would see."""
        line = _line(shown, board)
        if line and line != self._last:
            self._last = line
            self.tell(f"{self._elapsed_s():7.1f} s  {line}")

    def summary(self, facts: dict[str, Any]) -> None:
        """The figures."""
        self.tell(figures_line(facts))

    def close(self) -> None:
        """Nothing is left open."""

    def _elapsed_s(self) -> float:
        if self._began_s is None:
            self._began_s = self._now_s()
        return self._now_s() - self._began_s


def _line(shown: Shown, board: Board) -> str:
    news = shown.news
    if isinstance(news, Partial):
        return f"{_HEARING}{news.text}" if news.text else ""
    if isinstance(news, SegmentText):
        return f" said  {news.text}"
    if isinstance(news, Question):
        return f"  ASK  ({news.ordinal}/{board.stage_count}) {news.text}"
    if isinstance(news, Turn):
        return f"       answer {news.ordinal} closed ({news.cause})"
    return f"       interview {news.status}" if isinstance(news, State) and news.status else ""
