import pytest
from playwright.sync_api import expect

from e2e.conftest import Speak
from e2e.page.candidate import Candidate, eventually
from e2e.page.recordings import Language, match, samples_of, script_of
from fakes.protocol_server import ProtocolServer

pytestmark = pytest.mark.e2e
PROGRESS = {"ko": "질문 {} / 3", "en": "Question {} / 3"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_whole_interview_from_the_link_to_the_thanks(
    server: ProtocolServer, speak: Speak, language: Language
) -> None:
    interview = server.schedule(script_of(language))
    candidate = Candidate.invited(speak(language).new_context(), server, interview)
    candidate.begins(interview)
    assert "#" not in candidate.page.url
    assert candidate.page.evaluate("document.documentElement.lang") == language
    for number, question in enumerate(interview.script.questions, start=1):
        candidate.sees_question(question)
        expect(candidate.page.locator("#progress-label")).to_have_text(PROGRESS[language].format(number))
        candidate.speaks(4)
        assert candidate.captions().startswith(" ".join(interview.script.words[:6]))
        candidate.presses("finish")
    candidate.sees("ended")
    candidate.is_content()

    start, *finishes = interview.commands.values()
    assert start["command"] == "start-interview"
    assert [command["question_id"] for command in finishes] == ["question-0", "question-1", "question-2"]
    ends = [command["end_sample"] for command in finishes]
    assert ends == sorted(ends)
    assert ends[-1] <= interview.audio.next_sample
    received = bytes(interview.audio.pcm)
    assert candidate.captured().startswith(received)
    heard = match(received, samples_of(language))
    assert heard.seconds >= 6
    assert heard.share >= 0.8, heard


def test_the_question_is_shown_while_it_is_written_and_only_then_can_be_answered(
    server: ProtocolServer, speak: Speak
) -> None:
    server.question_seconds = 2.0
    interview = server.schedule(script_of("en"))
    candidate = Candidate.invited(speak("en").new_context(), server, interview)
    candidate.sees("landing")
    candidate.presses("start")
    candidate.sees_status("preparing")
    expect(candidate.page.locator("#question")).to_contain_text("Hello, it is")
    expect(candidate.page.locator("#announcement")).to_be_empty()
    expect(candidate.page.locator("#finish")).to_be_disabled()
    candidate.sees_question(interview.script.questions[0])
    expect(candidate.page.locator("#finish")).to_be_enabled()


def test_tentative_words_are_told_apart_and_finals_are_announced_once(server: ProtocolServer, speak: Speak) -> None:
    interview = server.schedule(script_of("en"))
    candidate = Candidate.invited(speak("en").new_context(), server, interview)
    candidate.begins(interview)
    tentative = candidate.page.locator("#tentative")
    expect(tentative).not_to_be_empty()
    stable_colour = candidate.page.locator("#stable").evaluate("node => getComputedStyle(node).color")
    assert tentative.evaluate("node => getComputedStyle(node).color") != stable_colour
    expect(candidate.finals).to_have_attribute("aria-live", "polite")
    eventually(lambda: len(interview.finals) > 1, candidate.page)
    expect(candidate.finals.locator("span")).to_have_count(len(interview.finals))


def test_the_level_meter_moves_with_the_voice(server: ProtocolServer, speak: Speak) -> None:
    interview = server.schedule(script_of("ko"))
    candidate = Candidate.invited(speak("ko").new_context(), server, interview)
    candidate.begins(interview)
    meter = candidate.page.locator("#level")
    eventually(lambda: int(meter.get_attribute("aria-valuenow") or 0) > 30, candidate.page)


def test_captions_that_are_late_are_said_to_be_late_while_the_voice_arrives(
    server: ProtocolServer, speak: Speak
) -> None:
    interview = server.schedule(script_of("en"))
    candidate = Candidate.invited(speak("en").new_context(), server, interview)
    candidate.begins(interview)
    server.is_silent = True
    candidate.sees_status("delayed")
    expect(candidate.page.locator("#finish")).to_be_enabled()
    server.is_silent = False
    candidate.sees_status("listening")


def test_a_paused_interview_can_be_continued_from_the_page(server: ProtocolServer, speak: Speak) -> None:
    interview = server.schedule(script_of("en"))
    candidate = Candidate.invited(speak("en").new_context(), server, interview)
    candidate.begins(interview)
    server.become(interview, "paused")
    candidate.sees_status("paused")
    candidate.presses("unpause")
    candidate.sees_status("listening")
