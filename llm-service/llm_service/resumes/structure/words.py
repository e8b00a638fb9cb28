"""Why: what a word looks like that names a school, a company, a role or a date is written down once."""

import re
from typing import Final

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY_NUMBER: Final = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_DAY: Final = rf"(?:\s?{_DAY_NUMBER}\s?일|\s?[.\-/]\s?{_DAY_NUMBER})"
_MONTH_NUMBER: Final = rf"(?:\s?[.\-/년]\s?(?:1[0-2]|0?[1-9])(?!\d)(?:\s?월)?{_DAY}?)"
_DATE: Final = (
    rf"(?:(?<!\d)(?:19|20)\d\d(?!\d)(?:{_MONTH_NUMBER}|\s?년)?|{_MONTH}\s(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:1[0-2]|0?[1-9])/(?:19|20)\d\d(?!\d))"
)
_NOW: Final = r"(?:현재|재직\s?중|재학\s?중|진행\s?중|[Pp]resent|[Nn]ow|[Cc]urrent|[Oo]ngoing)"
_UNTIL: Final = r"\.?\s{0,3}(?:~|〜|∼|～|-|–|—|to|until|부터)\s{0,3}"
DATE: Final = re.compile(_DATE)
PERIOD: Final = re.compile(rf"{_DATE}{_UNTIL}(?:{_DATE}|{_NOW})(?:\s?까지)?|{_DATE}{_UNTIL}(?=\s|$|\))")

EMAIL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")
PHONE: Final = re.compile(
    r"(?<![\d-])(?:(?:\+82[-\s.]?\(?0?\)?|0)1[016789][-\s.]?\d{3,4}[-\s.]?\d{4}|0\d{1,2}-\d{3,4}-\d{4}"
    r"|\+\d{1,3}[-\s.]\(?\d{1,4}\)?(?:[-\s.]\d{2,4}){1,3}|\(\d{3}\)\s?\d{3}[-\s.]\d{4})(?![\d-])"
)
BIRTH: Final = re.compile(
    rf"(?<!\d)(?:19|20)\d\d(?!\d){_MONTH_NUMBER}|(?<!\d)(?:19|20)\d\d\s?년생|(?:{_MONTH}\s\d{{1,2}},?|\d{{1,2}}\s{_MONTH})"
    r"\s(?:19|20)\d\d|(?<!\d)\d{6}(?=\s?-\s?[1-4])"
)
GENDER: Final = re.compile(r"(?:남성|여성|남자|여자|남|여)(?![가-힣])|\b(?:fe)?male\b|\bnon-binary\b", re.IGNORECASE)

SCHOOL: Final = re.compile(
    r"[가-힣A-Za-z]{1,20}(?:대학교|대학원|고등학교|대학)(?:\s?(?:일반|경영|산업|정보)?대학원)?(?![가-힣])"
    r"|(?:[A-Z][\w&.'’-]{0,30}\s){1,5}(?:University|College|Institute|Academy|Polytechnic|(?:High\s)?School)\b"
    r"(?:\sof\s[A-Z][\w&-]{1,30}(?:\s(?:and\s)?[A-Z][\w&-]{1,30}){0,2})?"
    r"|(?:University|Institute|College)\sof\s[A-Z][\w&-]{1,30}(?:\s[A-Z][\w&-]{1,30}){0,2}"
)
DEGREE: Final = re.compile(
    r"(?<![가-힣])(?:공학|이학|문학|경영학|경제학|행정학)?(?:전문학사|학사|석사|박사)(?![가-힣])|고졸"
    r"|\b(?:Bachelor|Master|Doctor|Associate)(?:[’']s)?(?:\sof\s(?:Science|Arts|Engineering|Fine\sArts|Laws?"
    r"|Business\sAdministration|Philosophy|Education|Design))?(?:\sdegree)?\b"
    r"|(?<![\w.])(?:B\.?Sc|M\.?Sc|B\.?A|M\.?A|B\.?S|M\.?S|B\.?Eng|M\.?Eng|B\.?Ed|MBA|Ph\.?D|LL\.?B)\.?(?![\w.])"
)
MAJOR: Final = re.compile(r"[가-힣·&A-Za-z\s]{1,24}(?:학과|학부|전공|공학|[가-힣]{1,8}학|과)$")
STATUS: Final = re.compile(
    r"(?:졸업\s?예정|졸업|재학\s?중|재학|휴학|수료|중퇴|입학|편입)(?![가-힣])"
    r"|\b(?:[Gg]raduated|[Ee]xpected|GPA|[Cc]um laude)\b|학점[:\s]{0,3}|(?<![\d.])\d\.\d{1,2}\s?/\s?\d(?:\.\d)?"
)

