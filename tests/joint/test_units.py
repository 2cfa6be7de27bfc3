"""Rows and the units they belong to: workers and firms."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.unit_join import UnitJoin
from secondmig.joint.units import NO_UNIT, in_words, join_units, unit_ledger
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.table import SurveyTable


def workers(*rows: tuple[str, str], size: str = "pay") -> SurveyTable:
    return SurveyTable(
        name="workers",
        cells={
            "id": [f"w{number}" for number, _ in enumerate(rows)],
            "firm": [firm for firm, _ in rows],
            size: [value for _, value in rows],
        },
        id_column="id",
        lines=tuple(range(2, 2 + len(rows))),
        file="workers.csv",
        form=SurveyForm(within="firms", within_id="firm"),
    )


def firms(*rows: tuple[str, str]) -> SurveyTable:
    return SurveyTable(
        name="firms",
        cells={"firm_id": [firm for firm, _ in rows], "size": [size for _, size in rows]},
        id_column="firm_id",
        lines=tuple(range(2, 2 + len(rows))),
        file="firms.csv",
        form=SurveyForm(variables={"size": Variable("size", label="employees", missing={"9": "refused"})}),
    )


def test_every_worker_gets_the_columns_of_the_firm() -> None:
    joined = join_units(workers(("F2", "10"), ("F1", "20"), ("F2", "30")), firms(("F1", "s"), ("F2", "l")))
    assert joined.cells == {
        "id": ["w0", "w1", "w2"],
        "firm": ["F2", "F1", "F2"],
        "pay": ["10", "20", "30"],
        "size": ["l", "s", "l"],
    }
    assert joined.form.variable("size") == Variable("size", label="employees", missing={"9": "refused"})
    assert (joined.name, joined.lines, joined.id_column) == ("workers", (2, 3, 4), "id")


def test_a_worker_without_a_firm_has_a_named_gap_and_no_blank() -> None:
    joined = join_units(workers(("F1", "1"), ("", "2"), ("F9", "3")), firms(("F1", "")))
    assert joined.cells["size"] == ["", NO_UNIT, NO_UNIT]
    assert joined.form.variable("size").missing == {"9": "refused", NO_UNIT: "no row of the unit"}


def test_a_column_of_both_keeps_the_workers_values() -> None:
    joined = join_units(workers(("F1", "10"), size="size"), firms(("F1", "s")))
    assert joined.cells["size"] == ["10"]
    assert joined.cells["firms.size"] == ["s"]
    assert joined.form.variable("firms.size").label == "employees"


def test_the_ledger_names_both_sides() -> None:
    ledger = unit_ledger(
        workers(("F1", "1"), ("", "2"), ("f2", "3"), ("F9", "4"), ("F1", "5")),
        firms(("F1", ""), ("F2", ""), ("F3", "")),
    )
    assert ledger.counts == UnitJoin(
        "workers", "firms", rows=5, joined=2, blank=1, unknown=2, all_units=3, empty=2
    )
    assert [(line.row, line.unit, line.status, line.reason) for line in ledger.lines] == [
        ("w1", "", "no_unit", "workers.csv:3, column firm: blank"),
        ("w2", "f2", "unknown_unit", "workers.csv:4, column firm: firms has no row f2; F2 may be it"),
        ("w3", "F9", "unknown_unit", "workers.csv:5, column firm: firms has no row F9"),
        ("", "F2", "empty_unit", "firms.csv:3: no row of workers names it"),
        ("", "F3", "empty_unit", "firms.csv:4: no row of workers names it"),
    ]
    assert list(in_words(ledger.counts)) == [
        ("workers: 2 of 5 rows have their row of firms (1 name none, 2 name one that is not there)"),
        "firms: 2 of 3 rows are named by no row of workers",
    ]


@pytest.mark.parametrize("use", [join_units, unit_ledger])
def test_a_firm_that_is_there_twice_is_refused_with_row_and_line(use: object) -> None:
    assert callable(use)
    with pytest.raises(ProblemsError) as caught:
        use(workers(("F1", "1")), firms(("F1", "s"), ("F1", "s"), ("F2", "l"), ("F2", "s")))
    assert [(problem.where, problem.message) for problem in caught.value.problems] == [
        ("firms.csv:3", "column firm_id: 'F1' is already at firms.csv:2"),
        ("firms.csv:5", "column firm_id: 'F2' is already at firms.csv:4"),
    ]


def test_a_column_that_is_not_there_is_refused() -> None:
    table = SurveyTable("w", {"id": ["1"]}, "id", form=SurveyForm(within="firms", within_id="firm"))
    with pytest.raises(SecondmigError, match="no column 'firm'"):
        join_units(table, firms(("F1", "s")))


FIRM = st.sampled_from(["F1", "F2", "F3", "f1", "", "01", "1"])


@given(
    named=st.lists(st.tuples(FIRM, st.text(max_size=3)), max_size=20),
    held=st.lists(st.tuples(FIRM, st.text(max_size=3)), max_size=6, unique_by=lambda firm: firm[0]),
)
def test_no_row_is_doubled_or_lost_and_no_value_altered(
    named: list[tuple[str, str]], held: list[tuple[str, str]]
) -> None:
    rows, units = workers(*named), firms(*held)
    joined = join_units(rows, units)
    assert len(joined) == len(rows)
    assert {column: joined.cells[column] for column in rows.columns} == rows.cells
    sizes = dict(held)
    assert list(joined.cells["size"]) == [sizes.get(firm, NO_UNIT) for firm, _ in named]


@given(
    named=st.lists(st.tuples(FIRM, st.just("")), max_size=20),
    held=st.lists(st.tuples(FIRM.filter(bool), st.just("")), max_size=6, unique_by=lambda firm: firm[0]),
)
def test_the_ledger_accounts_for_every_row_and_every_unit(
    named: list[tuple[str, str]], held: list[tuple[str, str]]
) -> None:
    ledger = unit_ledger(workers(*named), firms(*held))
    told = ledger.counts
    assert told.joined + told.blank + told.unknown == told.rows == len(named)
    by_status = Counter(line.status for line in ledger.lines)
    assert (by_status["no_unit"], by_status["unknown_unit"], by_status["empty_unit"]) == (
        told.blank,
        told.unknown,
        told.empty,
    )
    met = {firm for firm, _ in named} & {firm for firm, _ in held}
    assert told.all_units - told.empty == len(met)
