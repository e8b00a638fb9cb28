import pytest

from bench.__main__ import main, names
from bench.pipeline import _voice, share
from bench.table import lines, number, rows

pytestmark = pytest.mark.unit


def test_targets_stand_beside_what_they_bound() -> None:
    result = {"p50_ms": 12.34, "target_p50_ms": 30, "load": 1.0, "cores": 2}
    assert list(rows(result)) == [("p50_ms", "12.3  (target 30)")]


def test_measurements_are_a_row_each() -> None:
    result = {"rows": [{"what": "streaming", "recording": "jfk", "wer": 0.05}, {"what": "naive", "wer": 0.1}]}
    assert list(rows(result)) == [("streaming jfk", "wer 0.05"), ("naive", "wer 0.1")]


def test_nested_facts_are_named_by_their_way() -> None:
    assert list(rows({"idle": {"sockets": 1_000, "mb": 31.5}})) == [("idle sockets", "1000"), ("idle mb", "31.5")]


def test_plain_lists_are_one_row() -> None:
    assert list(rows({"rates": [1, 2.5]})) == [("rates", "1, 2.5")]


def test_the_table_names_each_bench_once() -> None:
    table = lines({"relay": {"p99_ms": 120.4, "clients": 1_000}, "gateway": {"rate": 1_600.0}})
    assert table == ["relay    p99_ms   120", "         clients  1000", "gateway  rate     1600"]


def test_an_empty_table_says_so() -> None:
    assert lines({}) == ["nothing was measured"]


def test_numbers_have_no_digits_that_mean_nothing() -> None:
    assert [number(value) for value in (1234.567, 0.012345, 7, True, "x")] == ["1235", "0.0123", "7", "True", "x"]


def test_every_bench_has_a_main() -> None:
    assert "pipeline" in names()
    assert not {"table", "__main__"} & set(names())


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing-of-that-name"]) == 2
    assert "pipeline" in capsys.readouterr().err


def test_shares_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert share(values, 0.99) == 99
    assert share(values, 0.5) == 50
    assert share([7.0], 0.99) == 7


def test_the_scripted_voice_pauses_long_enough_to_end_a_span() -> None:
    assert len(_voice()) // 2 == pytest.approx(28 * 16_000, rel=0.02)
