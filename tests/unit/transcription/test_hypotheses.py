"""Why: shown words may be taken back only while they are marked as tentative."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_processors.transcription.hypotheses import InterimTrack, LocalAgreement, words_covering
from stream_processors.transcription.ports import FinalText, RecognisedWord

pytestmark = pytest.mark.unit

SECOND = 16_000


def look(*words: str, step: int = SECOND // 2) -> FinalText:
    timed = tuple(RecognisedWord(word, n * step, (n + 1) * step, 0.9) for n, word in enumerate(words))
    return FinalText(" ".join(words), timed, 0.9)


def test_words_settle_when_two_looks_agree() -> None:
    track = InterimTrack(0)
    assert track.update(look("I", "lead"), 0, SECOND) == ("", "I lead")
    assert track.update(look("I", "led", "a"), 0, 2 * SECOND) == ("I", "led a")
    assert track.update(look("I", "led", "a", "team"), 0, 3 * SECOND) == ("I led a", "team")


def test_case_and_punctuation_do_not_disagree() -> None:
    track = InterimTrack(0)
    track.update(look("Hello,"), 0, SECOND)
    assert track.update(look("hello", "there"), 0, SECOND) == ("hello", "there")


def test_shorter_look_takes_nothing_stable_back() -> None:
    track = InterimTrack(0)
    for _ in range(2):
        track.update(look("one", "two"), 0, SECOND)
    assert track.update(look("one"), 0, SECOND) == ("one two", "")


def test_long_segment_freezes_its_old_stable_words() -> None:
    track = InterimTrack(1_000)
    words = [f"w{n}" for n in range(10)]
    track.update(look(*words), 1_000, 1_000 + 5 * SECOND)
    shown = track.update(look(*words), 1_000, 1_000 + 5 * SECOND)
    assert shown == (" ".join(words), "")
    assert track.anchor == 1_000 + 7 * SECOND // 2
    assert track.update(look("w7", "w8", "w9", "new"), track.anchor, 1_000 + 6 * SECOND) == (" ".join(words), "new")


def test_freezing_prefers_a_rest() -> None:
    track = InterimTrack(0)
    words = ("a", "b.", "c", "d", "e", "f", "g", "h", "i", "j")
    for _ in range(2):
        track.update(look(*words), 0, 5 * SECOND)
    assert track.anchor == SECOND


def test_look_from_before_the_anchor_is_outdated() -> None:
    track = InterimTrack(0)
    for _ in range(2):
        track.update(look(*"abcdefghij"), 0, 5 * SECOND)
    assert track.update(look("a", "b"), 0, 5 * SECOND) is None


def test_untimed_words_never_move_the_anchor() -> None:
    track = InterimTrack(0)
    for _ in range(3):
        track.update(FinalText("a b c"), 0, 9 * SECOND)
    assert track.anchor == 0


def test_a_word_that_a_later_look_parts_is_not_shown_twice() -> None:
    track = InterimTrack(0)
    for _ in range(2):
        track.update(look("작번째"), 0, SECOND)
    assert track.update(look("첫", "번째", "프로젝트를"), 0, 2 * SECOND) == ("작번째", "프로젝트를")
    assert track.update(look("첫", "번째", "프로젝트를", "만들"), 0, 3 * SECOND) == ("작번째 프로젝트를", "만들")


def test_joined_words_cover_what_was_parted() -> None:
    assert words_covering(["some", "one"], ["someone", "came"]) == 1
    assert words_covering(["one"], []) == 0
    assert words_covering([], ["one"]) == 0


def test_stable_words_of_another_count_freeze_only_together() -> None:
    track = InterimTrack(0)
    for _ in range(2):
        track.update(look("a", "bc"), 0, SECOND)
    parted = look("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
    track.update(parted, 0, 3 * SECOND)
    assert track.anchor == 0
    track.update(look("a", "b", "c", "x", "y"), 0, 5 * SECOND)
    assert track.anchor == 3 * SECOND // 2


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), max_size=10))
def test_stable_text_only_grows(looks: list[list[str]]) -> None:
    agreement, before = LocalAgreement(), [""][:0]
    for words in looks:
        agreement.update(" ".join(words))
        assert agreement.stable[: len(before)] == before
        before = list(agreement.stable)
