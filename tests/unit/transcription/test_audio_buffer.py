"""Why: a slice by absolute sample is right whatever was dropped before."""

import numpy as np
import pytest

from stream_processors.transcription.audio_buffer import AudioBuffer

pytestmark = pytest.mark.unit


def test_slices_are_addressed_absolutely_after_a_drop() -> None:
    buffer = AudioBuffer(100)
    buffer.append(np.arange(50, dtype="<i2").tobytes())
    buffer.drop_below(120)
    assert (buffer.start, buffer.end) == (120, 150)
    assert buffer.slice(125, 128).tolist() == [25, 26, 27]


def test_dropping_beyond_the_end_goes_on_from_there() -> None:
    buffer = AudioBuffer(0)
    buffer.append(b"\0\0")
    buffer.drop_below(10)
    assert (buffer.start, buffer.end) == (10, 10)
    buffer.append(b"\1\0")
    assert buffer.slice(10, 11).tolist() == [1]


def test_dropping_below_the_start_changes_nothing() -> None:
    buffer = AudioBuffer(5)
    buffer.append(b"\1\0\2\0")
    buffer.drop_below(3)
    assert buffer.slice(5, 7).tolist() == [1, 2]
