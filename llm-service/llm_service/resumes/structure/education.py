"""Why: a school, a major and a degree stand in any order, and each is known by its form."""

from collections.abc import Iterator, Sequence

from interview_schemas.events import ResumeFact
from llm_service.resumes.structure.entries import Entry, entries, pieces, unglued
from llm_service.resumes.structure.facts import fact
from llm_service.resumes.structure.lines import Line, Piece
from llm_service.resumes.structure.words import DEGREE, MAJOR, ROLE, SCHOOL, STATUS

_KINDS = frozenset({"school", "major", "degree"})
_LONGEST_MAJOR = 40


def education(lines: Sequence[Line]) -> Iterator[ResumeFact]:
    """Facts of the lines of one section."""
    for entry in entries(lines, with_bullets=True):
        yield from (fact("education", "period", period) for period in entry.periods)
        yield from (fact("education", kind, value) for kind, value in entry.named if kind in _KINDS)
        if not entry.columns:
            yield from _of_pieces(entry)


def _of_pieces(entry: Entry) -> Iterator[ResumeFact]:
    known = {kind for kind, _ in entry.named}
    named = any(form.search(piece.value) for piece in entry.pieces for form in (SCHOOL, DEGREE))
    anchored = named or bool(entry.periods) or bool(known)
    for piece in entry.pieces:
        spans = []
        for kind, form in (("school", SCHOOL), ("degree", DEGREE)):
            for match in form.finditer(piece.value):
                found = piece.part(match.start(), match.end()).trimmed()
                spans.append((found.start, found.end))
                if kind not in known:
                    yield fact("education", kind, found)
        yield from _majors(piece, spans, anchored=anchored)


def _majors(piece: Piece, taken: list[tuple[int, int]], *, anchored: bool) -> Iterator[ResumeFact]:
    """What is left of a piece that names a school or a degree, or looks like a subject."""
    status = [(piece.start + m.start(), piece.start + m.end()) for m in STATUS.finditer(piece.value)]
    for rest in pieces(piece, taken + status):
        value = unglued(rest)
        if _is_major(value.value, anchored=anchored):
            yield fact("education", "major", value)


def _is_major(value: str, *, anchored: bool) -> bool:
    if not 2 <= len(value) <= _LONGEST_MAJOR or any(character.isdigit() for character in value):
        return False
    is_english = value[0].isupper() and value.isascii() and ROLE.search(value) is None
    return MAJOR.fullmatch(value) is not None or (anchored and is_english)
