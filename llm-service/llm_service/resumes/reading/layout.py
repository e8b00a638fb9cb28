"""Why: a page is read column by column and a table row by row, as a person reads it."""

import itertools
from collections.abc import Sequence
from typing import Final

import msgspec

_SAME_ROW: Final = 0.5
_CELL_GAP: Final = 1.5
_PARAGRAPH_GAP: Final = 0.6
_COLUMN_SHARE: Final = 0.6
_NEAR: Final = 2


class Fragment(msgspec.Struct, frozen=True):
    """A run of text on a page; points from the top left corner. `place` is its place in the file."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    place: int = 0

    @property
    def height(self) -> float:
        """In points."""
        return max(self.y1 - self.y0, 1.0)


def page_text(fragments: Sequence[Fragment]) -> str:
    """Lines of the page in reading order; the cells of a row are parted by tabs, paragraphs by an empty line."""
    placed = (msgspec.structs.replace(fragment, place=place) for place, fragment in enumerate(fragments))
    spoken = [fragment for fragment in placed if fragment.text.strip()]
    return "\n".join(text for band in _bands(_rows(spoken)) for text in _band_lines(band))


def _rows(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments that share a line, from top to bottom, each from left to right."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda each: (each.y0 + each.y1) / 2):
        if rows and _shares_line(rows[-1], fragment):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def _shares_line(row: Sequence[Fragment], fragment: Fragment) -> bool:
    last = row[-1]
    apart = abs((last.y0 + last.y1) - (fragment.y0 + fragment.y1)) / 2
    return apart < _SAME_ROW * min(last.height, fragment.height)


class _Band(msgspec.Struct):
    """Rows one below the other; `gutter` is where two columns part, None where there is one column."""

    rows: list[list[Fragment]]
    gutter: float | None


def _bands(rows: Sequence[list[Fragment]]) -> list[_Band]:
    gutter = _gutter(rows)
    if gutter is None:
        return [_Band(list(rows), None)]
    bands: list[_Band] = []
    for row in rows:
        split = None if any(each.x0 < gutter < each.x1 for each in row) else gutter
        if bands and bands[-1].gutter == split:
            bands[-1].rows.append(row)
        else:
            bands.append(_Band([row], split))
    return bands


def _gutter(rows: Sequence[list[Fragment]]) -> float | None:
    """A place that hardly a row crosses, where lines of running text stand on both sides: columns, not a table."""
    starts = sorted({round(each.x0, 0) for row in rows for each in row})
    edge = min(starts, default=0.0)
    for start in starts:
        right = [row for row in rows if any(abs(each.x0 - start) < 1.5 for each in row)]
        crossing = [row for row in rows if any(each.x0 < start - 2 < each.x1 for each in row)]
        left = [row for row in rows if any(each.x1 < start - 2 for each in row)]
        enough = len(right) >= 4 and len(left) >= 4 and start > edge + 40
        if enough and len(crossing) <= (1 - _COLUMN_SHARE) * len(rows) and not _is_table(rows, start):
            return start - 2
    return None


def _is_table(rows: Sequence[list[Fragment]], start: float) -> bool:
    """Whether what stands right of `start` mostly follows its own row in the file: cells do, columns do not."""
    level = follows = 0
    for row in rows:
        left = [each.place for each in row if each.x1 < start - 2]
        right = [each.place for each in row if abs(each.x0 - start) < 1.5]
        level += bool(left and right)
        follows += bool(left and right) and min(abs(one - other) for one in left for other in right) <= _NEAR
    return follows > 0.5 * level


def _band_lines(band: _Band) -> list[str]:
    if band.gutter is None:
        return _lines(band.rows)
    gutter = band.gutter
    left = [[each for each in row if each.x0 < gutter] for row in band.rows]
    right = [[each for each in row if each.x0 >= gutter] for row in band.rows]
    return [*_lines([row for row in left if row]), "", *_lines([row for row in right if row])]


def _lines(rows: Sequence[list[Fragment]]) -> list[str]:
    lines: list[str] = []
    for place, row in enumerate(rows):
        if place and row[0].y0 - rows[place - 1][0].y1 > _PARAGRAPH_GAP * row[0].height:
            lines.append("")
        lines.append(_joined(row))
    return lines


def _joined(row: Sequence[Fragment]) -> str:
    text = row[0].text.strip()
    for before, after in itertools.pairwise(row):
        gap = after.x0 - before.x1
        between = "\t" if gap > _CELL_GAP * after.height else " " if gap > 0.15 * after.height else ""
        text += between + after.text.strip()
    return text
