"""Why: the demo needs a resume, of a person who does not exist; tests/fakes/sample_resume.py made the file."""

from importlib.resources import files
from typing import Final

NAME: Final = "resume_ko.pdf"
PROJECT: Final = "도서관 좌석 알림 서비스"


def resume() -> bytes:
    """One page in Korean."""
    return (files(__package__) / NAME).read_bytes()
