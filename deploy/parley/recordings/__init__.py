"""Why: the demo and the measurements speak with the same recorded voices, whose texts and licences are known."""

import json
import wave
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, cast

Language = Literal["ko", "en"]
SAMPLE_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Recording:
    """A read text; `pcm` is 16-bit mono at 16 kHz."""

    id: str
    language: Language
    text: str
    licence: str
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of a recording that ends at a pause."""

    id: str
    recording: str
    language: Language
    text: str
    start_sample: int
    end_sample: int
    pcm: bytes


def recordings() -> list[Recording]:
    """All recordings, whole."""
    return [
        Recording(each["id"], cast("Language", each["lang"]), each["text"], each["licence"], _pcm(each["file"]))
        for each in _json("manifest.json")
    ]


def answers(language: Language | None = None) -> list[Answer]:
    """The recordings in pieces that serve as answers, in the order they were read."""
    return [_answer(each) for each in _json("answers.json") if language in {None, each["language"]}]


def _answer(each: dict[str, str]) -> Answer:
    start, end = int(each["start_sample"]), int(each["end_sample"])
    language = cast("Language", each["language"])
    pcm = _pcm(each["file"])[2 * start : 2 * end]
    return Answer(each["id"], each["recording"], language, each["text"], start, end, pcm)


def _json(name: str) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", json.loads((files(__package__) / name).read_text(encoding="utf-8")))


def _pcm(name: str) -> bytes:
    with (files(__package__) / name).open("rb") as file, wave.open(file) as audio:
        if (audio.getframerate(), audio.getnchannels(), audio.getsampwidth()) != (SAMPLE_RATE_HZ, 1, 2):
            raise ValueError("a recording is not 16-bit mono at 16 kHz")
        return bytes(audio.readframes(audio.getnframes()))
