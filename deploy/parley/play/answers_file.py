"""Why: recordings whose pauses are known are cut where a person has marked them."""

from pathlib import Path

import msgspec

from parley.play.cuts import Piece
from parley.play.wav import BadRecording


class Marked(msgspec.Struct, frozen=True):
    """One answer of a recording; further fields, such as its text, are not needed to play it."""

    file: str
    start_sample: int
    end_sample: int


def marked_pieces(recording: Path, answers: Path | None, samples: int) -> list[Piece]:
    """The marks for this recording in `answers`, or in the file answers.json beside it; none where there are none."""
    path = answers or recording.with_name("answers.json")
    if answers is None and not path.exists():
        return []
    marks = [mark for mark in _read(path) if mark.file == recording.name]
    if answers is not None and not marks:
        raise BadRecording(f"{path}: it marks no answers of {recording.name}")
    ends = [min(mark.end_sample, samples) for mark in marks]
    found = [Piece(mark.start_sample, end) for mark, end in zip(marks, ends, strict=True)]
    if any(piece.end <= piece.start for piece in found):
        raise BadRecording(f"{path}: its marks lie outside of {recording.name}")
    return sorted(found, key=lambda piece: piece.start)


def _read(path: Path) -> list[Marked]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Marked])
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror or 'not readable'}") from None
    except msgspec.DecodeError as error:
        raise BadRecording(f"{path}: not a list of answers ({error})") from None
