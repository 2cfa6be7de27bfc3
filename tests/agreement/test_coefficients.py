from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondmig.agreement.coefficients import (
    APART,
    COEFFICIENTS,
    NO_ABSENCE,
    NO_APPLICATION,
    NO_VARIATION,
    NOT_PAIRABLE,
    ONE_CODER,
    UNLIKE,
    cohen_kappa,
    krippendorff_alpha,
    measured,
)
from secondmig.agreement.tables import Ratings, ratings_of, ratings_of_table
from secondmig.agreement.tally import Tally
from tests.agreement import brute
from tests.agreement.published import PUBLISHED, Published, example

Units = list[tuple[int | None, ...]]
FEWER = settings(max_examples=20)
CHANCE_CORRECTED = [name for name, entry in COEFFICIENTS.items() if entry.corrected]
ON_NUMBERS = [name for name in CHANCE_CORRECTED if name not in {"alpha_masi", "alpha_jaccard"}]


@st.composite
def coded_units(draw: st.DrawFn, *, coders: int | None = None, missing: bool = True) -> Units:
    m = draw(st.integers(2, 4)) if coders is None else coders
    answer = st.one_of(st.integers(1, 4), st.none()) if missing else st.integers(1, 4)
    return draw(st.lists(st.tuples(*[answer] * m), min_size=1, max_size=10))


def value(units: Sequence[Sequence[object]], name: str) -> float | None:
    return measured(ratings_of(units, categories=(1, 2, 3, 4)), name).value


def computed(units: Sequence[Sequence[object]], name: str) -> float | None:
    """The figure as its formula has it, also where it stands for nothing since missing answers matter."""
    ratings = ratings_of(units, categories=(1, 2, 3, 4))
    result = measured(ratings, name)
    if result.undefined.startswith(UNLIKE):
        return float(COEFFICIENTS[name].function(Tally.of(ratings)).values()[0])
    return result.value


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda each: each.id)
def test_coefficients_reproduce_published_figures(published: Published) -> None:
    for name, (expected, tolerance) in published.expected.items():
        found = measured(published.ratings, name).value

        assert found == pytest.approx(expected, abs=tolerance * 1.001), (name, published.source)


def test_weighted_coefficients_reproduce_artstein_and_poesio() -> None:
    # A2 with a distance of one half between "Chck" and either other answer.
    tally = Tally.of(example("A2"))
    apart = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.5], [0.5, 0.5, 0.0]])

    alpha = krippendorff_alpha(tally, distance=lambda _, __: apart[None])
    kappa = cohen_kappa(tally, similarity=lambda _: 1.0 - apart)

    assert alpha.values()[0] == pytest.approx(0.8156, abs=5e-5)
    assert kappa.values()[0] == pytest.approx(0.8163, abs=5e-5)


def test_fleiss_kappa_by_category_reproduces_fleiss() -> None:
    # Fleiss (1971), p. 381: kappa of each diagnosis against all others.
    found = [measured(example("A7").collapsed(k), "fleiss_kappa").value for k in (1, 2, 3, 4, 5)]

    assert found == pytest.approx([0.248, 0.248, 0.517, 0.470, 0.565], abs=5e-3)


def test_expected_agreement_of_ac2_reproduces_irrcac() -> None:
    parts = COEFFICIENTS["gwet_ac2"].function(Tally.of(example("A6")))

    assert parts.observed[0] == pytest.approx(0.954386, abs=5e-7)
    assert parts.expected[0] == pytest.approx(0.714406, abs=5e-7)


def test_alpha_of_sets_reproduces_the_parts_worked_out_by_hand() -> None:
    masi = COEFFICIENTS["alpha_masi"].function(Tally.of(example("M1")))
    jaccard = COEFFICIENTS["alpha_jaccard"].function(Tally.of(example("M1")))

    assert [1 - masi.observed[0], 1 - masi.expected[0]] == pytest.approx([0.5432, 0.7473], abs=5e-5)
    assert [1 - jaccard.observed[0], 1 - jaccard.expected[0]] == pytest.approx([0.4630, 0.6765], abs=5e-5)


def test_alpha_ignores_units_that_one_coder_judged() -> None:
    # A12 without dress3.
    assert value([(1, 2, 2), (1, 2, None)], "alpha") == value(
        [(1, 2, 2), (1, 2, None), (None, None, 2)], "alpha"
    )


def test_kappa_depends_on_who_coded_more_and_percent_does_not() -> None:
    one, both = example("A11"), example("A11b")

    assert measured(one, "percent").value == measured(both, "percent").value
    assert measured(one, "cohen_kappa").value != measured(both, "cohen_kappa").value


