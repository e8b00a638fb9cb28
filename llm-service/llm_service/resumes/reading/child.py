"""Why: a document is opened where it can hurt nobody: limited time and memory, no files, no network."""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from llm_service.resumes.ports import Reading, Unreadable
from llm_service.resumes.reading.frames import Answer, encode

Read = Callable[[bytes], Reading]
CPU_SECONDS: Final = 10
MEMORY_BYTES: Final = 512 * 1024 * 1024
_OPEN_FILES: Final = 16
_NEW_USER_AND_NETWORK: Final = 0x1000_0000 | 0x4000_0000
_SET_PDEATHSIG: Final = 1


def run(document: bytes, read: Read, answer_to: int) -> NoReturn:
    """Read the document, write the answer to the file descriptor, and end, whatever happens."""
    code = 1
    try:
        confine()
        os.write(answer_to, encode(_answer(document, read)))
        code = 0
    finally:
        os._exit(code)  # a fork must never return into its parent's loop


def confine() -> None:
    """Give up what reading a document does not need. Where a network namespace is refused, the limits still hold."""
    libc = ctypes.CDLL(None)
    libc.prctl(_SET_PDEATHSIG, signal.SIGKILL)
    libc.unshare(_NEW_USER_AND_NETWORK)
    memory = _address_space() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    for none in (resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        resource.setrlimit(none, (0, 0))
    # Pipes are no files: the answer can still be written.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _address_space() -> int:
    if not sys.platform.startswith("linux"):
        return MEMORY_BYTES
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _answer(document: bytes, read: Read) -> Answer:
    try:
        return Answer(reading=read(document))
    except Unreadable as error:
        return Answer(reason=error.reason)
    except (MemoryError, RecursionError):
        return Answer(reason="too_large")
