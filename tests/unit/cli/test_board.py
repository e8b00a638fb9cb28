import pytest

from parley.client.board import Board, reduce
from parley.client.messages import FromRelay, News, Plan, Problem, Repeat, State, Watermark, from_gateway, from_relay
from unit.cli.story import delta, final, partial, question, snapshot, turn

pytestmark = pytest.mark.unit


def told(*messages: FromRelay, board: Board | None = None) -> tuple[Board, list[News]]:
    board = board or Board()
    news: list[News] = []
    for message in messages:
        board, fresh = reduce(board, message)
        news += fresh
    return board, news


@pytest.mark.parametrize(
    "message",
    [final(), question(), turn(), partial(1), delta(0, "Who"), State(status="started"), Watermark(to_sample=9)],
    ids=lambda message: type(message).__name__,
)
def test_the_second_time_is_no_news(message: News) -> None:
    board, news = told(message, message)
    assert news == [message]
    assert reduce(board, message) == (board, ())


def test_a_partial_with_a_lower_rev_is_dropped() -> None:
    board, news = told(partial(3, "newer"), partial(2, "older"))
    assert [each.rev for each in news if hasattr(each, "rev")] == [3]
    assert board.partial is not None
    assert board.partial.text == "newer perhaps"


def test_a_partial_of_samples_that_are_final_is_dropped() -> None:
    board, news = told(final(to_sample=32_000), partial(9, from_sample=16_000, segment="s0"))
    assert len(news) == 1
    assert board.partial is None


def test_a_final_replaces_the_partials_of_its_samples() -> None:
    board, _ = told(partial(1), final())
    assert board.partial is None
    assert board.cursor_sample == 32_000
    assert [each.text for each in board.finals.values()] == ["said"]


def test_a_partial_of_the_next_segment_survives_a_late_final() -> None:
    board, _ = told(partial(1, segment="s2", from_sample=32_000, end=48_000), final())
    assert board.partial is not None
    assert board.partial.segment_id == "s2"


def test_silence_moves_the_cursor_and_takes_the_partial_away() -> None:
    board, _ = told(partial(1), Watermark(to_sample=20_000))
    assert board.cursor_sample == 20_000
    assert board.partial is None


def test_the_open_question_is_the_earliest_without_a_turn() -> None:
    board, _ = told(question(1), turn(1), question(2))
    assert board.open_question == question(2)
    board, _ = told(turn(2), board=board)
    assert board.open_question is None


def test_deltas_of_a_question_that_stands_are_dropped() -> None:
    _, news = told(question(1), delta(0, "Who"))
    assert news == [question(1)]


def test_a_higher_attempt_starts_again() -> None:
    _, news = told(delta(0, "Wh"), delta(1, "o"), delta(0, "What", attempt=2), delta(1, "late"))
    assert [each.text for each in news if hasattr(each, "text")] == ["Wh", "o", "What"]


def test_a_snapshot_tells_what_is_not_known() -> None:
    board, news = told(question(1), snapshot(questions=(question(1), question(2)), finals=(final(),), turns=(turn(1),)))
    assert board.stage_count == 3
    assert board.status == "started"
    assert [type(each).__name__ for each in news] == ["Question", "Question", "SegmentText", "Turn", "State"]


def test_a_plan_counts_where_the_snapshot_did_not() -> None:
    board, news = told(Plan(stage_count=3), Plan(stage_count=5))
    assert board.stage_count == 3
    assert news == [Plan(stage_count=3)]


def test_a_snapshot_after_a_reconnect_tells_only_what_was_missed() -> None:
    board, _ = told(snapshot(questions=(question(1),)))
    _, news = told(snapshot(questions=(question(1), question(2)), cursor_sample=5), board=board)
    assert news == [question(2)]


def test_a_snapshots_cursor_counts() -> None:
    board, _ = told(snapshot(cursor_sample=64_000))
    assert board.cursor_sample == 64_000
    assert told(partial(1), board=board)[1] == []


def test_nothing_leads_back_from_the_end() -> None:
    board, _ = told(State(status="started"), State(status="ended"), State(status="paused"), State(status="assessed"))
    assert board.status == "assessed"
    assert board.is_over


def test_a_pause_ends() -> None:
    board, news = told(State(status="started"), State(status="paused"), State(status="started"))
    assert board.status == "started"
    assert len(news) == 3


def test_an_unknown_state_is_no_news() -> None:
    assert told(State(status="dreaming"))[1] == []


def test_a_repeat_is_told_and_changes_nothing() -> None:
    board, news = told(Repeat(question_id="q1", command_id="c"))
    assert board == Board()
    assert len(news) == 1


def test_a_problem_changes_nothing() -> None:
    assert told(Problem(code=4401, title="No")) == (Board(), [])


def test_messages_are_read_by_their_type() -> None:
    text = '{"type":"final","segment_id":"s","from_sample":0,"to_sample":2,"start_sample":0,"end_sample":2,"text":"a"}'
    message = from_relay(text)
    assert message is not None
    assert message.__class__.__name__ == "SegmentText"
    assert from_gateway('{"type":"ack","next_sample":7,"new_field":1}').__class__.__name__ == "Ack"


@pytest.mark.parametrize("text", ['{"type":"from-the-future"}', "[]", "", "{", '{"type":"ack"}'])
def test_what_is_not_understood_is_skipped(text: str) -> None:
    assert from_relay(text) is None
    assert from_gateway(text) is None
