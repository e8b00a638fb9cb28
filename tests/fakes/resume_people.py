"""Why: labelled resumes of people who do not exist, the same for the same seed, partly in words new to the rules."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["ko", "en"]
Label = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What resumes of one language are made of."""

    family: tuple[str, ...]
    given: tuple[str, ...]
    region: tuple[str, ...]
    gender: tuple[str, ...]
    school: tuple[str, ...]
    major: tuple[str, ...]
    degree: tuple[str, ...]
    company: tuple[str, ...]
    role: tuple[str, ...]
    project: tuple[str, ...]
    project_role: tuple[str, ...]
    certificate: tuple[str, ...]
    award: tuple[str, ...]
    did: tuple[str, ...]
    about: tuple[str, ...]


WORDS: Final[dict[Language, Words]] = {
    "ko": Words(
        family=("김", "이", "박", "최", "정", "윤", "한", "서", "남궁", "하"),
        given=("하늘", "서준", "다온", "지우", "가람", "예린", "도윤", "슬기"),
        region=("서울특별시 마포구", "부산광역시 해운대구", "경기도 성남시 분당구", "대전광역시 유성구", "제주시"),
        gender=("남", "여", "남성", "여성"),
        school=("한빛대학교", "가온대학교", "미리내대학교", "누리사이버대학교", "솔빛여자대학교"),
        major=(
            "컴퓨터공학과",
            "통계학과",
            "경영학과",
            "관광경영학과",
            "시각디자인학과",
            "국어국문학과",
            "물리학과",
            "간호학과",
        ),
        degree=("학사", "석사", "전문학사"),
        company=("누리소프트", "다온물류", "㈜한결", "오름결", "푸른길 주식회사", "바른손길", "이음테크", "해들원"),
        role=(
            "백엔드 개발자",
            "데이터 엔지니어",
            "마케팅 매니저",
            "품질관리 대리",
            "물류 코디네이터",
            "영업사원",
            "PM",
            "인사담당자",
        ),
        project=(
            "실시간 재고 관리 시스템",
            "배송 경로 추천",
            "여름 축제 예약 창구",
            "고객 상담 챗봇 구축",
            "도서관 좌석 알림 서비스",
            "지역 시장 살리기 캠페인",
        ),
        project_role=("팀장", "개발 담당", "기획자", "조원"),
        certificate=(
            "정보처리기사",
            "SQLD",
            "컴퓨터활용능력 1급",
            "TOEIC 915",
            "사회조사분석사 2급",
            "유통관리사",
            "ADsP",
            "운전면허 1종",
        ),
        award=(
            "교내 해커톤 대상",
            "공공데이터 공모전 우수상",
            "올해의 신입사원상",
            "창업경진대회 3위",
            "학업우수 장학금",
        ),
        did=(
            "응답 시간을 40% 단축했습니다",
            "신규 입사자 교육을 맡았습니다",
            "월별 보고서를 자동화함",
            "반품률을 절반으로 낮춤",
        ),
        about=(
            "기록이 쌓이면 길이 보인다고 믿습니다. 그래서 작은 장애도 글로 남기고 동료와 나누어 왔습니다.",
            "처음 보는 문제 앞에서 먼저 질문을 적는 습관이 있습니다. 질문이 분명해지면 답은 대개 가까이에 있었습니다.",
            "사람의 시간을 아끼는 일에 가장 큰 보람을 느낍니다. 반복되는 일을 줄이는 도구를 꾸준히 만들어 왔습니다.",
            "맡은 일은 끝까지 마무리합니다. 마감이 어려울 때는 먼저 알리고 범위를 다시 정했습니다.",
        ),
    ),
    "en": Words(
        family=("Rivers", "Okafor", "Lindqvist", "Marlowe", "Tanaka", "O'Neill", "Haddad", "Park"),
        given=("Alex", "Jane", "Priya", "Tomas", "Amara", "Noah", "Mei", "Ruth"),
        region=("Leeds, United Kingdom", "Busan, South Korea", "Austin, Texas", "Lyon, France", "Toronto, Canada"),
        gender=("Female", "Male", "Non-binary"),
        school=("Hanbit University", "University of Leeds", "Northfield College", "Avalon Institute of Technology"),
        major=(
            "Computer Science",
            "Statistics",
            "Tourism Management",
            "Graphic Design",
            "Nursing",
            "Economics",
            "History",
        ),
        degree=("B.Sc.", "M.Sc.", "B.A.", "Bachelor of Science", "Master of Arts", "MBA"),
        company=(
            "Harbour Systems",
            "Northwind Logistics",
            "Brightwater",
            "Quillmark Ltd",
            "Foxglove & Sons",
            "Tern Analytics",
            "Larkspur Inc.",
        ),
        role=(
            "Backend Engineer",
            "Data Analyst",
            "Marketing Manager",
            "Tour Guide",
            "Quality Lead",
            "Staff Nurse",
            "Barista",
            "Growth Hacker",
        ),
        project=(
            "Realtime Inventory Dashboard",
            "Route Planner",
            "Summer Festival Booking Desk",
            "Library Seat Finder",
            "Clinic Queue Redesign",
            "Open Data Hackathon Entry",
        ),
        project_role=("Team Lead", "Developer", "Designer", "Coordinator"),
        certificate=(
            "AWS Certified Developer",
            "SQLD",
            "PMP",
            "CKA",
            "First Aid at Work",
            "TOEFL 108",
            "Google Analytics Certification",
        ),
        award=(
            "City Hackathon Winner",
            "Dean's List",
            "Best Newcomer Award",
            "Merit Scholarship",
            "Second Place in Robotics",
        ),
        did=(
            "Cut response times by 40%",
            "Trained five new colleagues",
            "Automated the monthly report",
            "Halved the returns",
        ),
        about=(
            "I look for the cause of a problem until I have found it. Three outages taught me the value of a log.",
            "I write the question down before I look for an answer. Most of the time the answer is then close at hand.",
            "Saving people's time is what I enjoy most. I have built small tools for dull work wherever I went.",
            "I finish what I take on. When a deadline is at risk I say so early and agree on a smaller scope.",
        ),
    ),
}
_MONTHS: Final = ("Jan", "Mar", "May", "Jun", "Sep", "Nov")


