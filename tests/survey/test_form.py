"""What the columns of a survey mean, kept as plain values."""

from hypothesis import given
from hypothesis import strategies as st

from secondmig.survey.form import SurveyForm, Variable, form_from, form_json

PAIRS = st.dictionaries(st.text(max_size=4), st.text(max_size=8), max_size=3)
VARIABLES = st.builds(
    Variable,
    name=st.text(min_size=1, max_size=8),
    label=st.text(max_size=8),
    numeric=st.booleans(),
    labels=PAIRS,
    missing=PAIRS,
    measure=st.text(max_size=8),
    map=st.text(max_size=8),
    part=st.text(max_size=8),
    leg=st.sampled_from(["", "1", "current"]),
    score=st.text(max_size=8),
    scale=st.sampled_from(["", "ordinal", "ratio"]),
    direction=st.sampled_from(["", "higher_is_more"]),
    source=st.text(max_size=8),
    asked_in=st.lists(st.sampled_from(["JPN", "USA", "GBR"]), max_size=2).map(tuple),
)


@given(variables=st.lists(VARIABLES, max_size=4), weight=st.text(max_size=4), source=st.text(max_size=4))
def test_a_form_comes_back_as_it_was(variables: list[Variable], weight: str, source: str) -> None:
    form = SurveyForm({each.name: each for each in variables}, weight=weight, source=source)
    assert form_from(form_json(form)) == form


def test_labels_keep_the_order_of_the_file() -> None:
    variable = Variable("sat", labels={"4": "very", "1": "not at all"})
    assert list(form_from(form_json(SurveyForm({"sat": variable}))).variables["sat"].labels) == ["4", "1"]


def test_an_empty_form_says_nothing() -> None:
    assert form_json(SurveyForm()) == {}
