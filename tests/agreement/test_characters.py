from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.agreement.characters import character_ratings, character_sets
from secondmig.agreement.coefficients import measured
from secondmig.agreement.layers import CodedDocument, rolled_up
from secondmig.agreement.tables import Ratings, pooled, ratings_of
from secondmig.agreement.units import UnitRule, span_ratings
from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span, SpanSet
from tests.agreement import brute
from tests.agreement.coded import CODES, documents, expanded, layer

SOME = settings(max_examples=60)


def counted(ratings: Ratings) -> Counter[tuple[str, tuple[object, ...]]]:
    """(cluster, answers) -> units."""
    found: Counter[tuple[str, tuple[object, ...]]] = Counter()
    for row, cluster in zip(ratings.weights, ratings.clusters, strict=True):
        for pattern, weight in zip(ratings.patterns.tolist(), row.tolist(), strict=True):
            if weight:
                answers = tuple(None if each < 0 else ratings.categories[each] for each in pattern)
                found[cluster, answers] += round(weight)
    return found


@SOME
@given(st.integers(2, 3).flatmap(lambda m: documents(coders=m)))
def test_character_ratings_count_what_expanding_counts(every: list[CodedDocument]) -> None:
    found = character_ratings(every, CODES)

    for code in CODES:
        plain = Counter(
            (document, tuple(None if each is None else code in each for each in answers))
            for document, _, answers in expanded(every)
        )
        assert counted(found[code]) == plain


@SOME
@given(st.integers(2, 3).flatmap(lambda m: documents(coders=m)))
def test_character_sets_count_what_expanding_counts(every: list[CodedDocument]) -> None:
    plain = Counter((document, answers) for document, _, answers in expanded(every))

    assert counted(character_sets(every, CODES)) == plain


@SOME
@given(documents(coders=3))
def test_alpha_by_sweep_equals_alpha_by_character(every: list[CodedDocument]) -> None:
    for code, ratings in character_ratings(every, CODES).items():
        rows = [
            tuple(None if each is None else code in each for each in answers)
            for _, _, answers in expanded(every)
        ]
        plain = measured(ratings_of(rows, categories=(False, True)), "alpha")

        assert measured(ratings, "alpha").value == pytest.approx(plain.value, abs=1e-9)


@SOME
@given(documents(missing=False), st.integers(1, 29))
def test_a_document_cut_in_two_leaves_the_pooled_alpha_as_it_was(
    every: list[CodedDocument], cut: int
) -> None:
    whole = every[0]
    if cut >= whole.length:
        return
    left, right = SpanSet((Span(0, cut),)), SpanSet((Span(cut, whole.length),))
    parts = [
        CodedDocument("left", whole.length, whole.layers, whole.in_scope().intersection(left)),
        CodedDocument("right", whole.length, whole.layers, whole.in_scope().intersection(right)),
    ]

    for code in CODES:
        one = measured(character_ratings([whole], CODES)[code], "alpha").value
        two = measured(character_ratings(parts, CODES)[code], "alpha").value
        assert one == pytest.approx(two, abs=1e-12)


def test_one_coder_overlapping_himself_is_no_agreement() -> None:
    # QualCoder adds up codings per character, so 2 means "both" even where one coder marked a stretch twice:
    # agreement 24/41 of what is coded, chance Pyes * Pno with counts above 100 %. It prints a kappa of 0.60.
    twice, once = layer((100, 124, "A"), (100, 124, "A")), layer((300, 317, "A"))
    total, first, second, dual = 500, 48, 17, 24
    coded = first + second - dual
    chance = (first / coded * second / coded) * ((coded - first) / coded * (coded - second) / coded)
    assert (dual / coded - chance) / (1 - chance) == pytest.approx(0.60, abs=0.005)

    ratings = character_ratings([CodedDocument("d", total, (twice, once))], ["A"])["A"]

    assert ratings.square().tolist() == [[459, 17], [24, 0]]
    assert measured(ratings, "cohen_kappa").value == pytest.approx(-0.0416, abs=5e-4)


def test_alpha_by_character_is_blind_to_boundaries() -> None:
    # U3: Krippendorff (1995), p. 57: three pairs of coders with very different units.
    panels = {
        "A": (layer((2, 10, "k"), (14, 20, "k")), layer((4, 8, "k"), (15, 17, "k"))),
        "B": (
            layer((0, 18, "k")),
            layer(*((a, b, "k") for a, b in ((0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)))),
        ),
        "C": (
            layer((2, 8, "k"), (10, 12, "k"), (14, 18, "k"), (20, 22, "k")),
            layer((0, 2, "k"), (4, 8, "k"), (10, 14, "k"), (16, 18, "k"), (20, 22, "k")),
        ),
    }
    made = {
        name: character_ratings([CodedDocument("d", 24, layers)], ["k"])["k"]
        for name, layers in panels.items()
    }

    kappas = [measured(each, "cohen_kappa").value for each in made.values()]
    assert kappas == pytest.approx([0.385, 0.385, 0.314], abs=5e-4)
    assert [measured(each, "scott_pi").value for each in made.values()] == pytest.approx(
        [0.314] * 3, abs=5e-4
    )
    assert [measured(each, "alpha").value for each in made.values()] == pytest.approx([0.3286] * 3, abs=5e-5)


def test_a_coder_who_was_not_assigned_a_document_is_missing_there() -> None:
    three = CodedDocument("d1", 10, (layer((0, 5, "A")), layer((0, 5, "A")), None))
    alone = CodedDocument("d2", 10, (layer((0, 5, "A")), None, None))
    ratings = character_ratings([three, alone], ["A"])["A"]

    assert counted(ratings) == {("d1", (True, True, None)): 5, ("d1", (False, False, None)): 5}
    assert measured(ratings, "alpha").value == 1.0


