import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.api_story import (
    INTERVIEW,
    NOW_MS,
    SPOKEN,
    answer_assessed,
    final,
    interview_assessed,
    logged,
    question,
    scheduled,
    silence,
    story,
)
from interview_api.interviews.core import Accepted, Logged, accept, fold
from interview_schemas.events import Event, InterviewEnded, InterviewPaused, InterviewResumed, InterviewStarted

pytestmark = pytest.mark.unit

STORY = logged(story())
VIEW = fold(INTERVIEW, STORY)


def test_the_view_of_a_whole_interview() -> None:
    assert VIEW.language == "en"
    assert VIEW.accepted.status == "assessed"
    assert VIEW.accepted.cursor_sample == 96_000
    assert [found.event.text for found in VIEW.finals] == [SPOKEN, "Second"]
    assert [found.event.ordinal for found in VIEW.questions] == [1, 2]
    assert [found.event.ordinal for found in VIEW.turns] == [1, 2]
    assert len(VIEW.assessments) == 2
    assert VIEW.assessed is not None


@settings(max_examples=60)
@given(st.data())
def test_any_duplication_and_order_of_reading_gives_the_same_view(data: st.DataObject) -> None:
    more = data.draw(st.lists(st.sampled_from(STORY), max_size=20))
    assert fold(INTERVIEW, data.draw(st.permutations([*STORY, *more]))) == VIEW


@given(st.lists(st.sampled_from(story()), max_size=20))
def test_events_written_again_by_a_restarted_service_change_nothing(repeated: list[Event]) -> None:
    view = fold(INTERVIEW, logged([*story(), *repeated]))
    assert msgspec.structs.replace(view, accepted=VIEW.accepted) == VIEW
    assert view.accepted.cursor_sample == VIEW.accepted.cursor_sample
    assert view.accepted.status == "assessed"


def test_another_interview_s_events_are_not_ours() -> None:
    other = "9f0c2f5e-3c41-4f0a-8a5e-2b7a6d1c9e10"
    assert fold(INTERVIEW, logged([*story(), *story(other)])).finals == VIEW.finals


def test_nothing_is_known_of_an_empty_log() -> None:
    view = fold(INTERVIEW, [])
    assert (view.accepted.status, view.language, view.finals) == ("scheduled", None, ())


@pytest.mark.parametrize(
    "late",
    [final(0, 9_000), final(15_000, 20_000), final(17_000, 20_000), final(16_000, 16_000), silence(20_000, 30_000)],
)
def test_a_span_that_does_not_begin_at_the_cursor_is_dropped(late: Event) -> None:
    accepted = Accepted(cursor_sample=16_000)
    (one,) = logged([late])
    assert accept(accepted, one) is None


def test_the_first_of_two_cuts_at_the_same_sample_wins() -> None:
    view = fold(INTERVIEW, logged([final(0, 16_000, "first"), silence(0, 32_000), final(16_000, 32_000, "next")]))
    assert [found.event.text for found in view.finals] == ["first", "next"]


def test_the_first_question_in_the_log_wins() -> None:
    other = msgspec.structs.replace(question(1), text="Something else?")
    view = fold(INTERVIEW, logged([question(1), other]))
    assert [found.event.text for found in view.questions] == [question(1).text]


PAUSED = InterviewPaused(interview_id=INTERVIEW, command_id="p", paused_at_ms=NOW_MS)
RESUMED = InterviewResumed(interview_id=INTERVIEW, command_id="r", resumed_at_ms=NOW_MS)
STARTED = InterviewStarted(interview_id=INTERVIEW, started_at_ms=NOW_MS)
ENDED = InterviewEnded(interview_id=INTERVIEW, reason="candidate", turns=0, ended_at_ms=NOW_MS)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([scheduled()], "scheduled"),
        ([scheduled(), STARTED], "started"),
        ([scheduled(), STARTED, PAUSED], "paused"),
        ([scheduled(), STARTED, PAUSED, RESUMED], "started"),
        ([scheduled(), STARTED, PAUSED, RESUMED, PAUSED], "started"),
        ([scheduled(), STARTED, ENDED, PAUSED], "ended"),
        ([interview_assessed(), scheduled(), STARTED, ENDED], "assessed"),
        ([scheduled(), STARTED, ENDED, interview_assessed(run="prompt-7")], "ended"),
    ],
)
def test_the_status_is_a_fold(events: list[Event], status: str) -> None:
    assert fold(INTERVIEW, logged(events)).accepted.status == status


def test_an_analyst_s_other_run_does_not_show() -> None:
    view = fold(INTERVIEW, logged([answer_assessed(1, run="prompt-7"), interview_assessed(run="prompt-7")]))
    assert (view.assessments, view.assessed) == ((), None)


def test_ids_are_text_everywhere() -> None:
    found: list[Logged[Event]] = [*VIEW.finals, *VIEW.questions, *VIEW.turns, *VIEW.assessments]
    assert all(type(one.event.interview_id) is str and type(one.event_id) is str for one in found)
