import io
import json

import pytest
from rich.console import Console

from parley.client.board import Board, reduce
from parley.client.messages import News, State, Watermark
from parley.view.json_lines import JsonLines
from parley.view.live import LiveScreen, picture
from parley.view.plain import PlainLines
from parley.view.screen import Shown, View
from parley.view.words import figures_line, milliseconds, plural
from unit.cli.story import delta, final, partial, question, snapshot, turn

pytestmark = pytest.mark.unit

FACTS = {
    "partials": 3,
    "finals": 2,
    "questions": 1,
    "caption_p50_ms": 840,
    "final_p50_ms": 1_100,
    "question_p50_ms": None,
}


def watch(view: View, *news: News) -> None:
    board, _ = reduce(Board(), snapshot(status=""))
    for place, each in enumerate(news):
        board, fresh = reduce(board, each)
        for one in fresh:
            view.show(Shown(one, 500 * place), board)


def json_lines(*news: News) -> list[dict[str, object]]:
    written: list[str] = []
    watch(JsonLines(written.append, lambda _line: None), *news)
    return [json.loads(line) for line in written]


def plain_lines(*news: News) -> list[str]:
    written: list[str] = []
    seconds = iter(range(100))
    watch(PlainLines(written.append, lambda: float(next(seconds))), *news)
    return written


def test_a_caption_has_text_and_times_on_the_recordings_clock() -> None:
    first, second = json_lines(partial(1, "so"), final("so it is"))
    expected = {"segment_id": "s1", "start_ms": 0, "end_ms": 1_000, "shown_at_ms": 0}
    assert first == {"type": "partial", "text": "so perhaps", **expected}
    assert second == {"type": "final", "text": "so it is", **expected, "end_ms": 2_000, "shown_at_ms": 500}


def test_questions_deltas_and_states_are_lines() -> None:
    lines = json_lines(delta(0, "Who"), question(1), State(status="ended"))
    assert [line["type"] for line in lines] == ["question-delta", "question", "state"]
    assert lines[1]["text"] == "Who are you?"
    assert lines[1]["ordinal"] == 1
    assert lines[2]["status"] == "ended"


def test_what_has_no_line_is_left_out() -> None:
    assert json_lines(Watermark(to_sample=9), turn(1)) == []


def test_korean_stays_readable() -> None:
    written: list[str] = []
    watch(JsonLines(written.append, lambda _line: None), final("안녕하세요"))
    assert "안녕하세요" in written[0]


def test_the_summary_is_the_last_line() -> None:
    written: list[str] = []
    view = JsonLines(written.append, lambda _line: None)
    view.summary({"interview_id": "i", "finals": 2})
    view.close()
    assert json.loads(written[0]) == {"type": "summary", "interview_id": "i", "finals": 2}


def test_remarks_do_not_mix_with_the_json() -> None:
    written: list[str] = []
    told: list[str] = []
    JsonLines(written.append, told.append).tell("reconnecting")
    assert written == []
    assert told == ["reconnecting"]


def test_plain_lines_tell_the_interview() -> None:
    lines = plain_lines(State(status="started"), question(1), partial(1, "I am"), final("I am Kim."), turn(1))
    assert [line.split(" s  ", 1)[1].strip() for line in lines] == [
        "interview started",
        "ASK  (1/3) Who are you?",
        "... I am perhaps",
        "said  I am Kim.",
        "answer 1 closed (finish)",
    ]
    assert [line.split(" s")[0].strip() for line in lines[:3]] == ["1.0", "2.0", "3.0"]


def test_the_same_caption_again_is_no_line() -> None:
    assert len(plain_lines(partial(1, "same"), partial(2, "same"), partial(3, "other"))) == 2


def drawn(board: Board, **how: str) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(picture(board, "title", "status", notes=["a note"], **how))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def board_of(*news: News) -> Board:
    board, _ = reduce(Board(), snapshot())
    for each in news:
        board, _ = reduce(board, each)
    return board


def test_the_screen_shows_question_finals_and_caption() -> None:
    text = drawn(board_of(question(1), final("I am Kim."), partial(1, "and", segment="s2", from_sample=32_000)))
    for part in ("1/3", "Who are you?", "I am Kim.", "and perhaps", "a note", "title", "status"):
        assert part in text


def test_the_screen_shows_the_latest_question_and_the_one_being_written() -> None:
    board = board_of(question(1), turn(1), question(2, "And then?"))
    assert "And then?" in drawn(board)
    assert "Who are you?" not in drawn(board)
    assert "What ne" in drawn(board, writing="What ne")


def test_the_screen_keeps_the_latest_finals_only() -> None:
    finals = [final(f"line {n}", segment=f"s{n}", from_sample=n * 100, to_sample=n * 100 + 100) for n in range(20)]
    text = drawn(board_of(*finals))
    assert "line 19" in text
    assert "line 3 " not in text


def test_words_that_may_change_stand_at_the_margin_while_nothing_is_settled() -> None:
    text = drawn(board_of(partial(1, "")))
    assert "│ perhaps" in text


def test_before_anything_is_said_the_screen_says_so() -> None:
    text = drawn(Board())
    assert "the first question is on its way" in text
    assert "(nothing said yet)" in text


def test_the_live_screen_leaves_its_last_picture() -> None:
    console = Console(file=io.StringIO(), width=90, force_terminal=True)
    screen = LiveScreen(console, "Korean interview")
    watch(screen, State(status="started"), delta(0, "Who "), delta(1, "are"), question(1), final("저는 김입니다."))
    screen.tell("reconnecting to the gateway")
    screen.summary(FACTS)
    screen.close()
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "저는 김입니다." in text
    assert "Korean interview" in text
    assert "medians: caption 0.84 s" in text
    assert text.rstrip().endswith("\x1b[?25h")


def test_figures_are_seconds_or_a_dash() -> None:
    assert milliseconds(840) == "0.84 s"
    assert milliseconds(None) == "-"
    assert "next question - after" in figures_line(FACTS)
    assert plural(1, "word") == "1 word"
    assert plural(2, "word") == "2 words"
