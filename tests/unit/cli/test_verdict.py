import pytest

from interview_schemas.scenario import scenarios
from parley.demo.script import PIECES, notice, parts
from parley.demo.verdict import judge
from parley.play.cuts import SHORTEST_ANSWER_SAMPLES
from unit.cli.story import answer, report

pytestmark = pytest.mark.unit

READ = ("one two three four five six seven eight nine ten", "alpha beta", "gamma delta")


def test_all_understood_is_no_fault() -> None:
    verdict = judge("en", READ, 3, report(*READ))
    assert verdict.faults == ()
    assert [heard.rate for heard in verdict.answers] == [0, 0, 0]
    assert verdict.line == "words misheard by answer: 0%, 0%, 0% (12% allowed)"


def test_punctuation_and_case_are_no_errors() -> None:
    assert judge("en", ["So, it ENDS."], 1, report("so it ends")).faults == ()


def test_one_word_of_ten_may_be_wrong_and_two_may_not() -> None:
    one, two = READ[0].replace("one", "won"), READ[0].replace("one two", "won too")
    assert judge("en", READ[:1], 1, report(one)).faults == ()
    assert judge("en", READ[:1], 1, report(two)).faults == ("answer 1: 20% of its words are wrong, 12% allowed",)


def test_korean_is_counted_in_characters_without_spaces() -> None:
    assert judge("ko", ["예를 들어 미국에서"], 1, report("예를들어 미국에서")).answers[0].rate == 0
    assert judge("ko", ["가나다라마바사아자차"], 1, report("가나다라마바사하하하")).faults == ()
    wrong = judge("ko", ["가나다라마바사아자차"], 1, report("가나다라마바하하하하"))
    assert wrong.faults == ("answer 1: 40% of its characters are wrong, 30% allowed",)


def test_an_answer_without_a_final_is_a_fault() -> None:
    assert judge("en", READ, 3, report(READ[0], "", READ[2])).faults == ("answer 2 has no final transcript",)
    assert judge("en", READ, 3, report(READ[0], None, READ[2])).faults == ("answer 2 has no final transcript",)


def test_a_stage_without_a_question_is_a_fault() -> None:
    faults = judge("en", READ, 3, report(*READ[:2])).faults
    assert faults == ("stage 3 has no question", "answer 3 has no final transcript")
    blank = report(*READ)
    blank["answers"][1] = answer(2, READ[1], question="")
    assert judge("en", READ, 3, blank).faults == ("stage 2 has no question",)


def test_a_report_that_is_not_complete_is_a_fault() -> None:
    assert judge("en", READ, 3, report(*READ, complete=False)).faults == ("the report is not complete",)


def test_an_empty_report_has_every_fault() -> None:
    faults = judge("en", READ, 3, {}).faults
    assert len(faults) == 7
    assert judge("en", (), 0, {}).faults == ("no stage was planned", "the report is not complete")


def test_the_demo_has_three_answers_a_language() -> None:
    assert [part.language for part in parts()] == ["ko", "en"]
    for part in parts():
        assert len(part.answers) == 3 == len(set(PIECES[part.language]))
        assert all(answer.language == part.language for answer in part.answers)
        assert all(len(answer.pcm) // 2 > SHORTEST_ANSWER_SAMPLES for answer in part.answers)
        assert all(answer.text for answer in part.answers)


def test_with_a_model_the_english_interview_has_a_follow_up() -> None:
    korean, english = parts(with_model=True)
    stages = scenarios()[english.scenario].stages
    assert len(english.answers) == len(stages)
    assert "follow_up" in {stage.kind for stage in stages}
    assert korean.answers == parts()[0].answers


def test_a_model_that_asked_nothing_is_a_fault() -> None:
    found = judge("en", READ, 3, report(*READ), follows_up=True)
    assert "no question was asked by the model" in found.faults
    asked = report(*READ)
    asked["answers"][1]["source"] = "model"
    assert judge("en", READ, 3, asked, follows_up=True).faults == ()


def test_the_demo_is_short() -> None:
    seconds = sum(len(answer.pcm) for part in parts() for answer in part.answers) / 32_000
    assert seconds < 60


def test_the_notice_says_what_is_heard_and_its_licence() -> None:
    text = " ".join(notice())
    assert "read sample texts" in text
    assert "MIT (Azure-Samples" in text


def test_a_resume_that_nobody_asks_about_is_a_fault() -> None:
    asked = report(*READ)
    assert judge("en", READ, 3, asked, asks_about="Seat Finder").faults == (
        "no question is about the resume's “Seat Finder”",
    )
    asked["answers"][1] = answer(2, READ[1], question="I read about Seat Finder. What was hard?")
    assert judge("en", READ, 3, asked, asks_about="Seat Finder").faults == ()
