"""Why: a pipeline test on the memory log says something of Kafka only where both keep the same promises."""

import pytest

from contract.runtime.bus_contract import PARTITIONS, BusContract, Log
from contract.runtime.keys_contract import KeyPortContract
from interview_runtime.bus import GroupConsumer
from interview_runtime.clock import VirtualClock
from interview_runtime.keys import CachedKeys, KeyPort, MemoryKeys
from interview_runtime.memory_bus import MemoryBus, MemoryConsumer

pytestmark = pytest.mark.contract


class TestMemoryBus(BusContract):
    @pytest.fixture
    def clock(self) -> VirtualClock:
        return VirtualClock()

    @pytest.fixture
    def log(self, clock: VirtualClock) -> Log:
        self.clock_of_the_log = clock
        bus = MemoryBus(clock, PARTITIONS)
        committed: dict[str, dict[tuple[str, int], int]] = {}

        async def member(group: str) -> GroupConsumer:
            return MemoryConsumer(bus, topics, committed.setdefault(group, {}))

        topics = ("one", "two")
        return Log(bus, bus, topics, member)

    async def time_passes(self) -> None:
        self.clock_of_the_log.advance(20)


class TestMemoryKeys(KeyPortContract):
    @pytest.fixture
    def keys(self) -> MemoryKeys:
        return MemoryKeys()

    @pytest.fixture
    def other(self, keys: MemoryKeys) -> KeyPort:
        return keys


class TestCachedKeys(KeyPortContract):
    """The cache keeps the port's promises to its own process; to others within a minute, see the unit tests."""

    @pytest.fixture
    def keys(self) -> KeyPort:
        return CachedKeys(MemoryKeys(), VirtualClock())

    @pytest.fixture
    def other(self, keys: KeyPort) -> KeyPort:
        return keys
