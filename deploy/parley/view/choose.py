"""Why: which view fits is seen from where the output goes."""

import sys

import typer
from rich.console import Console

from parley.view.json_lines import JsonLines
from parley.view.live import LiveScreen
from parley.view.plain import PlainLines
from parley.view.screen import View


def choose(title: str, *, as_json: bool = False, console: Console | None = None) -> View:
    """JSON where it was asked for, a live screen in a terminal, lines anywhere else."""
    if as_json:
        return JsonLines(_line, lambda line: typer.echo(line, err=True))
    target = console or Console()
    return LiveScreen(target, title) if target.is_terminal else PlainLines(_line)


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
