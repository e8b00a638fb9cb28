"""Why: a question may quote a person's own sentence, and only as it stands in what they sent."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from interview_schemas.events import Passage, ResumeFact

_SENTENCE: Final = re.compile(r"[^.!?。]+(?:[.!?](?!\s|$)[^.!?。]*)*")
_SHORTEST, _LONGEST = 10, 110
_MARKS: Final = re.compile(r"[\"“”‘’「」『』{}]|\n\s*\n")


def quote(facts: Sequence[ResumeFact], may_be_asked: Callable[[str], bool]) -> Passage | None:
    """The first fitting sentence of the self-introduction, without its end mark; one on a single line comes first."""
    found = [passage for passage in _sentences(facts) if may_be_asked(" ".join(passage.value.split()))]
    on_one_line = [passage for passage in found if "\n" not in passage.value]
    return next(iter(on_one_line or found), None)


def _sentences(facts: Sequence[ResumeFact]) -> Iterator[Passage]:
    for fact in facts:
        if fact.section != "self_introduction":
            continue
        for match in _SENTENCE.finditer(fact.value):
            value = match[0].strip()
            start = fact.start + match.start() + match[0].index(value) if value else fact.start
            if _SHORTEST <= len(value) <= _LONGEST and not _MARKS.search(value):
                yield Passage(value=value, start=start, end=start + len(value))
