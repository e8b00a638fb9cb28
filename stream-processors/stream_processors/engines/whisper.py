"""Why: Whisper gives finals that can be quoted, and interims cheap enough to show while a person speaks."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import merge_punctuations

from interview_schemas.events.lifecycle import Language
from stream_processors.engines.guards import is_looping, is_silence_caption, words_before_echo
from stream_processors.transcription.ports import FinalText, Pcm, RecognisedWord
from stream_processors.transcription.settings import WhisperOptions

Floats = npt.NDArray[np.float32]
Untyped: TypeAlias = Any  # faster-whisper and CTranslate2 ship no types

SAMPLE_RATE_HZ: Final = 16_000
_FULL_SCALE: Final = np.float32(32_768.0)
_SAMPLES_PER_FRAME: Final = 160
_FULL_WINDOW_FRAMES: Final = 3_000
_SHORTEST_SAMPLES: Final = 1_600
_MAX_LENGTH: Final = 448
_TOKENS_PER_S: Final = 14
_TOKENS_AT_LEAST: Final = 16
_TIMED_INTERIM_SAMPLES: Final = 4 * SAMPLE_RATE_HZ
_AUDIBLE: Final = 0.003
_PREPENDED: Final = "\"'“¿([{-"
_APPENDED: Final = "\"'.。,，!！?？:：”)]}、"
_INTERIM_SEARCH: Final = {"beam_size": 1, "no_repeat_ngram_size": 8}
_LOOP_BREAKER: Final = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.1}


@dataclass(frozen=True, slots=True)
class _Decoded:
    tokens: list[int]
    text: str
    log_probability: float
    no_speech: float


class FasterWhisperEngine:
    """A Whisper model by CTranslate2; one decode at a time per thread."""

    def __init__(self, folder: Path, options: WhisperOptions) -> None:
        self._options = options
        self._whisper: Untyped = WhisperModel(
            str(folder),
            device=options.device,
            compute_type=options.compute_type,
            cpu_threads=options.cpu_threads,
            local_files_only=True,
        )
        self._tokenizers = {language: self._tokenizer(language) for language in ("ko", "en")}

    @property
    def model(self) -> str:
        """Name and arithmetic of the weights."""
        return f"{self._options.model_name}-{self._options.compute_type}"

    def warm_up(self) -> None:
        """Run both paths once on noise: the first encode allocates and chooses kernels."""
        noise = np.random.default_rng(0).integers(-300, 300, SAMPLE_RATE_HZ, dtype=np.int16)
        self.transcribe_interim(noise, "ko")
        self.transcribe_final(noise, "ko")

    def transcribe_final(self, pcm: Pcm, language: Language) -> FinalText:
        """Beam search over a window 5 s longer than the audio, guarded, with word times; loops get the full window."""
        audio = _floats(pcm)
        encoded = self._encode(audio, _window(audio, self._options.final_padding_ms))
        beam = {"beam_size": self._options.final_beam}
        decoded = self._generate(encoded, language, _length_limit(audio), beam)
        if is_looping(decoded.text):
            encoded = self._encode(audio, _FULL_WINDOW_FRAMES)
            decoded = self._generate(encoded, language, _length_limit(audio), {**beam, **_LOOP_BREAKER})
        if not decoded.text or is_looping(decoded.text) or _made_up(decoded, audio):
            return FinalText("")
        words = self._words(encoded, decoded.tokens, language, len(pcm))
        return FinalText(decoded.text, words, min(1.0, math.exp(decoded.log_probability)))

    def transcribe_interim(self, pcm: Pcm, language: Language) -> FinalText:
        """Greedy search over a window that is little longer than the audio; word times only where it is long."""
        audio = _floats(pcm)
        encoded = self._encode(audio, _window(audio, self._options.interim_padding_ms))
        decoded = self._generate(encoded, language, _length_limit(audio), _INTERIM_SEARCH)
        if not decoded.text or is_looping(decoded.text) or _made_up(decoded, audio):
            return FinalText("")
        timed = len(pcm) > _TIMED_INTERIM_SAMPLES
        words = self._words(encoded, decoded.tokens, language, len(pcm)) if timed else ()
        kept = words_before_echo(decoded.text)
        text = " ".join(decoded.text.split()[:kept])
        return FinalText(text, words[:kept], min(1.0, math.exp(decoded.log_probability)))

    def _tokenizer(self, language: str) -> Untyped:
        return Tokenizer(self._whisper.hf_tokenizer, multilingual=True, task="transcribe", language=language)

    def _encode(self, audio: Floats, frames: int) -> Untyped:
        features = self._whisper.feature_extractor(audio)[:, :frames]
        padded = np.pad(features, ((0, 0), (0, frames - features.shape[1])))
        view = ctranslate2.StorageView.from_array(np.ascontiguousarray(padded[np.newaxis], dtype=np.float32))
        return self._whisper.model.encode(view)

    def _generate(self, encoded: Untyped, language: Language, length: int, search: dict[str, Any]) -> _Decoded:
        tokenizer = self._tokenizers[language]
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        result = self._whisper.model.generate(
            encoded, [prompt], max_length=length, return_scores=True, return_no_speech_prob=True, **search
        )[0]
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        log_probability = result.scores[0] * len(result.sequences_ids[0]) / (len(result.sequences_ids[0]) + 1)
        return _Decoded(tokens, tokenizer.decode(tokens).strip(), log_probability, result.no_speech_prob)

    def _words(
        self, encoded: Untyped, tokens: list[int], language: Language, samples: int
    ) -> tuple[RecognisedWord, ...]:
        tokenizer = self._tokenizers[language]
        frames = min(samples // _SAMPLES_PER_FRAME, _FULL_WINDOW_FRAMES)
        alignment = self._whisper.find_alignment(tokenizer, [tokens], encoded, frames)[0]
        merge_punctuations(alignment, _PREPENDED, _APPENDED)
        return tuple(_word(timing, samples) for timing in alignment if timing["word"].strip())


def _floats(pcm: Pcm) -> Floats:
    """Samples in -1..1, at least as many as the spectrogram needs."""
    audio = pcm.astype(np.float32) / _FULL_SCALE
    return np.pad(audio, (0, max(0, _SHORTEST_SAMPLES - len(audio))))


def _window(audio: Floats, padding_ms: int) -> int:
    """Frames of 10 ms for the audio and the padding behind it, an even number: the encoder halves them."""
    return min(_FULL_WINDOW_FRAMES, (len(audio) // 16 + padding_ms) // 20 * 2)


def _length_limit(audio: Floats) -> int:
    """More tokens than anybody says in that time; a loop ends there."""
    return min(_MAX_LENGTH, _TOKENS_AT_LEAST + len(audio) * _TOKENS_PER_S // SAMPLE_RATE_HZ)


def _made_up(decoded: _Decoded, audio: Floats) -> bool:
    frames = audio[: len(audio) // _SAMPLES_PER_FRAME * _SAMPLES_PER_FRAME].reshape(-1, _SAMPLES_PER_FRAME)
    audible = np.sqrt((frames**2).mean(axis=1)) > _AUDIBLE
    voiced_s = float(audible.sum()) * _SAMPLES_PER_FRAME / SAMPLE_RATE_HZ
    return is_silence_caption(decoded.text, decoded.no_speech, decoded.log_probability, voiced_s)


def _word(timing: dict[str, Any], samples: int) -> RecognisedWord:
    start = min(samples, int(timing["start"] * SAMPLE_RATE_HZ))
    end = min(samples, max(start, int(timing["end"] * SAMPLE_RATE_HZ)))
    return RecognisedWord(timing["word"].strip(), start, end, float(timing["probability"]))
