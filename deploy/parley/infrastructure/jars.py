"""Why: fetches Apache Kafka's own jars once and refuses any whose checksum is not the committed one."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from jgo import EnvironmentBuilder, LinkStrategy, MavenContext
from jgo.maven import PythonResolver

LOCK = Path(__file__).with_name("kafka-jars.lock")
# Resolved one by one: together, log4j's dependency management would replace kafka-clients 4.4.0 by 3.9.1.
COORDINATES = ("org.apache.kafka:kafka_2.13:4.4.0", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5")
DOWNLOAD_TIMEOUT_S = 60


class WrongJar(RuntimeError):
    """A jar is missing or is not the one that was reviewed."""


def read_lock(lock: Path = LOCK) -> dict[str, str]:
    """File name to sha256."""
    pairs = [line.split() for line in lock.read_text().splitlines() if line.strip()]
    return {pair[0]: pair[1] for pair in pairs}


def verify(folder: Path, locked: dict[str, str]) -> None:
    """Raise `WrongJar` unless the folder holds exactly the locked files."""
    present = {path.name for path in folder.glob("*.jar")}
    if present != set(locked):
        names = ", ".join(sorted(present ^ set(locked)))
        raise WrongJar(f"missing or unexpected jars: {names}")
    for name, digest in locked.items():
        if _sha256(folder / name) != digest:
            raise WrongJar(f"{name} differs from its sha256 in {LOCK.name}")


def kafka_jars(cache: Path, progress: Callable[[str], None]) -> Path:
    """The folder of verified jars; downloads and verifies on first use, then trusts the folder of this lock."""
    locked = read_lock()
    folder = cache / f"kafka-jars-{_sha256(LOCK)[:16]}"
    if folder.is_dir():
        return folder
    progress("fetching Apache Kafka 4.4.0 (45 jars, 45 MB)")
    draft = cache / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        _download(cache, draft, progress)
        verify(draft, locked)
        with contextlib.suppress(OSError):  # another launcher was first, with the same verified files
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _download(cache: Path, target: Path, progress: Callable[[str], None]) -> None:
    counter = _Counter(progress)
    for coordinate in COORDINATES:
        resolver = PythonResolver(progress_callback=counter.file)
        context = MavenContext(
            resolver=resolver, repo_cache=cache / "maven", local_repos=[], timeout=DOWNLOAD_TIMEOUT_S
        )
        builder = EnvironmentBuilder(context=context, cache_dir=cache / "jgo", link_strategy=LinkStrategy.COPY)
        for jar in builder.from_endpoint(coordinate).all_jars:
            shutil.copyfile(jar, target / jar.name)


class _Counter:
    """Says after every 10 MB how far the download is."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self._bytes = 0
        self._told = 0

    @contextlib.contextmanager
    def file(self, _name: str, _size: int) -> Iterator[Callable[[int], None]]:
        yield self._add

    def _add(self, count: int) -> None:
        self._bytes += count
        if self._bytes - self._told >= 10_000_000:
            self._told = self._bytes
            self._progress(f"fetching Apache Kafka: {self._bytes // 1_000_000} MB")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
