"""Why: a text message is one of three, or is refused; what goes down reads as docs/protocol.md says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.gateway_messages import command, hello, missing
from ingest_gateway.problems import Problem
from ingest_gateway.session.commands import fault
from ingest_gateway.session.messages import (
    Ack,
    Asked,
    CommandAck,
    DownMessage,
    Hello,
    LogState,
    Missing,
    Welcome,
    decode,
    encode,
)

pytestmark = pytest.mark.unit


def test_the_three_messages_of_a_browser() -> None:
    assert decode(hello("tab", takeover=True)) == Hello(version=1, client_id="tab", takeover=True)
    assert decode(missing(3, 9)) == Missing(from_sample=3, to_sample=9)
    assert decode(command("start-interview", "c9")) == Asked(command_id="c9", command="start-interview")


def test_a_field_that_a_later_browser_adds_is_ignored() -> None:
    assert isinstance(decode(hello(colour="blue")), Hello)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"audio"',
        "UklGRg==",
        '{"type":"unknown"}',
        '{"version":1}',
        hello(""),
        hello("a\x00b"),
        hello("a b"),
        hello("x\n"),
        hello("x" * 200),
        missing(-1, 5),
        missing(0, 2**60),
        command("launch-missiles"),
        command("start-interview", ""),
        command("give-consent", scope="everything", text_version="1"),
        '{"type":"hello","version":"one","client_id":"a"}',
        '{"type":"hello","version":1,"client_id":"\ud800"}',
    ],
)
def test_anything_else_is_a_bad_message(text: str) -> None:
    found = decode(text)
    assert isinstance(found, Problem)
    assert found.code == 4400
    assert found.detail


def test_a_long_text_is_too_large() -> None:
    found = decode(" " * 70_000)
    assert isinstance(found, Problem)
    assert found.code == 4413


@given(st.text(max_size=200))
def test_random_text_never_raises(text: str) -> None:
    decode(text)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        (command("finish-answer", question_id="q"), "end_sample"),
        (command("finish-answer", end_sample=1), "question_id"),
        (command("skip-question"), "question_id and end_sample"),
        (command("repeat-question"), "question_id"),
        (command("give-consent", scope="camera"), "text_version"),
        (command("withdraw-consent"), "scope"),
        (command("end-interview", question_id="q"), "end_sample"),
        (command("end-interview", end_sample=5), "question_id"),
    ],
)
def test_a_command_that_lacks_something_says_what(text: str, lacking: str) -> None:
    asked = decode(text)
    assert isinstance(asked, Asked)
    problem = fault(asked)
    assert problem is not None
    assert lacking in problem.detail


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Ack(next_sample=52_000), {"type": "ack", "next_sample": 52_000}),
        (CommandAck(command_id="c"), {"type": "command-ack", "command_id": "c"}),
        (LogState(log="waiting"), {"type": "state", "log": "waiting"}),
        (
            Welcome(interview_id="i", epoch=3, next_sample=48_000),
            {
                "type": "hello",
                "version": 1,
                "interview_id": "i",
                "epoch": 3,
                "next_sample": 48_000,
                "sample_rate": 16_000,
                "max_unacknowledged_samples": 9_600_000,
            },
        ),
        (Problem(code=4400, title="t", detail="d"), {"type": "problem", "code": 4400, "title": "t", "detail": "d"}),
    ],
)
def test_what_goes_down(message: DownMessage, expected: dict[str, object]) -> None:
    assert json.loads(encode(message)) == expected
