"""Why: whatever 16-bit recording a person has at hand becomes what the gateway takes: mono at 16 kHz."""

import wave
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from parley.client.frames import SAMPLE_RATE_HZ
from parley.play.resample import resample

Pcm: TypeAlias = npt.NDArray[np.int16]
SHORTEST_MS = 200


class BadRecording(ValueError):
    """The file can't be played; the message says why, in one line."""


def read_wav(path: Path) -> Pcm:
    """Samples at 16 kHz; the channels' mean where there are several."""
    try:
        with wave.open(str(path), "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise BadRecording(f"{path}: there is no such file") from None
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror or 'not readable'}") from None
    except (wave.Error, EOFError, ValueError) as error:
        raise BadRecording(f"{path}: not a PCM wav file ({str(error) or 'it ends too soon'})") from None
    if width != 2 or rate <= 0:
        raise BadRecording(f"{path}: {8 * width} bit at {rate} Hz; a 16-bit PCM wav file is needed")
    return _checked(path, to_mono_16k(frames, channels, rate))


def to_mono_16k(frames: bytes, channels: int, rate: int) -> Pcm:
    """Interleaved samples; a frame that was cut off is left out."""
    samples = np.frombuffer(frames[: len(frames) // (2 * channels) * 2 * channels], dtype="<i2")
    mono = samples.reshape(-1, channels).mean(axis=1)
    resampled = resample(mono, rate, SAMPLE_RATE_HZ)
    return np.clip(np.rint(resampled), -32_768, 32_767).astype(np.int16)


def _checked(path: Path, pcm: Pcm) -> Pcm:
    if len(pcm) < SHORTEST_MS * SAMPLE_RATE_HZ // 1000:
        raise BadRecording(f"{path}: shorter than {SHORTEST_MS} ms")
    return pcm
