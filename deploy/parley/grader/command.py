"""Why: `parley grader` tests a model before it may publish grades, and takes in what people have rated."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from parley.client.installation import Installation, NotRunning, running
from parley.launcher.data_folder import default_data_folder

app = typer.Typer(help="Test a model before it may publish grades.", no_args_is_help=True)
_NAME: Final = re.compile(r"^[\w.-]{1,80}$")


@app.command()
def qualify(
    engine: Annotated[str, typer.Option(help="base URL of an OpenAI-compatible server, ending in /v1")],
    model: Annotated[str, typer.Option(help="the model's name on that server")],
    *,
    rubric: Annotated[str, typer.Option(help="the rubric to grade by")] = "standard",
    golden: Annotated[str | None, typer.Option(help="an imported set or a file; default: the synthetic set")] = None,
    runs: Annotated[int, typer.Option(help="how often the whole set is graded")] = 3,
    varied: Annotated[int, typer.Option(help="answers that are graded with facts about the person changed")] = 8,
    publish: Annotated[bool, typer.Option(help="write the result to the log of the running stack")] = True,
) -> None:
    """Grade a set whose levels are known, and say whether the model may publish grades."""
    environment = {
        "LLM_BASE_URL": engine,
        "LLM_MODEL": model,
        "GRADER_RUBRIC": rubric,
        "GRADER_RUNS": str(runs),
        "GRADER_VARIED": str(varied),
        "GRADER_GOLDEN": _path(golden) if golden else "",
        **(_log() if publish else {}),
    }
    kept = {name: value for name, value in environment.items() if value}
    done = subprocess.run([sys.executable, "-m", "llm_service.qualification"], env=os.environ | kept, check=False)
    raise typer.Exit(done.returncode)


@app.command(name="import")
def take_in(
    file: Annotated[Path, typer.Argument(help="YAML with answers and the levels that two named people gave them")],
    *,
    rubric: Annotated[str, typer.Option(help="the rubric that they rated by")] = "standard",
) -> None:
    """Check a set that people have rated and keep it for `parley grader qualify --golden ID`."""
    command = [sys.executable, "-m", "llm_service.qualification.importing", str(file), rubric]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
    name = str(msgspec.yaml.decode(file.read_bytes())["id"])
    if not _NAME.match(name):
        typer.echo(f"parley: {file}: the id must be letters, digits, dots and dashes", err=True)
        raise typer.Exit(2)
    kept = folder() / f"{name}.yaml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, kept)
    typer.echo(f"kept; use it as: parley grader qualify --golden {name}")


def folder() -> Path:
    """Where imported sets are kept."""
    return default_data_folder() / "golden"


def _path(golden: str) -> str:
    kept = folder() / f"{golden}.yaml"
    return str(kept) if _NAME.match(golden) and kept.exists() else golden


def _log() -> dict[str, str]:
    try:
        installation: Installation = running()
    except NotRunning as error:
        typer.echo(f"parley: {error}; add --no-publish to test without a running stack", err=True)
        raise typer.Exit(3) from None
    return {"KAFKA_BOOTSTRAP_SERVERS": installation.kafka_bootstrap, "GRADER_PUBLISH": "true"}


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="grader")
