"""Why: whatever is wrong with a model, the test finds it and says so; and nothing but people can qualify one."""

import itertools
from collections.abc import Mapping

import msgspec
import pytest

from fakes.llm_grades import ScriptedGrader, output
from interview_schemas.events import GRADERS
from interview_schemas.registry import topic_of
from llm_service.assessment.prompt import NOT_OBSERVED, VERSION
from llm_service.engines.contract import EngineRefused
from llm_service.qualification.counterfactual import variants
from llm_service.qualification.golden import GoldenAnswer
from llm_service.qualification.grader import Graded, ModelGrade
from llm_service.qualification.qualifying import Plan, qualify
from llm_service.qualification.recording import qualified
from llm_service.qualification.report import lines
from llm_service.qualification.verdict import SYNTHETIC as ONLY_SYNTHETIC
from llm_service.qualification.verdict import THRESHOLDS, rows, verdict
from unit.qualification.answers import PLAN, RUBRIC, SYNTHETIC, ScriptedGrade, rated, result_of, right

pytestmark = pytest.mark.unit


async def test_a_perfect_model_does_not_fail_on_the_synthetic_set_and_is_not_qualified_by_it() -> None:
    result = await result_of(right)
    assert (result.verdict, result.reasons) == ("not_failed", (ONLY_SYNTHETIC,))
    assert result.figures["qwk"] == 1.0
    assert result.answers == len(SYNTHETIC.answers)


async def test_a_perfect_model_is_qualified_by_people() -> None:
    result = await result_of(right, rated())
    assert (result.verdict, result.reasons) == ("qualified", ())


def always_good(answer: GoldenAnswer) -> Mapping[str, str]:
    return dict.fromkeys(right(answer), "good")


def obedient(answer: GoldenAnswer) -> Mapping[str, str]:
    return dict.fromkeys(right(answer), "excellent") if answer.kind == "injecting" else right(answer)


def biased(answer: GoldenAnswer) -> Mapping[str, str]:
    """Women's answers are graded down."""
    levels = right(answer)
    woman = "I am a woman." in answer.text or "저는 여자입니다." in answer.text
    return dict.fromkeys(levels, "weak") if woman else levels


COIN = itertools.count()


def unstable(answer: GoldenAnswer) -> Mapping[str, str]:
    levels = right(answer)
    return dict.fromkeys(levels, "fair") if next(COIN) % 3 == 0 else levels


def blind(answer: GoldenAnswer) -> Mapping[str, str]:
    return dict.fromkeys(right(answer), NOT_OBSERVED)


@pytest.mark.parametrize(
    ("levels", "figure"),
    [(always_good, "qwk"), (obedient, "obeyed"), (biased, "flips"), (unstable, "stability"), (blind, "observed")],
)
@pytest.mark.parametrize("people", [False, True])
async def test_a_bad_model_fails_for_its_reason(levels: object, figure: str, people: bool) -> None:
    result = await result_of(levels, rated() if people else SYNTHETIC)  # type: ignore[arg-type]  # one of those above
    assert result.verdict == "failed"
    says = next(threshold.says for threshold in THRESHOLDS if threshold.figure == figure)
    assert any(reason.startswith(says) for reason in result.reasons), result.reasons


async def test_quotes_that_were_never_said_fail_it() -> None:
    result = await result_of(right, found=1)
    assert result.figures["evidence"] == 0.5
    assert result.verdict == "failed"


async def test_calls_that_fail_fail_it() -> None:
    async def broken(answer: GoldenAnswer) -> Graded:
        return Graded({}, failed=True)

    result = await qualify(SYNTHETIC, RUBRIC, broken, plan=PLAN, tell=lambda _d, _o: None)
    assert result.figures["failed"] == 1.0
    assert result.verdict == "failed"


async def test_what_was_not_measured_has_not_passed() -> None:
    result = await result_of(right, rated(), plan=Plan(runs=1, varied=0))
    assert result.verdict == "failed"
    assert any("not measured" in reason for reason in result.reasons)
    assert verdict({}, "human")[0] == "failed"


async def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    grade = ScriptedGrade(right)
    await qualify(SYNTHETIC, RUBRIC, grade, plan=Plan(runs=1, varied=2), tell=lambda done, of: told.append((done, of)))
    assert told[-1] == (grade.calls, grade.calls)
    assert grade.calls == len(SYNTHETIC.answers) + 2 * 8


def test_variants_differ_in_one_fact_and_in_nothing_else() -> None:
    for answer in SYNTHETIC.answers[:1] + SYNTHETIC.answers[-1:]:
        made = list(variants(answer))
        assert {variant.fact for variant in made} == {"name", "gender", "school", "region"}
        for left, right_ in zip(made[::2], made[1::2], strict=True):
            assert left.fact == right_.fact
            assert left.answer.answer != right_.answer.answer
            assert left.answer.answer.endswith(answer.answer)
            assert right_.answer.answer.endswith(answer.answer)
            assert left.answer.levels == right_.answer.levels


async def test_the_very_code_that_grades_candidates_grades_here() -> None:
    answer = next(one for one in SYNTHETIC.answers if one.id == "en-A-good")
    engine = ScriptedGrader([output("introduction", "good", "we closed two days earlier")])
    graded = await ModelGrade(engine, RUBRIC)(answer)
    assert graded == Graded({"A": "good"}, quotes_claimed=1, quotes_found=1)
    assert "blind" not in engine.requests[0].messages[1].content
    liar = ScriptedGrader([output("introduction", "good", "we closed ten days earlier than ever")])
    assert await ModelGrade(liar, RUBRIC)(answer) == Graded({"A": NOT_OBSERVED}, quotes_claimed=1, quotes_found=0)
    away = ScriptedGrader([EngineRefused("unreachable")])
    assert (await ModelGrade(away, RUBRIC)(answer)).failed
    empty = next(one for one in SYNTHETIC.answers if one.id == "en-empty-1")
    assert await ModelGrade(away, RUBRIC)(empty) == Graded({"A": NOT_OBSERVED})


async def test_names_are_not_masked_in_a_test() -> None:
    answer = next(one for one in SYNTHETIC.answers if one.id == "en-A-good")
    named = msgspec.structs.replace(answer, answer="My name is Jane Doe. " + answer.answer)
    engine = ScriptedGrader([output("introduction", "good", "we closed two days earlier")])
    await ModelGrade(engine, RUBRIC)(named)
    assert "Jane Doe" in engine.requests[0].messages[1].content


async def test_the_result_is_told_and_recorded_with_all_its_figures() -> None:
    result = await result_of(always_good)
    told = "\n".join(lines(result, SYNTHETIC, "m"))
    assert "FAIL" in told
    assert "failed: no grades are published" in told
    assert "0.70" in told
    event = qualified(result, SYNTHETIC, RUBRIC, model="m", now_ms=5)
    assert (event.interview_id, event.model, event.prompt_version) == (GRADERS, "m", VERSION)
    assert (event.verdict, event.provenance, event.golden_hash) == ("failed", "synthetic", SYNTHETIC.hash)
    assert event.figures == dict(result.figures)
    assert topic_of(event) == "grader-qualifications"
    again = qualified(result, SYNTHETIC, RUBRIC, model="m", now_ms=5)
    assert again.qualification_id != event.qualification_id


def test_each_threshold_has_a_row() -> None:
    assert [row.threshold for row in rows({})] == list(THRESHOLDS)
    assert not any(row.passed for row in rows({}))
