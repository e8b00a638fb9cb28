"""Why: in a terminal an interview is one picture that changes in place."""

import time
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from parley.client.board import Board
from parley.client.messages import News, Partial, Question, QuestionDelta, SegmentText
from parley.play.clock import SAMPLES_PER_MS
from parley.view.screen import Shown
from parley.view.words import figures_line, milliseconds

REFRESHES_A_SECOND = 10
SHOWN_FINALS = 6


class LiveScreen:
    """The question above, the captions below; finals bright, settled words plain, words that may change dim."""

    def __init__(self, console: Console, title: str) -> None:
        self._title = title
        self._board = Board()
        self._deltas = ""
        self._notes: list[str] = []
        self._began_s = time.monotonic()
        self._behind_ms: int | None = None
        self._live = Live(console=console, refresh_per_second=REFRESHES_A_SECOND, get_renderable=self._picture)
        self._live.start()

    def show(self, shown: Shown, board: Board) -> None:
        """Draw the board."""
        self._board = board
        self._deltas = _writing(self._deltas, shown.news)
        if isinstance(shown.news, Partial | SegmentText):
            self._behind_ms = shown.shown_at_ms - shown.news.end_sample // SAMPLES_PER_MS

    def tell(self, line: str) -> None:
        """A line under the picture, the latest three."""
        self._notes = [*self._notes, line][-3:]

    def summary(self, facts: dict[str, Any]) -> None:
        """The figures under the picture."""
        self._notes = [figures_line(facts)]

    def close(self) -> None:
        """Leave the last picture standing."""
        self._live.stop()

    def _picture(self) -> RenderableType:
        return picture(self._board, self._title, self._status(), notes=[*self._notes], writing=self._deltas)

    def _status(self) -> str:
        behind = f" · last caption {milliseconds(self._behind_ms)} behind" if self._behind_ms is not None else ""
        elapsed_s = time.monotonic() - self._began_s
        return f"{self._board.status or 'connecting'} · {elapsed_s:.1f} s{behind}"


def picture(board: Board, title: str, status: str, *, notes: list[str], writing: str = "") -> Panel:
    """The whole screen."""
    parts: list[RenderableType] = [_question(board, writing), Text(), _captions(board)]
    if notes:
        parts += [Text(), *(Text(note, style="dim") for note in notes)]
    return Panel(Group(*parts), title=title, subtitle=status, title_align="left", subtitle_align="right")


def _question(board: Board, writing: str) -> RenderableType:
    latest = max(board.questions.values(), key=lambda question: question.ordinal, default=None)
    grid = Table.grid(padding=(0, 1))
    if writing or latest is None:
        grid.add_row(Text("?", style="bold cyan"), Text(writing or "the first question is on its way", style="cyan"))
    else:
        place = f"{latest.ordinal}/{board.stage_count}"
        grid.add_row(Text(place, style="bold cyan"), Text(latest.text, style="bold cyan"))
    return grid


def _captions(board: Board) -> RenderableType:
    finals = sorted(board.finals.values(), key=lambda final: final.from_sample)[-SHOWN_FINALS:]
    lines = [Text(final.text) for final in finals if final.text]
    if board.partial is not None:
        settled, tentative = board.partial.stable_text.strip(), board.partial.tentative_text.strip()
        gap = " " if settled and tentative else ""
        lines.append(Text.assemble((settled + gap, "green"), (tentative, "dim italic")))
    return Group(*lines) if lines else Text("(nothing said yet)", style="dim")


def _writing(so_far: str, news: News) -> str:
    """The question as it is written, until it stands."""
    if isinstance(news, QuestionDelta):
        return so_far + news.text if news.index else news.text
    return "" if isinstance(news, Question) else so_far
