from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.agreement.coefficients import measured
from secondmig.agreement.disagreements import Disagreement, Marked, Topic, disagreements
from secondmig.agreement.facets import facet_pairs, facet_ratings
from secondmig.agreement.segments import SegmentRule
from secondmig.core.span import Span
from secondmig.core.types import FacetValue


def coding(name: str, code: str, start: int, end: int, document: str = "d", **facets: FacetValue) -> Marked:
    return Marked(name, document, code, Span(start, end), facets)


def only(topics: tuple[Topic, ...]) -> Disagreement:
    assert [topic.n for topic in topics] == [1]
    return topics[0].places[0]


def test_equal_codings_leave_nothing_to_talk_about() -> None:
    mine, theirs = coding("a1", "X", 0, 10, valence=-1), coding("b1", "X", 0, 10, valence=-1)

    assert disagreements([mine], [theirs]) == ()


def test_a_confusion_is_x_and_not_y_against_y_and_not_x() -> None:
    found = only(disagreements([coding("a1", "X", 0, 20)], [coding("b1", "Y", 5, 30)]))

    assert (found.kind, found.code_a, found.code_b) == ("confusion", "X", "Y")
    assert found.span == Span(5, 20)
    assert (found.first, found.second) == (("a1",), ("b1",))


def test_confusions_are_counted_both_ways() -> None:
    first = [coding("a1", "X", 0, 10), coding("a2", "Y", 20, 30)]
    second = [coding("b1", "Y", 0, 10), coding("b2", "X", 20, 30)]
    topics = disagreements(first, second)

    assert [(topic.kind, topic.codes, topic.n) for topic in topics] == [("confusion", ("X", "Y"), 2)]


def test_a_coder_who_has_both_codes_confuses_nothing() -> None:
    both = [coding("a1", "X", 0, 10), coding("a2", "Y", 0, 10)]
    found = only(disagreements(both, [coding("b1", "Y", 0, 10)]))

    assert (found.kind, found.code_a, found.code_b, found.first) == ("one_coder", "X", "", ("a1",))


def test_neighbouring_codings_that_end_elsewhere_are_no_confusion() -> None:
    first = [coding("a1", "X", 0, 10), coding("a2", "Y", 10, 20)]
    second = [coding("b1", "X", 0, 12), coding("b2", "Y", 12, 20)]
    topics = disagreements(first, second)

    assert [(topic.kind, topic.codes) for topic in topics] == [
        ("boundary", ("X", "X")),
        ("boundary", ("Y", "Y")),
    ]


def test_a_coding_that_goes_on_where_the_other_sees_another_code_is_a_confusion_too() -> None:
    first = [coding("a1", "X", 0, 20)]
    second = [coding("b1", "X", 0, 10), coding("b2", "Y", 10, 20)]
    topics = disagreements(first, second)

    assert [(topic.kind, topic.places[0].span) for topic in topics] == [
        ("confusion", Span(10, 20)),
        ("boundary", Span(0, 20)),
    ]


def test_a_confusion_can_be_asked_to_cover_a_share_of_the_shorter_coding() -> None:
    first, second = [coding("a1", "X", 0, 20)], [coding("b1", "Y", 19, 40)]

    assert [topic.kind for topic in disagreements(first, second)] == ["confusion"]
    assert [topic.kind for topic in disagreements(first, second, least=0.5)] == ["one_coder", "one_coder"]


def test_a_fragment_is_a_boundary_with_the_coding_it_shares_most() -> None:
    first = [coding("a1", "X", 0, 30)]
    second = [coding("b1", "X", 0, 12), coding("b2", "X", 15, 30)]
    topics = disagreements(first, second)

    assert [(topic.kind, topic.n) for topic in topics] == [("boundary", 2)]
    assert [(each.first, each.second) for each in topics[0].places] == [
        (("a1",), ("b1",)),
        (("a1",), ("b2",)),
    ]


def test_facets_of_the_same_coding_are_compared_one_by_one() -> None:
    mine = coding("a1", "X", 0, 10, about_country="JPN", valence=-1)
    theirs = coding("b1", "X", 0, 12, about_country="USA")
    topics = disagreements([mine], [theirs])

    assert [(topic.kind, topic.facet) for topic in topics] == [
        ("facet", "about_country"),
        ("facet", "valence"),
        ("boundary", ""),
    ]
    assert (topics[0].places[0].value_a, topics[0].places[0].value_b) == ("JPN", "USA")
    assert (topics[1].places[0].value_a, topics[1].places[0].value_b) == (-1, None)


def test_documents_do_not_mix() -> None:
    topics = disagreements([coding("a1", "X", 0, 10, "d1")], [coding("b1", "Y", 0, 10, "d2")])

    assert [(topic.kind, topic.codes, topic.places[0].document) for topic in topics] == [
        ("one_coder", ("X", "X"), "d1"),
        ("one_coder", ("Y", "Y"), "d2"),
    ]


