"""Why: the commands run the programs that they name, against a real server, and a bad set is refused with words."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from fakes import openai_server as fake
from fakes.openai_server import MODEL, ScriptedOpenAIServer
from unit.qualification.answers import SYNTHETIC, rated

pytestmark = pytest.mark.integration
QUALIFY = ("grader", "qualify", "--no-publish")


def parley(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PARLEY_DATA": str(data), "COLUMNS": "120"}
    command = [sys.executable, "-c", "from parley.cli import app; app()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=250)


async def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(parley, data, *arguments)


async def test_a_model_that_writes_prose_fails_and_the_command_says_so(tmp_path: Path) -> None:
    with ScriptedOpenAIServer([fake.prose()]) as server:
        done = await run(
            tmp_path, *QUALIFY, "--engine", server.base_url, "--model", MODEL, "--runs", "1", "--varied", "1"
        )
    assert done.returncode == 1, done.stderr
    assert "failed: no grades are published" in done.stdout
    assert "calls without a usable output" in done.stdout
    assert f"{len(SYNTHETIC.answers)} answers of standard-synthetic (synthetic)" in done.stdout


async def test_without_a_running_stack_nothing_can_be_published(tmp_path: Path) -> None:
    done = await run(tmp_path, "grader", "qualify", "--engine", "http://127.0.0.1:9/v1", "--model", "m")
    assert done.returncode == 3
    assert "--no-publish" in done.stderr


async def test_a_set_of_two_raters_is_taken_in_and_used_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_bytes(msgspec.yaml.encode(rated()))
    taken = await run(tmp_path / "data", "grader", "import", str(file))
    assert taken.returncode == 0, taken.stderr
    assert "rated by Kim and Lee" in taken.stdout
    assert "kappa 1.00" in taken.stdout
    with ScriptedOpenAIServer([fake.prose()]) as server:
        done = await run(
            tmp_path / "data",
            *QUALIFY,
            "--engine",
            server.base_url,
            "--model",
            MODEL,
            "--golden",
            "people",
            "--runs",
            "1",
        )
    assert "answers of people (human)" in done.stdout


@pytest.mark.parametrize(("text", "says"), [("", "object"), ("{id: ../../x}", "rubric_id")])
async def test_a_set_that_is_wrong_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    done = await run(tmp_path, "grader", "import", str(file))
    assert done.returncode == 2
    assert says in done.stderr
    assert not (tmp_path / "golden").exists()


async def test_the_synthetic_set_cannot_be_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "synthetic.yaml"
    file.write_bytes(msgspec.yaml.encode(SYNTHETIC))
    done = await run(tmp_path, "grader", "import", str(file))
    assert done.returncode == 2
    assert "two people" in done.stderr
