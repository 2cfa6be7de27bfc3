"""Times in cells: clocks, ranges, seconds, milliseconds; and times of several recordings, which are none."""

import pytest

from secondmig.transcript.table_columns import Unit
from secondmig.transcript.table_times import table_times


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("0:00:01.5", "0:00:02", (1500, 2000)),
        ("01:17:53.37-01:18:00.72", "", (4_673_370, 4_680_720)),
        ("00:01 --> 00:02", "", (1000, 2000)),
        ("[00:01]", "", (1000, None)),
        ("1.25", "2,5", (1250, 2500)),
        ("", "", (None, None)),
    ],
)
def test_times_are_read_in_many_shapes(start: str, end: str, expected: tuple[int | None, int | None]) -> None:
    times = table_times([(start, end)], "")
    assert (times.rows, times.unknown) == ((expected,), 0)


@pytest.mark.parametrize("cell", ["noon", "-3", "2022-08-06 14:51", "9999999999", "1:00 pm", "NaN"])
def test_cells_that_are_no_times_are_counted(cell: str) -> None:
    times = table_times([(cell, "")], "")
    assert (times.rows, times.unknown) == (((None, None),), 1)


@pytest.mark.parametrize(
    ("cells", "unit", "guessed"),
    [
        ([("0", "2400"), ("2400", "7000")], "ms", "ms"),
        ([("0", "3"), ("3", "9"), ("9", "70")], "s", "s"),
        ([("0", ""), ("4000", ""), ("9000", "")], "ms", "ms"),
        ([("0", ""), ("4", ""), ("19", "")], "s", "s"),
        ([("0.5", "800"), ("900", "1200")], "s", "s"),
        ([("1:00", "2:00")], "s", ""),
    ],
)
def test_unit_of_plain_numbers_is_told_by_how_long_turns_last(
    cells: list[tuple[str, str]], unit: str, guessed: str
) -> None:
    times = table_times(cells, "")
    assert times.guessed == guessed
    if guessed:
        end = cells[-1][1] or cells[-1][0]
        assert (times.rows[-1][1] or times.rows[-1][0]) == int(end) * (1 if unit == "ms" else 1000)


@pytest.mark.parametrize(("unit", "time"), [("ms", 5), ("s", 5000)])
def test_unit_in_the_header_is_obeyed(unit: Unit, time: int) -> None:
    times = table_times([("5", "")], unit)
    assert (times.rows, times.guessed) == (((time, None),), "")


def test_times_that_run_back_and_forth_are_of_several_recordings() -> None:
    cells = [(f"0:{minute:02d}", "") for minute in (10, 40, 5, 50, 2, 30, 1)]
    times = table_times(cells, "")
    assert times.several
    assert set(times.rows) == {(None, None)}


def test_a_few_times_that_go_back_are_kept() -> None:
    cells = [(f"{minute // 60}:{minute % 60:02d}:00", "") for minute in [*range(40), 20, *range(41, 80)]]
    assert not table_times(cells, "").several


@pytest.mark.parametrize("cell", ["[{}x", "1:00{}x", "1:00{}to{}x", "<1:00{}x"])
def test_cell_of_very_much_space_does_not_hang(cell: str) -> None:
    times = table_times([(cell.replace("{}", " " * 500_000), "")], "")
    assert (times.rows, times.unknown) == (((None, None),), 1)


def test_times_are_read_through_the_space_around_them() -> None:
    space = " " * 500_000
    cells = [(f"{space}[{space}0:01{space}]{space}", f"{space}0:02{space}"), (f"0:03{space}-{space}0:04", "")]
    assert table_times(cells, "").rows == ((1000, 2000), (3000, 4000))
