import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.play.answers_file import marked_pieces
from parley.play.command import cut
from parley.play.cuts import Pcm, Piece, between, grouped, pause_middles, pieces
from parley.play.wav import BadRecording
from parley.recordings import answers, recordings

pytestmark = pytest.mark.unit

SECOND = 16_000


def speech(*lengths_s: float, pause_s: float = 0.5) -> Pcm:
    """Noise as loud as speech, with rests in between."""
    noise = np.random.default_rng(1)
    parts = []
    for length in lengths_s:
        parts += [noise.normal(0, 3_000, int(length * SECOND)), noise.normal(0, 20, int(pause_s * SECOND))]
    return np.concatenate(parts[:-1]).astype(np.int16)


def covers(found: list[Piece], samples: int) -> bool:
    return found[0].start == 0 and found[-1].end == samples and all(a.end == b.start for a, b in pairwise(found))


def test_cuts_lie_in_the_pauses() -> None:
    pcm = speech(3, 3, 3)
    found = pieces(pcm, 3)
    assert covers(found, len(pcm))
    first, second = (piece.end / SECOND for piece in found[:2])
    assert 3.0 < first < 3.5
    assert 6.5 < second < 7.0


def test_cuts_choose_the_pauses_nearest_to_equal_shares() -> None:
    pcm = speech(1.5, 1.5, 2.5, 1.5, 1.5)
    lengths = [(piece.end - piece.start) / SECOND for piece in pieces(pcm, 2)]
    assert len(lengths) == 2
    assert min(lengths) > 3.5


def test_one_answer_is_the_whole_recording() -> None:
    pcm = speech(2, 2)
    assert pieces(pcm, 1) == [Piece(0, len(pcm))]


def test_without_pauses_nothing_is_cut_in_two() -> None:
    pcm = speech(5)
    assert pieces(pcm, 3) == [Piece(0, len(pcm))]


def test_a_rest_between_syllables_is_no_pause() -> None:
    assert pause_middles(speech(2, 2, pause_s=0.1)) == []


def test_silence_at_the_ends_is_no_pause() -> None:
    quiet = np.zeros(SECOND, dtype=np.int16)
    assert pause_middles(np.concatenate([quiet, speech(2), quiet])) == []


def test_total_silence_is_one_answer() -> None:
    quiet = np.zeros(5 * SECOND, dtype=np.int16)
    assert pieces(quiet, 3) == [Piece(0, len(quiet))]
    assert pause_middles(quiet[:10]) == []


@settings(max_examples=40, deadline=None)
@given(lengths=st.lists(st.floats(0.3, 3), min_size=1, max_size=8), count=st.integers(1, 6))
def test_pieces_cover_the_recording_and_none_is_a_moment(lengths: list[float], count: int) -> None:
    pcm = speech(*lengths)
    found = pieces(pcm, count)
    assert covers(found, len(pcm))
    assert len(found) <= count
    assert len(found) == 1 or min(piece.end - piece.start for piece in found) >= SECOND


def test_neighbours_are_joined_the_shortest_first() -> None:
    parts = between([10, 12, 14, 30])
    assert grouped(parts, 3) == [Piece(0, 10), Piece(10, 14), Piece(14, 30)]
    assert grouped(parts, 1) == [Piece(0, 30)]
    assert grouped(parts, 9) == parts


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: str(recording.id))
def test_each_recording_of_the_repository_gives_three_answers(recording: object) -> None:
    pcm = np.frombuffer(recording.pcm, dtype=np.int16)  # type: ignore[attr-defined]  # parametrize knows no types
    found = pieces(pcm, 3)
    assert len(found) == 3
    assert covers(found, len(pcm))


def marks(folder: Path, *spans: tuple[int, int], file: str = "a.wav") -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps([{"file": file, "start_sample": a, "end_sample": b, "text": "x"} for a, b in spans]))
    return path


def test_marks_beside_the_recording_are_used(tmp_path: Path) -> None:
    marks(tmp_path, (16_000, 32_000), (0, 16_000))
    assert marked_pieces(tmp_path / "a.wav", None, 40_000) == [Piece(0, 16_000), Piece(16_000, 32_000)]
    assert marked_pieces(tmp_path / "b.wav", None, 40_000) == []


def test_without_marks_the_pauses_decide(tmp_path: Path) -> None:
    assert marked_pieces(tmp_path / "a.wav", None, 40_000) == []


def test_marks_that_were_named_must_mark_this_recording(tmp_path: Path) -> None:
    path = marks(tmp_path, (0, 16_000), file="other.wav")
    with pytest.raises(BadRecording, match=r"marks no answers of a\.wav"):
        marked_pieces(tmp_path / "a.wav", path, 40_000)


def test_marks_outside_of_the_recording_are_refused(tmp_path: Path) -> None:
    path = marks(tmp_path, (50_000, 60_000))
    with pytest.raises(BadRecording, match="outside"):
        marked_pieces(tmp_path / "a.wav", path, 40_000)


def test_marks_that_end_late_end_with_the_recording(tmp_path: Path) -> None:
    path = marks(tmp_path, (0, 60_000))
    assert marked_pieces(tmp_path / "a.wav", path, 40_000) == [Piece(0, 40_000)]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"file": "a.wav"}]'])
def test_a_file_that_holds_no_marks_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "marks.json"
    path.write_text(text)
    with pytest.raises(BadRecording, match="not a list of answers"):
        marked_pieces(tmp_path / "a.wav", path, 1)


def test_a_file_of_marks_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="No such file"):
        marked_pieces(tmp_path / "a.wav", tmp_path / "none.json", 1)


def test_more_marks_than_stages_are_joined(tmp_path: Path) -> None:
    pcm = speech(2, 2, 2, 2)
    marks(tmp_path, (0, 40_000), (40_000, 80_000), (80_000, 120_000), (120_000, len(pcm)))
    parts = cut(pcm, tmp_path / "a.wav", None, 3)
    assert len(parts) == 3
    assert b"".join(parts) == pcm.tobytes()


def test_too_few_marks_beside_the_recording_give_way_to_pauses(tmp_path: Path) -> None:
    pcm = speech(2, 2, 2)
    path = marks(tmp_path, (0, 40_000), (40_000, len(pcm)))
    assert len(cut(pcm, tmp_path / "a.wav", None, 3)) == 3
    assert len(cut(pcm, tmp_path / "a.wav", path, 3)) == 2


def test_the_marks_of_the_repository_end_at_pauses() -> None:
    inner = [each for each, after in pairwise(answers()) if each.recording == after.recording]
    for answer in inner:
        tail = np.frombuffer(answer.pcm, dtype=np.int16)[-320:].astype(float)
        loud = np.frombuffer(answer.pcm, dtype=np.int16).astype(float)
        assert np.sqrt((tail**2).mean()) < 0.35 * np.sqrt((loud**2).mean()), answer.id
