import pytest
from playwright.sync_api import expect

from e2e.conftest import FAKE_CONSENT, FAKE_DEVICE, Launch, Speak
from e2e.page.candidate import Candidate
from e2e.page.recordings import script_of
from fakes.protocol_server import ProtocolServer

pytestmark = pytest.mark.e2e


def test_a_refused_microphone_says_what_to_do_and_can_be_tried_again(server: ProtocolServer, launch: Launch) -> None:
    interview = server.schedule(script_of("en"))
    context = launch(FAKE_DEVICE).new_context()
    candidate = Candidate.invited(context, server, interview)
    candidate.sees("landing")
    candidate.presses("start")
    candidate.sees("microphone")
    expect(candidate.page.locator("#microphone-title")).to_have_text("Please allow the microphone")
    assert interview.commands == {}
    context.grant_permissions(["microphone"], origin=server.origin)
    candidate.presses("microphone-retry")
    candidate.sees_question(interview.script.questions[0])
    candidate.is_content()


def test_an_absent_microphone_is_told_from_a_refused_one(server: ProtocolServer, launch: Launch) -> None:
    interview = server.schedule(script_of("ko"))
    candidate = Candidate.invited(launch(FAKE_CONSENT).new_context(), server, interview)
    candidate.sees("landing")
    candidate.presses("start")
    candidate.sees("microphone")
    expect(candidate.page.locator("#microphone-title")).to_have_text("마이크를 찾을 수 없습니다")


def test_a_used_link_is_explained_to_a_stranger_and_serves_the_one_who_used_it(
    server: ProtocolServer, speak: Speak
) -> None:
    interview = server.schedule(script_of("en"))
    link = server.url(interview)
    browser = speak("en")
    candidate = Candidate.invited(browser.new_context(), server, interview)
    candidate.begins(interview)
    stranger = Candidate(browser.new_context(locale="ko-KR").new_page(), server)
    stranger.page.goto(link)
    stranger.sees("link")
    expect(stranger.page.locator("h1:visible")).to_have_text("이 링크로는 들어갈 수 없습니다")
    assert "#" not in stranger.page.url
    candidate.page.goto("about:blank")
    candidate.page.goto(link)
    candidate.sees_question(interview.script.questions[0])
    candidate.sees_status("listening")


def test_a_page_opened_without_a_link_asks_for_one(server: ProtocolServer, speak: Speak) -> None:
    candidate = Candidate(speak("en").new_page(), server)
    candidate.page.goto(f"{server.origin}/interview")
    candidate.sees("link")


def test_a_link_opened_while_the_server_is_away_works_once_it_is_back(server: ProtocolServer, speak: Speak) -> None:
    interview = server.schedule(script_of("en"))
    server.is_away = True
    candidate = Candidate.invited(speak("en").new_context(), server, interview)
    candidate.sees("away")
    server.is_away = False
    candidate.begins(interview)
