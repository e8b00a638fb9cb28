"""Why: the question service needs a model that writes while it is read, and nothing else of any engine."""

from typing import Protocol

from llm_service.engines.contract import ChatRequest, Receive


class Engine(Protocol):
    """A language model."""

    @property
    def model(self) -> str:
        """The name under which its questions are recorded."""
        ...

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        """Return the whole completion; `receive` gets each piece as it comes. Raises EngineError, in time."""
        ...
