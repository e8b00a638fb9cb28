"""Why: the assessment needs a model and the record of its tests, and nothing else of any engine."""

from typing import Protocol

from llm_service.engines.contract import ChatRequest, Receive


class Engine(Protocol):
    """A language model."""

    @property
    def model(self) -> str:
        """The name under which its grades are recorded."""
        ...

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        """Return the whole completion. Raises EngineError, in time."""
        ...


class Qualifications(Protocol):
    """Which model may publish grades."""

    async def find(self, model: str, prompt_version: str, rubric_hash: str) -> str | None:
        """The id of the last test, where the model has passed it. Raises Unavailable."""
        ...
