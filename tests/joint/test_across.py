"""Measures side by side: what is counted where, and what may not be compared."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.joint.across import Answers, Figures, Item, Source, across, code_label
from secondmig.survey.form import Variable
from secondmig.survey.harmonise import Harmonised, harmonised
from secondmig.survey.measures import read_measures

MEASURES = read_measures(Path(__file__).parents[2] / "codebooks" / "measures.yaml")
ISCED, YEARS, SAT, MERIT = Item("edu_isced"), Item("edu_years"), Item("job_sat"), Item("merit")


def values(measure: str, *texts: str, by: str = "") -> list[Harmonised]:
    return [harmonised(MEASURES[measure], Variable("x", map=by), text) for text in texts]


def source(
    name: str,
    countries: Sequence[str | None],
    answers: dict[Item, Answers],
    *,
    weights: Sequence[float] = (),
) -> Source:
    return Source(name, name, countries, countries, weights, answers)


def one(sources: Sequence[Source], item: Item, survey: str, group: str | None) -> Figures:
    (found,) = [
        each for each in across(sources, [item], MEASURES) if (each.survey, each.group) == (survey, group)
    ]
    return found


SHEET = source(
    "interview_sheet",
    ["USA", "USA", "JPN", "JPN"],
    {
        YEARS: Answers(values("edu_years", "16", "12", "-9", "")),
        SAT: Answers(values("job_sat", "1", "2", "4", "4")),
        MERIT: Answers(values("merit", "1", "2", "3", "4")),
    },
)
FIRMS = source("JILPT", ["JPN", "JPN"], {SAT: Answers(values("job_sat", "3", "4"), ("JPN",))})


def test_figures_stand_for_each_source_and_country_apart() -> None:
    found = across([SHEET, FIRMS], [SAT], MEASURES)
    assert [(each.survey, each.group, each.n, each.mean) for each in found] == [
        ("interview_sheet", "USA", 2, (1.5, 1.5)),
        ("interview_sheet", "JPN", 2, (4.0, 4.0)),
        ("JILPT", "JPN", 2, (3.5, 3.5)),
    ]


def test_missing_adds_up_by_reason_and_is_no_zero() -> None:
    found = one([SHEET], YEARS, "interview_sheet", "JPN")
    assert (found.rows, found.n, found.mean, found.median) == (2, 0, None, None)
    assert found.missing == (("blank", 1), ("not_stated", 1))


def test_a_source_that_did_not_ask_says_so() -> None:
    found = one([SHEET, FIRMS], YEARS, "JILPT", "JPN")
    assert (found.asked, found.n, found.missing) == (False, 0, (("not_asked_in_source", 2),))


def test_a_blank_cell_in_a_country_that_was_not_asked_is_not_asked() -> None:
    asked = Answers(values("job_sat", "", "", "", "4"), ("JPN",))
    sheet = replace(SHEET, name="panel", answers={SAT: asked})
    usa = one([sheet], SAT, "interview_sheet", "USA")
    jpn = one([sheet], SAT, "interview_sheet", "JPN")
    assert (usa.asked, usa.missing) == (False, (("not_asked_in_source", 2),))
    assert (jpn.asked, jpn.n, jpn.missing) == (True, 1, (("blank", 1),))


def test_intervals_give_bounds_of_mean_and_median_and_a_count_of_their_own() -> None:
    answers = {
        ISCED: Answers(values("edu_isced", "Level 4 or above", "Level 3", "Level 4 or above", by="UK_CENSUS"))
    }
    found = one([source("census", ["GBR"] * 3, answers)], ISCED, "census", "GBR")
    assert (found.n, found.intervals) == (3, 2)
    assert found.mean is not None
    assert found.mean[0] == pytest.approx(13 / 3)
    assert found.mean[1] == pytest.approx(19 / 3)
    assert found.median == (5.0, 8.0)
    assert found.counts == {"3": 1, "5..8": 2}


def test_codes_are_counted_in_the_order_of_the_measure() -> None:
    found = one([SHEET], SAT, "interview_sheet", "USA")
    assert list(found.counts.items()) == [("2", 1), ("1", 1)]
    assert found.shares == {"2": 0.5, "1": 0.5}


def test_occupations_are_counted_by_major_group() -> None:
    item = Item("occ_isco", "1")
    answers = {item: Answers(values("occ_isco", "2221", "22", "9112", "0110"))}
    found = one([source("s", ["USA"] * 4, answers)], item, "s", "USA")
    assert found.counts == {"0": 1, "2": 2, "9": 1}
    assert found.mean is None
    assert code_label(MEASURES["occ_isco"], "2") == "professionals"


def test_binary_answers_have_shares_and_no_mean() -> None:
    item = Item("mot_wage")
    sheet = source("s", ["USA"] * 4, {item: Answers(values("mot_wage", "1", "0", "1", "1"))})
    found = one([sheet], item, "s", "USA")
    assert (found.mean, found.shares) == (None, {"0": 0.25, "1": 0.75})
    assert [code_label(MEASURES["mot_wage"], code) for code in found.counts] == ["no", "yes"]
    assert code_label(MEASURES["emp_permanent"], "1") == "seishain or permanent"


def test_weights_count_in_mean_median_and_shares_and_not_in_n() -> None:
    item = {SAT: Answers(values("job_sat", "1", "2", "4"))}
    found = one([source("s", ["USA"] * 3, item, weights=[1, 1, 6])], SAT, "s", "USA")
    assert (found.n, found.mean, found.median) == (3, (3.375, 3.375), (4, 4))
    assert found.shares["4"] == 0.75


def test_a_group_without_weight_has_no_mean() -> None:
    item = {SAT: Answers(values("job_sat", "1", "2"))}
    found = one([source("s", ["USA"] * 2, item, weights=[0, 0])], SAT, "s", "USA")
    assert (found.n, found.mean, found.shares) == (2, None, {})


def test_rows_of_an_unknown_group_stand_last() -> None:
    sheet = source("s", [None, "USA", "JPN"], {YEARS: Answers(values("edu_years", "1", "2", "3"))})
    assert [each.group for each in across([sheet], [YEARS], MEASURES)] == ["USA", "JPN", None]


# What may be compared


def test_a_core_measure_may_always_be_compared() -> None:
    other = source("panel", ["USA", "JPN"], {YEARS: Answers(values("edu_years", "12", "16"))})
    assert len(across([SHEET, other], [YEARS], MEASURES)) == 4


def test_another_measure_may_not_where_nothing_says_that_everybody_was_asked() -> None:
    with pytest.raises(SecondmigError) as caught:
        across([SHEET], [MERIT], MEASURES)
    assert caught.value.message == (
        "merit is no core measure, and nothing says that everybody was asked: a table across USA, JPN would "
        "compare different questions"
    )
    assert caught.value.hint.endswith("asked_in: [USA, JPN]")


def test_two_surveys_of_two_countries_may_not_be_set_side_by_side_either() -> None:
    firms = source("JILPT", ["JPN"], {MERIT: Answers(values("merit", "3"), ("JPN",))})
    labour = source("LFS", ["GBR"], {MERIT: Answers(values("merit", "3"), ("GBR",))})
    with pytest.raises(SecondmigError, match="across JPN, GBR"):
        across([firms, labour], [MERIT], MEASURES)
    assert len(across([firms], [MERIT], MEASURES)) == 1


def test_a_measure_of_japan_alone_stands_beside_sources_that_did_not_ask() -> None:
    firms = source("JILPT", ["JPN"], {MERIT: Answers(values("merit", "3"), ("JPN",))})
    panel = source("panel", ["USA", "GBR"], {YEARS: Answers(values("edu_years", "12", "16"))})
    found = across([firms, panel], [MERIT], MEASURES)
    assert [(each.group, each.asked) for each in found] == [("JPN", True), ("USA", False), ("GBR", False)]


def test_a_source_of_the_set_asked_everybody() -> None:
    assert "interview_sheet" in MEASURES["job_sat"].sets
    assert [each.n for each in across([SHEET, FIRMS], [SAT], MEASURES)] == [2, 2, 2]


def test_a_source_may_say_in_which_countries_it_asked() -> None:
    told = replace(SHEET, answers={MERIT: replace(SHEET.answers[MERIT], asked_in=("USA", "JPN"))})
    assert [each.n for each in across([told], [MERIT], MEASURES)] == [2, 2]


def test_all_refusals_come_at_once() -> None:
    answers = {item: Answers(values(item.measure, "1", "2", "3", "3")) for item in (MERIT, Item("wlb"))}
    with pytest.raises(ProblemsError) as caught:
        across([replace(SHEET, answers=answers)], [MERIT, Item("wlb")], MEASURES)
    assert len(caught.value.problems) == 2


@given(texts=st.lists(st.sampled_from(["1", "2", "3", "4", "-9", "-1", ""]), min_size=1, max_size=20))
def test_rows_are_those_with_a_value_and_those_without(texts: list[str]) -> None:
    sheet = source("s", ["USA"] * len(texts), {SAT: Answers(values("job_sat", *texts))})
    found = one([sheet], SAT, "s", "USA")
    assert found.rows == found.n + sum(count for _, count in found.missing)
    assert sum(found.counts.values()) == found.n
    if found.n:
        assert sum(found.shares.values()) == pytest.approx(1)
