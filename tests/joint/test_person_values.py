import pytest

from secondmig.core.types import LinkRow
from secondmig.joint.groups import people
from secondmig.joint.person_columns import Column, Missing
from secondmig.joint.person_values import (
    Answers,
    Record,
    attribute_columns,
    leaves_as_it_is,
    survey_columns,
)
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.model import Measure
from secondmig.survey.table import SurveyTable
from tests.joint.builders import person, snapshot

RESERVED = {"-1": "refused", "-7": "not_asked_in_source", "-9": "not_stated"}
MEASURES = {
    "edu_isced": Measure(
        "edu_isced",
        "Highest education",
        "ordinal",
        codes={"3": "upper secondary", "5": "short-cycle", "6": "bachelor", "8": "doctoral"},
        maps={"JP": {"1": "3..6", "3": "6"}},
        missing=RESERVED,
        version="1.1.0",
    ),
    "edu_years": Measure(
        "edu_years", "Years of schooling", "ratio", unit="years", range=(0, 30), missing=RESERVED
    ),
    "legal_status": Measure(
        "legal_status",
        "Legal status",
        "nominal",
        codes={"pr": "permanent residence", "irregular": "none"},
        per_leg=("at_entry", "at_exit"),
        missing=RESERVED,
    ),
    "occ_isco": Measure("occ_isco", "Occupation", "nominal", code_list="isco08", missing=RESERVED),
    "integ": Measure("integ", "Integration", "composite", parts={"legal": (0, 2), "social": (0, 2)}),
    "wage_gap": Measure("wage_gap", "Wage gap", "interval", unit="log points"),
}
YEARS = Variable("edu_years", measure="edu_years")
PERSONS = people(
    snapshot(
        [],
        (),
        [
            person(
                "P1",
                edu_years="16",
                edu_isced="6",
                legal_leg1_exit="pr",
                nick="007",
                town="Lima",
                born="1970",
            ),
            person("P2", edu_years="-1", edu_isced="9", legal_leg1_exit="irregular", nick="12", born="1981"),
            person("P3", edu_isced="3", nick="5", town="Oruro", isco_now="0110"),
        ],
    )
)


def by_key(columns: list[Column]) -> dict[str, Column]:
    assert len({column.key for column in columns}) == len(columns)
    return {column.key: column for column in columns}


def attributes(record: Record | None = None) -> dict[str, Column]:
    return by_key(attribute_columns(PERSONS, record or Record(MEASURES)))


def answers(form: dict[str, Variable], *rows: tuple[str, ...], own: bool = False) -> Answers:
    cells = {column: [row[place] for row in rows] for place, column in enumerate(("id", *form))}
    table = SurveyTable("mail back", cells, "id", form=SurveyForm(variables=form, source="post, 2025"))
    ledger = [
        LinkRow("P1", "mail back", "r1", "matched", "same id"),
        LinkRow("P2", "mail back", "r2", "matched", "same id"),
        LinkRow("P3", "mail back", "", "unmatched_case", "no row"),
        LinkRow("", "mail back", "r9", "not_interviewed", "nobody"),
        LinkRow("P3", "another", "r9", "matched", "same id"),
    ]
    return Answers.of(table, ledger, own=own)


def surveyed(form: dict[str, Variable], *rows: tuple[str, ...]) -> dict[str, Column]:
    return by_key(survey_columns(PERSONS, Record(MEASURES, [answers(form, *rows)])))


# --- attributes ---


def test_attribute_of_a_measure_is_a_number_with_its_labels_and_reasons() -> None:
    column = attributes()["edu_years"]
    assert list(column.cells) == [16.0, Missing("refused"), Missing("not_on_record")]
    assert (column.kind, column.unit, column.measure) == ("number", "years", "edu_years")
    assert attributes()["edu_isced"].labels["6"] == "bachelor"


def test_value_that_the_measure_does_not_know_is_no_value_and_no_error() -> None:
    assert list(attributes()["edu_isced"].cells) == [6.0, Missing("not_a_value"), 3.0]


def test_nominal_measure_with_codes_is_a_choice_of_all_of_them() -> None:
    column = attributes()["legal_leg1_exit"]
    assert column.kind == "choice"
    assert list(column.cells) == ["pr", "irregular", Missing("not_on_record")]
    assert list(column.labels) == ["pr", "irregular"]


