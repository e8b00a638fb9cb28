"""Why: every producer, of any language, must put an interview's records into one partition number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_runtime.bus import _murmur2, partition_for_key

pytestmark = pytest.mark.unit

# org.apache.kafka.common.utils.UtilsTest.testMurmur2; signed 32 bit there.
KNOWN = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize(("key", "expected"), KNOWN.items())
def test_the_hash_is_kafkas(key: bytes, expected: int) -> None:
    assert _murmur2(key) == expected % 2**32


@pytest.mark.parametrize(("key", "expected"), KNOWN.items())
def test_the_partition_is_kafkas(key: bytes, expected: int) -> None:
    assert partition_for_key(key, 12) == (expected & 0x7FFFFFFF) % 12


@given(st.binary(max_size=64), st.integers(1, 1000))
def test_any_key_has_a_partition(key: bytes, partitions: int) -> None:
    assert 0 <= partition_for_key(key, partitions) < partitions
