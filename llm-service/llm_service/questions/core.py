"""Why: which questions are still to be worded follows from the log, so a crash neither loses nor repeats one."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event, InterviewEnded, QuestionAsked, QuestionRequested, TurnCompleted
from interview_schemas.scenario import Stage, load_scenario


class QuestionsState(msgspec.Struct, frozen=True, kw_only=True):
    """One interview: what was requested and when, what was asked, and what was answered, by ordinal."""

    interview_id: str
    requests: dict[int, QuestionRequested] = {}  # msgspec copies a mutable default
    requested_at_ms: dict[int, int] = {}
    asked: dict[int, QuestionAsked] = {}
    turns: dict[int, TurnCompleted] = {}
    ended: bool = False

    @property
    def open_requests(self) -> tuple[QuestionRequested, ...]:
        """Requested and not asked, in their order; none once the interview has ended."""
        waiting = () if self.ended else self.requests.keys() - self.asked.keys()
        return tuple(self.requests[ordinal] for ordinal in sorted(waiting))


class QuestionsFold:
    """Its jobs are the requests without a question. `with_model` makes a model's stage wait for the answer before."""

    inputs = ("question-requests", "interview-turns", "interview-events")
    own = ("questions",)

    def __init__(self, *, with_model: bool) -> None:
        self._with_model = with_model

    def initial(self, interview_id: str) -> QuestionsState:
        """Nothing was requested."""
        return QuestionsState(interview_id=interview_id)

    def apply(self, state: QuestionsState, event: Event, time_ms: int) -> QuestionsState:
        """Follow one event; raises InvalidEvent for a request that no scenario can answer."""
        return _APPLY.get(type(event), _ignore)(state, event, time_ms)

    def due(self, state: QuestionsState, now_ms: int) -> tuple[Event, ...]:
        """Requests that can be worked on."""
        return tuple(request for request in state.open_requests if self._is_ready(state, request, now_ms))

    def wake_at_ms(self, state: QuestionsState) -> int | None:
        """When the answer that a request builds on is waited for no longer."""
        return min((request.due_at_ms for request in state.open_requests), default=None)

    def _is_ready(self, state: QuestionsState, request: QuestionRequested, now_ms: int) -> bool:
        """The answer before stands in another topic and may come later than the request that it led to."""
        needs_answer = self._with_model and stage_of(request).kind != "template"
        known = request.previous_turn_id in {None, *(turn.turn_id for turn in state.turns.values())}
        return not needs_answer or known or now_ms >= request.due_at_ms


def stage_of(request: QuestionRequested) -> Stage:
    """Raises InvalidEvent where the scenario or the stage doesn't exist."""
    try:
        return load_scenario(request.scenario_id).stage(request.stage_id)
    except KeyError:
        raise InvalidEvent("contract", "unknown scenario or stage") from None


def _ignore(state: QuestionsState, _event: Any, _time_ms: int) -> QuestionsState:  # noqa: ANN401  # any event
    return state


def _requested(state: QuestionsState, event: QuestionRequested, time_ms: int) -> QuestionsState:
    stage_of(event)
    return msgspec.structs.replace(
        state,
        requests={event.ordinal: event, **state.requests},
        requested_at_ms={event.ordinal: time_ms, **state.requested_at_ms},
    )


def _asked(state: QuestionsState, event: QuestionAsked, _time_ms: int) -> QuestionsState:
    return msgspec.structs.replace(state, asked={event.ordinal: event, **state.asked})


def _answered(state: QuestionsState, event: TurnCompleted, _time_ms: int) -> QuestionsState:
    return msgspec.structs.replace(state, turns={event.ordinal: event, **state.turns})


def _ended(state: QuestionsState, _event: InterviewEnded, _time_ms: int) -> QuestionsState:
    return msgspec.structs.replace(state, ended=True)


_APPLY: Final[dict[type[Event], Callable[[QuestionsState, Any, int], QuestionsState]]] = {
    QuestionRequested: _requested,
    QuestionAsked: _asked,
    TurnCompleted: _answered,
    InterviewEnded: _ended,
}
