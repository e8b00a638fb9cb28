"""Why: a question that was drafted before the answer was over is asked only if what came after changes nothing.

The rule: between what the draft was made from and the whole answer, at most three content words may differ and at most
one in six of the answer's; a negation may never differ. Fillers, thanks and closing formulas are no content.
"""

import re
from collections import Counter
from typing import Final

MAX_CHANGED: Final = 3
_ONE_IN: Final = 6
_WORD: Final = re.compile(r"[\w'’]+")
_NO_CONTENT: Final = (
    "um uh er hmm well so yeah yes okay ok like and but that's it that thanks thank you very much is all the a an i "
    "음 어 그 저 뭐 네 예 이제 그래서 그리고 아 이상입니다 감사합니다 입니다"
)
_FILLERS: Final = frozenset(_NO_CONTENT.split())
_NEGATIONS: Final = re.compile(
    r"^(?:not|no|never|none|nothing|neither|without|\w+n['’]t|안|못\w*|아니\w*|않\w*|없\w*|\w+(?:지않|지못)\w*)$"
)


def changed(basis: str, answer: str) -> tuple[str, ...]:
    """Content words and negations that stand in only one of the two texts, as often as they do."""
    before, after = _content(basis), _content(answer)
    return tuple(sorted(((after - before) + (before - after)).elements()))


def still_holds(basis: str, answer: str) -> bool:
    """Whether a question made from `basis` may be asked after `answer`."""
    difference = changed(basis, answer)
    if any(_NEGATIONS.match(word) for word in difference):
        return False
    allowed = min(MAX_CHANGED, _content(answer).total() // _ONE_IN)
    return len(difference) <= allowed


def _content(text: str) -> Counter[str]:
    words = (word.strip("'’").casefold() for word in _WORD.findall(text))
    return Counter(word for word in words if word and word not in _FILLERS)
