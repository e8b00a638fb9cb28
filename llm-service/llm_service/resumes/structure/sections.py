"""Why: what a line means depends on the section that it stands in, with headings and without."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from llm_service.resumes.structure.labels import Section, heading, labelled
from llm_service.resumes.structure.lines import Line
from llm_service.resumes.structure.words import (
    AWARD,
    CERTIFICATE,
    COMPANY,
    DATE,
    EMAIL,
    ENDING,
    PERIOD,
    PHONE,
    PROJECT,
    ROLE,
    SCHOOL,
    SENTENCE,
)

_PROSE_LENGTH: Final = 45
_HEADINGS_WANTED: Final = 2


class Block(msgspec.Struct, frozen=True):
    """Lines of one section that stand together."""

    section: Section
    lines: tuple[Line, ...]


def blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """The sections in their order; a text without headings is told apart line by line."""
    found = [heading(line) for line in lines]
    kinds = {each[0] for each in found if each is not None} - {"header", "other"}
    walk = _by_heading(lines) if len(kinds) >= _HEADINGS_WANTED else _by_content(lines)
    return tuple(_joined(walk))


def is_prose(line: Line) -> bool:
    """Sentences rather than an entry of a list."""
    value = line.body.value
    spaced = value.count(" ") >= 3
    return (
        spaced
        and DATE.search(value) is None
        and (len(value) >= _PROSE_LENGTH or SENTENCE.search(value) is not None or ENDING.search(value) is not None)
    )


def _by_heading(lines: Sequence[Line]) -> Iterator[tuple[Section, Line | None]]:
    section: Section = "header"
    for line in lines:
        begun = heading(line)
        if begun is None:
            yield section, line
            continue
        section, rest = begun
        yield section, None
        if rest is not None and rest.value:
            yield section, Line(rest, gap=True)


def _by_content(lines: Sequence[Line]) -> Iterator[tuple[Section, Line | None]]:
    section: Section = "header"
    for line in lines:
        begun = heading(line)
        if begun is not None:
            section = begun[0]
            yield section, None
            if begun[1] is not None and begun[1].value:
                yield section, Line(begun[1], gap=True)
            continue
        section = _of_content(line, section)
        yield section, line


def _of_content(line: Line, before: Section) -> Section:
    value = line.body.value
    if EMAIL.search(value) or PHONE.search(value) or labelled(line.body) is not None:
        return "header" if before == "header" else before
    if is_prose(line) and not line.is_bullet:
        return "self_introduction"
    if before == "self_introduction" and not line.gap and PERIOD.search(value) is None:
        return before
    is_work = PERIOD.search(value) is not None and ROLE.search(value) is not None and not COMPANY.search(value)
    if is_work and (before == "project" or (before == "experience" and line.gap)):
        return "project"
    return _entry(value) or before


def _entry(value: str) -> Section | None:
    has_period = PERIOD.search(value) is not None
    if SCHOOL.search(value) and not AWARD.search(value):
        return "education"
    if has_period and (COMPANY.search(value) or (ROLE.search(value) and not PROJECT.search(value))):
        return "experience"
    if AWARD.search(value):
        return "award"
    if CERTIFICATE.search(value):
        return "certificate"
    if PROJECT.search(value) and (has_period or not COMPANY.search(value)):
        return "project"
    return None


def _joined(walk: Iterator[tuple[Section, Line | None]]) -> Iterator[Block]:
    section: Section = "header"
    held: list[Line] = []
    for now, line in walk:
        if (line is None or now != section) and held:
            yield Block(section, tuple(held))
            held = []
        section = now
        if line is not None:
            held.append(line)
    if held:
        yield Block(section, tuple(held))
