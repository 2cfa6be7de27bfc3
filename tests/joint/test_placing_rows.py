"""Where the rows of a survey belong."""

from collections.abc import Mapping, Sequence

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.joint.cells import Dimension, Frame, Years
from secondmig.joint.placing_rows import column_spec, placed
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.table import SurveyTable


def survey(variables: Sequence[Variable] = (), **columns: Sequence[str]) -> SurveyTable:
    rows = len(next(iter(columns.values())))
    cells: Mapping[str, Sequence[str]] = {"id": [str(each) for each in range(rows)], **columns}
    form = SurveyForm(variables={each.name: each for each in variables})
    return SurveyTable("s", cells, "id", form=form)


def read(table: SurveyTable, **written: str) -> tuple[Frame, tuple[str, ...]]:
    names: tuple[Dimension, ...] = ("origin", "sex", "cohort", "host")
    specs = {name: column_spec(name, written[name]) for name in names if name in written}
    found = placed(table, specs)
    return found.frame, found.unread


def test_countries_are_read_by_name_and_code() -> None:
    frame, unread = read(survey(birth=["Peru", "CHN", "China", "Other", ""]), origin="birth")
    assert frame.origin == ["PER", "CHN", "CHN", "", ""]
    assert unread == ("origin: 1 rows whose birth is nothing known are in no cell of it: 'Other' (1)",)


def test_codes_say_what_values_mean_and_go_before_words() -> None:
    frame, unread = read(survey(birth=["1", "2.0", "3"]), origin="birth:1=PER,2=BRA")
    assert frame.origin == ["PER", "BRA", ""]
    assert "'3' (1)" in unread[0]


def test_labels_of_the_survey_are_read() -> None:
    labelled = Variable("g", labels={"1": "Male", "2": "Female"}, missing={"9": "refused"})
    frame, unread = read(survey([labelled], g=["1", "2.0", "9", ""]), sex="g")
    assert frame.sex == ["m", "f", "", ""]
    assert unread == ()


def test_one_value_of_everybody_is_no_column() -> None:
    frame, _ = read(survey(x=["1"]), sex="=f", host="=JPN", cohort="=1970-1979")
    assert frame == Frame(only={"sex": "f", "host": "JPN", "cohort": "1970-1979"})


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1975", (1975, 1975)),
        ("1975.0", (1975, 1975)),
        ("1970-1979", (1970, 1979)),
        ("1970 to 1979", (1970, 1979)),
        ("1979-1970", None),
        ("30", None),
        ("old", None),
        ("", None),
    ],
)
def test_years_of_birth(text: str, years: Years | None) -> None:
    frame, unread = read(survey(born=[text]), cohort="born")
    assert frame.born == [years]
    assert bool(unread) is (years is None and text != "")


@pytest.mark.parametrize(
    ("age", "year", "years"),
    [
        ("30", "2012", (1981, 1982)),
        ("30-34", "2012", (1977, 1982)),
        ("30", "2010-2012", (1979, 1982)),
        ("200", "2012", None),
        ("30", "", None),
    ],
)
def test_an_age_leaves_two_years_of_birth(age: str, year: str, years: Years | None) -> None:
    assert read(survey(age=[age], year=[year]), cohort="age@year")[0].born == [years]


def test_ages_may_all_be_asked_in_one_year() -> None:
    assert read(survey(age=["30", ""]), cohort="age@2012")[0].born == [(1981, 1982), None]


@pytest.mark.parametrize(
    ("dimension", "text", "message"),
    [
        ("sex", "g:1=q", "'q' is no sex"),
        ("host", "=Japan", "'Japan' is no country"),
        ("origin", "b:1=XXX", "'XXX' is no country"),
        ("origin", "b:1", "'b:1' cannot be read"),
        ("origin", "b@2012", "'b@2012' cannot be read"),
        ("cohort", "age@", "'age@' cannot be read"),
        ("cohort", "=old", "'old' is no cohort"),
        ("sex", "", "'' cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(dimension: Dimension, text: str, message: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        column_spec(dimension, text)
    assert caught.value.message == message
    assert caught.value.where == f"--{dimension}"


@pytest.mark.parametrize("written", [{"sex": "nosuch"}, {"cohort": "age@nosuch"}])
def test_a_column_that_is_not_there_is_refused(written: Mapping[str, str]) -> None:
    with pytest.raises(SecondmigError, match="no column 'nosuch'"):
        read(survey(age=["1"]), **written)
