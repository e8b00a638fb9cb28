"""Why: the commit position is the one number that decides whether a record can be lost."""

import gc
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_runtime.commit_guard import CommitGuard, Taken

pytestmark = pytest.mark.unit

P = ("topic", 0)
Q = ("topic", 1)


class Held:
    """Stands for Faust's event, which only the guard keeps alive."""


def guard_with(*offsets: int) -> tuple[CommitGuard[str], list[Taken]]:
    guard = CommitGuard[str]()
    return guard, [guard.take(P, offset, f"event-{offset}") for offset in offsets]


def test_nothing_taken_is_nothing_to_commit() -> None:
    assert CommitGuard[str]().position(P) is None


def test_an_open_offset_holds_the_position_however_many_later_ones_are_done() -> None:
    guard, taken = guard_with(5, 6, 7)
    guard.done(taken[1])
    guard.done(taken[2])
    assert guard.position(P) == 5


def test_an_open_offset_0_holds_the_position_too() -> None:
    guard, taken = guard_with(0, 1, 2)
    for later in taken[1:]:
        guard.done(later)
    assert guard.position(P) == 0


def test_the_position_passes_all_once_all_are_done() -> None:
    guard, taken = guard_with(5, 6, 9)
    for each in reversed(taken):
        guard.done(each)
    assert guard.position(P) == 10


def test_a_record_is_done_once() -> None:
    guard, (taken,) = guard_with(3)
    assert guard.done(taken) == "event-3"
    assert guard.done(taken) is None


def test_partitions_do_not_know_each_other() -> None:
    guard, _ = guard_with(3)
    other = guard.take(Q, 8, "other")
    guard.done(other)
    assert (guard.position(P), guard.position(Q)) == (3, 9)


def test_what_was_taken_before_a_rebalance_counts_no_more() -> None:
    guard, (old,) = guard_with(3)
    guard.clear([P])
    assert guard.position(P) is None
    assert guard.done(old) is None


def test_a_late_acknowledgement_does_not_close_the_new_delivery() -> None:
    guard, (old,) = guard_with(3)
    guard.clear([P])
    guard.take(P, 3, "again")
    assert guard.done(old) is None
    assert guard.position(P) == 3


def test_clearing_one_partition_leaves_the_others() -> None:
    guard, _ = guard_with(3)
    guard.take(Q, 8, "other")
    guard.clear([P])
    assert guard.position(Q) == 8
    assert guard.positions() == {Q: 8}


def test_open_records_are_counted() -> None:
    guard, taken = guard_with(3, 4)
    guard.take(Q, 8, "other")
    guard.done(taken[0])
    assert guard.open_records == 2


def test_an_open_event_is_kept_alive_and_a_done_one_is_let_go() -> None:
    guard = CommitGuard[Held]()
    event = Held()
    alive = weakref.ref(event)
    taken = guard.take(P, 1, event)
    del event
    gc.collect()
    assert alive() is not None
    guard.done(taken)
    gc.collect()
    assert alive() is None


@given(offsets=st.sets(st.integers(0, 60), min_size=1), data=st.data())
def test_the_position_never_passes_an_open_offset(offsets: set[int], data: st.DataObject) -> None:
    ordered = sorted(offsets)
    guard, taken = guard_with(*ordered)
    still_open = set(ordered)
    for each in data.draw(st.permutations(taken)):
        guard.done(each)
        still_open.discard(each.offset)
        position = guard.position(P)
        assert position is not None
        assert all(position <= offset for offset in still_open)
        assert all(offset in still_open or offset < position for offset in ordered if offset <= position)
    assert guard.position(P) == ordered[-1] + 1


@given(st.lists(st.sampled_from(["take", "done", "clear"]), max_size=60))
def test_a_rebalance_reads_again_from_the_position(actions: list[str]) -> None:
    guard = CommitGuard[str]()
    taken: list[Taken] = []
    committed = next_offset = 0
    done: set[int] = set()
    for action in actions:
        if action == "take":
            taken.append(guard.take(P, next_offset, "event"))
            next_offset += 1
        elif action == "done" and taken:
            each = taken.pop(len(taken) // 2)
            done |= {each.offset} if guard.done(each) is not None else set()
        elif action == "clear":
            guard.clear([P])
            next_offset = committed
        committed = max(committed, guard.position(P) or 0)
        assert done.issuperset(range(committed))
