"""Why: a recording becomes as many answers as there are questions, and no word is cut in two."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from parley.client.frames import SAMPLE_RATE_HZ

Pcm: TypeAlias = npt.NDArray[np.int16]
FRAME_SAMPLES: Final = SAMPLE_RATE_HZ // 50  # 20 ms
SHORTEST_PAUSE_FRAMES: Final = 10
SHORTEST_ANSWER_SAMPLES: Final = SAMPLE_RATE_HZ
_QUIET_SHARE: Final = 0.08


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples `start` up to `end` of the recording."""

    start: int
    end: int


def pieces(pcm: Pcm, count: int) -> list[Piece]:
    """At most `count` answers that make up the whole recording, cut at pauses near equal shares of it."""
    wanted = [len(pcm) * number // count for number in range(1, count)]
    cuts: list[int] = []
    pauses = pause_middles(pcm)
    for target in wanted:
        last = cuts[-1] if cuts else 0
        fitting = [p for p in pauses if p - last >= SHORTEST_ANSWER_SAMPLES <= len(pcm) - p]
        if fitting:
            cuts.append(min(fitting, key=lambda pause: abs(pause - target)))
    return between([*cuts, len(pcm)])


def between(ends: Sequence[int]) -> list[Piece]:
    """Pieces that begin where the one before ends."""
    return [Piece(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def pause_middles(pcm: Pcm) -> list[int]:
    """Where the voice rests for 200 ms or more: well below the loudness of speech in this recording."""
    frames = pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES).astype(np.float64)
    if not len(frames):
        return []
    loudness = np.sqrt((frames**2).mean(axis=1))
    quiet = loudness < max(1.0, float(np.percentile(loudness, 90)) * _QUIET_SHARE)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    inside = [(a, b) for a, b in runs if b - a >= SHORTEST_PAUSE_FRAMES and a > 0 and b < len(frames)]
    return [(a + b) // 2 * FRAME_SAMPLES for a, b in inside]


def grouped(parts: Sequence[Piece], count: int) -> list[Piece]:
    """Neighbours joined until there are at most `count`, the shortest pair first."""
    joined = list(parts)
    while len(joined) > max(1, count):
        lengths = [second.end - first.start for first, second in pairwise(joined)]
        place = lengths.index(min(lengths))
        joined[place : place + 2] = [Piece(joined[place].start, joined[place + 1].end)]
    return joined
