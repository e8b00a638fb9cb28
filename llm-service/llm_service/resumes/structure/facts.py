"""Why: a fact is worth nothing that can't be shown where it stands, so each carries its place in the text."""

from interview_schemas.events import ResumeFact, ResumeSection
from llm_service.resumes.structure.lines import Piece


def fact(section: ResumeSection, kind: str, piece: Piece) -> ResumeFact:
    """`piece` as a fact."""
    return ResumeFact(section=section, kind=kind, value=piece.value, start=piece.start, end=piece.end)
