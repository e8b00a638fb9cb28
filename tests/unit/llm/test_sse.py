"""Why: each line of a stream is text, the end, nothing, or a fault; never a guess."""

import pytest

from llm_service.engines.contract import EngineGarbage, Usage
from llm_service.engines.sse import Piece, piece_of

pytestmark = pytest.mark.unit

LINES = [
    ("", Piece()),
    (": keep-alive", Piece()),
    ("event: message", Piece()),
    ("data: [DONE]", Piece(is_last=True)),
    ("data:[DONE]", Piece(is_last=True)),
    ('data: {"choices": []}', Piece()),
    ('data: {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}', Piece(usage=Usage(3, 2))),
    ('data: {"choices": [{"delta": {"content": "a"}}], "usage": null}', Piece(text="a")),
    ('data: {"choices": [{"delta": {"role": "assistant"}}]}', Piece()),
    ('data: {"choices": [{"delta": {"content": null}}]}', Piece()),
    ('data: {"choices": [{"delta": {"content": "질문"}, "finish_reason": null}]}', Piece(text="질문")),
    ('data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}', Piece(is_last=True)),
    ('data: {"choices": [{"finish_reason": "stop"}]}', Piece(is_last=True)),
]


@pytest.mark.parametrize(("line", "piece"), LINES)
def test_a_line_is_read(line: str, piece: Piece) -> None:
    assert piece_of(line) == piece


@pytest.mark.parametrize("data", ["", "{", "null", "[]", '{"error": {"message": "no"}}', '{"choices": [1]}', "<html>"])
def test_anything_else_is_garbage(data: str) -> None:
    with pytest.raises(EngineGarbage) as raised:
        piece_of(f"data: {data}")
    assert raised.value.fault == "malformed"


def test_a_completion_cut_at_its_limit_is_garbage() -> None:
    with pytest.raises(EngineGarbage) as raised:
        piece_of('data: {"choices": [{"delta": {"content": "a"}, "finish_reason": "length"}]}')
    assert raised.value.fault == "too_long"
