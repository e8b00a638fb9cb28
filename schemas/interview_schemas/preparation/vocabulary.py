"""Why: names and terms of this posting and this person are what speech recognition most often gets wrong."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from interview_schemas.events import InterviewScheduled, ResumeFact

MAX_TERMS: Final = 60
_LONGEST: Final = 40
_SPOKEN: Final = frozenset(
    {
        ("experience", "company"),
        ("experience", "role"),
        ("project", "name"),
        ("certificate", "name"),
        ("award", "name"),
        ("education", "major"),
    }
)
_TERM: Final = re.compile(r"\b[A-Za-z]{0,20}[A-Z0-9+#][A-Za-z0-9+#]{0,20}\b")
_TWO_CAPITALS: Final = re.compile(r"[A-Z].{0,20}[A-Z]|[a-z][A-Z]|[A-Z]\d|[A-Z][+#]")


def vocabulary(scheduled: InterviewScheduled, facts: Sequence[ResumeFact], text: str) -> tuple[str, ...]:
    """Terms in the order of their weight: the posting's, those of facts, then technical ones of the text."""
    terms = (" ".join(term.split()) for term in _terms(scheduled, facts, text))
    return tuple(dict.fromkeys(term for term in terms if 1 < len(term) <= _LONGEST))[:MAX_TERMS]


def _terms(scheduled: InterviewScheduled, facts: Sequence[ResumeFact], text: str) -> Iterator[str]:
    yield from (term for term in (scheduled.company, scheduled.position) if term)
    yield from (fact.value for fact in facts if (fact.section, fact.kind) in _SPOKEN)
    yield from (match[0] for match in _TERM.finditer(text) if _TWO_CAPITALS.search(match[0]))