@dataclass(frozen=True, slots=True)
class Work:
    """One place of work, with what was done there."""

    company: str
    role: str
    period: str
    did: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """One degree."""

    school: str
    major: str
    degree: str
    period: str


@dataclass(frozen=True, slots=True)
class Project:
    """One project."""

    name: str
    role: str
    period: str


@dataclass(frozen=True, slots=True)
class Person:
    """What a resume says; `labels` is what the rules should find in it."""

    language: Language
    name: str
    birth_date: str
    gender: str
    region: str
    email: str
    phone: str
    studies: tuple[Study, ...]
    works: tuple[Work, ...]
    projects: tuple[Project, ...]
    certificates: tuple[tuple[str, str], ...]
    awards: tuple[tuple[str, str], ...]
    about: tuple[str, ...]

    @property
    def labels(self) -> frozenset[Label]:
        """Section, kind and value."""
        header = ("name", "birth_date", "gender", "region", "email", "phone")
        found = [("header", kind, getattr(self, kind)) for kind in header]
        for section, entries, kinds in (
            ("education", self.studies, ("school", "major", "degree", "period")),
            ("experience", self.works, ("company", "role", "period")),
            ("project", self.projects, ("name", "role", "period")),
        ):
            found += [(section, kind, getattr(each, kind)) for each in entries for kind in kinds]
        for section, pairs in (("certificate", self.certificates), ("award", self.awards)):
            found += [
                (section, kind, value) for pair in pairs for kind, value in zip(("name", "date"), pair, strict=True)
            ]
        return frozenset([*found, *(("self_introduction", "paragraph", text) for text in self.about)])


def person(seed: int, language: Language) -> Person:
    """The same for the same seed."""
    chance, words = random.Random(f"{seed}-{language}"), WORDS[language]
    korean = language == "ko"
    family, given = chance.choice(words.family), chance.choice(words.given)
    year = chance.randint(1985, 2000)
    certificates, awards = (
        chance.sample(words.certificate, chance.randint(2, 3)),
        chance.sample(words.award, chance.randint(1, 2)),
    )
    return Person(
        language=language,
        name=family + given if korean else f"{given} {family}",
        birth_date=f"{year}.{chance.randint(1, 12):02}.{chance.randint(1, 28):02}"
        if korean
        else f"{chance.randint(1, 28)} April {year}",
        gender=chance.choice(words.gender),
        region=chance.choice(words.region),
        email=f"applicant{seed}@example.com",
        phone=f"010-{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}"
        if korean
        else f"+44 20 {chance.randint(1000, 9999)} {chance.randint(1000, 9999)}",
        studies=_studies(chance, words, year, korean=korean),
        works=_works(chance, words, year, korean=korean),
        projects=_projects(chance, words, year, korean=korean),
        certificates=tuple((name, _date(chance, year + 24, korean=korean)) for name in certificates),
        awards=tuple((name, _date(chance, year + 23, korean=korean)) for name in awards),
        about=tuple(chance.sample(words.about, 2)),
    )


def _studies(chance: random.Random, words: Words, year: int, *, korean: bool) -> tuple[Study, ...]:
    schools = chance.sample(words.school, chance.randint(1, 2))
    majors, degrees = chance.sample(words.major, 2), chance.sample(words.degree, 2)
    periods = [_period(chance, year + 19 + 5 * place, 4, korean=korean) for place in range(2)]
    return tuple(Study(*each) for each in zip(schools, majors, degrees, periods, strict=False))


def _works(chance: random.Random, words: Words, year: int, *, korean: bool) -> tuple[Work, ...]:
    companies, roles = chance.sample(words.company, 2), chance.sample(words.role, 2)
    last = _period(chance, year + 27, None, korean=korean)
    periods = (_period(chance, year + 24, 2, korean=korean), last)
    return tuple(
        Work(*each, tuple(chance.sample(words.did, 2))) for each in zip(companies, roles, periods, strict=True)
    )


def _projects(chance: random.Random, words: Words, year: int, *, korean: bool) -> tuple[Project, ...]:
    names, roles = chance.sample(words.project, 2), chance.sample(words.project_role, 2)
    periods = [_period(chance, year + 25 + place, 1, korean=korean) for place in range(2)]
    return tuple(Project(*each) for each in zip(names, roles, periods, strict=True))


def _date(chance: random.Random, year: int, *, korean: bool) -> str:
    return f"{year}.{chance.randint(1, 12):02}" if korean else f"{chance.choice(_MONTHS)} {year}"


def _period(chance: random.Random, year: int, years: int | None, *, korean: bool) -> str:
    joint = chance.choice((" - ", " ~ ", "~")) if korean else chance.choice((" - ", " – "))
    until = ("현재" if korean else "Present") if years is None else _date(chance, year + years, korean=korean)
    return _date(chance, year, korean=korean) + joint + until