BRUTE: dict[str, Callable[[Units], float]] = {
    "percent": brute.percent,
    "brennan_prediger": lambda units: brute.brennan_prediger(units, 4),
    "fleiss_kappa": lambda units: brute.fleiss(units, (1, 2, 3, 4)),
    "conger_kappa": lambda units: brute.conger(units, (1, 2, 3, 4)),
    "gwet_ac1": lambda units: brute.gwet_ac1(units, (1, 2, 3, 4)),
    "alpha": brute.alpha,
    "alpha_interval": lambda units: brute.alpha(units, lambda a, b: (a - b) ** 2),  # type: ignore[operator]
    "alpha_ratio": lambda units: brute.alpha(
        units,
        lambda a, b: ((a - b) / (a + b)) ** 2,  # type: ignore[operator]
    ),
    "alpha_ordinal": lambda units: brute.alpha(units, brute.ordinal_distance(units)),
}


@pytest.mark.parametrize("name", BRUTE)
@FEWER
@given(units=coded_units())
def test_coefficients_agree_with_looking_at_every_pair(name: str, units: Units) -> None:
    found = computed(units, name)
    assume(found is not None)

    assert found == pytest.approx(BRUTE[name](units), abs=1e-9)


MET: dict[str, Callable[[Units], float]] = {
    "conger_kappa": lambda units: brute.conger_met(units, (1, 2, 3, 4)),
    "fleiss_kappa": lambda units: brute.fleiss(brute.pairable(units), (1, 2, 3, 4)),
    "gwet_ac1": lambda units: brute.gwet_ac1(brute.pairable(units), (1, 2, 3, 4)),
}


@pytest.mark.parametrize("name", MET)
@FEWER
@given(units=coded_units())
def test_a_coefficient_stands_only_where_missing_answers_do_not_matter(name: str, units: Units) -> None:
    result = measured(ratings_of(units, categories=(1, 2, 3, 4)), name)
    assume(result.value is not None or result.undefined.startswith(UNLIKE))
    try:
        met = MET[name](units)
    except ZeroDivisionError:  # by the units that are shared, chance alone would give full agreement
        assert result.value is None
        return

    apart = abs(met - BRUTE[name](units))
    assume(abs(apart - APART) > 1e-6)
    assert (result.value is None) == (apart > APART)


def test_kappa_of_many_coders_does_not_hold_where_one_coder_read_other_documents() -> None:
    # Three coders; the third judged two units, unlike all others. No two of them agree beyond chance.
    units = [("no", "no", None)] * 95 + [("no", "yes", None)] * 3 + [("no", "no", "yes")] * 2
    ratings = ratings_of(units)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = [(unit[one], unit[other]) for unit in units if unit[one] and unit[other]]
        assert measured(ratings_of(both, categories=("no", "yes")), "cohen_kappa").value == 0.0

    assert brute.conger(units, ("no", "yes")) == pytest.approx(0.935)
    assert measured(ratings, "conger_kappa").undefined == (
        "coders judged different units, and chance is not the same there: 0.935, and 0.000 by the units that"
        " coders share"
    )
    assert measured(ratings, "fleiss_kappa").value == pytest.approx(brute.fleiss(units, ("no", "yes")))
    assert -0.03 < (measured(ratings, "fleiss_kappa").value or 0) < 0
    assert -0.03 < (measured(ratings, "alpha").value or 0) < 0
    # These two take chance from the answers, not from the coders: high wherever one answer prevails.
    assert measured(ratings, "brennan_prediger").value == pytest.approx(2 * brute.percent(units) - 1)
    assert measured(ratings, "gwet_ac1").value == pytest.approx(brute.gwet_ac1(units, ("no", "yes")))


def test_units_with_a_single_answer_do_not_make_chance_agreement() -> None:
    units = [("no", "no")] * 97 + [("no", "yes")] * 3 + [(None, "yes")] * 100

    assert measured(ratings_of(units), "alpha").value == pytest.approx(brute.alpha(units))
    for name in ("fleiss_kappa", "conger_kappa"):
        assert measured(ratings_of(units), name).undefined.startswith(UNLIKE)


@pytest.mark.parametrize("name", ["cohen_kappa", "scott_pi"])
@FEWER
@given(units=coded_units(coders=2))
def test_two_coder_coefficients_agree_with_looking_at_every_pair(name: str, units: Units) -> None:
    found = value(units, name)
    assume(found is not None)
    plain = {"cohen_kappa": brute.cohen, "scott_pi": brute.scott}[name]

    assert found == pytest.approx(plain(units, (1, 2, 3, 4)), abs=1e-9)


@FEWER
@given(st.lists(st.tuples(*[st.frozensets(st.sampled_from("ABC"))] * 3), min_size=2, max_size=6))
def test_alphas_of_sets_agree_with_looking_at_every_pair(units: list[tuple[frozenset[str], ...]]) -> None:
    ratings = ratings_of(units)
    for name, distance in (("alpha_masi", brute.masi), ("alpha_jaccard", brute.jaccard)):
        found = measured(ratings, name).value
        if found is None:
            assert len({answer for unit in units for answer in unit}) == 1
        else:
            assert found == pytest.approx(brute.alpha(units, distance), abs=1e-9)


