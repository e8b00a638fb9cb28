"""Why: what a processor is made of, as ports, so that the same processor runs on Kafka and on the memory bus."""

from typing import NamedTuple

from interview_runtime.bus import Bus, LogReader
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import KeyPort
from interview_runtime.progress import Progress
from interview_runtime.publisher import Publish


class Parts(NamedTuple):
    """The parts of one service that its processor may use."""

    clock: Clock
    bus: Bus
    reader: LogReader
    codec: EventCodec
    publish: Publish
    progress: Progress
    keys: KeyPort
