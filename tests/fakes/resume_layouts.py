"""Why: the same person is written down in six ways, as people do, before anything is rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fakes.resume_people import Person, Study

HEADINGS: Final = {
    "ko": ("학력", "경력", "프로젝트", "자격증", "수상 내역", "자기소개서"),
    "en": ("Education", "Work Experience", "Projects", "Certifications", "Awards", "About Me"),
}
FORM_LABELS: Final = {
    "ko": ("성명", "생년월일", "성별", "주소", "이메일", "연락처"),
    "en": ("Name", "Date of birth", "Gender", "Address", "Email", "Phone"),
}
COLUMNS: Final = {
    "ko": (
        ("기간", "학교명", "전공", "학위"),
        ("근무기간", "회사명", "직책"),
        ("기간", "프로젝트명", "역할"),
        ("자격증명", "취득일"),
        ("수상명", "수상일"),
    ),
    "en": (
        ("Period", "School", "Major", "Degree"),
        ("Period", "Company", "Position"),
        ("Period", "Project name", "Role"),
        ("Certificate name", "Date"),
        ("Award name", "Date"),
    ),
}


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Bullet:
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    pass


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"


Block = Heading | Text | Bullet | Gap | Table | Columns


def one_column(person: Person) -> tuple[Block, ...]:
    """Headings, and each entry on lines of its own."""
    blocks: list[Block] = [Heading(person.name), *_contact(person), Gap()]
    education, experience, projects, certificates, awards, about = HEADINGS[person.language]
    blocks += [Heading(education), *(Text(_study(s)) for s in person.studies), Gap()]
    blocks.append(Heading(experience))
    for work in person.works:
        blocks += [Text(work.company), Text(work.role), Text(work.period), *(Bullet(did) for did in work.did), Gap()]
    blocks += [Heading(projects), *(Text(f"{p.name} ({p.period}) {p.role}") for p in person.projects), Gap()]
    blocks += [Heading(certificates), *(Text(f"{name} ({date})") for name, date in person.certificates), Gap()]
    blocks += [Heading(awards), *(Text(f"{name} {date}") for name, date in person.awards), Gap()]
    return (*blocks, Heading(about), *_paragraphs(person))


def two_column(person: Person) -> tuple[Block, ...]:
    """Who it is, certificates and awards at the side; the rest in the broad column."""
    education, experience, projects, certificates, awards, about = HEADINGS[person.language]
    left: list[Block] = [Heading(person.name), *_contact(person), Gap(), Heading(certificates)]
    left += [Text(f"{name} {date}") for name, date in person.certificates]
    left += [Gap(), Heading(awards), *(Text(f"{name} {date}") for name, date in person.awards)]
    right: list[Block] = [Heading(education)]
    right += [
        block for s in person.studies for block in (Text(s.school), Text(f"{s.major}, {s.degree}"), Text(s.period))
    ]
    right += [Gap(), Heading(experience)]
    for work in person.works:
        right += [Text(f"{work.company} | {work.role}"), Text(work.period), *(Bullet(did) for did in work.did), Gap()]
    right += [Heading(projects), *(Text(f"{p.name} | {p.role} | {p.period}") for p in person.projects), Gap()]
    return (Columns(tuple(left), (*right, Heading(about), *_paragraphs(person))),)


def table(person: Person) -> tuple[Block, ...]:
    """A heading over a table with a head row."""
    rows = _rows(person)
    blocks: list[Block] = [Heading(person.name), *_contact(person), Gap()]
    for heading, columns, entries in zip(HEADINGS[person.language], COLUMNS[person.language], rows, strict=False):
        blocks += [Heading(heading), Table((columns, *entries)), Gap()]
    return (*blocks, Heading(HEADINGS[person.language][5]), *_paragraphs(person))


def form(person: Person) -> tuple[Block, ...]:
    """The form that Korean companies hand out: everything stands in cells, the section's name in the first."""
    labels = FORM_LABELS[person.language]
    values = (person.name, person.birth_date, person.gender, person.region, person.email, person.phone)
    pairs = list(zip(labels, values, strict=True))
    who = tuple((*pairs[place], *pairs[place + 1]) for place in range(0, len(pairs), 2))
    title = "이력서" if person.language == "ko" else "Application form"
    blocks: list[Block] = [Heading(title), Table(who), Gap()]
    for heading, columns, entries in zip(
        HEADINGS[person.language], COLUMNS[person.language], _rows(person), strict=False
    ):
        blocks += [Table(((heading, *columns), *(("", *entry) for entry in entries))), Gap()]
    return (*blocks, Heading(HEADINGS[person.language][5]), *_paragraphs(person))


