"""Why: Chromium's fake microphone plays a file, so what the page sent can be compared with what was spoken."""

import json
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

import parley
from fakes.scripted_interview import Script
from interview_schemas.scenario import load_scenario

RECORDINGS: Final = Path(parley.__file__).resolve().parent / "recordings"
RATE: Final = 16_000
MICROPHONE_RATE: Final = 48_000
SPOKEN: Final = 500
Samples = NDArray[np.int16]
Language = Literal["ko", "en"]
NAMES: Final[dict[Language, str]] = {"ko": "az_ko_training_audio2", "en": "az_en_training_audio2"}


@dataclass(frozen=True, slots=True)
class Match:
    """Of the spoken seconds received, the share that correlates above 0.9 with the recording near its own place."""

    share: float
    seconds: int


def script_of(language: Language) -> Script:
    """The short scenario's questions, captioned with the recording's own text."""
    scenario = load_scenario("short")
    questions = tuple(scenario.question_text(stage, language, {}) for stage in scenario.stages)
    return Script(language, questions, tuple(_text_of(NAMES[language]).split()))


def _text_of(name: str) -> str:
    entries = json.loads((RECORDINGS / "manifest.json").read_text(encoding="utf-8"))
    return str(next(entry["text"] for entry in entries if entry["id"] == name))


def samples_of(language: Language) -> Samples:
    with wave.open(str(RECORDINGS / f"{NAMES[language]}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)


def write_microphone_file(language: Language, path: Path) -> Path:
    """48 kHz mono, which Chromium's fake capture wants, by linear interpolation."""
    source = samples_of(language)
    positions = np.arange(len(source) * MICROPHONE_RATE // RATE) * RATE / MICROPHONE_RATE
    resampled = np.interp(positions, np.arange(len(source)), source).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(MICROPHONE_RATE)
        file.writeframes(resampled.tobytes())
    return path


def match(received: bytes, source: Samples) -> Match:
    """Second by second; each may lie half a second off, since a busy machine makes the fake device stutter."""
    heard = np.frombuffer(received, dtype=np.int16).astype(np.float64)
    spoken = np.pad(source.astype(np.float64), RATE)
    lag = _lag(heard, spoken)
    scores = [
        _best(heard[start : start + RATE], spoken[max(0, start - lag - RATE // 2) : start - lag + RATE + RATE // 2])
        for start in range(0, len(heard) - RATE, RATE)
        if np.sqrt(np.mean(heard[start : start + RATE] ** 2)) > SPOKEN
    ]
    return Match(sum(score > 0.9 for score in scores) / max(1, len(scores)), len(scores))


def _lag(heard: NDArray[np.float64], spoken: NDArray[np.float64]) -> int:
    size = 1 << (len(heard) + len(spoken)).bit_length()
    peak = int(np.argmax(np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(spoken, size)), size)))
    return peak if peak < size // 2 else peak - size


def _best(second: NDArray[np.float64], around: NDArray[np.float64]) -> float:
    if len(around) < len(second):
        return 0.0
    offset = int(np.argmax(np.correlate(around, second, "valid")))
    other = around[offset : offset + len(second)]
    return float(np.dot(second, other) / (np.linalg.norm(second) * np.linalg.norm(other) + 1e-9))
