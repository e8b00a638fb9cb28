"""Why: the service reads documents through processes that it can lose."""

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import Final

from interview_schemas.events import RejectReason
from llm_service.resumes.ports import Reading, Unreadable
from llm_service.resumes.reading.frames import LENGTH, MAX_ANSWER_BYTES, Answer, decode, framed
from llm_service.resumes.reading.limits import MAX_BYTES
from llm_service.resumes.reading.reading import PdfEngine

PATIENCE_S: Final = 30.0
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")
MODULE: Final = "llm_service.resumes.reading.sandbox"


class SandboxedReader:
    """A pool of resident sandboxes; each reads one document at a time. To be used inside one running loop."""

    def __init__(
        self, pdf_engine: PdfEngine, slots: int, *, command: Sequence[str] | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        self._command = tuple(command or (sys.executable, "-m", MODULE, pdf_engine))
        self._patience_s = patience_s
        self._free: asyncio.Queue[_Sandbox] = asyncio.Queue()
        self._all = [_Sandbox(self._command) for _ in range(slots)]
        for sandbox in self._all:
            self._free.put_nowait(sandbox)

    async def start(self) -> None:
        """Begin loading the engines; reading works without having waited for it."""
        await asyncio.gather(*(sandbox.ensure() for sandbox in self._all))

    async def read(self, document: bytes) -> Reading:
        """The document's text; a sandbox that died is replaced and asked once more."""
        if len(document) > MAX_BYTES:
            raise Unreadable("too_large")
        sandbox = await self._free.get()
        try:
            answer = await self._ask(sandbox, document)
        finally:
            self._free.put_nowait(sandbox)
        if answer.reading is None:
            raise Unreadable(answer.reason or "damaged")
        return answer.reading

    async def close(self) -> None:
        """End every process."""
        await asyncio.gather(*(sandbox.kill() for sandbox in self._all))

    async def _ask(self, sandbox: "_Sandbox", document: bytes) -> Answer:
        reason: RejectReason = "damaged"
        for _ in range(2):
            try:
                async with asyncio.timeout(self._patience_s):
                    return await sandbox.ask(document)
            except TimeoutError:
                reason = "too_long"
            except (OSError, asyncio.IncompleteReadError):
                reason = "damaged"
            except BaseException:  # cancelled half way: its next answer would belong to this question
                await sandbox.kill()
                raise
            await sandbox.kill()
            if reason == "too_long":
                break
        return Answer(reason=reason)


class _Sandbox:
    """One resident process."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None

    async def ensure(self) -> asyncio.subprocess.Process:
        """The process, started where there is none. It sees no secret of the service's environment."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            )
        return self._process

    async def ask(self, document: bytes) -> Answer:
        """Raises OSError or IncompleteReadError where the process dies."""
        process = await self.ensure()
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        process.stdin.write(framed(document))
        await process.stdin.drain()
        size = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]
        if size > MAX_ANSWER_BYTES + LENGTH.size:
            raise BrokenPipeError
        return decode(await process.stdout.readexactly(size))

    async def kill(self) -> None:
        """End the process and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
