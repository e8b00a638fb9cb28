"""Why: a streamed completion is a stream of server-sent events, whoever serves it."""

import msgspec

from llm_service.engines.contract import EngineGarbage, Usage

_FIELD = "data:"
_DONE = "[DONE]"


class Delta(msgspec.Struct, frozen=True):
    """The words that one event adds."""

    content: str | None = None


class Choice(msgspec.Struct, frozen=True):
    """`finish_reason` stands in the last event of a completion."""

    delta: Delta = Delta()
    finish_reason: str | None = None


class Chunk(msgspec.Struct, frozen=True):
    """What matters of a chat.completion.chunk; an event with usage only has no choices."""

    choices: list[Choice]
    usage: Usage | None = None


class Piece(msgspec.Struct, frozen=True):
    """Text that was added, whether the completion ends here, and what it took where the server says so."""

    text: str = ""
    is_last: bool = False
    usage: Usage | None = None


_DECODER = msgspec.json.Decoder(Chunk)


def piece_of(line: str) -> Piece:
    """Raises EngineGarbage for data that is no chunk, or a completion that was cut at its length limit."""
    if not line.startswith(_FIELD):
        return Piece()
    data = line.removeprefix(_FIELD).strip()
    if data == _DONE:
        return Piece(is_last=True)
    try:
        chunk = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        raise EngineGarbage("malformed", "event") from None
    return _piece(chunk.choices[0], chunk.usage) if chunk.choices else Piece(usage=chunk.usage)


def _piece(choice: Choice, usage: Usage | None) -> Piece:
    if choice.finish_reason == "length":
        raise EngineGarbage("too_long", "token limit")
    return Piece(choice.delta.content or "", choice.finish_reason is not None, usage)
