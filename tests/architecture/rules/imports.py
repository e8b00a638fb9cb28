"""Why: the dependency rule stands once, in .importlinter, and is tried out on small packages of the same names."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from architecture.rules.sources import PACKAGES, ROOT, NothingToCheck, Violations

_BROKEN = re.compile(r"^(.+) BROKEN\b", re.MULTILINE)
_KEPT = re.compile(r"^Contracts: (\d+) kept, \d+ broken\.", re.MULTILINE)


def broken_contracts(folder: Path) -> Violations:
    """Names of the contracts of .importlinter that the packages found from `folder` break."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    settings = ["--config", str(ROOT / ".importlinter"), "--no-cache"]
    way = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    done = subprocess.run([*command, *settings], cwd=folder, env=way, capture_output=True, text=True, check=False)
    if not _KEPT.search(done.stdout):
        raise NothingToCheck(done.stdout + done.stderr)
    return _BROKEN.findall(done.stdout)


def write_packages(folder: Path, modules: Mapping[str, str]) -> None:
    """Packages with the names of ours below `folder`, empty but for `modules`."""
    for package in PACKAGES:
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    for name, text in modules.items():
        path = folder.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
