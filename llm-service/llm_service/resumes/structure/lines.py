"""Why: rules work on lines and cells, and every piece must still know where it stands in the text."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CELL: Final = re.compile(r"\t+|[|│┃]|\s{3,}")
_OUTER: Final = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\u00a0\u3000\ufeff\u200b,;:·•|│*-–—~/"
_MOST_BRACKETS: Final = 8
_OPEN, _CLOSE = "([{<「『《〈【", ")]}>」』》〉】"
_BULLET: Final = re.compile(r"\s{0,40}(?:[•●○■□◆◇▶▷▪◦‣※*\-–—·]|\d{1,2}[.)](?=\s))\s{0,8}")
_KEY: Final = re.compile(r"[\s\W_]+")


class Piece(msgspec.Struct, frozen=True):
    """A part of the text; `value` is exactly what stands there."""

    value: str
    start: int

    @property
    def end(self) -> int:
        """One beyond the last character."""
        return self.start + len(self.value)

    def part(self, start: int, end: int) -> "Piece":
        """The part between two places of `value`."""
        return Piece(self.value[start:end], self.start + start)

    def trimmed(self) -> "Piece":
        """Without separators around it, and without brackets that are not closed in it."""
        bare = self.value.strip(_OUTER)
        first = self.value.find(bare)
        piece = self.part(first, first + len(bare))
        for _ in range(_MOST_BRACKETS):
            inner = _unbracketed(piece)
            if inner == piece:
                break
            piece = inner
        return piece

    def without(self, taken: Iterable[tuple[int, int]]) -> "Iterator[Piece]":
        """What is left beside the spans `taken` of the text, in order."""
        place = self.start
        for start, end in sorted(taken):
            if place < start:
                yield self.part(place - self.start, start - self.start)
            place = max(place, end)
        if place < self.end:
            yield self.part(place - self.start, len(self.value))

    def split(self, separators: re.Pattern[str]) -> "tuple[Piece, ...]":
        """The parts between separators, trimmed; empty ones are left out."""
        spans = ((self.start + m.start(), self.start + m.end()) for m in separators.finditer(self.value))
        parts = (part.trimmed() for part in self.without(spans))
        return tuple(part for part in parts if part.value)

    @property
    def key(self) -> str:
        """For comparing with a label: no spaces, no marks, no case."""
        return key(self.value)


class Line(msgspec.Struct, frozen=True):
    """One line; `gap` is whether an empty line or the beginning stands before it."""

    piece: Piece
    gap: bool

    @property
    def is_bullet(self) -> bool:
        """Begins with a mark or a number of a list."""
        return _BULLET.match(self.piece.value) is not None

    @property
    def body(self) -> Piece:
        """Without the mark."""
        bullet = _BULLET.match(self.piece.value)
        return self.piece.part(bullet.end() if bullet else 0, len(self.piece.value)).trimmed()

    @property
    def cells(self) -> tuple[Piece, ...]:
        """Columns of a table, or the whole line."""
        bullet = _BULLET.match(self.piece.value)
        return self.piece.part(bullet.end() if bullet else 0, len(self.piece.value)).split(_CELL)


def key(text: str) -> str:
    """`text` without spaces, marks and case."""
    return _KEY.sub("", text).casefold()


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines that hold something."""
    found: list[Line] = []
    end = 0
    for match in _LINE.finditer(text):
        if match[0].strip():
            between = text[end : match.start()]
            gap = not found or len(re.sub(r"\r\n", "\n", between).replace(" ", "").replace("\t", "")) > 1
            found.append(Line(Piece(match[0], match.start()), gap))
            end = match.end()
    return tuple(found)


def _unbracketed(piece: Piece) -> Piece:
    value = piece.value
    first = _is_alone(value[:1], value, _OPEN, _CLOSE)
    last = _is_alone(value[-1:], value, _CLOSE, _OPEN) and len(value) > first
    inner = value[first : len(value) - last]
    bare = inner.strip(_OUTER)
    start = first + inner.find(bare)
    return piece.part(start, start + len(bare))


def _is_alone(bracket: str, value: str, brackets: str, partners: str) -> bool:
    place = brackets.find(bracket) if bracket else -1
    return place >= 0 and partners[place] not in value