@FEWER
@given(coded_units(coders=2, missing=False))
def test_multi_coder_kappas_meet_those_for_two_coders(units: Units) -> None:
    assert value(units, "fleiss_kappa") == pytest.approx(value(units, "scott_pi"), abs=1e-12)
    assert value(units, "conger_kappa") == pytest.approx(value(units, "cohen_kappa"), abs=1e-12)


@pytest.mark.parametrize("name", ON_NUMBERS)
@FEWER
@given(units=coded_units(coders=2), random=st.randoms(use_true_random=False))
def test_coefficients_do_not_depend_on_the_order_of_coders_or_units(
    name: str, units: Units, random: Random
) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)

    assert value(units, name) == pytest.approx(value([unit[::-1] for unit in shuffled], name), abs=1e-9)


@pytest.mark.parametrize("name", ON_NUMBERS)
@FEWER
@given(units=coded_units(coders=2))
def test_coefficients_are_at_most_1_and_1_exactly_where_nobody_differs(name: str, units: Units) -> None:
    found = computed(units, name)
    assume(found is not None)
    assert found is not None
    agree = all(unit[0] == unit[1] for unit in units if None not in unit)

    assert found <= 1 + 1e-12
    assert (found == pytest.approx(1.0, abs=1e-9)) == agree


NOMINAL = ["alpha", "cohen_kappa", "scott_pi", "fleiss_kappa", "conger_kappa", "brennan_prediger", "gwet_ac1"]


@pytest.mark.parametrize("name", [*NOMINAL, "percent", "holsti"])
@FEWER
@given(units=coded_units(coders=2), order=st.permutations([1, 2, 3, 4]))
def test_nominal_coefficients_do_not_depend_on_the_names_of_answers(
    name: str, units: Units, order: list[int]
) -> None:
    renamed = [tuple(None if each is None else order[each - 1] for each in unit) for unit in units]

    assert value(units, name) == pytest.approx(value(renamed, name), abs=1e-9)


def test_ordered_coefficients_depend_on_the_names_of_answers() -> None:
    near, far = [(1, 2), (1, 1), (4, 4)], [(1, 4), (1, 1), (2, 2)]

    for name in ("alpha_ordinal", "alpha_interval", "cohen_kappa_linear", "gwet_ac2"):
        assert value(near, name) != pytest.approx(value(far, name))


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(1, 200))
def test_text_nobody_coded_raises_percent_agreement(
    both: int, first: int, second: int, neither: int, more: int
) -> None:
    assume(first + second > 0)
    short = ratings_of_table([[neither, second], [first, both]], (False, True))
    long = ratings_of_table([[neither + more, second], [first, both]], (False, True))

    assert (measured(long, "percent").value or 0) > (measured(short, "percent").value or 0)
    assert measured(long, "positive").value == measured(short, "positive").value


@pytest.mark.parametrize("name", CHANCE_CORRECTED)
def test_one_answer_throughout_has_no_coefficient(name: str) -> None:
    # A13: others print 1, 0 or fail; percent agreement exists, but nothing corrected for chance.
    same = ratings_of_table([[12, 0], [0, 0]], (False, True))
    result = measured(same, name)

    assert (result.value, result.undefined) == (None, NO_VARIATION)
    assert measured(same, "percent").value == 1.0


def test_reasons_say_what_is_missing() -> None:
    alone = ratings_of([(1,), (2,)])
    apart = ratings_of([(1, None), (None, 2)])
    three = ratings_of([(1, 2, 1)])
    words = ratings_of([("a", "b"), ("b", "b")])
    never = ratings_of_table([[9, 0], [0, 0]], (False, True))

    assert measured(alone, "alpha").undefined == ONE_CODER
    assert measured(apart, "alpha").undefined == NOT_PAIRABLE
    assert measured(ratings_of([]), "alpha").undefined == ONE_CODER
    assert measured(three, "cohen_kappa").undefined == "it is defined for two coders, not 3"
    assert measured(words, "alpha_interval").undefined == "the answers are not numbers"
    assert measured(words, "alpha_masi").undefined == "the answers are not sets of codes"
    assert measured(words, "positive").undefined == "it is defined for a code that is applied or not"
    assert measured(never, "positive").undefined == NO_APPLICATION


def test_segments_have_no_coefficient_corrected_for_chance() -> None:
    segments = Ratings(
        np.array([[1, 1], [1, 0]]), np.array([[3.0, 1.0]]), (False, True), unit="segment", only_coded=True
    )

    assert measured(segments, "cohen_kappa").undefined == NO_ABSENCE
    assert measured(segments, "percent").value == 0.75
    assert measured(segments, "positive").value == pytest.approx(6 / 7)


def test_a_result_says_what_it_counted() -> None:
    result = measured(example("A8"), "alpha")

    assert (result.n_units, result.n_clusters, result.unit) == (11, 1, "unit")
    assert result.method == "Krippendorff's alpha, nominal (Krippendorff 2019)"


def test_the_registry_names_every_entry_by_its_id() -> None:
    assert list(COEFFICIENTS) == [entry.id for entry in COEFFICIENTS.values()]
    assert all(entry.title and entry.citation for entry in COEFFICIENTS.values())
