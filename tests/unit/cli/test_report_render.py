import io

import pytest
from rich.console import Console

from parley.report.render import facts_line, grading, render
from unit.cli.story import answer, report

pytestmark = pytest.mark.unit


def printed(content: dict[str, object], width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(render(content))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_it_says_plainly_that_nothing_was_graded() -> None:
    text = printed(report("I am an engineer.", facts=FACTS))
    assert "not assessed: no grading model" in text
    assert text.count("no grading model") == 1


FACTS = {"words": 12, "speaking_ms": 8_000, "duration_ms": 9_500, "segments": 3}


def test_questions_and_answers_stand_in_their_order() -> None:
    text = printed(report("First answer.", "Second answer."))
    places = [text.index(part) for part in ("Question 1?", "First answer.", "Question 2?", "Second answer.")]
    assert places == sorted(places)


def test_silence_and_an_open_answer_are_told_apart() -> None:
    text = printed(report("", None))
    assert "(nothing was said)" in text
    assert "(no answer yet)" in text


def test_a_report_on_its_way_says_so() -> None:
    assert "not complete yet" in printed(report("x", complete=False))
    assert "not complete yet" not in printed(report("x"))


def test_facts_are_words_and_seconds() -> None:
    assert facts_line(FACTS) == "12 words, 8.0 s of speech in 9.5 s"
    assert "in all: 12 words" in printed(report("x", facts=FACTS))


def test_stages_are_named() -> None:
    assert "stages covered: introduction, final_statement" in printed(
        report("x", stages_covered=["introduction", "final_statement"])
    )


def test_a_score_comes_with_levels_and_quotes() -> None:
    graded = {
        "criterion": "D",
        "status": "assessed",
        "level": "strong",
        "score": 81.0,
        "quotes": [{"text": "I fixed the pump"}],
    }
    row = {"criterion": "D", "weight": 30, "score": 81.0, "level": "strong", "answers": 1}
    empty = {"criterion": "E", "weight": 20, "score": None, "level": None, "answers": 0}
    found = answer(1, "I fixed the pump", criteria=[graded])
    text = printed(report("x", total=81.2, coverage=0.3, criteria=[row, empty], answers=[found]))
    assert "score 81 of 100, covering 30% of the rubric" in text
    assert "D (30 %): 81, strong, from 1 answer" in text
    assert "D: strong 81 “I fixed the pump”" in text
    assert "E (20 %)" not in text


def test_evidence_of_a_model_that_may_not_grade_is_shown_as_such() -> None:
    shown = {"criterion": "D", "status": "not_assessed", "score": None, "quotes": [{"text": "I fixed the pump"}]}
    text = printed(report("x", answers=[answer(1, "I fixed the pump", criteria=[shown])]))
    assert "D: evidence without a grade “I fixed the pump”" in text


def test_remarks_notes_and_summary_stand_with_their_quotes() -> None:
    quote = {"text": "I fixed the pump"}
    remarks = [
        {"kind": "strength", "text": "Acts.", "quotes": [quote]},
        {"kind": "improvement", "text": "Say why.", "quotes": [quote]},
    ]
    notes = [{"topic": "family", "quote": {"text": "kids"}}]
    found = answer(1, "I fixed the pump", remarks=remarks, notes=notes)
    text = printed(report("x", summary=[{"text": "A pump was fixed."}], answers=[found]))
    assert "+ Acts. (“I fixed the pump”)" in text
    assert "- Say why. (“I fixed the pump”)" in text
    assert "must not count: family (“kids”)" in text
    assert "A pump was fixed." in text


def test_a_delayed_answer_says_why() -> None:
    why = "not assessed yet: the model can't be reached; the model is asked again"
    assert why in printed(report("x", answers=[answer(1, "x", grading=why)]))


def test_what_was_looked_for_and_not_found_is_shown() -> None:
    missing = {"criterion": "C", "status": "not_observed", "reason": "no quote"}
    assert "C: not_observed" in printed(report("x", answers=[answer(1, "x", criteria=[missing])]))


def test_grading_without_any_word_on_it_is_the_plain_sentence() -> None:
    assert grading({}) == "not assessed: no grading model"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_into_the_terminal(width: int) -> None:
    text = printed(report("a long answer " * 30, "둘째 대답입니다 " * 30), width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_markup_in_an_answer_is_text() -> None:
    assert "[bold]loud[/bold]" in printed(report("[bold]loud[/bold]"))


def test_a_report_of_nothing_can_be_read() -> None:
    assert "Report i-1" in printed({"interview_id": "i-1", "status": "scheduled"})
