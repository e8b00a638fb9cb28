"""Why: captions of silence and loops stay out, and people may still say thank you."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_processors.engines.guards import is_looping, is_silence_caption, words_before_echo

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "no no no no no no",
        "I think so, I think so, I think so, I think so, I think so",
        "네네네네네네네네네네네네네네네네네네네네네네네",
        "다음 단계 다음 단계 다음 단계 다음 단계",
        "the project and the project and the project and the project and the project and the project and",
    ],
)
def test_loops_are_seen(text: str) -> None:
    assert is_looping(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ask not what your country can do for you, ask what you can do for your country",
        "네, 네, 네.",
        "하하하하하",
        "프로젝트를 만든 후 4개 탭이 표시됩니다: 데이터, 테스트, 학습 및 배포.",
    ],
)
def test_speech_is_no_loop(text: str) -> None:
    assert not is_looping(text)


@pytest.mark.parametrize("text", ["시청해 주셔서 감사합니다.", "감사합니다", "구독과 좋아요", "Thank you!"])
def test_known_phrases_over_silence_are_made_up(text: str) -> None:
    assert is_silence_caption(text, no_speech=0.4, log_probability=-0.3, voiced_s=3.0)
    assert is_silence_caption(text, no_speech=0.05, log_probability=-0.9, voiced_s=3.0)
    assert is_silence_caption(text, no_speech=0.05, log_probability=-0.2, voiced_s=0.1)


@pytest.mark.parametrize("text", ["감사합니다.", "Thank you."])
def test_spoken_thanks_are_kept(text: str) -> None:
    assert not is_silence_caption(text, no_speech=0.02, log_probability=-0.2, voiced_s=1.2)


def test_any_text_over_sure_silence_is_made_up() -> None:
    assert is_silence_caption("a long sentence", no_speech=0.9, log_probability=-1.5, voiced_s=5.0)
    assert not is_silence_caption("a long sentence", no_speech=0.9, log_probability=-0.2, voiced_s=5.0)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", 0),
        ("Select the speech to text, then click", 7),
        ("Content-like data, models, tests, content-like data, models, tests", 4),
        ("Content-like data, models, tests, and endpoints. Content-like data, models, test and", 6),
        ("사용자 지점 음성은 오디오 데이터와 해당 1시 사용자 지점 음성은오디오 데이터와", 7),
        ("I think I think we should", 6),
        ("very very very good", 4),
    ],
)
def test_an_interim_that_begins_anew_is_cut_before_its_echo(text: str, kept: int) -> None:
    assert words_before_echo(text) == kept


@given(st.text(max_size=60))
def test_no_text_loses_its_first_words_to_the_echo_rule(text: str) -> None:
    assert min(3, len(text.split())) <= words_before_echo(text) <= len(text.split())
