"""Why: the words that people put over a section or before a value are a closed list, kept in one place."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from interview_schemas.events import ResumeSection
from llm_service.resumes.structure.lines import Line, Piece, key

Section = ResumeSection | Literal["other"]

_SECTIONS: Final[Mapping[Section, str]] = {
    "header": """
        인적사항 인적정보 기본정보 기본사항 개인정보 지원자정보 연락처 personalinformation personaldetails
        contact contactinformation personaldata
    """,
    "education": """
        학력 학력사항 최종학력 학력정보 교육 education academicbackground educationandtraining
        academicqualifications academics educationalbackground
    """,
    "experience": """
        경력 경력사항 경력정보 업무경력 직무경력 경력기술서 주요경력 회사경력 근무경력 인턴경험 experience
        workexperience professionalexperience employment employmenthistory
        workhistory career careerhistory
    """,
    "project": """
        프로젝트 프로젝트경험 주요프로젝트 수행프로젝트 활동 주요활동 대외활동 교내활동 활동사항 경험
        프로젝트및활동 projects project selectedprojects keyprojects personalprojects activities
        projectsandactivities extracurricularactivities
    """,
    "certificate": """
        자격증 자격 자격사항 자격면허 자격증및면허 보유자격 자격증및어학 자격증어학 어학및자격증 어학 어학성적 면허
        certificates certifications certificate licenses
        licensesandcertifications certificationsandlicenses qualifications
    """,
    "award": """
        수상 수상경력 수상내역 수상이력 수상사항 상훈 포상 awards award honors honorsandawards
        awardsandhonors honours achievements awardsandscholarships prizes
    """,
    "self_introduction": """
        자기소개 자기소개서 소개 성장과정 지원동기 지원동기및포부 지원동기및입사후포부 입사후포부 성격의장단점
        성격및장단점 장단점 직무역량 나의강점 자기소개글 한줄소개 selfintroduction aboutme about summary profile
        coverletter personalstatement professionalsummary introduction
        motivation objective statement
    """,
    "other": """
        기술 기술스택 보유기술 기술역량 스킬 핵심역량 병역 병역사항 취미 특기 취미및특기 교육이수 교육사항 논문 추천인
        희망연봉 언어 skills technicalskills coreskills languages interests hobbies
        references publications training courses volunteering tools
    """,
}
SECTION_OF: Final[Mapping[str, Section]] = {
    alias: section for section, names in _SECTIONS.items() for alias in names.split()
}

_FIELDS: Final[Mapping[str, str]] = {
    "name": """
        성명 이름 한글이름 지원자명 지원자 name fullname candidate applicant
    """,
    "email": """
        이메일 메일 전자우편 email mail emailaddress
    """,
    "phone": """
        전화 전화번호 연락처 휴대폰 휴대전화 핸드폰 phone tel mobile telephone phonenumber cell
    """,
    "birth_date": """
        생년월일 출생 출생일 출생년도 생일 주민등록번호 dateofbirth birthdate birthday dob born
    """,
    "gender": """
        성별 gender sex
    """,
    "region": """
        주소 거주지 거주지역 현주소 지역 사는곳 address location region residence city
        homeaddress
    """,
    "photo": """
        사진 증명사진 사진첨부 photo photograph picture
    """,
    "school": """
        학교 학교명 출신학교 school university institution
    """,
    "major": """
        전공 학과 전공학과 학과전공 major fieldofstudy subject
    """,
    "degree": """
        학위 degree
    """,
    "company": """
        회사 회사명 근무처 직장 기관명 근무지 company employer organisation organization
    """,
    "role": """
        직책 직위 직무 담당업무 담당 역할 업무 부서직위 role position title jobtitle
    """,
    "period": """
        기간 재학기간 근무기간 수행기간 활동기간 일자 날짜 취득일 취득일자 취득년월 수상일 수상일자 period date dates
        duration years dateobtained
    """,
    "item": """
        자격증명 자격명 자격증명칭 상훈명 수상명 프로젝트명 활동명 내용 명칭 certificatename awardname
        projectname title
    """,
    "issuer": """
        발급기관 발행처 시행처 발행기관 수여기관 주최 기관 issuer issuedby organiser organizer
    """,
    "ignored": """
        구분 비고 졸업여부 상태 학점 병역 영문이름 한자 status remarks note gpa grade nationality
        website github linkedin blog
    """,
}
FIELD_OF: Final[Mapping[str, str]] = {alias: field for field, names in _FIELDS.items() for alias in names.split()}

_DECORATION: Final = re.compile(r"^[\s\W\d_IVX]{0,6}?(?=[A-Za-z가-힣])|[\s\W_]{0,6}$")
_LONGEST_HEADING: Final = 32
_LABELLED: Final = re.compile(r"^\s*([^:：]{1,20})[:：](?!//)")


def heading(line: Line) -> tuple[Section, Piece | None] | None:
    """The section that the line begins, and what already belongs to it on the same line."""
    cells = line.cells
    if not cells:
        return None
    section = _section(cells[0].value)
    if section is not None:
        rest = line.piece.part(cells[0].end - line.piece.start, len(line.piece.value)).trimmed()
        return (section, rest if rest.value else None)
    match = _LABELLED.match(line.body.value)
    inline = _section(match[1]) if match else None
    if match is None or inline is None or key(match[1]) in FIELD_OF:
        return None
    return (inline, line.body.part(match.end(), len(line.body.value)).trimmed())


def field_of(text: str) -> str | None:
    """The field that `text` is the label of."""
    return FIELD_OF.get(key(text)) if len(text) <= _LONGEST_HEADING else None


def labelled(piece: Piece) -> tuple[str, Piece] | None:
    """Field and value of a piece like `label: value`."""
    match = _LABELLED.match(piece.value)
    field = field_of(match[1]) if match else None
    if match is None or field is None:
        return None
    return field, piece.part(match.end(), len(piece.value)).trimmed()


def is_column_row(line: Line) -> bool:
    """The head row of a table, with labels only."""
    cells = line.cells
    return len(cells) > 1 and all(field_of(cell.value) is not None for cell in cells)


def _section(text: str) -> Section | None:
    if len(text) > _LONGEST_HEADING:
        return None
    return SECTION_OF.get(key(text)) or SECTION_OF.get(key(_DECORATION.sub("", text)))
