"""Why: words that two looks in a row agree on may be shown as settled; the rest may still change."""

import unicodedata
from typing import Final

from stream_processors.transcription.ports import FinalText
from stream_processors.transcription.settings import SAMPLES_PER_MS

_LONG_SAMPLES: Final = 4_500 * SAMPLES_PER_MS
_KEPT_SAMPLES: Final = 1_500 * SAMPLES_PER_MS
_RESTS: Final = tuple(".,?!。，？！")


def _key(word: str) -> str:
    return "".join(c for c in word.casefold() if not unicodedata.category(c).startswith("P"))


class LocalAgreement:
    """The words that two hypotheses in a row shared; they are never taken back."""

    def __init__(self) -> None:
        self.stable: list[str] = []
        self.tentative: list[str] = []
        self._previous: list[str] = []

    def update(self, text: str) -> None:
        """Take the next hypothesis."""
        words = text.split()
        agreed = 0
        for before, now in zip(self._previous, words, strict=False):
            if _key(before) != _key(now):
                break
            agreed += 1
        if agreed > len(self.stable):
            self.stable += words[len(self.stable) : agreed]
        self._previous = words
        self.tentative = words[len(self.stable) :]

    def drop(self, words: int) -> None:
        """Forget the first words, whose audio is no longer looked at."""
        del self.stable[:words], self._previous[:words]


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
        settled = heard.words[: len(self._agreement.stable)]
        old = [place for place, word in enumerate(settled) if word.end_sample <= samples - _KEPT_SAMPLES]
        if not old:
            return
        rests = [place for place in old if settled[place].text.endswith(_RESTS)]
        count = (rests or old)[-1] + 1
        self._frozen += self._agreement.stable[:count]
        self._agreement.drop(count)
        self.anchor += settled[count - 1].end_sample
