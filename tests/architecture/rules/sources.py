"""Why: every rule reads the same modules and files, and none may pass because it found nothing."""

import ast
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

ROOT: Final = Path(__file__).resolve().parents[3]
PACKAGES: Final = {
    "interview_schemas": "schemas",
    "interview_runtime": "runtime",
    "ingest_gateway": "ingest-gateway",
    "stream_processors": "stream-processors",
    "vision_service": "vision-service",
    "llm_service": "llm-service",
    "interview_api": "api",
    "parley": "deploy",
}
Violations = list[str]
T = TypeVar("T")


class NothingToCheck(AssertionError):
    """The rule was given nothing: a moved folder would make it pass for ever."""


@dataclass(frozen=True)
class Module:
    """A Python file by its dotted name; a package's own file ends in `.__init__`."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@dataclass(frozen=True)
class File:
    """A text file of the repository by its path from the root."""

    path: str
    text: str


def found(items: Collection[T]) -> Collection[T]:
    """Raises NothingToCheck where there is nothing."""
    if not items:
        raise NothingToCheck
    return items


def source() -> list[Module]:
    """Every module of the eight packages."""
    return [module for package, folder in PACKAGES.items() for module in _modules(ROOT / folder, package)]


def suite() -> list[Module]:
    """Every module below tests/."""
    return list(_modules(ROOT, "tests"))


def tracked(folder: str = ".") -> list[File]:
    """Every text file below `folder` that git knows of and that stands in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z", folder], cwd=ROOT, check=True, capture_output=True).stdout
    paths = (ROOT / name.decode() for name in listed.split(b"\0") if name)
    texts = ((path, _text(path)) for path in paths if path.is_file())
    return [File(path.relative_to(ROOT).as_posix(), text) for path, text in texts if text is not None]


def _modules(base: Path, package: str) -> Iterator[Module]:
    for path in sorted((base / package).rglob("*.py")):
        yield Module(".".join(path.relative_to(base).with_suffix("").parts), path.read_text("utf-8"))


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None