def test_occupation_stays_text_with_its_leading_zero() -> None:
    column = attributes()["isco_now"]
    assert (column.kind, column.cells[2]) == ("text", "0110")


def test_raw_attribute_is_a_number_only_where_every_value_is_written_as_one() -> None:
    found = attributes()
    assert (found["nick"].kind, list(found["nick"].cells)) == ("text", ["007", "12", "5"])
    assert list(found["born"].cells) == [1970.0, 1981.0, Missing("not_on_record")]
    assert found["town"].kind == "text"


def test_origin_and_what_else_is_derived_is_no_attribute() -> None:
    assert not {"origin", "group", "id", "pseudonym", "consent"} & set(attributes())


def test_sheet_of_consent_is_no_attribute() -> None:
    persons = people(
        snapshot([], (), [person("P1", consent_audio="yes", consent_note="by letter", town="Lima")])
    )
    assert [column.key for column in attribute_columns(persons, Record(MEASURES))] == ["town"]


def test_attribute_that_a_survey_of_the_same_file_gives_under_its_measure_is_given_once() -> None:
    own = answers(
        {"edu_years": Variable("edu_years"), "town": Variable("town")}, ("r1", "16", "Lima"), own=True
    )
    record = Record(MEASURES, [own])
    assert "edu_years" not in attributes(record)
    assert "town" in attributes(record)
    assert [column.key for column in survey_columns(PERSONS, record)] == ["edu_years@mail_back"]


# --- linked surveys ---


def test_answer_stands_beside_its_person_under_the_measure_with_the_source_in_its_name() -> None:
    found = surveyed(
        {"school": Variable("school", measure="edu_years")}, ("r2", "12"), ("r1", "15"), ("r9", "30")
    )
    column = found["edu_years@mail_back"]
    assert list(column.cells) == [15.0, 12.0, Missing("not_linked")]
    assert column.source == "mail back"
    assert "column school of the survey mail back (post, 2025)" in column.rule


def test_interval_is_no_point_and_has_both_its_ends() -> None:
    form = {"school": Variable("school", measure="edu_isced", map="JP")}
    found = surveyed(form, ("r1", "1"), ("r2", "3"))
    assert list(found["edu_isced@mail_back"].cells) == [Missing("interval"), 6.0, Missing("not_linked")]
    assert list(found["edu_isced@mail_back:low"].cells) == [3.0, 6.0, Missing("not_linked")]
    assert list(found["edu_isced@mail_back:high"].cells) == [6.0, 6.0, Missing("not_linked")]
    assert "map JP, measures 1.1.0" in found["edu_isced@mail_back"].rule


def test_user_missing_value_keeps_the_surveys_own_reason_apart_from_blank() -> None:
    form = {
        "school": Variable("school", measure="edu_years", missing={"99": "sheet lost"}),
        "sat": Variable("sat", label="Satisfied?", labels={"1": "no", "2": "yes"}, missing={".a": "refused"}),
    }
    found = surveyed(form, ("r1", "99", ".a"), ("r2", "", "2"))
    assert list(found["edu_years@mail_back"].cells)[:2] == [Missing("sheet lost"), Missing("blank")]
    assert list(found["sat@mail_back"].cells)[:2] == [Missing("refused"), 2.0]
    assert found["sat@mail_back"].labels == {"1": "no", "2": "yes"}


def test_two_columns_of_one_measure_are_called_after_themselves() -> None:
    form = {
        "first": Variable("first", measure="edu_years", leg="1"),
        "now": Variable("now", measure="edu_years", leg="current"),
    }
    found = surveyed(form, ("r1", "10", "12"))
    assert list(found) == ["first@mail_back", "now@mail_back"]
    assert found["first@mail_back"].label == "Years of schooling, leg 1 (mail back)"


def test_label_of_the_survey_stands_behind_the_name_of_the_measure() -> None:
    form = {
        "school": Variable("school", label="of the main job", measure="edu_years"),
        "level": Variable("level", label="of the main job", measure="edu_isced"),
    }
    assert [column.label for column in surveyed(form, ("r1", "10", "6")).values()] == [
        "Years of schooling: of the main job (mail back)",
        "Highest education: of the main job (mail back)",
    ]


