"""Why: what a person said must not be readable on any disk of ours: not in Kafka, not in Postgres, not in a log."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from fakes.live_interview import Played, answers, played
from interview_schemas.events import QuestionAsked, SegmentFinal
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration


def holding(folder: Path, needles: Iterable[bytes]) -> list[str]:
    """The files below `folder` in which one of `needles` stands."""
    wanted = list(needles)
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = _written(path)
        if any(needle in content for needle in wanted):
            found.append(str(path.relative_to(folder)))
    return found


def _written(path: Path) -> bytes:
    """What was ever written to the file: Kafka's index files are mostly holes, gigabytes of them."""
    pieces: list[bytes] = []
    try:
        with path.open("rb") as file:
            end = start = 0
            while True:
                start = os.lseek(file.fileno(), end, os.SEEK_DATA)
                end = os.lseek(file.fileno(), start, os.SEEK_HOLE)
                pieces.append(os.pread(file.fileno(), end - start, start))
    except OSError as gone:
        if gone.errno not in {errno.ENXIO, errno.ENOENT}:
            raise
    return b"\0".join(pieces)


def spellings(text: str) -> list[bytes]:
    return [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("unicode_escape")]


def words_of(result: Played) -> list[str]:
    finals = [event.text for event in result.log if isinstance(event, SegmentFinal) and len(event.text) > 12]
    questions = [event.text for event in result.log if isinstance(event, QuestionAsked)]
    return finals + questions


async def test_no_word_and_no_question_stands_on_disk_in_the_clear(live: Stack) -> None:
    result = await played(live, answers("jfk"), "en")
    folder = live.data.root
    assert holding(folder / "kafka", [result.created.interview_id.encode()]), "the search itself must work"
    texts = words_of(result)
    assert len(texts) >= 4
    assert holding(folder, [spelling for text in texts for spelling in spellings(text)]) == []


async def test_no_token_stands_in_a_log_of_a_service(live: Stack) -> None:
    result = await played(live, answers("jfk")[:1], "en")
    secrets = (live.owner_token, result.created.candidate_token)
    assert holding(live.data.root / "logs", [secret.encode() for secret in secrets]) == []
