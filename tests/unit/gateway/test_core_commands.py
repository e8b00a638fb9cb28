"""Why: a command is in the log once it is acknowledged, and an answer's end stands behind its last sample."""

import pytest

from fakes.gateway_core import Driver
from fakes.gateway_messages import audio, command, jpeg, missing
from ingest_gateway.session.core import begin
from ingest_gateway.session.state import AskConsent, CameraConsent, Gone
from interview_schemas.events import (
    AnswerBoundary,
    AudioChunk,
    ConsentGiven,
    ConsentWithdrawn,
    EndInterview,
    Event,
    FinishAnswer,
    PauseInterview,
    RepeatQuestion,
    ResumeInterview,
    SkipQuestion,
    StartInterview,
)
from interview_schemas.registry import event_id

pytestmark = pytest.mark.unit

FINISH = command("finish-answer", "f1", question_id="q1", end_sample=1_600)


def kinds(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events[1:]]  # behind CandidateConnected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (command("start-interview"), StartInterview),
        (command("pause-interview"), PauseInterview),
        (command("resume-interview"), ResumeInterview),
        (command("repeat-question", question_id="q1"), RepeatQuestion),
        (command("end-interview"), EndInterview),
        (command("give-consent", scope="interview", text_version="v1"), ConsentGiven),
        (command("withdraw-consent", scope="interview"), ConsentWithdrawn),
    ],
)
def test_a_plain_command_is_acknowledged_once_it_is_in_the_log(text: str, expected: type[Event]) -> None:
    driver = Driver()
    driver.feed(text)
    assert driver.commands_acked == []
    driver.deliver()
    assert kinds(driver.log) == [expected]
    assert driver.commands_acked == ["c1"]


@pytest.mark.parametrize(
    ("name", "event", "cause"),
    [
        ("finish-answer", FinishAnswer, "finish"),
        ("skip-question", SkipQuestion, "skip"),
        ("end-interview", EndInterview, "end"),
    ],
)
def test_the_end_of_an_answer_stands_between_its_audio_and_its_command(
    name: str, event: type[Event], cause: str
) -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(command(name, "f1", question_id="q1", end_sample=1_600))
    driver.deliver()
    assert kinds(driver.log) == [AudioChunk, AnswerBoundary, event]
    boundary = driver.log[2]
    assert isinstance(boundary, AnswerBoundary)
    assert (boundary.question_id, boundary.end_sample, boundary.cause) == ("q1", 1_600, cause)
    assert driver.commands_acked == ["f1"]


def test_each_stage_waits_for_the_one_before_to_be_in_the_log() -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(FINISH)
    for expected in (AudioChunk, AnswerBoundary, FinishAnswer):
        assert [type(event) for event in driver.unsent] == [expected]
        assert driver.commands_acked == []
        driver.deliver(1)
    assert driver.commands_acked == ["f1"]


def test_a_command_that_overtakes_its_audio_waits_for_it() -> None:
    driver = Driver()
    driver.feed(FINISH)
    driver.deliver()
    assert kinds(driver.log) == []
    driver.feed(audio(0))
    driver.deliver()
    assert kinds(driver.log) == [AudioChunk, AnswerBoundary, FinishAnswer]


def test_missing_samples_let_an_answer_end() -> None:
    driver = Driver()
    driver.feed(FINISH)
    driver.feed(missing(0, 1_600))
    driver.deliver()
    assert driver.commands_acked == ["f1"]


def test_other_commands_do_not_wait_for_one_that_waits() -> None:
    driver = Driver()
    driver.feed(FINISH)
    driver.feed(command("repeat-question", "r1", question_id="q1"))
    driver.deliver()
    assert driver.commands_acked == ["r1"]


def test_a_command_sent_again_while_it_is_written_is_written_once() -> None:
    driver = Driver()
    driver.feed(audio(0))
    for _ in range(3):
        driver.feed(FINISH)
    driver.deliver()
    assert kinds(driver.log) == [AudioChunk, AnswerBoundary, FinishAnswer]


