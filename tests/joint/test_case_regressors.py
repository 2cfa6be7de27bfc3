"""Regressors out of the person table: columns found, values recoded, held, left missing, or refused."""

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.joint.case_regressors import Level, case_column, check_columns, subjects
from secondmig.joint.person_columns import Column, Kind, Missing
from secondmig.joint.person_table import PersonTable
from secondmig.stats.case_mapping import CaseModel, Origin
from secondmig.stats.predict import Given


def column(key: str, *cells: str | float | Missing) -> Column:
    numbers = all(isinstance(cell, float | Missing) for cell in cells)
    kind: Kind = "number" if numbers else "text"
    source = key.partition("@")[2]
    return Column(key, key, "", kind, cells, "measures", source=source, name=key.replace("@", "_"))


TABLE = PersonTable(
    columns=(
        column("id", "A", "B", "C"),
        column("sat@sheet", 2.0, 4.0, Missing("blank")),
        column("years@sheet", 11.0, 12.5, 13.0),
        column("years@mail", 1.0, 2.0, 3.0),
        column("group", "second", "single", "single"),
        column("intent", "stay", "onward", "undecided"),
    ),
    persons=("A", "B", "C"),
    left_out=0,
    held_back=(),
)


def model(moved: Origin | None = None, intends: Origin | None = None, **regressors: Origin) -> CaseModel:
    return CaseModel("one", regressors, moved, intends)


def values(origin: Origin) -> list[Given]:
    return [each.given["x"] for each in subjects(TABLE, model(x=origin), ["x"])]


def test_a_column_is_found_by_name_key_or_key_without_survey() -> None:
    assert case_column(TABLE, "sat_sheet") is case_column(TABLE, "sat@sheet") is case_column(TABLE, "sat")
    with pytest.raises(SecondmigError, match="several columns of persons are called years") as caught:
        case_column(TABLE, "years")
    assert caught.value.hint == "one of years@sheet, years@mail"
    with pytest.raises(SecondmigError, match="persons have no value 'sats'") as caught:
        case_column(TABLE, "sats")
    assert caught.value.hint == "did you mean sat?"


def test_all_columns_that_are_not_there_are_told_at_once() -> None:
    asked = model(moved=Origin("grup"), x=Origin("years"), y=Origin(hold=1.0, why="-"))
    with pytest.raises(ProblemsError) as caught:
        check_columns(TABLE, [asked], where="cases.yaml")
    assert [each.where for each in caught.value.problems] == ["cases.yaml", "cases.yaml"]


def test_values_are_taken_recoded_held_or_missing() -> None:
    assert values(Origin("sat")) == [Given(2.0), Given(4.0), Given(None)]
    assert values(Origin("sat", {"2": 1.0})) == [Given(1.0), Given(None), Given(None)]
    assert values(Origin("sat", {"2": 1.0, "else": 0.0})) == [Given(1.0), Given(0.0), Given(None)]
    assert values(Origin("sat", if_missing=3.2)) == [Given(2.0), Given(4.0), Given(3.2, held=True)]
    assert values(Origin(hold=0.5)) == [Given(0.5, held=True)] * 3
    assert values(Origin("years@sheet", {"12.5": 1.0, "else": 0.0})) == [Given(0.0), Given(1.0), Given(0.0)]
    assert values(Origin("sat", where=(("group", "single"),))) == [Given(None), Given(4.0), Given(None)]


def test_words_that_nobody_recoded_are_refused_with_the_line_to_write() -> None:
    with pytest.raises(SecondmigError, match="'second', which A has in group, is no number") as caught:
        values(Origin("group"))
    assert caught.value.hint == "recode: {second: NUMBER}"


def test_a_category_comes_from_its_own_line_or_from_that_of_its_factor() -> None:
    known = frozenset({"2", "3", "4"})
    levels = {"sat=2": Level("sat", "2", known), "sat=4": Level("sat", "4", known)}
    asked = model(sat=Origin("sat"))
    found = subjects(TABLE, asked, ["sat=2", "sat=4", "other"], levels)
    assert [each.given for each in found] == [
        {"sat=2": Given(1.0), "sat=4": Given(0.0)},
        {"sat=2": Given(0.0), "sat=4": Given(1.0)},
        {"sat=2": Given(None), "sat=4": Given(None)},
    ]


def test_a_category_that_the_model_does_not_know_is_missing_and_not_the_reference() -> None:
    levels = {"sat=2": Level("sat", "2", frozenset({"1", "2"}))}
    found = subjects(TABLE, model(sat=Origin("sat")), ["sat=2"], levels)
    # B has a 4, which is neither 2 nor the reference 1.
    assert [each.given["sat=2"] for each in found] == [Given(1.0), Given(None), Given(None)]


def test_moves_and_intentions_are_read_apart() -> None:
    moved = Origin("group", {"second": 1.0, "single": 0.0})
    intends = Origin("intent", {"onward": 1.0, "stay": 0.0}, where=(("group", "single"),))
    found = subjects(TABLE, model(moved, intends), [])
    assert [(each.moved, each.intends, each.story) for each in found] == [
        (True, None, "left"),
        (False, True, "intends to leave"),
        (False, None, "not known"),
    ]
    alone = subjects(TABLE, model(moved), [])
    assert [each.story for each in alone] == ["left", "stays", "stays"]


def test_only_the_persons_a_model_is_about_are_there() -> None:
    asked = CaseModel("one", {}, None, None, persons=(("group", "single"), ("years@mail", "3")))
    assert [each.id for each in subjects(TABLE, asked, [])] == ["C"]
