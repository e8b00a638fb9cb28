"""Why: recordings come at any rate, and a filter that lets aliases through would cost words."""

from math import gcd
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float64]
_ZERO_CROSSINGS: Final = 24
_ROLL_OFF: Final = 0.95


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Windowed-sinc interpolation, one kernel for each phase that output samples have between input samples."""
    if from_hz == to_hz or not len(samples):
        return samples
    common = gcd(from_hz, to_hz)
    phases, stride = to_hz // common, from_hz // common
    kernels = _kernels(phases, min(1.0, to_hz / from_hz) * _ROLL_OFF)
    half = kernels.shape[1] // 2
    count = len(samples) * phases // stride
    padded = np.pad(samples, (half, half + stride + 1))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half)
    out = np.empty(count)
    for first in range(min(phases, count)):
        start, phase = divmod(first * stride, phases)
        many = len(range(first, count, phases))
        out[first::phases] = windows[start + 1 :: stride][:many] @ kernels[phase]
    return out


def _kernels(phases: int, cutoff: float) -> Samples:
    """Row p is for an output sample p/phases of an input sample after the window's middle."""
    half = int(np.ceil(_ZERO_CROSSINGS / cutoff))
    distance = np.arange(1 - half, half + 1)[None, :] - (np.arange(phases) / phases)[:, None]
    window = np.cos(np.clip(distance / (half + 1), -1, 1) * np.pi / 2) ** 2
    kernels = np.sinc(distance * cutoff) * window
    normalised: Samples = kernels / kernels.sum(axis=1, keepdims=True)
    return normalised
