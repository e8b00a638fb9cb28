"""Why: no sample is lost, none stands twice, and none is acknowledged before it is in the log (content.md 4)."""

import pytest

from fakes.gateway_core import Driver, covered
from fakes.gateway_messages import audio, command, hello, missing, pcm
from ingest_gateway.problems import RESTART
from ingest_gateway.session.messages import Ack, LogState, Welcome
from ingest_gateway.session.rate import Allowance, forgive, spend
from ingest_gateway.session.state import MAX_UNCONFIRMED, Gone, Open, Opened, Stop, Tick
from interview_schemas.events import AudioChunk, CandidateConnected, CandidateDisconnected, SamplesMissing

pytestmark = pytest.mark.unit


def test_hello_asks_for_the_interview_and_is_answered_with_where_to_go_on() -> None:
    driver = Driver(opened=False)
    assert driver.feed(hello("tab-7", takeover=True)) == (Open("tab-7", True),)
    driver.feed(Opened(3, 48_000))
    assert driver.sent == [Welcome(interview_id=driver.state.interview_id, epoch=3, next_sample=48_000)]
    assert isinstance(driver.unsent[0], CandidateConnected)


def test_two_messages_of_100_ms_become_one_record() -> None:
    driver = Driver()
    assert driver.feed(audio(0)) == ()
    driver.feed(audio(1_600))
    driver.deliver()
    assert [(record.start_sample, record.media) for record in driver.records] == [(0, pcm(0, 3_200))]
    assert driver.records[0].captured_at_ms == 1_700_000_000_000


def test_an_acknowledgement_comes_only_after_the_log_has_it() -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(audio(1_600))
    assert driver.acked == 0
    driver.deliver()
    assert driver.acked == 3_200


def test_records_have_200_to_250_ms_whatever_the_messages_have() -> None:
    driver = Driver()
    start = 0
    for samples in (6_400, 320, 960, 5_000, 1, 2_399, 3_200):
        driver.feed(audio(start, samples))
        start += samples
    driver.feed(Tick(), after_ms=300)
    driver.deliver()
    lengths = [record.end_sample - record.start_sample for record in driver.records]
    assert all(3_200 <= length <= 4_000 for length in lengths[:-1])
    assert b"".join(record.media for record in driver.records) == pcm(0, start)


def test_a_record_that_begins_inside_a_message_knows_when_it_was_captured() -> None:
    driver = Driver()
    driver.feed(audio(0, 6_400, captured_at_ms=1_000))
    driver.feed(Tick(), after_ms=300)
    driver.deliver()
    assert [record.captured_at_ms for record in driver.records] == [1_000, 1_250]


def test_what_waits_is_written_after_250_ms() -> None:
    driver = Driver()
    driver.feed(audio(0))
    assert driver.feed(Tick(), after_ms=249) == ()
    driver.feed(Tick(), after_ms=1)
    driver.deliver()
    assert driver.acked == 1_600


def test_samples_sent_again_are_dropped() -> None:
    driver = Driver(next_sample=1_000)
    driver.feed(audio(0))
    driver.feed(audio(0))
    driver.feed(audio(800))
    driver.feed(Tick(), after_ms=300)
    driver.deliver()
    assert covered(driver.log) == [(1_000, 2_400)]
    assert driver.records[0].media == pcm(0, 2_400)[2_000:]
    assert driver.records[0].captured_at_ms == 1_700_000_000_000 + 62


def test_a_gap_closes_with_4422_and_says_what_to_do() -> None:
    driver = Driver()
    driver.feed(audio(1))
    assert driver.closed == 4422
    assert "samples-missing" in str(driver.sent[-1])


def test_audio_taken_before_a_fault_still_goes_into_the_log() -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(b"\x01garbage")
    driver.deliver()
    assert driver.closed == 4400
    assert covered(driver.log) == [(0, 1_600)]


def test_nothing_is_taken_after_a_fault() -> None:
    driver = Driver()
    driver.feed("not json")
    assert driver.feed(audio(0)) == ()
    assert driver.feed(command("start-interview")) == ()


def test_missing_samples_are_declared_where_they_are_next() -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(missing(1_600, 20_000))
    driver.feed(audio(20_000, 3_200))
    driver.deliver()
    assert covered(driver.log) == [(0, 1_600), (1_600, 20_000), (20_000, 23_200)]
    assert isinstance(driver.log[2], SamplesMissing)
    assert driver.acked == 23_200


