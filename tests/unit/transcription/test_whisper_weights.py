"""Why: weights that were not verified are never loaded, and a crash while they are joined leaves none behind."""

import hashlib
from pathlib import Path

import pytest

from stream_processors.engines.whisper_weights import WeightsDamaged, WeightsNotFound, assemble, locate

pytestmark = pytest.mark.unit


def package(folder: Path, *parts: bytes) -> list[Path]:
    paths = []
    for number, content in enumerate(parts, start=1):
        data = folder / f"part{number}" / "data"
        data.mkdir(parents=True)
        paths.append(data / f"model.bin.part{number}")
        paths[-1].write_bytes(content)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (paths[0].parent / name).write_text("{}")
    return paths


def test_parts_are_joined_and_verified(tmp_path: Path) -> None:
    parts = package(tmp_path, b"ab", b"cd")
    target = assemble(parts, tmp_path / "cache" / "model", hashlib.sha256(b"abcd").hexdigest())
    assert (target / "model.bin").read_bytes() == b"abcd"
    assert sorted(each.name for each in target.iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.txt",
    ]


def test_wrong_bytes_are_refused_and_nothing_stays(tmp_path: Path) -> None:
    parts = package(tmp_path, b"ab", b"XX")
    cache = tmp_path / "cache"
    with pytest.raises(WeightsDamaged):
        assemble(parts, cache / "model", hashlib.sha256(b"abcd").hexdigest())
    assert list(cache.iterdir()) == []


def test_damaged_cache_is_replaced(tmp_path: Path) -> None:
    parts = package(tmp_path, b"ab", b"cd")
    target = tmp_path / "cache" / "model"
    target.mkdir(parents=True)
    (target / "model.bin").write_bytes(b"half")
    assemble(parts, target, hashlib.sha256(b"abcd").hexdigest())
    assert (target / "model.bin").read_bytes() == b"abcd"


def test_given_path_comes_first(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"any")
    assert locate(str(tmp_path), tmp_path / "unused") == tmp_path
    assert not (tmp_path / "unused").exists()


def test_given_path_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsNotFound):
        locate(str(tmp_path), tmp_path)
