"""Why: what a resume changes is decided by rules that can be read, and points at what it rests on."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.resumes import ENGLISH, KOREAN, parsed, posting
from interview_schemas.events import InterviewPrepared, InterviewScheduled, Language, ResumeFact, ResumeParsed
from interview_schemas.preparation.core import QUOTE, posting_variables, prepare
from interview_schemas.preparation.families import families
from interview_schemas.preparation.vocabulary import MAX_TERMS
from interview_schemas.preparation.withheld import mentions, withheld
from interview_schemas.scenario import load_scenario
from interview_schemas.wording import faults

pytestmark = pytest.mark.unit

NOW_MS = 5


def prepared(scheduled: InterviewScheduled | None = None, text: str = ENGLISH) -> InterviewPrepared:
    return prepare(scheduled or posting(), parsed(text), NOW_MS)


def with_facts(*facts: tuple[str, str, str]) -> ResumeParsed:
    text = "\n".join(value for _, _, value in facts)
    found = []
    for section, kind, value in facts:
        start = text.index(value)
        fields = {"section": section, "kind": kind, "value": value, "start": start, "end": start + len(value)}
        found.append(msgspec.convert(fields, ResumeFact))
    return msgspec.structs.replace(parsed(text), facts=tuple(found))


def test_a_past_elsewhere_is_a_career_change_and_the_reason_points_at_the_past() -> None:
    event = prepared()
    assert (event.scenario_id, event.reason) == ("career_change", "elsewhere")
    assert [passage.value for passage in event.evidence] == ["Tourism Management", "Restaurant Supervisor"]
    assert event.scenario_hash == load_scenario("career_change").hash


def test_a_past_that_fits_keeps_the_standard_interview() -> None:
    event = prepared(posting("데이터 엔지니어", language="ko"), KOREAN)
    assert (event.scenario_id, event.reason) == ("standard", "fits")
    assert {"컴퓨터공학과", "백엔드 개발자"} <= {passage.value for passage in event.evidence}


@pytest.mark.parametrize(
    ("scheduled", "reason", "scenario_id"),
    [
        (posting(fixed=True), "fixed", "standard"),
        (posting(None), "no_position", "standard"),
        (posting("chief happiness wizard"), "unknown_position", "standard"),
        (posting(scenario_id="short"), "chosen", "short"),
        (posting(scenario_id="career_change"), "chosen", "career_change"),
        (posting("hotel manager"), "fits", "standard"),
    ],
)
def test_a_person_overrides_the_rule_and_what_is_unknown_changes_nothing(
    scheduled: InterviewScheduled, reason: str, scenario_id: str
) -> None:
    event = prepared(scheduled)
    assert (event.reason, event.scenario_id) == (reason, scenario_id)


def test_one_thing_that_fits_is_enough() -> None:
    resume = with_facts(("education", "major", "통계학과"), ("experience", "role", "호텔 매니저"))
    assert prepare(posting("데이터 분석가"), resume, NOW_MS).reason == "fits"


def test_nothing_known_of_the_past_is_no_career_change() -> None:
    resume = with_facts(("education", "major", "Basket Weaving"), ("header", "name", "Jane Park"))
    assert prepare(posting(), resume, NOW_MS).reason == "nothing_known"


@pytest.mark.parametrize(
    ("text", "family"),
    [("백엔드 개발자", "computing"), ("Data Engineer", "computing"), ("간호사", "health"), ("UX designer", "design")],
)
def test_fields_of_work_are_told_by_words(text: str, family: str) -> None:
    assert family in families(text)


def test_a_word_inside_another_is_not_that_word() -> None:
    assert families("webinar hostess") == frozenset()


@pytest.mark.parametrize(("language", "text"), [("ko", KOREAN), ("en", ENGLISH)])
def test_every_passage_stands_where_it_says(language: Language, text: str) -> None:
    event = prepared(posting("data engineer", language=language), text)
    passages = [*event.evidence, *([event.quote] if event.quote else [])]
    assert passages
    assert all(text[passage.start : passage.end] == passage.value for passage in passages)


def test_variables_come_from_the_posting_and_from_the_resume() -> None:
    assert prepared().variables == {
        "company": "Harbour Systems",
        "position": "data engineer",
        "company_values": "plain words and shared ownership",
        "certificates": "AWS Certified Developer and SQLD",
        "activity": "Summer Festival Booking Desk",
        "role": "Team Lead",
        QUOTE: "I look for the cause of a problem until I have found it",
    }


def test_the_quote_is_verbatim_and_names_nobody() -> None:
    event = prepared(posting("data engineer", language="ko"), KOREAN)
    assert event.quote is not None
    assert event.quote.value == "기록이 쌓이면 길이 보인다고 믿습니다"
    stage = load_scenario("standard").stage("responsibility")
    assert event.quote.value in load_scenario("standard").question_text(stage, "ko", event.variables)


def test_without_a_self_introduction_nothing_is_quoted() -> None:
    event = prepared(text=ENGLISH.split("Summary")[0])
    assert event.quote is None
    assert QUOTE not in event.variables


def test_a_quote_across_lines_is_spoken_with_a_space() -> None:
    event = prepared(text=ENGLISH.replace("cause of a problem until", "cause of a problem\nuntil"))
    assert event.quote is not None
    assert "problem\nuntil" in event.quote.value
    assert "problem until" in event.variables[QUOTE]


def test_a_value_that_makes_no_question_is_left_out_and_its_stage_asks_without() -> None:
    resume = with_facts(("project", "name", "한국어로만 쓴 활동"), ("certificate", "name", "SQLD"))
    variables = prepare(posting(), resume, NOW_MS).variables
    assert "activity" not in variables
    assert variables["certificates"] == "SQLD"
    hostile = msgspec.structs.replace(posting(), company="Harbour? Yes. No. Systems? Perhaps. All?")
    assert "company" not in posting_variables(hostile)


@given(st.lists(st.text(min_size=1, max_size=200), min_size=5, max_size=5), st.sampled_from(["ko", "en"]))
def test_whatever_a_resume_holds_every_question_may_be_asked(values: list[str], language: Language) -> None:
    certificate, project, role, company, words = values
    text = "\n".join(values)
    places = [0]
    for value in values:
        places.append(places[-1] + len(value) + 1)
    kinds = [
        ("certificate", "name", certificate),
        ("project", "name", project),
        ("experience", "role", role),
        ("experience", "company", company),
        ("self_introduction", "paragraph", words),
    ]
    facts = tuple(
        msgspec.convert({"section": s, "kind": k, "value": v, "start": place, "end": place + len(v)}, ResumeFact)
        for (s, k, v), place in zip(kinds, places, strict=False)
    )
    scheduled = posting(language=language)
    event = prepare(scheduled, msgspec.structs.replace(parsed(text), facts=facts), NOW_MS)
    scenario = load_scenario(event.scenario_id)
    for stage in scenario.stages:
        assert not faults(scenario.question_text(stage, language, event.variables), language)
    if event.quote is not None:
        assert text[event.quote.start : event.quote.end] == event.quote.value


def test_what_is_withheld_comes_in_every_form_in_which_it_is_written() -> None:
    hidden = withheld(parsed(KOREAN).facts)
    assert {"김하늘", "하늘"} <= set(hidden["name"])
    assert {"한빛대학교", "한빛대"} <= set(hidden["school"])
    assert {"서울특별시 마포구", "서울", "마포구"} <= set(hidden["region"])
    assert hidden["birth_date"] == ("1996.04.12",)
    assert hidden["gender"] == ("여",)
    english = withheld(parsed(ENGLISH).facts)
    assert {"Jane Park", "Jane", "Park"} <= set(english["name"])
    assert {"Hanbit University", "Hanbit"} <= set(english["school"])


def test_an_interview_that_is_not_blind_withholds_nothing() -> None:
    assert prepared(posting(blind=False)).withheld == {}
    assert set(prepared().withheld) == {"name", "birth_date", "region", "school", "contact"}


def test_vocabulary_holds_the_terms_that_are_spoken_and_nobody_s_name() -> None:
    event = prepared()
    assert event.vocabulary[:2] == ("Harbour Systems", "data engineer")
    assert {"AWS Certified Developer", "SQLD", "Summer Festival Booking Desk"} <= set(event.vocabulary)
    hidden = withheld(parsed().facts)
    assert not any(mentions(term, hidden) for term in event.vocabulary)


def test_vocabulary_is_bounded() -> None:
    terms = " ".join(f"TERM{number}X" for number in range(500))
    assert len(prepared(text=f"{ENGLISH}\n{terms}").vocabulary) == MAX_TERMS


def test_the_same_resume_prepares_the_same_interview() -> None:
    assert prepared() == prepared()


def test_without_a_resume_the_posting_is_known() -> None:
    assert set(posting_variables(posting())) == {"company", "position", "company_values"}
    assert posting_variables(msgspec.structs.replace(posting(), company=" ", position=None, company_values=None)) == {}


def test_an_overlong_value_reaches_neither_a_question_nor_a_prompt() -> None:
    resume = with_facts(("project", "role", "Lead " * 100))
    assert "role" not in prepare(posting(), resume, NOW_MS).variables
