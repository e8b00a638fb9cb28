import hashlib
from pathlib import Path

import pytest

from parley.infrastructure.local_model import SHA256, LocalModel, NoLocalModel, join
from parley.launcher.data_folder import DataFolder
from parley.launcher.plan import make_plan

pytestmark = pytest.mark.unit


def parts(folder: Path, *contents: bytes) -> list[Path]:
    made = []
    for number, content in enumerate(contents, start=1):
        path = folder / "weights" / f"package{number}" / "data" / f"part{number:02}.bin"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        made.append(path)
    return made


def test_parts_make_the_whole_only_with_the_known_checksum(tmp_path: Path) -> None:
    whole = tmp_path / "models" / "m.gguf"
    join(parts(tmp_path, b"one", b"two"), whole, hashlib.sha256(b"onetwo").hexdigest())
    assert whole.read_bytes() == b"onetwo"


def test_anything_else_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    whole = tmp_path / "models" / "m.gguf"
    with pytest.raises(NoLocalModel, match="checksum"):
        join(parts(tmp_path, b"two", b"one"), whole, SHA256)
    assert list(whole.parent.iterdir()) == []
    assert len(SHA256) == 64


def test_parts_are_joined_by_their_numbers_not_by_their_packages(tmp_path: Path) -> None:
    contents = [bytes([number]) for number in range(12)]
    model = LocalModel(1, tmp_path / "cache", tmp_path, hashlib.sha256(b"".join(contents)).hexdigest())
    parts(tmp_path, *contents)
    model.prepare(lambda _line: None)
    assert model.weights.read_bytes() == b"".join(contents)
    assert not (tmp_path / "weights").exists()


def test_what_is_not_installed_says_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(NoLocalModel, match="make demo LLM=local"):
        LocalModel(1, tmp_path, tmp_path).prepare(lambda _line: None)


def test_a_model_that_is_there_is_not_touched(tmp_path: Path) -> None:
    model = LocalModel(1, tmp_path, tmp_path)
    model.weights.parent.mkdir()
    model.weights.write_bytes(b"m")
    model.prepare(lambda _line: None)
    assert model.weights.read_bytes() == b"m"


def test_services_learn_of_it_and_reports_yield(tmp_path: Path) -> None:
    environment = LocalModel(7, tmp_path).environment
    assert environment["LLM_BASE_URL"] == "http://127.0.0.1:7/v1"
    assert environment["ASSESSMENT_YIELDS"] == "true"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"LLM": "local"}, True),
        ({"LLM": "local", "LLM_BASE_URL": "http://x/v1"}, False),
        ({"LLM": ""}, False),
    ],
)
def test_it_comes_along_only_when_it_is_asked_for(tmp_path: Path, environment: dict[str, str], wanted: bool) -> None:
    data = DataFolder(tmp_path).acquire()
    try:
        assert (make_plan(data, (), environment).model is not None) is wanted
    finally:
        data.release()
