"""Why: the same text gives the same facts for ever, whoever asks and whenever."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from interview_schemas.events import Language, ResumeFact
from llm_service.resumes.structure.education import education
from llm_service.resumes.structure.experience import experience
from llm_service.resumes.structure.header import header
from llm_service.resumes.structure.introduction import introduction
from llm_service.resumes.structure.lines import Line, lines_of
from llm_service.resumes.structure.listed import awards, certificates, projects
from llm_service.resumes.structure.sections import Block, blocks_of

MAX_FACTS: Final = 500
_HANGUL: Final = re.compile(r"[가-힣]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_KOREAN_SHARE: Final = 0.1
_LISTS: Final = {
    "education": education,
    "experience": experience,
    "project": projects,
    "certificate": certificates,
    "award": awards,
}


class Structure(msgspec.Struct, frozen=True):
    """What a text says; for every fact `text[fact.start:fact.end] == fact.value`."""

    language: Language
    facts: tuple[ResumeFact, ...]


def structure(text: str) -> Structure:
    """The facts of a resume in the order in which they stand, each once, and no more than a person has."""
    lines = lines_of(text)
    blocks = blocks_of(lines)
    found = dict.fromkeys(islice(_facts(text, lines, blocks), MAX_FACTS))
    return Structure(language_of(text), tuple(sorted(found, key=lambda each: (each.start, each.end, each.kind))))


def language_of(text: str) -> Language:
    """Korean where a tenth of the letters is: names of tools are English in both."""
    letters = len(_LETTER.findall(text))
    return "ko" if len(_HANGUL.findall(text)) > letters * _KOREAN_SHARE else "en"


def _facts(text: str, lines: tuple[Line, ...], blocks: tuple[Block, ...]) -> Iterator[ResumeFact]:
    top = [line for block in blocks if block.section == "header" for line in block.lines]
    yield from (each for each in header(top, lines) if each.value)
    for block in blocks:
        if block.section == "self_introduction":
            yield from introduction(text, block.lines)
        elif block.section in _LISTS:
            yield from (each for each in _LISTS[block.section](block.lines) if each.value)
