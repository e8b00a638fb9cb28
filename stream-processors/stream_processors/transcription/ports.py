"""Why: transcription says what it needs of a speech model, so that any engine that gives it will do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from interview_schemas.events.lifecycle import Language

Pcm: TypeAlias = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """A word at sample offsets relative to the audio that was given."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float


@dataclass(frozen=True, slots=True)
class FinalText:
    """What was said; an empty `text` means that nothing was."""

    text: str
    words: tuple[RecognisedWord, ...] = ()
    confidence: float = 0.0


class SpeechEngine(Protocol):
    """A speech model; methods block and are called from decode threads only."""

    @property
    def model(self) -> str:
        """The name that is stamped on finals."""

    def warm_up(self) -> None:
        """Decode once, so that the first candidate does not wait for it."""

    def transcribe_final(self, pcm: Pcm, language: Language) -> FinalText:
        """The best text of a closed utterance of at most 30 s."""

    def transcribe_interim(self, pcm: Pcm, language: Language) -> FinalText:
        """A quick text of an utterance that is still open; `words` may be absent where the audio is short."""


class VoiceActivity(Protocol):
    """Voice probability of one stream; it keeps state from window to window."""

    def probabilities(self, pcm: Pcm) -> Sequence[float]:
        """One value for each 512 samples; `pcm` is a multiple of that long and follows the samples before it."""

    def reset(self) -> None:
        """The next samples do not follow the ones before."""
