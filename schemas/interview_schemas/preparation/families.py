"""Why: whether a past fits a position is decided by a list that a person can read and correct, not by a model."""

import re
from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "computing": (
        """
        개발 프로그래머 소프트웨어 컴퓨터 전산 정보통신 정보보호 백엔드 프론트엔드 데이터 통계 인공지능
        머신러닝 데브옵스 클라우드
        """,
        """
        developer software computer computing programmer backend frontend full-stack data
        statistics devops cloud informatics cybersecurity machine learning web mobile
        """,
    ),
    "engineering": (
        """
        기계 전기 전자공학 전자회로 화학공학 산업공학 토목 건축 재료 품질 생산 설비 공정 자동차
        """,
        """
        mechanical electrical electronics chemical civil industrial manufacturing production
        quality process materials
        """,
    ),
    "business": (
        """
        경영 경제 무역 마케팅 마케터 영업 기획 인사 총무 구매 광고 홍보 컨설턴트 행정 소비자
        """,
        """
        business marketing marketer sales planning planner hr human resources recruiter
        procurement buyer advertising commerce consultant administration management trade
        """,
    ),
    "finance": (
        """
        회계 재무 금융 세무 경영 경제 은행 증권 보험 감사
        """,
        """
        accounting accountant finance financial banking bank tax economics audit auditor
        insurance
        """,
    ),
    "design": (
        """
        디자인 디자이너 시각 산업미술 공예
        """,
        """
        design designer illustration ux ui
        """,
    ),
    "media": (
        """
        신문 방송 언론 기자 작가 편집 영상 미디어 국문 영문 문예
        """,
        """
        journalism journalist media editor writer film literature communication
        communications
        """,
    ),
    "health": (
        """
        간호 의학 약학 보건 물리치료 임상 영양 의료 재활
        """,
        """
        nurse nursing medical medicine pharmacy health clinical dietetics nutrition
        physiotherapy
        """,
    ),
    "education": (
        """
        교육 교사 강사 유아 사범
        """,
        """
        teacher teaching education tutor pedagogy instructor
        """,
    ),
    "law": (
        """
        법학 변호사 법무 법률
        """,
        """
        law lawyer legal paralegal
        """,
    ),
    "hospitality": (
        """
        호텔 관광 조리 외식 바리스타 셰프 항공서비스 식음
        """,
        """
        hotel tourism hospitality chef barista culinary catering restaurant
        """,
    ),
    "logistics": (
        """
        물류 유통 배송 공급망 창고 무역
        """,
        """
        logistics supply warehouse distribution shipping transport
        """,
    ),
    "science": (
        """
        물리학 화학과 생물 생명 수학 천문 지질
        """,
        """
        physics chemistry biology mathematics geology astronomy
        """,
    ),
}
_KOREAN: Final = {family: tuple(korean.split()) for family, (korean, _) in _WORDS.items()}
_ENGLISH: Final = {
    family: re.compile(rf"\b(?:{'|'.join(map(re.escape, english.split()))})\b")
    for family, (_, english) in _WORDS.items()
}


def families(text: str) -> frozenset[str]:
    """The fields of work that a position, a role or a major belongs to; empty where the list does not know it."""
    lowered = text.casefold()
    korean = {family for family, words in _KOREAN.items() if any(word in text for word in words)}
    return frozenset(korean | {family for family, words in _ENGLISH.items() if words.search(lowered)})
