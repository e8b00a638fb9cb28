"""Why: the sample resume of the demo can be made again, so nobody has to wonder who is in it: nobody."""

from fakes.resume_files import pdf
from fakes.resume_layouts import one_column
from fakes.resume_people import Person, Project, Study, Work

PERSON = Person(
    language="ko",
    name="한가람",
    birth_date="1997.05.21",
    gender="여",
    region="부산광역시 해운대구",
    email="garam.han@example.com",
    phone="010-0000-1234",
    studies=(Study("미리내대학교", "통계학과", "학사", "2016.03 - 2020.02"),),
    works=(
        Work(
            "누리소프트",
            "데이터 분석가",
            "2020.03 - 현재",
            ("월별 보고서를 자동화해 이틀 걸리던 일을 한 시간으로 줄였습니다", "신규 입사자 교육을 맡았습니다"),
        ),
    ),
    projects=(
        Project("도서관 좌석 알림 서비스", "팀장", "2018.03 - 2018.12"),
        Project("지역 시장 살리기 캠페인", "기획자", "2019.03 - 2019.08"),
    ),
    certificates=(("사회조사분석사 2급", "2019.05"), ("SQLD", "2020.11")),
    awards=(("공공데이터 공모전 우수상", "2018.11"),),
    about=(
        "기록이 쌓이면 길이 보인다고 믿습니다. 그래서 작은 장애도 글로 남기고 동료와 나누어 왔습니다.",
        "사람의 시간을 아끼는 일에 가장 큰 보람을 느낍니다. 반복되는 일을 줄이는 도구를 꾸준히 만들어 왔습니다.",
    ),
)


def sample() -> bytes:
    """The file that lies in deploy/parley/samples."""
    return pdf(one_column(PERSON))
