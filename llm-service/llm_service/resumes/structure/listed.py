"""Why: projects, certificates and awards are names with a date beside them; only the name's form differs."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from interview_schemas.events import ResumeFact, ResumeSection
from llm_service.resumes.structure.entries import Entry, entries
from llm_service.resumes.structure.facts import fact
from llm_service.resumes.structure.lines import Line, Piece
from llm_service.resumes.structure.words import AWARD, CERTIFICATE, ROLE

_ISSUER: Final = re.compile(
    r"(?:공단|협회|재단|진흥원|위원회|상공회의소|연구원|대학교|학회|시청|공사)(?:장)?$"
    r"|\b(?:Foundation|Institute|Association|Board|Council|University|Society|Ministry|Amazon|Google|Microsoft)\b"
)
_LONGEST: Final = 80


def certificates(lines: Sequence[Line]) -> Iterator[ResumeFact]:
    """Names and dates; a line without a date may hold several names."""
    for entry in entries(lines, with_bullets=True):
        names = [value for kind, value in entry.named if kind == "item"] or _listed(entry, CERTIFICATE)
        yield from _named("certificate", names, entry)


def awards(lines: Sequence[Line]) -> Iterator[ResumeFact]:
    """One award a line."""
    for entry in entries(lines, with_bullets=True):
        names = [value for kind, value in entry.named if kind == "item"] or _listed(entry, AWARD)[:1]
        yield from _named("award", names, entry)


def projects(lines: Sequence[Line]) -> Iterator[ResumeFact]:
    """One project a line, with the role that is written beside or under it."""
    for entry in entries(lines, with_bullets=True):
        named = dict(reversed(entry.named))
        rest = [piece for piece in entry.pieces if not _is_role(piece)] or list(entry.pieces[:-1])
        names = [named["item"]] if "item" in named else rest[:1]
        roles = [named["role"]] if "role" in named else [p for p in entry.pieces if p not in names and _is_role(p)][:1]
        if set(named) <= {"role"} and "role" in named and not entry.periods:
            names = []
        yield from (fact("project", "name", piece) for piece in names if len(piece.value) <= _LONGEST)
        yield from (fact("project", "role", piece) for piece in roles)
        yield from (fact("project", "period", period) for period in entry.periods)


def _named(section: ResumeSection, names: Sequence[Piece], entry: Entry) -> Iterator[ResumeFact]:
    yield from (fact(section, "name", piece) for piece in names if 2 <= len(piece.value) <= _LONGEST)
    yield from (fact(section, "date", period) for period in entry.periods)


def _listed(entry: Entry, form: re.Pattern[str]) -> list[Piece]:
    """All names of a line without a date; of one with a date the first that looks like one."""
    candidates = [piece for piece in entry.pieces if not _ISSUER.search(piece.value)] or list(entry.pieces)
    if not entry.periods:
        return candidates
    fitting = [piece for piece in candidates if form.search(piece.value)]
    return (fitting or candidates)[:1]


def _is_role(piece: Piece) -> bool:
    return ROLE.search(piece.value) is not None and len(piece.value) <= 24
