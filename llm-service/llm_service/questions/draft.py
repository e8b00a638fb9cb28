"""Why: a candidate reads the question while the model still writes the JSON that holds it."""

import json
import re
from typing import Final

import msgspec

_OPENING: Final = re.compile(r'^\s*\{\s*"question"\s*:\s*"')
_STRING: Final = re.compile(r'(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*')
_HALF_PAIR: Final = re.compile(r"[\ud800-\udbff]$")

SCHEMA: Final = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}


class _Output(msgspec.Struct, forbid_unknown_fields=True):
    question: str


def question_of(raw: str) -> str | None:
    """The question in a whole output, without outer spaces; None where the output is anything else."""
    try:
        return msgspec.json.decode(raw, type=_Output).question.strip()
    except (msgspec.DecodeError, UnicodeError):
        return None


def question_so_far(raw: str) -> str:
    """The question in the beginning of an output; only ever grows as `raw` grows."""
    opening = _OPENING.match(raw)
    if opening is None:
        return ""
    body = _STRING.match(raw, opening.end())
    text: str = json.loads(f'"{body[0] if body else ""}"')
    return _HALF_PAIR.sub("", text)
