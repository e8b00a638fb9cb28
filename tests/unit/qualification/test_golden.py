"""Why: a test is only as good as its set, and a set that is wrong says where."""

from collections import Counter

import msgspec
import pytest

from interview_schemas.scenario import load_scenario
from llm_service.assessment.prompt import NOT_OBSERVED
from llm_service.qualification.golden import GoldenSet, InvalidGoldenSet, agreed, parse, rank
from unit.qualification.answers import RUBRIC, SYNTHETIC, rated

pytestmark = pytest.mark.unit


def written(golden: GoldenSet) -> bytes:
    return msgspec.yaml.encode(golden)


def test_the_packaged_set_has_sixty_answers_in_both_languages_over_everything() -> None:
    assert len(SYNTHETIC.answers) >= 60
    assert set(Counter(answer.language for answer in SYNTHETIC.answers).values()) == {len(SYNTHETIC.answers) // 2}
    for language in ("ko", "en"):
        mine = [answer for answer in SYNTHETIC.answers if answer.language == language]
        levels = Counter((name, level) for answer in mine for name, level in answer.levels.items())
        wanted = {(one.id, level.id) for one in RUBRIC.criteria for level in one.levels}
        assert wanted <= set(levels), language
        kinds = Counter[str](answer.kind for answer in mine)
        special = {"empty", "off_topic", "memorised", "injecting", "very_long", "mistranscribed"}
        assert all(kinds[kind] >= 2 for kind in special), language


def test_it_is_marked_synthetic() -> None:
    assert SYNTHETIC.provenance == "synthetic"
    assert SYNTHETIC.raters == ()


def test_very_long_answers_are_longer_than_what_was_once_cut_off() -> None:
    """Regression 16: 3,000 characters."""
    assert all(len(answer.text) > 3_000 for answer in SYNTHETIC.answers if answer.kind == "very_long")


def test_no_two_plain_answers_are_the_same() -> None:
    texts = [answer.text for answer in SYNTHETIC.answers if answer.kind == "plain"]
    assert len(texts) == len(set(texts))


def test_an_answer_without_a_question_is_asked_the_scenario_s() -> None:
    answer = SYNTHETIC.answers[0]
    stage = load_scenario("standard").stage(answer.stage)
    assert answer.asked == load_scenario("standard").question_text(stage, answer.language, {})


def test_a_set_comes_back_as_it_was_written_and_its_hash_is_its_content_s() -> None:
    again = parse(written(SYNTHETIC), RUBRIC)
    assert again == SYNTHETIC
    assert again.hash == SYNTHETIC.hash
    shorter = msgspec.structs.replace(SYNTHETIC, answers=SYNTHETIC.answers[1:])
    assert shorter.hash != SYNTHETIC.hash


def test_ranks_go_from_nothing_upwards() -> None:
    levels = [NOT_OBSERVED, "weak", "fair", "good", "excellent"]
    assert [rank(level, "D", RUBRIC) for level in levels] == [0, 1, 2, 3, 4]


def test_of_two_raters_the_lower_level_counts() -> None:
    answer = rated().answers[0]
    differing = msgspec.structs.replace(answer, ratings={"Kim": {"A": "good"}, "Lee": {"A": "fair"}})
    assert agreed(differing, RUBRIC) == {"A": "fair"}


GOOD = written(SYNTHETIC).decode()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "object"),
        ("[]", "object"),
        ("{id: x}", "rubric_id"),
        (GOOD.replace("rubric_id: standard", "rubric_id: other"), "this is a set for 'standard'"),
        (GOOD.replace("id: en-A-good", "id: en-A-fair"), "stands twice"),
        (GOOD.replace("stage: introduction", "stage: made_up"), "unknown stage"),
        (GOOD.replace("A: excellent", "A: superb"), "is none of"),
        (GOOD.replace("A: excellent", "E: excellent"), "feeds"),
        (GOOD.replace("provenance: synthetic", "provenance: human"), "two named raters".replace("two", "2")),
        ("id: x\nrubric_id: standard\nprovenance: synthetic\nanswers: []", "no answers"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    with pytest.raises(InvalidGoldenSet) as raised:
        parse(text.encode(), RUBRIC)
    assert says in str(raised.value)


def test_people_rate_everything_by_name() -> None:
    golden = rated()
    assert parse(written(golden), RUBRIC) == golden
    half = msgspec.structs.replace(golden.answers[0], ratings={"Kim": {"A": "good"}})
    with pytest.raises(InvalidGoldenSet, match="every rater"):
        parse(written(msgspec.structs.replace(golden, answers=(half, *golden.answers[1:]))), RUBRIC)
    both = msgspec.structs.replace(golden.answers[0], levels={"A": "good"})
    with pytest.raises(InvalidGoldenSet, match="not levels"):
        parse(written(msgspec.structs.replace(golden, answers=(both, *golden.answers[1:]))), RUBRIC)
