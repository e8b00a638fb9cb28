"""Why: a quote counts only where the candidate's own words carry it, so code looks for it and says where it stands."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from interview_schemas.events import AnswerSegment, Quote

MIN_WEIGHT: Final = 6
_SYLLABLE_WEIGHT: Final = 2  # a Korean syllable carries about as much as two letters
_WITHHELD: Final = re.compile(r"\[[^\[\]]{1,20}\]")


class _Letter(NamedTuple):
    """One normalised letter and where it stands."""

    letter: str
    segment: int
    start: int


def locate(quote: str, segments: Sequence[AnswerSegment]) -> tuple[Quote, ...]:
    """Where `quote` stands in the answer, one Quote a segment that it touches; empty where it doesn't.

    Case, spaces and punctuation may differ, letters may not. A quote of less than three syllables or six letters proves
    nothing. Of a quote with a token in place of what was withheld, the longest part between tokens is taken.
    """
    wanted = "".join(letter for letter, _ in _letters(_outside_tokens(quote)))
    if _weight(wanted) < MIN_WEIGHT:
        return ()
    said = [_Letter(letter, index, at) for index, part in enumerate(segments) for letter, at in _letters(part.text)]
    begin = _find(wanted, said, segments)
    return () if begin is None else tuple(_quotes(said[begin : begin + len(wanted)], segments))


def _outside_tokens(quote: str) -> str:
    return max(_WITHHELD.split(quote), key=len)


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Letters and digits in one case and one form, each with its place in `text`."""
    for at, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                yield letter, at


def _weight(letters: str) -> int:
    return sum(_SYLLABLE_WEIGHT if "가" <= letter <= "힣" else 1 for letter in letters)


def _find(wanted: str, said: Sequence[_Letter], segments: Sequence[AnswerSegment]) -> int | None:
    """The first place that does not begin or end within an English word."""
    text = "".join(letter.letter for letter in said)
    begin = text.find(wanted)
    while begin >= 0:
        if _is_whole(said[begin], said[begin + len(wanted) - 1], segments):
            return begin
        begin = text.find(wanted, begin + 1)
    return None


def _is_whole(first: _Letter, last: _Letter, segments: Sequence[AnswerSegment]) -> bool:
    before = segments[first.segment].text[: first.start][-1:]
    after = segments[last.segment].text[last.start + 1 :][:1]
    return not (_continues(before, first.letter) or _continues(last.letter, after))


def _continues(left: str, right: str) -> bool:
    """Two neighbours of one word; Korean words take endings, so only Latin letters and digits are held to this."""
    return all(one.isascii() and one.isalnum() for one in (left, right) if one) and bool(left and right)


def _quotes(found: Sequence[_Letter], segments: Sequence[AnswerSegment]) -> Iterator[Quote]:
    for index in dict.fromkeys(letter.segment for letter in found):
        places = [letter.start for letter in found if letter.segment == index]
        start, end, segment = places[0], places[-1] + 1, segments[index]
        yield Quote(segment_id=segment.segment_id, start=start, end=end, text=segment.text[start:end])
