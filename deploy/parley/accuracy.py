"""Why: a transcript is judged by the edits that lead from it to the reference, the same way everywhere."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Edits against a reference of `units` words or characters."""

    edits: int
    units: int

    @property
    def rate(self) -> float:
        """Edits per unit; an empty reference counts as one unit."""
        return self.edits / max(1, self.units)

    def __add__(self, other: "ErrorCount") -> "ErrorCount":
        return ErrorCount(self.edits + other.edits, self.units + other.units)


def normalise(text: str) -> list[str]:
    """Words in NFC without punctuation and case; punctuation between letters parts words, an apostrophe does not."""
    kept = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("'", "")
    return "".join(c if c.isalnum() else " " for c in kept).split()


def word_errors(reference: str, hypothesis: str) -> ErrorCount:
    """Edits in words."""
    expected = normalise(reference)
    return ErrorCount(edit_distance(expected, normalise(hypothesis)), len(expected))


def character_errors(reference: str, hypothesis: str) -> ErrorCount:
    """Edits in characters; spaces are not counted."""
    expected = "".join(normalise(reference))
    return ErrorCount(edit_distance(expected, "".join(normalise(hypothesis))), len(expected))


def errors(reference: str, hypothesis: str, language: Literal["ko", "en"]) -> ErrorCount:
    """Characters for Korean, words for English, as is usual."""
    count = character_errors if language == "ko" else word_errors
    return count(reference, hypothesis)


def edit_distance(expected: Sequence[str], actual: Sequence[str]) -> int:
    """Levenshtein's distance over the items."""
    row = list(range(len(actual) + 1))
    for index, item in enumerate(expected, start=1):
        previous, row[0] = row[0], index
        for place, other in enumerate(actual, start=1):
            substituted = previous + (item != other)
            previous = row[place]
            row[place] = min(substituted, row[place] + 1, row[place - 1] + 1)
    return row[-1]
