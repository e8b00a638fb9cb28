"""Why: the same interview is shown in three ways, which all see the same things."""

from dataclasses import dataclass
from typing import Any, Protocol

from parley.client.board import Board
from parley.client.messages import News


@dataclass(frozen=True, slots=True)
class Shown:
    """What has just been shown; `shown_at_ms` is on the recording's clock."""

    news: News
    shown_at_ms: int


class View(Protocol):
    """Somebody, or something, that watches."""

    def show(self, shown: Shown, board: Board) -> None:
        """The candidate's page has changed."""
        ...

    def tell(self, line: str) -> None:
        """A line of the program itself."""
        ...

    def summary(self, facts: dict[str, Any]) -> None:
        """The interview is over."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was."""
        ...