COMPANY: Final = re.compile(
    r"주식회사|\(주\)|㈜|\(유\)|유한회사|재단법인|사단법인|\b(?:Inc|Ltd|LLC|Corp|Co|GmbH|PLC|plc|Limited|Corporation"
    r"|Company|Group|Holdings|Partners|Studio|Labs?|Bank|Hospital|Agency|Consulting|Systems|Logistics)\b"
    r"|(?:소프트|테크|전자|물산|물류|시스템즈?|솔루션즈?|은행|병원|건설|제약|화학|유통|상사|식품|호텔|미디어|스튜디오"
    r"|네트웍스|컴퍼니|그룹|모빌리티|바이오|랩스?|커머스|에너지|금융|보험|증권|중공업|산업)(?![가-힣])"
)
_ROLE_KO: Final = (
    r"개발자|엔지니어|매니저|디자이너|마케터|기획자|분석가|연구원|컨설턴트|회계사|간호사|교사|강사|변호사|상담사|영양사"
    r"|기획|영업|마케팅|개발|디자인|인사|회계|총무|생산관리|품질관리|구매|상담원|인턴|사원|주임|대리|과장|차장|부장|팀장"
    r"|실장|파트장|팀원|팀리더|리더|조장|조원|부원|회장|부회장|총무|단장|담당자|담당|관리자|전문가|조교|바리스타|셰프|기자|작가|운영자"
)
_ROLE_EN: Final = (
    r"Engineer|Developer|Manager|Designer|Analyst|Scientist|Consultant|Intern|Assistant|Director|Lead|Leader|Specialist"
    r"|Administrator|Architect|Coordinator|Accountant|Nurse|Teacher|Tutor|Researcher|Marketer|Representative|Officer"
    r"|Associate|Executive|Technician|Planner|Editor|Writer|Operator|Supervisor|Clerk|Barista|Chef|Member|President"
    r"|Head|Strategist|Recruiter|Auditor|Buyer|Programmer|Tester"
)
ROLE: Final = re.compile(rf"(?:{_ROLE_KO})(?:\s?\([가-힣A-Za-z\s]{{1,12}}\))?$|\b(?:{_ROLE_EN})s?\b")
ROLE_TAIL: Final = re.compile(rf"(?:(?<=\s)[가-힣A-Za-z/]{{1,10}}\s)?(?<=\s)[가-힣A-Za-z/]{{0,8}}(?:{_ROLE_KO})$")

CERTIFICATE: Final = re.compile(
    r"(?:기사|기능사|산업기사|기술사|자격증|지도사|상담사|관리사|면허증?|준전문가|전문가|[1-3]급)(?![가-힣])"
    r"|\b(?:SQLD|SQLP|ADsP|ADP|TOEIC|TOEFL|OPIc|IELTS|TEPS|JLPT|HSK|CPA|CFA|PMP|CISSP|CKA|AICPA|CISA)\b"
    r"|\b(?:Certified|Certificate|Certification|License[d]?)\b|컴퓨터활용능력|한국사능력검정"
)
AWARD: Final = re.compile(
    r"(?:대상|최우수상|우수상|장려상|금상|은상|동상|공로상|수상|표창|입상|장학금|[가-힣]상)(?![가-힣])"
    r"|\b(?:Award|Prize|Winner|Medal|Honou?rs?|Scholarship|(?:First|Second|Third)\sPlace|Finalist)\b"
)
PROJECT: Final = re.compile(
    r"프로젝트|(?:구축|개발|개선|자동화|고도화|구현|동아리|봉사단|캠페인)(?![가-힣])|\b(?:Project|Hackathon|Volunteer|Club)\b"
    r"|\b(?:Redesign|Migration|Automation|Campaign|Rebuild)\b"
)
SENTENCE: Final = re.compile(r"(?:다|요|까|죠)[.!?](?:\s|$)|[a-z0-9)][.!?](?:\s|$)")
ENDING: Final = re.compile(r"(?:습니다|였다|했다|한다|된다|이다|함|음|됨|임|하기)\.?$|[a-z0-9)%][.!?]$")
REGION: Final = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청[남북]|전북|전남|전라[남북]|경북|경남|경상[남북]|제주)"
    r"(?:특별자치시|특별자치도|특별시|광역시|도|시)?(?:\s[가-힣]{1,8}(?:시|군|구)){0,2}(?:\s[가-힣0-9]{1,10}(?:읍|면|동|로|길))?"
)
FAMILY_NAMES: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
FAMILY_NAMES_LONG: Final = frozenset({"남궁", "황보", "제갈", "선우", "독고", "사공", "서문"})
