"""Why: tests of many services need a resume that was read, of people who do not exist."""

import hashlib
from typing import Final

from interview_schemas.events import InterviewScheduled, Language, ResumeParsed
from interview_schemas.scenario import load_scenario
from llm_service.resumes.structure.core import structure

KOREAN: Final = """이력서
김하늘 (Kim Haneul)
서울특별시 마포구 | 010-1234-5678 | haneul.kim@example.com
생년월일: 1996.04.12
성별: 여

학력
2015.03 - 2019.02  한빛대학교 컴퓨터공학과 학사 졸업

경력
누리소프트
백엔드 개발자
2019.03 ~ 2022.06
- 결제 시스템의 응답 시간을 40% 단축했습니다.

다온물류 데이터 엔지니어 2022.07 ~ 현재

프로젝트
실시간 재고 관리 시스템 구축 (2021.03 - 2021.08) 팀장

자격증
정보처리기사 (2018.05, 한국산업인력공단)
SQLD 2019.11

수상
교내 해커톤 대상 2018.10

자기소개
김하늘은 한빛대학교에서 배운 것을 늘 되돌아봅니다. 기록이 쌓이면 길이 보인다고 믿습니다.

새로운 환경에서도 먼저 배우고 먼저 나눕니다.
"""
ENGLISH: Final = """Jane Park
Tour Guide
Busan, South Korea · jane.park@example.com · +82 10-9876-5432
Date of birth: 12 April 1996

Education
B.A. in Tourism Management, Hanbit University, 2015 - 2019

Work Experience
Harbour Travel Agency, Restaurant Supervisor, Mar 2019 - Jun 2022
- Led a team of five people.

Projects
Summer Festival Booking Desk (2021.03 - 2021.08) - Team Lead

Certifications
AWS Certified Developer, SQLD

Summary
Jane learns by writing things down. I look for the cause of a problem until I have found it.
"""


def parsed(text: str = ENGLISH, *, interview_id: str = "i-1") -> ResumeParsed:
    """The event for a resume of this text."""
    found = structure(text)
    return ResumeParsed(
        interview_id=interview_id,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        pages=1,
        engine="fake",
        language=found.language,
        facts=found.facts,
    )


def posting(
    position: str | None = "data engineer",
    *,
    interview_id: str = "i-1",
    scenario_id: str = "standard",
    language: Language = "en",
    fixed: bool = False,
    blind: bool = True,
) -> InterviewScheduled:
    """An interview for a posting of Harbour Systems."""
    return InterviewScheduled(
        interview_id=interview_id,
        tenant_id="t",
        language=language,
        scenario_id=scenario_id,
        scenario_hash=load_scenario(scenario_id).hash,
        scheduled_at_ms=0,
        company="Harbour Systems",
        position=position,
        company_values="plain words and shared ownership",
        scenario_fixed=fixed,
        blind=blind,
    )
