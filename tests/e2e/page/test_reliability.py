import pytest
from playwright.sync_api import expect

from e2e.conftest import Speak
from e2e.page.candidate import Candidate, eventually
from e2e.page.recordings import RATE, script_of
from fakes.protocol_server import ProtocolServer
from fakes.scripted_interview import Interview

pytestmark = pytest.mark.e2e
BYTES_A_SECOND = RATE * 2


@pytest.fixture
def interview(server: ProtocolServer) -> Interview:
    return server.schedule(script_of("en"))


@pytest.fixture
def candidate(server: ProtocolServer, speak: Speak, interview: Interview) -> Candidate:
    candidate = Candidate.invited(speak("en").new_context(), server, interview)
    candidate.begins(interview)
    return candidate


def test_a_socket_cut_in_mid_answer_loses_no_sample(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    candidate.speaks(1)
    server.holds_acks = True
    candidate.speaks(2)
    server.is_away = True
    server.drop("audio", losing=interview)
    safe = interview.audio.next_sample
    candidate.sees_status("reconnecting")
    expect(candidate.page.locator("#status-text")).to_contain_text("is kept on this device")
    candidate.speaks(3)
    assert interview.audio.next_sample == safe
    server.is_away = server.holds_acks = False
    candidate.sees_status("listening")
    candidate.speaks(4)
    candidate.presses("finish")
    candidate.sees_question(interview.script.questions[1])

    (finish,) = [command for command in interview.commands.values() if command["command"] == "finish-answer"]
    assert finish["end_sample"] <= interview.audio.next_sample
    assert interview.audio.missing == []
    assert interview.audio.differing_resends == 0
    received = bytes(interview.audio.pcm)
    assert len(received) > 9 * BYTES_A_SECOND
    assert candidate.captured().startswith(received)
    candidate.is_content()


def test_an_answer_finished_while_the_server_is_away_ends_where_it_was_finished(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    candidate.speaks(1)
    server.is_away = True
    server.drop("audio")
    candidate.sees_status("reconnecting")
    candidate.speaks(2)
    candidate.presses("finish")
    expect(candidate.page.locator("#finish")).to_be_disabled()
    candidate.speaks(1)
    server.is_away = False
    candidate.sees_question(interview.script.questions[1])
    assert len(interview.turns) == 1
    assert interview.turns[0]["end_sample"] < interview.audio.next_sample
    assert len(interview.commands) == 2


def test_a_command_is_sent_again_with_its_id_until_it_is_acknowledged(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    server.holds_acks = True
    candidate.speaks(1)
    candidate.presses("finish")
    eventually(lambda: interview.command_receipts == 2, candidate.page)
    server.drop("audio")
    eventually(lambda: interview.command_receipts == 3, candidate.page)
    server.holds_acks = False
    candidate.sees_question(interview.script.questions[1])
    assert len(interview.commands) == 2
    assert len(interview.turns) == 1


def test_a_reload_in_mid_answer_goes_on_with_what_was_said(interview: Interview, candidate: Candidate) -> None:
    candidate.speaks(4)
    before = candidate.captured()
    candidate.page.reload()
    candidate.sees_question(interview.script.questions[0])
    candidate.sees_status("listening")
    assert candidate.captions().startswith(" ".join(interview.script.words[:5]))
    candidate.speaks(3)
    candidate.presses("finish")
    candidate.sees_question(interview.script.questions[1])
    first, second = interview.hellos
    assert first["client_id"] == second["client_id"]
    assert second["takeover"] is False
    assert interview.audio.missing == []
    resumed = interview.resumed_at[1] * 2
    received = bytes(interview.audio.pcm)
    assert resumed > len(before) - BYTES_A_SECOND // 2
    assert received[: min(resumed, len(before))] == before[:resumed]
    assert candidate.captured().startswith(received[resumed:])
    assert len(received) - resumed > 2 * BYTES_A_SECOND


def test_a_reload_while_the_server_is_away_keeps_the_finished_answer(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    candidate.speaks(1)
    server.is_away = True
    server.drop("audio")
    server.drop("relay")
    candidate.speaks(1)
    candidate.presses("finish")
    promised = candidate.page.evaluate("JSON.parse(sessionStorage.getItem('parley.commands'))[0].end_sample")
    candidate.page.reload()
    candidate.sees("away")
    server.is_away = False
    candidate.sees_question(interview.script.questions[1])
    assert interview.turns[0]["end_sample"] == promised
    ((_, to_sample),) = interview.audio.missing
    assert to_sample == promised


def test_a_lost_relay_costs_no_caption_and_repeats_none(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    candidate.speaks(4)
    server.drop("relay")
    candidate.speaks(4)
    candidate.sees_status("listening")
    words = candidate.captions().split(" ")
    assert len(words) >= 16
    assert words == list(interview.script.words[: len(words)])


def test_a_second_tab_is_refused_and_may_take_over_and_back(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    second = Candidate(candidate.page.context.new_page(), server)
    second.watch()
    second.page.goto(f"{server.origin}/interview")
    second.sees("taken-over")
    candidate.sees_status("listening")
    second.presses("take-over")
    second.sees_question(interview.script.questions[0])
    second.sees_status("listening")
    candidate.sees("taken-over")
    before = interview.audio.next_sample
    second.speaks(1)
    assert interview.audio.next_sample > before
    candidate.page.bring_to_front()
    candidate.presses("take-over")
    candidate.sees_status("listening")
    second.sees("taken-over")
    candidate.presses("finish")
    candidate.sees_question(interview.script.questions[1])
    assert interview.audio.missing == []
    candidate.is_content()
    second.is_content()


def test_an_interview_that_ended_elsewhere_ends_here_and_after_a_reload(
    server: ProtocolServer, interview: Interview, candidate: Candidate
) -> None:
    server.become(interview, "ended")
    candidate.sees("ended")
    candidate.page.reload()
    candidate.sees("ended")
