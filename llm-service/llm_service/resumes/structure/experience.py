"""Why: where somebody worked and as what decides which questions fit, and stands on one line or on three."""

from collections.abc import Iterator, Sequence
from typing import Final

from interview_schemas.events import ResumeFact
from llm_service.resumes.structure.entries import Entry, entries
from llm_service.resumes.structure.facts import fact
from llm_service.resumes.structure.lines import Line, Piece
from llm_service.resumes.structure.words import COMPANY, ROLE, ROLE_TAIL

_KINDS: Final = frozenset({"company", "role"})
_LONGEST: Final = 60
_MOST_LINES: Final = 8


def experience(lines: Sequence[Line]) -> Iterator[ResumeFact]:
    """Facts of the lines of one section; lines between two periods belong to one place of work."""
    for group in _groups(list(entries(lines, with_bullets=False))):
        yield from (fact("experience", "period", period) for entry in group for period in entry.periods)
        yield from _of_group(group)


def _groups(found: Sequence[Entry]) -> Iterator[list[Entry]]:
    held: list[Entry] = []
    for entry in found:
        if len(held) == _MOST_LINES or (held and (entry.gap or _is_full(held)) and _is_begun(held, entry)):
            yield held
            held = []
        held.append(entry)
    if held:
        yield held


def _is_full(held: Sequence[Entry]) -> bool:
    return any(entry.periods for entry in held) and any(entry.pieces or entry.named for entry in held)


def _is_begun(held: Sequence[Entry], entry: Entry) -> bool:
    """A second period, a second company, or a blank line after something whole."""
    if entry.periods and any(other.periods for other in held):
        return True
    roles = sum(ROLE.search(piece.value) is not None for other in held for piece in other.pieces)
    return _is_full(held) and (roles > 0 or bool(held[0].columns)) and bool(entry.pieces or entry.named)


def _of_group(group: Sequence[Entry]) -> Iterator[ResumeFact]:
    named = [each for entry in group for each in entry.named if each[0] in _KINDS]
    yield from (fact("experience", kind, value) for kind, value in named)
    known = {kind for kind, _ in named}
    if not any(entry.columns for entry in group):
        parts = _parts([piece for entry in group for piece in entry.pieces if len(piece.value) <= _LONGEST])
        yield from (fact("experience", kind, piece) for kind, piece in parts if kind not in known)


def _parts(found: Sequence[Piece]) -> Iterator[tuple[str, Piece]]:
    """At most one company and one role of the pieces of a place of work."""
    halves = [half for piece in found for half in _halves(piece)]
    roles = [piece for piece in halves if ROLE.search(piece.value)]
    others = [piece for piece in halves if piece not in roles]
    companies = [piece for piece in others if COMPANY.search(piece.value)] or others
    if not companies and len(roles) == 1:
        tail = ROLE_TAIL.search(roles[0].value)
        if tail is not None and " " in tail[0]:
            companies, roles = [_part(roles[0], 0, tail.start())], [_part(roles[0], tail.start(), None)]
    if len(roles) > 1 and not companies:
        companies, roles = roles[:1], roles[1:]
    yield from (("company", piece) for piece in companies[:1] if piece.value)
    yield from (("role", piece) for piece in roles[:1] if piece.value)


def _halves(piece: Piece) -> tuple[Piece, ...]:
    """A company and a role that stand side by side without a mark between them."""
    company, role = COMPANY.search(piece.value), ROLE.search(piece.value)
    end = piece.value.find(" ", company.end()) if company is not None else -1
    if company is None or role is None or not 0 < end < role.end() or company.start() >= role.start():
        return (piece,)
    return (_part(piece, 0, end), _part(piece, end, None))


def _part(piece: Piece, start: int, end: int | None) -> Piece:
    return piece.part(start, len(piece.value) if end is None else end).trimmed()
