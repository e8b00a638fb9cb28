"""Why: a speech engine of zero latency that says what a script holds, so that tests decide what was heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from interview_schemas.events.lifecycle import Language
from stream_processors.transcription.core import WINDOW_SAMPLES
from stream_processors.transcription.ports import FinalText, Pcm, RecognisedWord

LOUD = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A text spoken over the samples `start` up to `end` of the audio that `scripted_pcm` makes."""

    start: int
    end: int
    text: str


def scripted_pcm(lines: Sequence[Line], samples: int) -> Pcm:
    """Audio of `samples` samples: line n is a constant level of LOUD + n, all else is silence."""
    pcm = np.zeros(samples, dtype=np.int16)
    for index, line in enumerate(lines):
        pcm[line.start : line.end] = LOUD + index
    return pcm


class ScriptedSpeechEngine:
    """Reads the lines back from the levels in the audio; a line that is heard in part gives that part of its words."""

    def __init__(self, lines: Sequence[Line] = (), model: str = "scripted") -> None:
        self._lines = list(lines)
        self._model = model
        self.finals = 0
        self.interims = 0
        self.warm = False

    @property
    def model(self) -> str:
        return self._model

    def warm_up(self) -> None:
        self.warm = True

    def transcribe_final(self, pcm: Pcm, language: Language) -> FinalText:
        self.finals += 1
        words = tuple(self._words(pcm))
        return FinalText(" ".join(word.text for word in words), words, 0.9 if words else 0.0)

    def transcribe_interim(self, pcm: Pcm, language: Language) -> FinalText:
        self.interims += 1
        words = tuple(self._words(pcm))
        return FinalText(" ".join(word.text for word in words), words, 0.9 if words else 0.0)

    def _words(self, pcm: Pcm) -> list[RecognisedWord]:
        heard: list[RecognisedWord] = []
        for index, line in enumerate(self._lines):
            places = np.flatnonzero(pcm == LOUD + index)
            if not places.size:
                continue
            begin, end = int(places[0]), int(places[-1]) + 1
            texts = line.text.split()
            share = max(1, round(len(texts) * (end - begin) / (line.end - line.start)))
            first = round(len(texts) * self._missing_before(pcm, begin, line, end) / (line.end - line.start))
            said = texts[first : first + share]
            step = (end - begin) // max(1, len(said))
            heard += [
                RecognisedWord(text, begin + place * step, begin + (place + 1) * step, 0.9)
                for place, text in enumerate(said)
            ]
        return heard

    @staticmethod
    def _missing_before(pcm: Pcm, begin: int, line: Line, end: int) -> int:
        """How many samples of the line lie before this audio: all that are absent, if it starts inside the line."""
        absent = (line.end - line.start) - (end - begin)
        return absent if begin == 0 and end < len(pcm) else 0


class EnergyVoiceActivity:
    """Voice wherever a window is louder than `level`, without memory."""

    def __init__(self, level: int = 300) -> None:
        self._level = level
        self.resets = 0

    def probabilities(self, pcm: Pcm) -> Sequence[float]:
        windows = np.abs(pcm.astype(np.int32)).reshape(-1, WINDOW_SAMPLES).mean(axis=1)
        return [1.0 if mean > self._level else 0.0 for mean in windows]

    def reset(self) -> None:
        self.resets += 1


class FixedLanguages:
    """Answers from a mapping, and counts the questions."""

    def __init__(self, languages: Mapping[str, Language] | None = None) -> None:
        self._languages = dict(languages or {})
        self.asked: list[str] = []

    async def __call__(self, interview_id: str) -> Language:
        self.asked.append(interview_id)
        return self._languages.get(interview_id, "en")
