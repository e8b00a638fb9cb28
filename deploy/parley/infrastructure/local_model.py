"""Why: a machine without a GPU or a model server can still show follow-ups that come from what was said."""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parley.launcher.data_folder import CHECKOUT
from parley.launcher.process import Child
from parley.launcher.readiness import http_ready

SHA256: Final = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
NAME: Final = "qwen2.5-coder-1.5b-instruct"
FOLDER: Final = CHECKOUT / ".tools" / "model"
SERVE: Final = CHECKOUT / "deploy" / "llama" / "serve.py"
_BLOCK: Final = 1 << 20


class NoLocalModel(RuntimeError):
    """The model was not fetched, or is not the one that was."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """llama.cpp with a small model; `prepare` once, then run `child`."""

    port: int
    cache: Path
    folder: Path = FOLDER
    sha256: str = SHA256

    @property
    def weights(self) -> Path:
        """The whole model."""
        return self.cache / "models" / f"{NAME}.gguf"

    @property
    def environment(self) -> Mapping[str, str]:
        """What services are told: one small server, so reports yield to questions and drafts come one at a time."""
        return {
            "LLM_BASE_URL": f"http://127.0.0.1:{self.port}/v1",
            "LLM_MODEL": NAME,
            "LLM_LANGUAGES": "en",
            "LLM_SLOTS": "1",
            "DRAFT_SLOTS": "1",
            "ASSESSMENT_SLOTS": "1",
            "ASSESSMENT_YIELDS": "true",
            "QUESTION_DUE_MS": "8000",
        }

    def prepare(self, progress: Callable[[str], None]) -> None:
        """Join the parts on first use. Raises NoLocalModel."""
        if self.weights.exists():
            return
        parts = sorted(self.folder.glob("weights/*/data/*.bin"), key=lambda part: part.name)
        if not parts:
            raise NoLocalModel("the local model is not installed: run `make demo LLM=local`, which fetches it (1.2 GB)")
        progress("joining the local model's parts")
        join(parts, self.weights, self.sha256)
        shutil.rmtree(self.folder / "weights")

    def child(self) -> Child:
        """The server's process."""
        command = [str(self.folder / "bin" / "python"), str(SERVE), str(self.weights), str(self.port)]
        return Child("model", command, http_ready(self.port, "/health"), dict(os.environ))


def join(parts: list[Path], whole: Path, expected: str) -> None:
    """Write `whole` from its parts; raises NoLocalModel, and leaves nothing, where the checksum is another one."""
    whole.parent.mkdir(parents=True, exist_ok=True)
    half, digest = whole.with_suffix(".part"), hashlib.sha256()
    with half.open("wb") as out:
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    if digest.hexdigest() != expected:
        half.unlink()
        raise NoLocalModel("the local model is not the one that was chosen: its checksum differs; remove .tools/model")
    half.replace(whole)
