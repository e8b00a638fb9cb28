"""Why: which prompt led to an output must be known for ever, so a prompt is a file with a version and a hash."""

import hashlib
from importlib.resources import files
from typing import Final

import msgspec

_HASH_DIGITS: Final = 12


class PromptFile(msgspec.Struct, frozen=True, kw_only=True):
    """The fixed part of what a model is told; being the same for all it can be cached by the server."""

    name: str
    text: str

    @property
    def version(self) -> str:
        """Name and content: another text is another version even where somebody forgot to rename it."""
        return f"{self.name}@{hashlib.sha256(self.text.encode()).hexdigest()[:_HASH_DIGITS]}"


def load_prompt_file(name: str) -> PromptFile:
    """A prompt that comes with the package."""
    path = files("llm_service") / "prompts" / f"{name}.txt"
    return PromptFile(name=name, text=path.read_text(encoding="utf-8"))
