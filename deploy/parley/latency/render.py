"""Why: a waterfall is read as a row of steps after the end of the answer, with what is slow standing out."""

from collections.abc import Sequence
from typing import Final

from rich.table import Table

from parley.latency.waterfall import STEPS, Waterfall

_SLOW_MS: Final = 1_000
_HEADINGS: Final = ("last audio", "end known", "last words", "turn", "requested", "first words", "written", "asked")


def table(waterfalls: Sequence[Waterfall]) -> Table:
    """Milliseconds after the end of each answer was known; a draft's first words may come before it."""
    made = Table(title="milliseconds after the end of each answer was known", title_justify="left")
    for heading in ("answer", "ended by", "next question", *_HEADINGS):
        made.add_column(heading, justify="left" if heading in {"ended by", "next question"} else "right")
    for waterfall in waterfalls:
        made.add_row(str(waterfall.ordinal), waterfall.cause, _source(waterfall), *_cells(waterfall))
    return made


def _source(waterfall: Waterfall) -> str:
    return f"{waterfall.source or '-'}{', drafted' if waterfall.drafted else ''}"


def _cells(waterfall: Waterfall) -> list[str]:
    zero = waterfall.times_ms.get("endpoint")
    return [_cell(waterfall.times_ms.get(step), zero) for step in STEPS]


def _cell(at_ms: int | None, zero_ms: int | None) -> str:
    if at_ms is None or zero_ms is None:
        return "-"
    after = at_ms - zero_ms
    return f"[bold red]{after:,}[/]" if after > _SLOW_MS else f"{after:,}"
