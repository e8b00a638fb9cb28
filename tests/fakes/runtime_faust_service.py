"""Why: what a killed Faust worker loses can be seen only from outside, so this one runs as a process of its own.

`python -m fakes.runtime_faust_service`, with the runtime's settings and besides:
FAKE_LOG    file to which a line is appended for all that happens: word, process id, topic, partition, offset, name
FAKE_HOLD   file with the names of records to take and never acknowledge, one a line, read for every record
FAKE_BLOCK  `sleep` or `await`: how to stand still for ever on the record named `block`
FAKE_TOPICS topics without prefix, separated by commas
FAKE_GUARD  `off` leaves Faust's own computation of the commit position in place
"""

import asyncio
import gc
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from interview_runtime import faust_shell
from interview_runtime.event_codec import Delivered
from interview_runtime.parts import Parts
from interview_runtime.service import run_faust
from interview_runtime.settings import ServiceSettings
from interview_runtime.shell import Acknowledge
from interview_schemas.events import Event
from interview_schemas.registry import topic_of

SERVICE: Final = "fake"
BLOCK: Final = "block"


class HoldingProcessor:
    """Logs each record; acknowledges it unless it is to be held."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._log = Path(environment["FAKE_LOG"])
        self._hold = Path(environment.get("FAKE_HOLD", os.devnull))
        self._block = environment.get("FAKE_BLOCK", "")
        self.topics = tuple(environment["FAKE_TOPICS"].split(","))

    async def assigned(self, partitions: frozenset[int]) -> None:
        self._write("assigned", ",".join(str(number) for number in sorted(partitions)))

    async def revoked(self, partitions: frozenset[int]) -> None:
        self._write("revoked", ",".join(str(number) for number in sorted(partitions)))

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        event = delivered.event
        name = str(getattr(event, "command_id", type(event).__name__))
        if name == BLOCK and self._block:
            await self._stand_still()
        is_held = name in self._hold.read_text().split()
        self._write("held" if is_held else "done", topic_of(event), delivered.partition, delivered.offset, name)
        if not is_held:
            acknowledge()
        del delivered, acknowledge
        gc.collect()

    async def tick(self) -> None:
        return

    async def _stand_still(self) -> None:
        self._write("blocked")
        if self._block == "sleep":
            time.sleep(3600)  # noqa: ASYNC251  # a blocked event loop is what the test is about
        await asyncio.Event().wait()

    def _write(self, word: str, *parts: str | int) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(" ".join(str(part) for part in (word, os.getpid(), *parts)) + "\n")


def main() -> None:
    """Run until SIGTERM."""
    if os.environ.get("FAKE_GUARD") == "off":
        # The control experiment: what happens to a worker without the guard. There is no setting for it on purpose.
        pytest.MonkeyPatch().setattr(faust_shell, "install", lambda _consumer, _guard: None)

    def processor(_parts: Parts) -> HoldingProcessor:
        return HoldingProcessor(os.environ)

    run_faust(ServiceSettings(), SERVICE, processor, isolated=True)


if __name__ == "__main__":
    main()