def headless(person: Person) -> tuple[Block, ...]:
    """No heading at all; only blank lines keep things apart."""
    blocks: list[Block] = [Text(person.name), *_contact(person), Gap()]
    blocks += [*(Text(_study(s)) for s in person.studies), Gap()]
    korean = person.language == "ko"
    works = [
        f"{w.period} {w.company} {w.role}" if korean else f"{w.role}, {w.company}, {w.period}" for w in person.works
    ]
    blocks += [*map(Text, works), Gap()]
    blocks += [*(Text(f"{p.name}, {p.role}, {p.period}") for p in person.projects), Gap()]
    blocks += [*(Text(f"{name} {date}") for name, date in person.certificates), Gap()]
    blocks += [*(Text(f"{name} {date}") for name, date in person.awards), Gap()]
    return (*blocks, *_paragraphs(person))


def bullet(person: Person) -> tuple[Block, ...]:
    """Headings over lists."""
    education, experience, projects, certificates, awards, about = HEADINGS[person.language]
    blocks: list[Block] = [Heading(person.name), *_contact(person), Gap(), Heading(about), *_paragraphs(person)]
    blocks += [Heading(experience), *(Bullet(f"{w.company} / {w.role} / {w.period}") for w in person.works), Gap()]
    blocks += [Heading(projects), *(Bullet(f"{p.name} - {p.role} ({p.period})") for p in person.projects), Gap()]
    blocks += [
        Heading(education),
        *(Bullet(f"{s.school}, {s.major}, {s.degree}, {s.period}") for s in person.studies),
        Gap(),
    ]
    blocks += [Heading(certificates), *(Bullet(f"{name}, {date}") for name, date in person.certificates), Gap()]
    return (*blocks, Heading(awards), *(Bullet(f"{name}, {date}") for name, date in person.awards))


LAYOUTS: Final[dict[str, Callable[[Person], tuple[Block, ...]]]] = {
    "one_column": one_column,
    "two_column": two_column,
    "table": table,
    "form": form,
    "headless": headless,
    "bullet": bullet,
}


def _contact(person: Person) -> list[Block]:
    if person.language == "ko":
        first = f"{person.region} | {person.phone} | {person.email}"
        return [Text(first), Text(f"생년월일: {person.birth_date}"), Text(f"성별: {person.gender}")]
    first = f"{person.region} · {person.email} · {person.phone}"
    return [Text(first), Text(f"Date of birth: {person.birth_date}"), Text(f"Gender: {person.gender}")]


def _english(person: Person) -> tuple[Study, ...]:
    return person.studies


def _study(study: Study) -> str:
    if study.degree.isascii():
        return f"{study.degree} in {study.major}, {study.school}, {study.period}"
    return f"{study.period} {study.school} {study.major} {study.degree}"


def _paragraphs(person: Person) -> list[Block]:
    return [block for text in person.about for block in (Text(text), Gap())]


def _rows(person: Person) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return (
        tuple((s.period, s.school, s.major, s.degree) for s in person.studies),
        tuple((w.period, w.company, w.role) for w in person.works),
        tuple((p.period, p.name, p.role) for p in person.projects),
        person.certificates,
        person.awards,
    )
