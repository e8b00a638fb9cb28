"""Why: words that two looks in a row agree on may be shown as settled; the rest may still change."""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate, takewhile
from typing import Final

from stream_processors.transcription.ports import FinalText, RecognisedWord
from stream_processors.transcription.settings import SAMPLES_PER_MS

_LONG_SAMPLES: Final = 4_500 * SAMPLES_PER_MS
_KEPT_SAMPLES: Final = 1_500 * SAMPLES_PER_MS
_RESTS: Final = tuple(".,?!。，？！")


def _key(word: str) -> str:
    return "".join(c for c in word.casefold() if not unicodedata.category(c).startswith("P"))


def words_covering(said: list[str], words: list[str]) -> int:
    """How many of `words` say what was `said` before, in fewest edits of letters; of equals the most.

    A later look may part or spell the same sounds otherwise; counting words would then show some of them twice.
    """
    expected, spoken = "".join(map(_key, said)), "".join(map(_key, words))
    distances = _prefix_distances(expected, spoken)
    ends = accumulate((len(_key(word)) for word in words), initial=0)
    return min(enumerate(ends), key=lambda each: (distances[each[1]], -each[0]))[0]


def _prefix_distances(expected: str, spoken: str) -> list[int]:
    """Levenshtein's distance of `expected` to each prefix of `spoken`, the empty one first."""
    row = list(range(len(spoken) + 1))
    for letter in expected:
        diagonal, row[0] = row[0], row[0] + 1
        for place, other in enumerate(spoken, start=1):
            substituted = diagonal + (letter != other)
            diagonal = row[place]
            row[place] = min(substituted, row[place] + 1, row[place - 1] + 1)
    return row


class LocalAgreement:
    """The words that two hypotheses in a row shared; they are never taken back.

    `covered` of the last hypothesis' words say what is stable, `tentative` are the others.
    """

    def __init__(self) -> None:
        self.stable: list[str] = []
        self.tentative: list[str] = []
        self.covered = 0

    def update(self, text: str) -> None:
        """Take the next hypothesis."""
        words = text.split()
        self.covered = words_covering(self.stable, words)
        rest = words[self.covered :]
        pairs = zip(self.tentative, rest, strict=False)
        agreed = len(list(takewhile(lambda pair: _key(pair[0]) == _key(pair[1]), pairs)))
        self.stable += rest[:agreed]
        self.tentative = rest[agreed:]
        self.covered += agreed

    def drop(self, words: int) -> None:
        """Forget the first stable words, whose audio is no longer looked at."""
        del self.stable[:words]


class InterimTrack:
    """The text of one open segment, and the sample `anchor` that the next look begins at.

    A look at a long utterance costs what its length costs, so stable words are frozen and their audio is left out.
    """

    def __init__(self, from_sample: int) -> None:
        self.from_sample = from_sample
        self.anchor = from_sample
        self._frozen: list[str] = []
        self._agreement = LocalAgreement()

    def update(self, heard: FinalText, begin: int, end: int) -> tuple[str, str] | None:
        """Take a look at the samples `begin` to `end`; return (stable, tentative), or None for an outdated look."""
        if begin != self.anchor:
            return None
        self._agreement.update(heard.text)
        stable = [*self._frozen, *self._agreement.stable]
        shown = " ".join(stable), " ".join(self._agreement.tentative)
        if end - begin > _LONG_SAMPLES:
            self._freeze(heard, end - begin)
        return shown

    def _freeze(self, heard: FinalText, samples: int) -> None:
        """Move the anchor behind the last stable word that is old enough; a word before a rest is best."""
        if len(heard.words) != len(heard.text.split()):
            return
        settled, stable = heard.words[: self._agreement.covered], self._agreement.stable
        count = frozen = _old_words(settled, samples - _KEPT_SAMPLES)
        if len(settled) != len(stable):
            all_are_old = bool(settled) and settled[-1].end_sample <= samples - _KEPT_SAMPLES
            count, frozen = (len(settled), len(stable)) if all_are_old else (0, 0)
        if count:
            self._frozen += stable[:frozen]
            self._agreement.drop(frozen)
            self.anchor += settled[count - 1].end_sample


def _old_words(words: Sequence[RecognisedWord], until_sample: int) -> int:
    """How many words end before `until_sample`, as far as the last rest among them where there is one."""
    old = [place for place, word in enumerate(words) if word.end_sample <= until_sample]
    rests = [place for place in old if words[place].text.endswith(_RESTS)]
    return (rests or old or [-1])[-1] + 1
