"""Why: a question may quote what a person wrote about themselves, so its paragraphs are kept as they stand."""

from collections.abc import Iterator, Sequence

from interview_schemas.events import ResumeFact
from llm_service.resumes.structure.facts import fact
from llm_service.resumes.structure.lines import Line, Piece

_SHORTEST = 15


def introduction(text: str, lines: Sequence[Line]) -> Iterator[ResumeFact]:
    """Paragraphs: lines without an empty one between them."""
    held: list[Line] = []
    for line in lines:
        if line.gap and held:
            yield from _paragraph(text, held)
            held = []
        held.append(line)
    yield from _paragraph(text, held)


def _paragraph(text: str, lines: Sequence[Line]) -> Iterator[ResumeFact]:
    if not lines:
        return
    start, end = lines[0].piece.start, lines[-1].piece.end
    whole = Piece(text[start:end], start).trimmed()
    if len(whole.value) >= _SHORTEST:
        yield fact("self_introduction", "paragraph", whole)