def test_two_equal_rows_with_one_id_are_one_answer() -> None:
    found = surveyed({"edu_years": YEARS}, ("r1", "15"), ("r1", "15"), ("r2", "9"))
    assert list(found["edu_years@mail_back"].cells)[:2] == [15.0, 9.0]


def test_row_of_a_household_is_the_answer_of_each_of_its_persons() -> None:
    form = {"edu_years": YEARS}
    table = SurveyTable(
        "mail back", {"id": ["r1"], "edu_years": ["15"]}, "id", form=SurveyForm(variables=form)
    )
    ledger = [LinkRow(case, "mail back", "r1", "matched", "household") for case in ("P1", "P3")]
    (column,) = survey_columns(PERSONS, Record(MEASURES, [Answers.of(table, ledger)]))
    assert list(column.cells) == [15.0, Missing("not_linked"), 15.0]


def test_waves_of_one_person_that_differ_give_no_value_and_those_that_agree_give_theirs() -> None:
    form = {"edu_years": YEARS, "town": Variable("town")}
    cells = {"id": ["r1", "r2"], "edu_years": ["15", "16"], "town": ["Leeds", "Leeds"]}
    table = SurveyTable("mail back", cells, "id", form=SurveyForm(variables=form))
    ledger = [LinkRow("P1", "mail back", row, "matched", "wave") for row in ("r1", "r2")]
    found = by_key(survey_columns(PERSONS, Record(MEASURES, [Answers.of(table, ledger)])))
    assert found["edu_years@mail_back"].cells[0] == Missing("several_rows")
    assert found["town@mail_back"].cells[0] == "Leeds"


def test_column_of_the_same_name_as_a_measure_comes_in_raw_where_the_survey_does_not_say_so() -> None:
    column = surveyed({"edu_isced": Variable("edu_isced")}, ("r1", "1"), ("r2", "-9"))["edu_isced@mail_back"]
    assert (column.measure, column.labels) == ("", {})
    assert list(column.cells)[:2] == [1.0, -9.0]


def test_score_decides_where_the_map_asks_for_one() -> None:
    jlpt = Measure(
        "lang_host",
        "Host language",
        "ordinal",
        codes={"3": "B1", "4": "B2"},
        maps={"JLPT": {"N2": "3 if 90-111, 4 if >=112"}},
        missing=RESERVED,
    )
    form = {
        "exam": Variable("exam", measure="lang_host", map="JLPT", score="points"),
        "points": Variable("points"),
    }
    record = Record({"lang_host": jlpt}, [answers(form, ("r1", "N2", "130"), ("r2", "N2", ""))])
    found = by_key(survey_columns(PERSONS, record))
    assert list(found["lang_host@mail_back"].cells) == [4.0, Missing("interval"), Missing("not_linked")]


def test_blank_of_somebody_in_whose_country_nobody_asked_is_not_asked() -> None:
    persons = people(
        snapshot([], (), [person("P1", interview_country="USA"), person("P2", interview_country="JPN")])
    )
    form = {"edu_years": Variable("edu_years", measure="edu_years", asked_in=("JPN",))}
    record = Record(MEASURES, [answers(form, ("r1", ""), ("r2", ""))])
    (column,) = survey_columns(persons, record)
    assert list(column.cells) == [Missing("not_asked_in_source"), Missing("blank")]


def test_measure_that_can_be_negative_says_so() -> None:
    assert surveyed({"wage_gap": Variable("wage_gap", measure="wage_gap")}, ("r1", "-2.28"))[
        "wage_gap@mail_back"
    ].negative


# --- what leaves the team ---


@pytest.mark.parametrize(
    ("attribute", "leaves"),
    [
        ("edu_isced", True),
        ("interview_country", True),
        ("group", True),
        ("edu_years", False),
        ("legal_leg1_exit", False),
        ("integ_legal", False),
        ("integ_social", True),
        ("isco_now", False),
        ("origin", False),
        ("town", False),
    ],
)
def test_only_what_is_shown_as_it_is_may_choose_persons_for_partners(attribute: str, leaves: bool) -> None:
    assert leaves_as_it_is(attribute, MEASURES) == leaves
