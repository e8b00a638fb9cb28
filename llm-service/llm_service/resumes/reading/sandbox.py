"""Why: a resident process forks for each document, so that a parse costs no import and a bomb costs one child."""

import os
import select
import signal
import sys
import time
from functools import partial
from typing import Final, cast

from llm_service.resumes.reading import child
from llm_service.resumes.reading.frames import DAMAGED, LENGTH, MAX_ANSWER_BYTES, Answer, decode, encode, framed
from llm_service.resumes.reading.reading import PdfEngine, pdf_reader, read_document

DEADLINE_S: Final = 15.0
_CHUNK: Final = 65_536


def serve(read: child.Read, requests: int, answers: int) -> None:
    """One document after the other until the service goes away."""
    while (document := _document(requests)) is not None:
        _write(answers, framed(encode(in_child(document, read))))


def in_child(document: bytes, read: child.Read, deadline_s: float = DEADLINE_S) -> Answer:
    """What the child says; a child that dies of the document says `damaged`, one that takes too long `too_long`."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        child.run(document, read, write_end)
    os.close(write_end)
    try:
        content = _until_closed(read_end, time.monotonic() + deadline_s)
    finally:
        os.close(read_end)
        os.kill(pid, signal.SIGKILL)  # it is our own child and not reaped yet: the number is still its
        _, status = os.waitpid(pid, 0)
    if content is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
        return Answer(reason="too_long")
    return decode(content) if content else DAMAGED


def _until_closed(source: int, until_s: float) -> bytes | None:
    """Everything up to the end of the pipe, or None where it does not end in time or says too much."""
    content = bytearray()
    while True:
        ready, _, _ = select.select([source], [], [], max(0.0, until_s - time.monotonic()))
        if not ready or len(content) > MAX_ANSWER_BYTES:
            return None
        piece = os.read(source, _CHUNK)
        if not piece:
            return bytes(content)
        content += piece


def _document(source: int) -> bytes | None:
    head = _exactly(source, LENGTH.size)
    return None if head is None else _exactly(source, LENGTH.unpack(head)[0])


def _exactly(source: int, count: int) -> bytes | None:
    content = bytearray()
    while len(content) < count:
        piece = os.read(source, min(_CHUNK * 16, count - len(content)))
        if not piece:
            return None
        content += piece
    return bytes(content)


def _write(target: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(target, rest) :]


if __name__ == "__main__":
    engine = cast("PdfEngine", sys.argv[1])
    pdf_reader(engine)
    serve(partial(read_document, pdf_engine=engine), sys.stdin.fileno(), sys.stdout.fileno())