def test_an_assigned_coder_who_marked_nothing_said_no() -> None:
    ratings = character_ratings([CodedDocument("d", 10, (layer((0, 4, "A")), {}))], ["A"])["A"]

    assert ratings.square().tolist() == [[6, 0], [4, 0]]
    assert ratings.share(True) == 0.2


def test_only_text_in_scope_counts() -> None:
    scope = SpanSet.of([Span(10, 20), Span(30, 40)])
    document = CodedDocument("d", 50, (layer((0, 35, "A")), layer((15, 45, "A"))), scope)

    assert character_ratings([document], ["A"])["A"].square().tolist() == [[0, 5], [5, 10]]


def test_persons_with_two_interviews_are_one_cluster() -> None:
    every = [
        CodedDocument(name, 10, (layer((0, 4, "A")), layer((0, 2, "A"))), cluster=person)
        for name, person in (("d1", "anna"), ("d2", "anna"), ("d3", "bea"))
    ]
    ratings = character_ratings(every, ["A"])["A"]

    assert ratings.clusters == ("anna", "bea")
    assert ratings.weights.sum(axis=1).tolist() == [20, 10]


def test_a_code_nobody_used_has_units_and_no_coefficient() -> None:
    ratings = character_ratings([CodedDocument("d", 10, ({}, {}))], ["A"])["A"]

    assert ratings.n_units() == 10
    assert measured(ratings, "alpha").value is None


def test_more_codes_than_a_word_has_bits_make_sets_all_the_same() -> None:
    codes = [f"C{number:03d}" for number in range(150)]
    one = {code: [Span(0, 5)] for code in codes}
    ratings = character_sets([CodedDocument("d", 10, (one, one))], codes)

    assert counted(ratings) == {
        ("d", (frozenset(codes), frozenset(codes))): 5,
        ("d", (frozenset(), frozenset())): 5,
    }


def test_more_coders_than_flags_are_counted_for_make_the_same_ratings() -> None:
    # From 17 coders on the flags are sorted instead of counted.
    layers = tuple(layer((number % 5, 5 + number % 3, "A")) for number in range(18))
    document = CodedDocument("d", 9, layers)
    units = [["A" in codes for codes in row if codes is not None] for _, _, row in expanded([document])]

    found = measured(character_ratings([document], ["A"])["A"], "alpha")

    assert found.value == pytest.approx(brute.alpha(units), abs=1e-12)


def test_pooled_counts_every_code_as_units_of_its_own() -> None:
    document = CodedDocument("d", 10, (layer((0, 4, "A"), (5, 6, "B")), layer((0, 2, "A"))))
    made = character_ratings([document], CODES)

    assert pooled([made["A"], made["B"]]).square().tolist() == [[15, 0], [3, 2]]


def test_a_layer_rolls_up_to_the_parent_code() -> None:
    below = layer((0, 4, "A.1"), (2, 6, "A.2"), (8, 9, "B"))

    assert rolled_up(below, {"A.1": "A", "A.2": "A"}) == {"A": (Span(0, 4), Span(2, 6)), "B": (Span(8, 9),)}


def test_documents_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="A ends at 12, the text at 10"):
        CodedDocument("d", 10, (layer((0, 12, "A")), {}))
    with pytest.raises(ValueError, match="the scope ends at 11"):
        CodedDocument("d", 10, ({}, {}), SpanSet((Span(0, 11),)))
    with pytest.raises(ValueError, match="one layer, or None, of each coder"):
        character_ratings([CodedDocument("d", 1, ({}, {})), CodedDocument("e", 1, ({},))], ["A"])
    with pytest.raises(ValueError, match="document d stands twice"):
        character_ratings([CodedDocument("d", 1, ({}, {}))] * 2, ["A"])
    with pytest.raises(ValueError, match="code A stands twice"):
        character_ratings([CodedDocument("d", 1, ({}, {}))], ["A", "A"])


def test_nothing_to_compare_gives_ratings_without_units() -> None:
    for every in ([], [CodedDocument("d", 0, ({}, {}))], [CodedDocument("d", 5, ({}, {}), SpanSet())]):
        ratings = character_ratings(every, ["A"])["A"]
        assert ratings.n_units() == character_sets(every, ["A"]).n_units() == 0
        assert measured(ratings, "alpha").value is None
        assert measured(character_sets(every, ["A"]), "alpha_masi").value is None


def crowd(number: int) -> CodedDocument:
    """Two coders mark the same half of a text, all others nothing."""
    layers = [{"A": [Span(0, 10)]}] * 2 + [dict[str, list[Span]]()] * (number - 2)
    return CodedDocument("d", 20, tuple(layers))


def test_62_coders_are_compared_and_63_are_refused_in_one_line() -> None:
    many = crowd(62)
    same = (2 * 1 + 60 * 59) / (62 * 61)
    for ratings in (
        character_ratings([many], ["A"])["A"],
        span_ratings([many], ["A"], {"d": [Span(0, 10), Span(10, 20)]}, UnitRule("turn"))["A"],
    ):
        assert measured(ratings, "percent").value == pytest.approx((same + 1) / 2)

    with pytest.raises(SecondmigError, match="at most 62 coders can be compared at once, not 63"):
        character_ratings([crowd(63)], ["A"])
    with pytest.raises(SecondmigError, match="at most 62 coders can be compared at once, not 63"):
        span_ratings([crowd(63)], ["A"], {"d": [Span(0, 20)]}, UnitRule("turn"))
