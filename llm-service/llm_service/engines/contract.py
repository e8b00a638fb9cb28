"""Why: what is asked of a model, and how asking can fail, is the same for every engine and every caller."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import msgspec

Receive = Callable[[str], Awaitable[None]]
# `rejected`: this request can't be served; `refused`: no request of ours is, by a wrong key or model for example.
Fault = Literal["deadline", "rejected", "refused", "unreachable", "cut", "malformed", "empty", "too_long"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A completion that must fit `schema` (JSON Schema). A lower `priority` is served earlier; 0 is a question's."""

    messages: tuple[Message, ...]
    schema_name: str
    schema: Mapping[str, object]
    max_tokens: int
    temperature: float = 0.0
    priority: int = 0


class Usage(msgspec.Struct, frozen=True):
    """Tokens as the server counts them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class EngineError(Exception):
    """The model gave nothing that can be used. `fault` says why and carries nothing of prompt or answer."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault: Fault = fault


class EngineTimeout(EngineError):
    """The deadline passed; the request was aborted."""


class EngineRefused(EngineError):
    """The server can't be reached or refuses, also after what retries the deadline allows."""


class EngineGarbage(EngineError):
    """The server answered with something that is no completion, or with half of one."""


def request_hash(request: ChatRequest, model: str) -> str:
    """SHA-256 of everything that the output depends on."""
    return hashlib.sha256(msgspec.json.encode([model, request], order="deterministic")).hexdigest()
