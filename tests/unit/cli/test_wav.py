import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from parley.play.resample import Samples, resample
from parley.play.wav import BadRecording, read_wav, to_mono_16k

pytestmark = pytest.mark.unit

RATES = [8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000]


def sine(hz: float, rate: int, seconds: float = 1.0) -> Samples:
    return 10_000 * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)


def write(path: Path, samples: Samples, rate: int, *, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes() if width == 2 else samples.astype(np.uint8).tobytes())
    return path


def middle(samples: Samples) -> Samples:
    return samples[len(samples) // 4 : -len(samples) // 4]


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_is_the_same_tone_at_16_khz(rate: int) -> None:
    resampled = resample(sine(440, rate), rate, 16_000)
    assert len(resampled) == 16_000
    expected = sine(440, 16_000)
    assert np.abs(middle(resampled - expected)).max() < 10  # of 10,000: below -60 dB


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_what_16_khz_cannot_hold_does_not_come_back_as_an_alias(rate: int) -> None:
    assert np.abs(middle(resample(sine(11_000, rate), rate, 16_000))).max() < 10


def test_the_same_rate_changes_nothing() -> None:
    samples = sine(440, 16_000)
    assert resample(samples, 16_000, 16_000) is samples


def test_a_level_stays_a_level() -> None:
    assert np.allclose(middle(resample(np.full(44_100, 700.0), 44_100, 16_000)), 700)


def test_nothing_stays_nothing() -> None:
    assert len(resample(np.zeros(0), 44_100, 16_000)) == 0


@pytest.mark.parametrize("rate", [16_000, *RATES])
def test_a_file_of_any_rate_is_read(tmp_path: Path, rate: int) -> None:
    pcm = read_wav(write(tmp_path / "tone.wav", sine(300, rate), rate))
    assert pcm.dtype == np.int16
    assert abs(len(pcm) - 16_000) <= 1


def test_stereo_is_the_mean_of_both(tmp_path: Path) -> None:
    both = np.column_stack([np.full(16_000, 1_000.0), np.full(16_000, 3_000.0)]).reshape(-1)
    pcm = read_wav(write(tmp_path / "stereo.wav", both, 16_000, channels=2))
    assert len(pcm) == 16_000
    assert set(pcm.tolist()) == {2_000}


def test_16_khz_mono_is_taken_bit_for_bit(tmp_path: Path) -> None:
    samples = np.arange(-8_000, 8_000, dtype=np.float64)
    assert read_wav(write(tmp_path / "exact.wav", samples, 16_000)).tolist() == samples.astype(int).tolist()


def test_loud_edges_do_not_wrap_around() -> None:
    square = np.repeat(np.tile([32_767, -32_768], 200), 100).astype("<i2").tobytes()
    pcm = to_mono_16k(square, 1, 44_100)
    assert pcm.max() > 30_000
    assert pcm.min() < -30_000
    assert np.abs(np.diff(pcm.astype(int))).max() < 65_536


def test_a_frame_that_was_cut_off_is_left_out() -> None:
    assert to_mono_16k(struct.pack("<5h", 1, 1, 2, 2, 9), 2, 16_000).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a PCM wav file"),
        (b"garbage", "not a PCM wav file"),
        (b"this is a text and certainly no recording", "not a PCM wav file"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not a PCM wav file"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x03\x00\x01\x00" + bytes(20), "not a PCM wav file"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(BadRecording, match=reason) as raised:
        read_wav(path)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="no such file"):
        read_wav(tmp_path / "nowhere.wav")


def test_a_folder_is_not_a_recording(tmp_path: Path) -> None:
    with pytest.raises(BadRecording):
        read_wav(tmp_path)


def test_eight_bits_are_refused_with_what_is_needed(tmp_path: Path) -> None:
    path = write(tmp_path / "old.wav", np.full(16_000, 128.0), 16_000, width=1)
    with pytest.raises(BadRecording, match="8 bit at 16000 Hz; a 16-bit PCM"):
        read_wav(path)


def test_a_moment_of_sound_is_too_short(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="shorter than 200 ms"):
        read_wav(write(tmp_path / "click.wav", sine(440, 16_000, 0.1), 16_000))