def test_confusions_come_first_and_the_commoner_pair_before_the_rarer() -> None:
    first = [coding(f"a{n}", "Z", 100 * n, 100 * n + 9) for n in range(20)]  # twenty of one coder alone
    first += [coding(f"c{n}", "W", 5000 + 100 * n, 5000 + 100 * n + 9) for n in range(5)]
    second = [coding(f"b{n}", "V" if n < 3 else "Q", 5000 + 100 * n, 5000 + 100 * n + 9) for n in range(5)]

    ranked = [(topic.kind, topic.codes, topic.n) for topic in disagreements(first, second)]
    assert ranked == [
        ("confusion", ("V", "W"), 3),
        ("confusion", ("Q", "W"), 2),
        ("one_coder", ("Z", "Z"), 20),
    ]


SEGMENTS = st.lists(
    st.tuples(st.sampled_from("XYZ"), st.integers(0, 40), st.integers(1, 15), st.sampled_from(["d", "e"])),
    max_size=7,
)


def made(prefix: str, marks: list[tuple[str, int, int, str]]) -> list[Marked]:
    return [coding(f"{prefix}{n}", c, s, s + size, where) for n, (c, s, size, where) in enumerate(marks)]


@settings(max_examples=80)
@given(SEGMENTS, SEGMENTS, st.randoms(use_true_random=False))
def test_the_list_does_not_depend_on_the_order_of_codings(
    first: list[tuple[str, int, int, str]], second: list[tuple[str, int, int, str]], random: Random
) -> None:
    mine, theirs = made("a", first), made("b", second)
    before = disagreements(mine, theirs)
    random.shuffle(mine)
    random.shuffle(theirs)

    assert disagreements(mine, theirs) == before


@settings(max_examples=80)
@given(SEGMENTS, SEGMENTS)
def test_swapping_the_coders_turns_every_place_round(
    first: list[tuple[str, int, int, str]], second: list[tuple[str, int, int, str]]
) -> None:
    mine, theirs = made("a", first), made("b", second)
    one, other = disagreements(mine, theirs), disagreements(theirs, mine)
    confusions = [(t.codes, t.n) for t in one if t.kind == "confusion"]

    assert confusions == [(t.codes, t.n) for t in other if t.kind == "confusion"]


@settings(max_examples=80)
@given(SEGMENTS, SEGMENTS)
def test_every_coding_without_its_equal_is_on_the_list(
    first: list[tuple[str, int, int, str]], second: list[tuple[str, int, int, str]]
) -> None:
    mine, theirs = made("a", first), made("b", second)
    named = {
        name for t in disagreements(mine, theirs) for each in t.places for name in each.first + each.second
    }
    same = {(each.document, each.code, each.span) for each in mine} & {
        (each.document, each.code, each.span) for each in theirs
    }

    for each in (*mine, *theirs):
        if (each.document, each.code, each.span) not in same:
            assert each.id in named


def pairs_of(values: list[tuple[object, object]]) -> list[tuple[Marked, Marked]]:
    return [
        (
            Marked(f"a{n}", f"d{n % 2}", "X", Span(0, 10), _facets(a)),
            Marked(f"b{n}", f"d{n % 2}", "X", Span(0, 10), _facets(b)),
        )
        for n, (a, b) in enumerate(values)
    ]


def _facets(value: object) -> Mapping[str, FacetValue]:
    return {} if value is None else {"about_country": value}  # type: ignore[dict-item]


def test_facets_are_judged_where_both_gave_the_code_and_the_facet() -> None:
    pairs = pairs_of([("JPN", "JPN"), ("JPN", "USA"), ("USA", "USA"), ("USA", None)])
    ratings = facet_ratings(pairs, "about_country", values=["JPN", "USA", "GBR"])

    assert ratings.n_units() == 3
    assert ratings.clusters == ("d0", "d1")
    assert measured(ratings, "percent").value == pytest.approx(2 / 3)
    assert measured(ratings, "brennan_prediger").value == pytest.approx(0.5)


def test_facets_with_several_values_are_sets() -> None:
    ratings = facet_ratings(pairs_of([(("JPN", "USA"), ("JPN",)), (("GBR",), ("GBR",))]), "about_country")

    assert ratings.categories == (frozenset({"GBR"}), frozenset({"JPN"}), frozenset({"JPN", "USA"}))
    assert measured(ratings, "alpha_masi").value is not None


def test_facet_pairs_are_the_same_code_on_nearly_the_same_text() -> None:
    first = [coding("a1", "X", 0, 10), coding("a2", "X", 50, 60), coding("a3", "Y", 0, 10)]
    second = [coding("b1", "X", 1, 10), coding("b2", "X", 58, 80)]

    assert [(a.id, b.id) for a, b in facet_pairs(first, second)] == [("a1", "b1")]
    assert len(facet_pairs(first, second, SegmentRule(0.01))) == 2
