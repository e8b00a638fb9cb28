"""Why: every fact can be shown where it stands, whatever somebody uploads."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fakes.resumes import ENGLISH, KOREAN
from interview_schemas.events import ResumeFact
from llm_service.resumes.structure.core import MAX_FACTS, language_of, structure

pytestmark = pytest.mark.unit

Told = list[tuple[str, str]]
PIECES = st.sampled_from(
    [
        *KOREAN.splitlines(),
        *ENGLISH.splitlines(),
        "학교 | 전공 | 학위 | 기간",
        "성명\t김하늘\t생년월일\t1996.04.12",
        "- ",
        "• SQLD",
        ":",
        "(((",
        "2019.03 ~",
        "\u3000",
        "주식회사",
        "University",
    ]
)


def told(text: str, section: str) -> Told:
    return [(fact.kind, fact.value) for fact in structure(text).facts if fact.section == section]


def values(text: str, section: str, kind: str) -> list[str]:
    return [value for found, value in told(text, section) if found == kind]


def stands(text: str, facts: tuple[ResumeFact, ...]) -> bool:
    return all(fact.value and text[fact.start : fact.end] == fact.value for fact in facts)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
@example("((" * 100)
@example("\ufeff 성명:\n\n:")
def test_no_text_breaks_the_rules_and_every_fact_stands_where_it_says(text: str) -> None:
    assert stands(text, structure(text).facts)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["\n", "\r\n", "\n\n", "\t", " | ", " "]))
def test_however_lines_are_shuffled_every_fact_stands_where_it_says(lines: list[str], joint: str) -> None:
    text = joint.join(lines)
    found = structure(text).facts
    assert stands(text, found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "1" * 100_000, " " * 100_000, "가" * 100_000, "A " * 50_000, "a@" * 50_000]
)
def test_a_line_without_end_is_no_trap(text: str) -> None:
    assert stands(text, structure(text).facts)


@pytest.mark.parametrize("line", ["누리 개발자", "(", "성명:", "성명 | 김하늘 |", "a\t, | /", "2019.03 - 2020.02 누리"])
def test_thousands_of_lines_are_no_trap(line: str) -> None:
    text = "경력\n" + f"{line}\n" * 4_000
    found = structure(text).facts
    assert stands(text, found)
    assert len(found) <= MAX_FACTS


@pytest.mark.parametrize(("text", "language"), [(KOREAN, "ko"), (ENGLISH, "en"), ("", "en"), ("Kafka 개발", "ko")])
def test_the_language_is_that_of_the_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_who_it_is() -> None:
    assert dict(told(KOREAN, "header")) == {
        "name": "김하늘",
        "region": "서울특별시 마포구",
        "phone": "010-1234-5678",
        "email": "haneul.kim@example.com",
        "birth_date": "1996.04.12",
        "gender": "여",
    }
    assert dict(told(ENGLISH, "header")) == {
        "name": "Jane Park",
        "region": "Busan, South Korea",
        "email": "jane.park@example.com",
        "phone": "+82 10-9876-5432",
        "birth_date": "12 April 1996",
    }


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("성명 | 박서준 | 생년월일 | 1990년 3월 4일", "name", "박서준"),
        ("성명 | 박서준 | 생년월일 | 1990년 3월 4일", "birth_date", "1990년 3월 4일"),
        ("이름\n박서준\n성별\n남", "gender", "남"),
        ("Name: Alex Rivers\nGender: Non-binary", "gender", "Non-binary"),
        ("이력서 - 박서준", "name", "박서준"),
        ("남궁민수\n학력", "name", "남궁민수"),
        ("ALEX RIVERS", "name", "ALEX RIVERS"),
        ("Alex Rivers, Data Engineer", "name", "Alex Rivers"),
        ("주소: 부산광역시 해운대구 센텀로 12", "region", "부산광역시 해운대구 센텀로 12"),
        ("사진\n박서준", "photo", "사진"),
        ("박서준 940312-1******", "birth_date", "940312"),
    ],
)
def test_forms_of_a_header(text: str, kind: str, value: str) -> None:
    assert (kind, value) in told(text, "header")


@pytest.mark.parametrize(
    "text", ["이력서\n자기소개서", "Curriculum Vitae", "Work Experience\nSkills", "데이터 엔지니어"]
)
def test_titles_and_headings_are_nobody_s_name(text: str) -> None:
    assert values(text, "header", "name") == []


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (
            "2015.03 - 2019.02 한빛대학교 컴퓨터공학과 학사 졸업",
            {"한빛대학교", "컴퓨터공학과", "학사", "2015.03 - 2019.02"},
        ),
        ("한빛대학교 | 통계학과 | 석사 | 2019.03 ~ 2021.02", {"한빛대학교", "통계학과", "석사", "2019.03 ~ 2021.02"}),
        ("• 가온고등학교 졸업 (2015년 2월)", {"가온고등학교", "2015년 2월"}),
        (
            "B.Sc. in Statistics, University of Leeds, 2015 – 2019",
            {"B.Sc.", "Statistics", "University of Leeds", "2015 – 2019"},
        ),
        (
            "Hanbit University | Master of Science, Data Science | 2019 - 2021",
            {"Hanbit University", "Master of Science", "Data Science", "2019 - 2021"},
        ),
    ],
)
def test_education(line: str, facts: set[str]) -> None:
    assert {value for _, value in told(f"학력\n{line}\n\n경력\n없음", "education")} == facts


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        ("누리소프트 | 백엔드 개발자 | 2019.03 ~ 2022.06", [("누리소프트", "백엔드 개발자", "2019.03 ~ 2022.06")]),
        ("2019.03 ~ 2022.06 ㈜다온 마케팅 매니저", [("㈜다온", "마케팅 매니저", "2019.03 ~ 2022.06")]),
        (
            "누리소프트\n백엔드 개발자\n2019.03 ~ 2022.06\n- 결제를 개선했습니다.",
            [("누리소프트", "백엔드 개발자", "2019.03 ~ 2022.06")],
        ),
        (
            "Data Engineer at Northwind Logistics (Jul 2022 - Present)",
            [("Northwind Logistics", "Data Engineer", "Jul 2022 - Present")],
        ),
        (
            "Harbour Systems — Backend Engineer, 03/2019 – 06/2022\n• Cut costs by half.",
            [("Harbour Systems", "Backend Engineer", "03/2019 – 06/2022")],
        ),
        (
            "회사명 | 직책 | 근무기간\n누리 | 사원 | 2015.03 - 2016.02\n다온 | 대리 | 2016.03 - 현재",
            [("누리", "사원", "2015.03 - 2016.02"), ("다온", "대리", "2016.03 - 현재")],
        ),
    ],
)
def test_experience(lines: str, facts: list[tuple[str, str, str]]) -> None:
    text = f"경력\n{lines}\n\n자격증\nSQLD"
    kinds = ("company", "role", "period")
    assert list(zip(*(values(text, "experience", kind) for kind in kinds), strict=True)) == facts


def test_projects_and_what_was_done_in_them() -> None:
    project = "재고 관리 시스템 구축 (2021.03 - 2021.08) 팀장\n- 카프카로 다시 만들었습니다"
    text = f"프로젝트\n{project}\n\n수상\n교내 해커톤 대상 2018.10"
    assert told(text, "project") == [
        ("name", "재고 관리 시스템 구축"),
        ("period", "2021.03 - 2021.08"),
        ("role", "팀장"),
    ]
    assert told(text, "award") == [("name", "교내 해커톤 대상"), ("date", "2018.10")]


def test_several_certificates_on_one_line() -> None:
    text = "Certifications\nAWS Certified Developer, SQLD, CKA\n\nAwards\nBest Paper Award, 2018"
    assert values(text, "certificate", "name") == ["AWS Certified Developer", "SQLD", "CKA"]
    assert values(text, "award", "name") == ["Best Paper Award"]


def test_paragraphs_of_the_self_introduction_stay_as_they_are() -> None:
    text = "자격증\nSQLD\n\n자기소개서\n첫 문단은 두 줄로\n나뉘어 쓰여 있습니다.\n\n둘째 문단은 한 줄로 끝이 납니다."
    assert values(text, "self_introduction", "paragraph") == [
        "첫 문단은 두 줄로\n나뉘어 쓰여 있습니다.",
        "둘째 문단은 한 줄로 끝이 납니다.",
    ]


def test_without_a_heading_lines_are_told_by_what_they_say() -> None:
    paragraphs = (
        "박서준\n010-2222-3333",
        "한빛대학교 통계학과 학사 2015.03 - 2019.02",
        "누리소프트 백엔드 개발자 2019.03 ~ 현재",
        "정보처리기사 2018.05",
        "교내 해커톤 대상 2018.10",
        "저는 기록을 남기며 일하는 사람이고, 어려운 문제를 끝까지 붙듭니다.",
    )
    text = "\n\n".join(paragraphs)
    assert values(text, "education", "school") == ["한빛대학교"]
    assert values(text, "experience", "company") == ["누리소프트"]
    assert values(text, "certificate", "name") == ["정보처리기사"]
    assert values(text, "award", "name") == ["교내 해커톤 대상"]
    assert len(told(text, "self_introduction")) == 1


def test_what_belongs_to_no_section_is_no_fact() -> None:
    text = "학력\n한빛대학교 2015 - 2019\n\n취미\n등산, 사진\n\n자격증\nSQLD"
    assert {fact.section for fact in structure(text).facts} == {"education", "certificate"}
