"""Why: what the demo speaks has a known text and a licence, and its pieces are the whole."""

import pytest

from parley.recordings import answers, recordings

pytestmark = pytest.mark.unit


def test_every_recording_has_text_and_licence() -> None:
    found = recordings()
    assert {each.language for each in found} == {"ko", "en"}
    assert all(each.text and each.licence and each.pcm for each in found)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_there_are_answers_enough_for_an_interview(language: str) -> None:
    assert len(answers("ko" if language == "ko" else "en")) >= 3


def test_answers_of_a_recording_are_the_recording() -> None:
    for recording in recordings():
        parts = [each for each in answers() if each.recording == recording.id]
        assert b"".join(part.pcm for part in parts) == recording.pcm
        assert "".join("".join(part.text for part in parts).split()) == "".join(recording.text.split())
