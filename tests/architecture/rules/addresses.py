"""Why: a checkout must install from whatever index its machine uses, and tell nothing of who wrote it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from architecture.rules.sources import File, Violations, found

_HOSTS: Final = re.compile(
    r"(?:pypi|pythonhosted)\.org|registry\.(?:npmjs|yarnpkg)\.|repo1?\.maven\.|maven\.org|crates\.io|proxy\.golang\."
    r"|(?:artifactory|nexus|jfrog)\.",
    re.IGNORECASE,
)
_MACHINE: Final = re.compile(r"(?<![\w.}-])(?:/(?:home|Users)/\w|/root/\w|/work/\w|[A-Z]:\\Users\\)")
_LOCK: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[\w,-]+\])?==[\w.!+-]+(?: ; [^\\]+)?(?: \\)?"
    r"|    --hash=sha256:[0-9a-f]{64}(?: \\)?"
    r"|\s*"
)


def no_registry_host(files: Sequence[File]) -> Violations:
    """No file names the host of a package registry."""
    return list(_lines(files, _HOSTS))


def no_developer_path(files: Sequence[File]) -> Violations:
    """No file names a folder of the machine that it was written on."""
    return list(_lines(files, _MACHINE))


def locks_hold_versions_and_hashes(files: Sequence[File]) -> Violations:
    """A lock file is exact versions, markers and SHA-256 hashes, and nothing else."""
    locks = found([file for file in files if file.path.startswith("requirements/") and file.path.endswith(".txt")])
    numbered = ((file.path, number, line) for file in locks for number, line in enumerate(file.text.splitlines(), 1))
    return [f"{path}:{number}: {line}" for path, number, line in numbered if not _LOCK.fullmatch(line)]


def _lines(files: Sequence[File], pattern: re.Pattern[str]) -> Iterator[str]:
    for file in found(files):
        for number, line in enumerate(file.text.splitlines(), 1):
            if pattern.search(line):
                yield f"{file.path}:{number}"
