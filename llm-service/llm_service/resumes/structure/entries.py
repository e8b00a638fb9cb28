"""Why: education, experience, projects, certificates and awards are lists whose entries share one shape."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from llm_service.resumes.structure.labels import field_of, is_column_row, labelled
from llm_service.resumes.structure.lines import Line, Piece
from llm_service.resumes.structure.sections import is_prose
from llm_service.resumes.structure.words import DATE, PERIOD

SEPARATORS: Final = re.compile(r"\t+|[|│┃/,;·•]|\s{3,}|\s[-–—]\s|\s@\s|(?<=[\s)])at\s|[()\[\]]|(?<=\s)as\s")
_ROW: Final = re.compile(r"\t|[|│┃]|\s{3,}")
_GLUE: Final = re.compile(r"(?i)^(?:in|of|as|at|from|and|the)\s+|^(?:및|에서)\s+|\s+(?:in|of|at|from|as)$")


class Entry(msgspec.Struct, frozen=True):
    """One line of a list: its periods and dates, its labelled values, and the pieces that are left."""

    periods: tuple[Piece, ...]
    named: tuple[tuple[str, Piece], ...]
    pieces: tuple[Piece, ...]
    gap: bool
    is_bullet: bool
    columns: tuple[str | None, ...] = ()


def entries(lines: Sequence[Line], *, with_bullets: bool) -> Iterator[Entry]:
    """The lines that name something, without descriptions.

    In a list of nothing but bullets each of them is an entry. Head rows of tables give later cells their meaning.
    """
    columns: tuple[str | None, ...] = ()
    with_bullets = with_bullets and all(line.is_bullet or is_prose(line) for line in lines)
    for line in lines:
        if is_column_row(line):
            columns = tuple(field_of(cell.value) for cell in line.cells)
            continue
        is_description = line.is_bullet and DATE.search(line.piece.value) is None
        if is_prose(line) or (is_description and not with_bullets):
            continue
        yield entry(line, columns)


def entry(line: Line, columns: tuple[str | None, ...] = ()) -> Entry:
    """What stands in one line."""
    cells = line.cells
    if columns and len(cells) == len(columns):
        return _of_columns(line, columns)
    named = tuple(each for cell in cells for each in _named(cell))
    taken = [(value.start, value.end) for _, value in named] + [_label_span(cell) for cell in cells if labelled(cell)]
    periods = _periods(line.piece, taken)
    taken += [(period.start, period.end) for period in periods]
    return Entry(periods, _without_periods(named), pieces(line.body, taken), line.gap, line.is_bullet)


def pieces(piece: Piece, taken: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """What is left of `piece` beside the spans, cut at separators, without words that only join."""
    parts = (part for rest in piece.without(taken) for part in rest.split(SEPARATORS))
    cleaned = (unglued(part) for part in parts)
    return tuple(part for part in cleaned if part.value and field_of(part.value) is None)


def unglued(piece: Piece) -> Piece:
    """Without a joining word at either end."""
    while (match := _GLUE.search(piece.value)) is not None:
        kept = (match.end(), len(piece.value)) if match.start() == 0 else (0, match.start())
        piece = piece.part(*kept).trimmed()
    return piece


def dates(piece: Piece, taken: Sequence[tuple[int, int]] = ()) -> tuple[Piece, ...]:
    """The single dates of a piece."""
    return tuple(
        part.part(match.start(), match.end()).trimmed()
        for part in piece.without(taken)
        for match in DATE.finditer(part.value)
    )


def _of_columns(line: Line, columns: tuple[str | None, ...]) -> Entry:
    named = tuple((field or "ignored", cell) for field, cell in zip(columns, line.cells, strict=True))
    periods = tuple(cell for field, cell in named if field == "period")
    return Entry(periods, _without_periods(named), (), line.gap, line.is_bullet, columns)


def _named(cell: Piece) -> Iterator[tuple[str, Piece]]:
    found = labelled(cell)
    if found is not None and found[1].value:
        yield found


def _label_span(cell: Piece) -> tuple[int, int]:
    found = labelled(cell)
    return (cell.start, found[1].start if found else cell.start)


def _without_periods(named: Sequence[tuple[str, Piece]]) -> tuple[tuple[str, Piece], ...]:
    return tuple(each for each in named if each[0] not in {"period", "ignored"})


def _periods(piece: Piece, taken: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    del taken  # a labelled period is one as well
    found = tuple(piece.part(m.start(), m.end()).trimmed() for m in PERIOD.finditer(piece.value))
    inside = [(each.start, each.end) for each in found]
    return found or dates(piece, inside)