@pytest.mark.parametrize(
    ("span", "code"), [((1, 5), 4422), ((0, 0), 4400), ((0, 4 * 3600 * 16_000 + 1), 4400), ((5, 1), 4422)]
)
def test_missing_samples_elsewhere_are_refused(span: tuple[int, int], code: int) -> None:
    driver = Driver()
    driver.feed(missing(*span))
    assert driver.closed == code


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (audio(0), 4400),
        (command("start-interview"), 4400),
        (hello(version=2), 4426),
        ("{", 4400),
        ("x" * 70_000, 4413),
    ],
)
def test_the_first_message_is_a_hello_of_version_1(message: bytes | str, code: int) -> None:
    driver = Driver(opened=False)
    driver.feed(message)
    assert driver.closed == code
    assert driver.state.phase == "gone"
    assert not driver.unsent


def test_a_second_hello_is_a_bad_message() -> None:
    driver = Driver()
    driver.feed(hello())
    assert driver.closed == 4400


def test_a_socket_that_says_nothing_is_closed_after_10_s() -> None:
    driver = Driver(opened=False)
    driver.feed(Tick(), after_ms=10_000)
    assert driver.closed is None
    driver.feed(Tick(), after_ms=1)
    assert driver.closed == 4400


def test_a_browser_that_goes_while_it_is_let_in_was_never_connected() -> None:
    driver = Driver(opened=False)
    driver.feed(hello())
    driver.feed(Gone())
    driver.feed(Opened(1, 0))
    assert driver.state.phase == "gone"
    assert not driver.unsent


def test_a_disconnect_writes_what_waits_and_then_says_so() -> None:
    driver = Driver(epoch=4)
    driver.feed(audio(0))
    driver.feed(Gone())
    assert [type(event) for event in driver.unsent] == [AudioChunk]
    driver.deliver()
    last = driver.log[-1]
    assert isinstance(last, CandidateDisconnected)
    assert (last.epoch, last.next_sample) == (4, 1_600)
    assert driver.state.phase == "gone"
    assert not [message for message in driver.sent if isinstance(message, Ack)]


def test_a_stop_tells_the_browser_and_happens_once() -> None:
    driver = Driver()
    driver.feed(Stop(RESTART))
    assert driver.closed == 1012
    assert driver.feed(Stop(RESTART)) == ()


def test_a_log_that_does_not_answer_is_told_once_until_it_does() -> None:
    driver = Driver()
    driver.feed(audio(0, 3_200))
    for _ in range(3):
        driver.feed(Tick(), after_ms=2_001)
    assert driver.sent.count(LogState(log="waiting")) == 1
    driver.deliver()
    driver.feed(audio(3_200, 3_200))
    driver.feed(Tick(), after_ms=2_001)
    assert driver.sent.count(LogState(log="waiting")) == 2


def test_reading_pauses_while_too_much_is_unconfirmed() -> None:
    driver = Driver()
    for index in range(MAX_UNCONFIRMED):
        assert driver.state.may_read
        driver.feed(audio(index * 3_200, 3_200), after_ms=200)
    assert not driver.state.may_read
    driver.deliver(1)
    assert driver.state.may_read


def test_faster_than_four_times_real_time_for_too_long_is_refused() -> None:
    driver = Driver()
    start = 0
    while driver.closed is None and start < 100 * 16_000:
        driver.feed(audio(start, 6_400), after_ms=50)
        driver.deliver()
        start += 6_400
    assert driver.closed == 4429
    assert start > 30 * 16_000


def test_four_times_real_time_is_taken_for_ever() -> None:
    driver = Driver()
    for index in range(2_000):
        driver.feed(audio(index * 6_400, 6_400), after_ms=100)
        driver.deliver()
    assert driver.closed is None


def test_tiny_messages_are_a_flood_too() -> None:
    driver = Driver()
    for index in range(6_000):
        driver.feed(audio(index, 1), after_ms=1)
        driver.deliver()
    assert driver.closed == 4429


def test_time_in_which_nothing_was_read_does_not_count_against_the_sender() -> None:
    allowance = spend(Allowance(0, 0), 29 * 16_000, 0)
    assert spend(allowance, 2 * 16_000, 0).exceeded
    assert not spend(forgive(allowance, 60_000), 200 * 16_000, 0).exceeded
