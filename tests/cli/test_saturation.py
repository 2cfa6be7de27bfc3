"""``query saturation`` on the command line: what it reads, what people see, and the picture."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.cli.curve import LEGEND, Curve, drawn
from secondmig.cli.saturation import _for_people, pictures
from tests.cli.conftest import Run
from tests.cli.fake import POINTS, FakeProject

HEAD = ["base", "threshold", "run", "base_codes", "saturation", "any_order"]
RISING = Curve(
    "", (3, 4, 5, 6, 7, 7, 8, 8, 8, 8), (3.6, 5.2, 6.0, 6.5, 6.8, 7.1, 7.4, 7.6, 7.8, 8.0), 7, "7+2"
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("--base", "four"), "'four' is not of the form 4,5,6"),
        (("--base", "-4"), "'-4' is not of the form 4,5,6"),
        (("--run", "2;3"), "'2;3' is not of the form 2,3"),
        (("--run", "2.5"), "'2.5' is not of the form 2,3"),
        (("--threshold", "some"), "'some' is not of the form 5%,0"),
        (("--threshold", "nan"), "'nan' is not of the form 5%,0"),
        (("--unit", "turns"), "'turns' is not one of"),
        (("--draws", "many"), "'many' is not a valid integer"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(
    run: Run, project: FakeProject, line: tuple[str, ...], message: str
) -> None:
    result = run("query", "saturation", *line)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not project.calls


def test_thresholds_are_shares_or_percentages(run: Run, project: FakeProject) -> None:
    assert run("query", "saturation", "--threshold", "5%, 0.1,0").exit_code == 0
    wanted = project.last()[1][0]
    assert getattr(wanted, "thresholds", None) == (0.05, 0.1, 0.0)


def test_people_see_ranges_in_one_cell_and_programs_the_numbers(run: Run, project: FakeProject) -> None:
    lines = run("query", "saturation").stdout.split("\n")
    assert lines[0].split() == [*HEAD, "unseen", "asked"]
    assert lines[2].split() == ["1", "5", "%", "1", "2", "1+1", "1", "(1-never)", "2", "1", "of", "2"]
    shown = run("query", "saturation", "--format", "csv").stdout
    assert shown.split("\n")[0] == ",".join(POINTS.fields)


def test_columns_without_a_figure_leave_room_for_the_reason() -> None:
    reason = "not reached with 8"
    rows = [
        {**row, "after": None, "saturation": None, "undefined": reason}
        | dict.fromkeys(("unseen", "unseen_sought", "unseen_asked"))
        for row in POINTS.rows
    ]
    shown = _for_people(replace(POINTS, rows=rows), "points", by="")
    assert shown.fields == (*HEAD, "undefined")
    assert {row["undefined"] for row in shown.rows} == {reason}


def test_groups_are_named_where_there_are_some(run: Run, project: FakeProject) -> None:
    lines = run("query", "saturation", "--by", "origin").stdout.split("\n")
    assert lines[0].split()[:2] == ["group", "n"]


# The picture


def test_picture_shows_the_curve_its_end_and_the_point() -> None:
    lines = "".join(drawn(RISING, width=70)).split("\n")
    assert lines[0] == "codes by interview"
    assert lines[1].startswith("8 ┤")
    assert lines[1].count("●") == 4
    assert lines[13].split() == [str(place) for place in range(1, 11)]
    mark = lines[14].index("▲")
    assert lines[13][mark] == "7"
    assert lines[15].endswith("(rarefaction)   ▲ 7+2")
    assert "".join(drawn(RISING, width=60)).split("\n")[15:] == [LEGEND, "▲ 7+2", ""]


def test_picture_of_nothing_is_nothing() -> None:
    for curve in (Curve("", (), ()), Curve("", (3,), (3.0,)), Curve("", (0, 0), (0.0, 0.0))):
        assert not list(drawn(curve, width=80))
    assert not list(drawn(RISING, width=20))


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=300).map(
        lambda new: [sum(new[:n]) for n in range(1, len(new) + 1)]
    ),
    st.integers(30, 120),
)
def test_picture_stays_inside_the_terminal(curve: list[int], width: int) -> None:
    lines = "".join(drawn(Curve("", curve, [float(each) for each in curve], 1), width=width)).split("\n")
    assert all(len(line) <= width for line in lines)
    if curve[-1]:
        assert lines[1].endswith("●")


def test_each_group_has_its_picture_where_they_are_few() -> None:
    curve = {"group": "", "label": "all", "observed": [2, 2, 3], "expected": [2.0, 2.5, 3.0]}
    told = "".join(pictures(replace(POINTS, meta={"curves": [curve]}), 80))
    assert "▲ 1+1: base 1, at most 5 % new" in told
    groups = [{**curve, "group": name, "label": name} for name in "abcdef"]
    told = "".join(pictures(replace(POINTS, meta={"curves": groups}), 80))
    assert told.count("codes by interview") == 4
    assert "a: codes by interview" in told
    assert "▲" not in told  # the rows tell of no point of theirs
    assert not list(pictures(replace(POINTS, meta={}), 80))