def test_a_command_sent_again_later_has_the_same_ids_and_is_acknowledged_again() -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(FINISH)
    driver.deliver()
    first = {event_id(event) for event in driver.log}
    driver.feed(FINISH)
    driver.deliver()
    assert {event_id(event) for event in driver.log} == first
    assert driver.commands_acked == ["f1", "f1"]


@pytest.mark.parametrize("delivered", range(4))
def test_killed_at_any_stage_the_command_sent_again_completes_with_the_same_ids(delivered: int) -> None:
    whole = Driver()
    whole.feed(audio(0))
    whole.feed(FINISH)
    whole.deliver()
    killed = Driver()
    killed.feed(audio(0))
    killed.feed(FINISH)
    killed.deliver(delivered)
    stored = max((event.end_sample for event in killed.log if isinstance(event, AudioChunk)), default=0)
    again = Driver(epoch=2, next_sample=stored)
    again.feed(audio(0))
    again.feed(FINISH)
    again.deliver()
    ends = (AnswerBoundary, FinishAnswer)
    expected = {event_id(event) for event in whole.log if isinstance(event, ends)}
    assert {event_id(event) for event in killed.log + again.log if isinstance(event, ends)} == expected
    assert again.commands_acked == ["f1"]


def test_a_command_under_way_is_written_though_the_browser_is_gone() -> None:
    driver = Driver()
    driver.feed(audio(0))
    driver.feed(FINISH)
    driver.feed(Gone())
    driver.deliver()
    assert kinds(driver.log)[:3] == [AudioChunk, AnswerBoundary, FinishAnswer]
    assert driver.commands_acked == []
    assert driver.state.phase == "gone"


def test_more_commands_than_can_wait_are_refused() -> None:
    driver = Driver()
    for index in range(17):
        driver.feed(command("finish-answer", f"f{index}", question_id="q", end_sample=9))
    assert driver.closed == 4400


def test_a_command_without_its_fields_is_refused() -> None:
    driver = Driver()
    driver.feed(command("finish-answer"))
    assert driver.closed == 4400


def test_a_frame_without_known_consent_makes_the_log_be_asked() -> None:
    driver = Driver()
    assert driver.feed(jpeg()) == (AskConsent(),)
    assert driver.frames == []


def test_a_frame_without_consent_is_dropped_and_told_once() -> None:
    driver = Driver()
    driver.feed(CameraConsent(given=False))
    outputs = [driver.feed(jpeg(seq)) for seq in range(3)]
    assert [len(output) for output in outputs] == [1, 0, 0]
    assert "consent" in str(outputs[0])
    assert driver.closed is None


def test_a_frame_with_consent_is_shown_and_never_acknowledged() -> None:
    driver = Driver()
    driver.feed(CameraConsent(given=True))
    driver.feed(jpeg(5))
    assert driver.frames == [5]
    assert not driver.unsent


def test_consent_counts_from_when_it_is_in_the_log_until_it_is_taken_back() -> None:
    driver = Driver()
    driver.feed(CameraConsent(given=False))
    driver.feed(command("give-consent", scope="camera", text_version="v1"))
    driver.feed(jpeg(1))
    driver.deliver()
    driver.feed(jpeg(2))
    driver.feed(command("withdraw-consent", "c2", scope="camera"))
    driver.feed(jpeg(3))
    driver.deliver()
    driver.feed(jpeg(4))
    assert driver.frames == [2]


def test_a_late_answer_of_the_log_does_not_undo_a_withdrawal() -> None:
    driver = Driver()
    driver.feed(command("withdraw-consent", scope="camera"))
    driver.feed(CameraConsent(given=True))
    driver.feed(jpeg(1))
    assert driver.frames == []


def test_a_new_socket_knows_nothing_of_a_camera() -> None:
    assert begin("i", 0).camera is None
