"""Percentiles within reference cells."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.joint.benchmark import (
    Rank,
    Reference,
    Step,
    Subject,
    benchmark,
    mid_rank,
    missing_counts,
    weights_of,
)
from secondmig.joint.cells import Dimension, Frame, Place
from secondmig.survey.form import SurveyForm
from secondmig.survey.table import SurveyTable


def reference(
    values: Sequence[float | tuple[float, float] | None],
    weights: Sequence[float] | None = None,
    frame: Frame | None = None,
) -> Reference:
    pairs = [each if isinstance(each, tuple) else (each, each) for each in values]
    return Reference(
        low=[low for low, _ in pairs],
        high=[high for _, high in pairs],
        missing=["" if low is not None else "blank" for low, _ in pairs],
        weights=list(weights or [1.0] * len(pairs)),
        frame=frame or Frame(),
    )


def person(value: float | tuple[float, float] | None, place: Place | None = None) -> Subject:
    low, high = value if isinstance(value, tuple) else (value, value)
    return Subject("A", place or Place(), low, high, "" if low is not None else "dont_know")


def rank(subject: Subject, survey: Reference, *, min_n: int = 1) -> Rank:
    (found,) = benchmark([subject], survey, min_n=min_n)
    return found


def expanded(value: float, values: Sequence[float], weights: Sequence[int]) -> float:
    """The mid-rank by writing every row as often as it weighs and comparing one by one."""
    rows = [each for each, weight in zip(values, weights, strict=True) for _ in range(weight)]
    return sum(1.0 if row < value else 0.5 if row == value else 0.0 for row in rows) / len(rows)


class TestMidRank:
    def test_ties_count_half(self) -> None:
        found = rank(person(2), reference([1, 2, 2, 3]))
        assert (found.low, found.high, found.n) == (0.5, 0.5, 4)

    @pytest.mark.parametrize(("value", "share"), [(0, 0.0), (1, 0.5), (2, 1.0)])
    def test_a_cell_of_one_person_gives_three_places(self, value: float, share: float) -> None:
        found = rank(person(value), reference([1]))
        assert (found.low, found.high, found.n, found.n_effective) == (share, share, 1, 1.0)

    def test_weights_count_as_persons(self) -> None:
        found = rank(person(2), reference([1, 2, 3], [1, 2, 5]))
        assert found.low == pytest.approx(2 / 8)
        assert found.n == 3
        assert found.n_effective == pytest.approx(64 / 30)

    @given(
        value=st.integers(0, 5),
        rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=12),
    )
    def test_the_rank_is_that_of_the_expanded_rows(self, value: int, rows: list[tuple[int, int]]) -> None:
        values, weights = [row[0] for row in rows], [row[1] for row in rows]
        found = rank(person(value), reference(values, weights))
        if not sum(weights):
            assert found.low is None
            return
        assert found.low == pytest.approx(expanded(value, values, weights))
        assert found.low == found.high
        assert found.n == sum(weight > 0 for weight in weights)

    @given(
        own=st.tuples(st.integers(0, 3), st.integers(0, 2)),
        rows=st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=4
        ),
    )
    def test_an_interval_holds_every_rank_its_points_give(
        self, own: tuple[int, int], rows: list[tuple[int, int, int]]
    ) -> None:
        lows = [low for low, _, _ in rows]
        highs = [low + width for low, width, _ in rows]
        weights = [weight for _, _, weight in rows]
        points = [range(low, high + 1) for low, high in zip(lows, highs, strict=True)]
        ranks = [
            expanded(mine, drawn, weights)
            for mine in range(own[0], sum(own) + 1)
            for drawn in product(*points)
        ]
        found = mid_rank(
            own[0],
            sum(own),
            np.array(lows, dtype=float),
            np.array(highs, dtype=float),
            np.array(weights, dtype=float),
        )
        assert found == pytest.approx((min(ranks), max(ranks)))

    @given(values=st.lists(st.integers(0, 6), min_size=1, max_size=20))
    def test_the_mean_rank_of_all_rows_among_themselves_is_a_half(self, values: list[int]) -> None:
        ranks = benchmark([person(value) for value in values], reference(values), min_n=1)
        assert sum(each.low or 0.0 for each in ranks) / len(ranks) == pytest.approx(0.5)


class TestWhatIsLeftOut:
    def test_rows_without_a_value_or_a_weight_are_in_no_cell(self) -> None:
        survey = reference([1, None, 3, 1], [1, 1, 1, 0])
        assert (rank(person(2), survey).low, rank(person(2), survey).n) == (0.5, 2)
        assert missing_counts(survey) == {"blank": 1, "weight of 0": 1}

    def test_a_person_without_a_value_is_undefined_for_a_reason(self) -> None:
        found = rank(person(None), reference([1, 2]))
        assert (found.low, found.high, found.undefined) == (None, None, "no value: dont know")

    @pytest.mark.parametrize("weights", [[0, 0], [0, 1]])
    def test_too_few_rows_in_all_is_undefined(self, weights: list[float]) -> None:
        found = rank(person(1), reference([1, 2], weights), min_n=2)
        number = sum(weight > 0 for weight in weights)
        assert found.undefined == f"only {number} rows with a value in the whole survey, fewer than 2"
        assert found.low is None

    def test_an_empty_survey_is_undefined(self) -> None:
        assert rank(person(1), reference([]), min_n=1).low is None


FRAME = Frame(
    origin=["PER", "PER", "BRA", "PER", "CHN"],
    sex=["f", "m", "f", "f", "f"],
    born=[(1970, 1970), (1971, 1971), (1970, 1970), (1990, 1990), None],
    host=["JPN", "JPN", "JPN", "USA", "JPN"],
)
ROSA = Place("PER", "f", (1970, 1975), "JPN")


class TestCells:
    def cells(self, place: Place, min_n: int, frame: Frame = FRAME) -> Rank:
        return rank(person(2, place), reference([1, 2, 3, 4, 5], frame=frame), min_n=min_n)

    @pytest.mark.parametrize(
        ("min_n", "cell", "n", "steps"),
        [
            (1, "origin PER, sex f, born 1970-1975, host JPN", 1, []),
            (2, "origin PER, sex f", 2, [1, 1]),
            (3, "origin PER", 3, [1, 1, 2]),
            (4, "region Latin America", 4, [1, 1, 2, 3]),
            (5, "everybody", 5, [1, 1, 2, 3, 4]),
        ],
    )
    def test_a_cell_is_widened_until_it_is_large_enough(
        self, min_n: int, cell: str, n: int, steps: list[int]
    ) -> None:
        found = self.cells(ROSA, min_n)
        assert (found.cell, found.n) == (cell, n)
        assert [step.n for step in found.steps] == steps

    def test_every_step_is_named(self) -> None:
        assert self.cells(ROSA, 3).steps == (
            Step("origin PER, sex f, born 1970-1975, host JPN", 1),
            Step("origin PER, sex f, born 1970-1975", 1),
            Step("origin PER, sex f", 2),
        )

    def test_a_cohort_is_who_may_be_born_in_the_same_years(self) -> None:
        frame = Frame(born=[(1965, 1970), (1975, 1980), (1976, 1976), (1960, 1969), None])
        found = self.cells(Place(born=(1970, 1975)), 1, frame)
        assert (found.cell, found.n) == ("born 1970-1975", 2)

    def test_what_the_survey_or_the_person_does_not_say_is_in_no_cell(self) -> None:
        found = self.cells(Place("PER", ""), 1, Frame(origin=FRAME.origin, sex=FRAME.sex))
        assert (found.cell, found.unknown) == ("origin PER", ("sex", "cohort", "host"))

    @pytest.mark.parametrize("cell", [("sex",), ("origin",), ("origin", "host")])
    def test_only_the_dimensions_asked_for_are_used(self, cell: tuple[Dimension, ...]) -> None:
        (found,) = benchmark([person(2, ROSA)], reference([1, 2, 3, 4, 5], frame=FRAME), cell=cell, min_n=1)
        assert found.cell == ", ".join(f"{each} {ROSA.value(each)}" for each in cell)

    @pytest.mark.parametrize(
        ("place", "reason"),
        [
            (Place(sex="m"), "sex m, and the survey holds only sex f"),
            (Place(), "sex unknown, and the survey holds only sex f"),
        ],
    )
    def test_a_survey_of_women_says_nothing_of_others(self, place: Place, reason: str) -> None:
        assert self.cells(place, 1, Frame(only={"sex": "f"})).undefined == reason

    @pytest.mark.parametrize(
        ("frame", "reason"),
        [
            (Frame(only={"host": "JPN"}), "never lived in JPN, and the survey is of JPN alone"),
            (Frame(host=FRAME.host), "never lived in a country of the survey"),
        ],
    )
    def test_a_survey_of_a_country_says_nothing_of_those_who_never_lived_there(
        self, frame: Frame, reason: str
    ) -> None:
        assert self.cells(Place("PER"), 1, frame).undefined == reason

    @given(
        rows=st.lists(
            st.tuples(st.sampled_from(["PER", "BRA", "CHN", ""]), st.sampled_from("fm"), st.integers(0, 4)),
            max_size=30,
        ),
        min_n=st.integers(1, 8),
        value=st.integers(0, 4),
    )
    def test_the_rank_is_that_of_the_rows_of_the_cell(
        self, rows: list[tuple[str, str, int]], min_n: int, value: int
    ) -> None:
        frame = Frame(origin=[row[0] for row in rows], sex=[row[1] for row in rows])
        found = rank(person(value, ROSA), reference([row[2] for row in rows], frame=frame), min_n=min_n)
        cells = [
            [row[2] for row in rows if row[:2] == ("PER", "f")],
            [row[2] for row in rows if row[0] == "PER"],
            [row[2] for row in rows if row[0] in {"PER", "BRA"}],
            [row[2] for row in rows],
        ]
        large = next((cell for cell in cells if len(cell) >= min_n), None)
        if large is None:
            assert found.low is None
            return
        assert found.n == len(large) >= min_n
        assert found.low == pytest.approx(expanded(value, large, [1] * len(large)))
        assert [step.n for step in found.steps] == [len(cell) for cell in cells[: cells.index(large)]]


class TestWeights:
    def table(self, *weights: str, column: str = "w") -> SurveyTable:
        cells = {"id": [str(number) for number, _ in enumerate(weights)], "w": list(weights)}
        return SurveyTable("nis", cells, "id", form=SurveyForm(weight=column))

    def test_a_survey_without_a_weight_weighs_everybody_the_same(self) -> None:
        assert weights_of(self.table("5", "6", column="")) == [1.0, 1.0]

    def test_weights_are_read_and_zero_is_one(self) -> None:
        assert weights_of(self.table("1.5", "0", "2e3")) == [1.5, 0.0, 2000.0]

    def test_each_wrong_weight_is_named_with_row_and_column(self) -> None:
        with pytest.raises(ProblemsError) as caught:
            weights_of(self.table("1", "-2", "", "nan", "inf", "x"))
        assert [(each.where, each.message) for each in caught.value.problems] == [
            ("nis, row 2, column w", "the weight '-2' is no number from 0 up"),
            ("nis, row 3, column w", "the weight is missing"),
            ("nis, row 4, column w", "the weight 'nan' is no number from 0 up"),
            ("nis, row 5, column w", "the weight 'inf' is no number from 0 up"),
            ("nis, row 6, column w", "the weight 'x' is no number from 0 up"),
        ]

    def test_a_column_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(SecondmigError, match="no column 'v'"):
            weights_of(self.table("1", column="v"))
