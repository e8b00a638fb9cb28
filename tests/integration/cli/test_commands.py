import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka.admin import AdminClient

from parley.accuracy import word_errors
from parley.launcher.data_folder import CHECKOUT
from parley.launcher.stack import Stack
from parley.recordings import recordings

pytestmark = pytest.mark.integration

RECORDING = CHECKOUT / "deploy" / "parley" / "recordings" / "jfk.wav"
Line = dict[str, Any]


def parley(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PARLEY_DATA": str(data)}
    command = [sys.executable, "-c", "from parley.cli import app; app()", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=CHECKOUT, timeout=400
    )


@cache
def interviewed(data: Path) -> list[Line]:
    """The lines of one played interview; every test reads the same one."""
    done = parley(data, "play", str(RECORDING), "--lang", "en", "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def lines(live: Stack) -> list[Line]:
    return interviewed(live.data.root)


@pytest.fixture
def interview_id(lines: list[Line]) -> str:
    return str(lines[-1]["interview_id"])


def of(lines: list[Line], kind: str) -> list[Line]:
    return [line for line in lines if line["type"] == kind]


def test_a_recording_is_interviewed_to_the_end(lines: list[Line]) -> None:
    assert [line["ordinal"] for line in of(lines, "question")] == [1, 2, 3]
    assert [line["status"] for line in of(lines, "state")][-1] == "assessed"
    assert lines[-1]["type"] == "summary"
    assert lines[-1]["finals"] == len(of(lines, "final"))
    assert lines[-1]["question_p50_ms"] > 0


def test_what_was_said_was_understood(lines: list[Line]) -> None:
    spoken = next(recording.text for recording in recordings() if recording.id == "jfk")
    heard = " ".join(line["text"] for line in of(lines, "final"))
    assert word_errors(spoken, heard).rate <= 0.25


def test_captions_lie_on_the_recordings_clock(lines: list[Line]) -> None:
    captions = of(lines, "partial") + of(lines, "final")
    assert captions
    for line in captions:
        assert 0 <= line["start_ms"] < line["end_ms"] <= 11_000
        assert line["shown_at_ms"] >= line["end_ms"] - 300
    segments = [line["segment_id"] for line in of(lines, "final")]
    assert len(segments) == len(set(segments))


def test_no_secret_is_printed(live: Stack, lines: list[Line]) -> None:
    printed = json.dumps(lines)
    assert live.owner_token not in printed
    assert "token" not in printed
    assert "ticket" not in printed


def test_the_report_reads_well_and_says_what_was_not_graded(live: Stack, interview_id: str) -> None:
    done = parley(live.data.root, "report", interview_id)
    assert done.returncode == 0, done.stderr
    assert "not assessed: no grading model" in done.stdout
    assert "1. Hello, it is good to meet you. To begin, could you tell me" in done.stdout
    whole = json.loads(parley(live.data.root, "report", interview_id, "--json").stdout)
    assert whole["complete"] is True
    assert len(whole["answers"]) == 3


def test_the_log_is_merged_in_order_with_media_as_sizes(live: Stack, interview_id: str, lines: list[Line]) -> None:
    done = parley(live.data.root, "events", interview_id, "--json")
    assert done.returncode == 0, done.stderr
    log = [json.loads(line) for line in done.stdout.splitlines()]
    assert [entry["stored_ms"] for entry in log] == sorted(entry["stored_ms"] for entry in log)
    types = {entry["type"] for entry in log}
    assert {"InterviewScheduled.v1", "AudioChunk.v1", "SegmentFinal.v1", "TurnCompleted.v1"} <= types
    media = [entry["event"]["media"] for entry in log if entry["type"] == "AudioChunk.v1"]
    assert all(size.endswith(" bytes") for size in media)
    finals = {entry["event"]["segment_id"] for entry in log if entry["type"] == "SegmentFinal.v1"}
    assert finals == {line["segment_id"] for line in of(lines, "final")}
    assert not [entry for entry in log if "unreadable" in entry]


def test_the_log_for_the_eye_has_a_line_a_record(live: Stack, interview_id: str) -> None:
    shown = parley(live.data.root, "events", interview_id).stdout.splitlines()
    assert "InterviewScheduled" in shown[0]
    assert any("TurnCompleted" in line for line in shown)


def test_a_replay_makes_the_same_again_and_leaves_nothing_behind(live: Stack, interview_id: str) -> None:
    done = parley(live.data.root, "replay", interview_id, "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "equal: 11 outputs, ids and plaintext" in done.stdout
    admin = AdminClient({"bootstrap.servers": live.kafka_bootstrap})
    assert not [name for name in admin.list_topics(timeout=10).topics if name.startswith("replay-")]


def test_a_replay_of_nothing_fails_its_check(live: Stack) -> None:
    done = parley(live.data.root, "replay", "00000000-0000-0000-0000-000000000000", "--check")
    assert done.returncode == 1
    assert "nothing to compare" in done.stdout


@pytest.mark.parametrize("command", ["report", "events"])
def test_an_unknown_interview_is_one_line(live: Stack, command: str) -> None:
    done = parley(live.data.root, command, "nobody")
    assert done.returncode == 1
    assert done.stderr.startswith("parley: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_bad_recording_is_one_line_and_2(tmp_path: Path) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"RIFF and then nothing of the kind")
    done = parley(tmp_path, "play", str(bad), "--lang", "ko")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "not a PCM wav file" in done.stderr


@pytest.mark.parametrize("arguments", [("--speed", "0"), ("--speed", "9"), ("--scenario", "endless")])
def test_bad_options_are_2(tmp_path: Path, arguments: tuple[str, str]) -> None:
    done = parley(tmp_path, "play", str(RECORDING), "--lang", "en", *arguments)
    assert done.returncode == 2
    assert arguments[0] in done.stderr


@pytest.mark.parametrize("command", [("play", str(RECORDING), "--lang", "en"), ("report", "x"), ("events", "x")])
def test_without_a_stack_it_says_how_to_start_one(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = parley(tmp_path, *command)
    assert done.returncode == 3
    assert "Start it with `parley up`" in done.stderr
    assert "Traceback" not in done.stderr
