"""A third layer out of two: who is followed everywhere is found again; a decision does what it says."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.agreement.adjudication import Settled, Take, contested, settle
from secondmig.agreement.disagreements import Disagreement, Marked, disagreements
from secondmig.core.span import Span
from secondmig.core.types import FacetValue

Told = tuple[str, str, Span, tuple[tuple[str, FacetValue], ...]]


def coding(name: str, code: str, start: int, end: int, document: str = "d", **facets: FacetValue) -> Marked:
    return Marked(name, document, code, Span(start, end), facets)


def layer(
    first: list[Marked], second: list[Marked], take: Take, but: Mapping[str, Take] | None = None
) -> tuple[Settled, ...]:
    """The third layer with one reading everywhere, but for disagreements of some kinds."""
    every = [place for topic in disagreements(first, second) for place in topic.places]
    return settle(first, second, {each: (but or {}).get(each.kind, take) for each in every})


def told(first: list[Marked], second: list[Marked], made: tuple[Settled, ...]) -> list[Told]:
    """What the codings of a layer say."""
    held = {each.id: each for each in (*first, *second)}
    found = []
    for each in made:
        base = held[each.first if each.base == "a" else each.second].facets
        facets = {name: value for name, value in {**base, **each.changes}.items() if value is not None}
        found.append((each.document, each.code, each.span, tuple(sorted(facets.items()))))
    return sorted(found)


def said(codings: list[Marked]) -> list[Told]:
    return sorted(
        (each.document, each.code, each.span, tuple(sorted(each.facets.items()))) for each in codings
    )


LAYER = st.lists(
    st.tuples(
        st.sampled_from("XYZ"),
        st.integers(0, 40),
        st.integers(1, 15),
        st.sampled_from("de"),
        st.sampled_from(["", "JPN", "USA"]),
    ),
    max_size=8,
)
Row = tuple[str, int, int, str, str]


def made_of(rows: list[Row], prefix: str) -> list[Marked]:
    return [
        coding(f"{prefix}{number}", code, start, start + length, document, **({"country": c} if c else {}))
        for number, (code, start, length, document, c) in enumerate(rows)
    ]


@settings(max_examples=300)
@given(LAYER, LAYER)
def test_with_a_everywhere_it_is_the_first_coders_layer_and_with_b_the_seconds(
    one: list[Row], other: list[Row]
) -> None:
    first, second = made_of(one, "a"), made_of(other, "b")

    assert told(first, second, layer(first, second, "a")) == said(first)
    assert told(first, second, layer(first, second, "b")) == said(second)


@settings(max_examples=150)
@given(LAYER, LAYER)
def test_both_covers_all_that_either_marked_and_neither_only_what_both_did(
    one: list[Row], other: list[Row]
) -> None:
    first, second = made_of(one, "a"), made_of(other, "b")

    def points(found: list[tuple[str, str, Span]]) -> set[tuple[str, str, int]]:
        return {(doc, code, at) for doc, code, span in found for at in range(span.start, span.end)}

    mine, theirs = (
        points([(each.document, each.code, each.span) for each in side]) for side in (first, second)
    )
    both, neither = (
        points([(each.document, each.code, each.span) for each in layer(first, second, take)])
        for take in ("both", "neither")
    )
    assert both == mine | theirs
    assert neither <= mine & theirs


@settings(max_examples=150)
@given(LAYER, LAYER, st.randoms(use_true_random=False))
def test_every_mixture_of_decisions_invents_nothing(one: list[Row], other: list[Row], random: object) -> None:
    first, second = made_of(one, "a"), made_of(other, "b")
    every = [place for topic in disagreements(first, second) for place in topic.places]
    takes: dict[Disagreement, Take] = {each: random.choice(("a", "b", "both", "neither")) for each in every}  # type: ignore[attr-defined]
    names = {each.id for each in (*first, *second)}

    made = settle(first, second, takes)
    sources = [name for each in made for name in (each.first, each.second) if name]
    assert len(sources) == len(set(sources))
    assert set(sources) <= names


def test_what_both_say_goes_in_without_a_decision() -> None:
    (made,) = settle([coding("a1", "X", 0, 9, v=1)], [coding("b1", "X", 0, 9, v=1)], {})

    assert (made.first, made.second, made.span, made.changes) == ("a1", "b1", Span(0, 9), {})


@pytest.mark.parametrize(
    ("take", "codes"), [("a", ["X"]), ("b", ["Y"]), ("both", ["X", "Y"]), ("neither", [])]
)
def test_confusion_is_decided_for_one_for_both_or_for_neither(take: Take, codes: list[str]) -> None:
    made = layer([coding("a1", "X", 0, 9)], [coding("b1", "Y", 0, 9)], take)

    assert [each.code for each in made] == codes


@pytest.mark.parametrize(
    ("take", "span"),
    [("a", Span(0, 9)), ("b", Span(4, 12)), ("both", Span(0, 12)), ("neither", Span(4, 9))],
)
def test_ends_are_one_coders_or_all_words_or_only_shared_ones(take: Take, span: Span) -> None:
    (made,) = layer([coding("a1", "X", 0, 9)], [coding("b1", "X", 4, 12)], take)

    assert made.span == span


@pytest.mark.parametrize(("take", "value"), [("a", "JPN"), ("b", "USA"), ("neither", None)])
def test_facet_is_one_coders_or_left_empty(take: Take, value: str | None) -> None:
    first, second = [coding("a1", "X", 0, 9, c="JPN", v=1)], [coding("b1", "X", 0, 9, c="USA", v=1)]
    ((*_, facets),) = told(first, second, layer(first, second, take))

    assert dict(facets) == ({"v": 1} if value is None else {"c": value, "v": 1})


def test_facet_of_several_values_can_keep_those_of_both() -> None:
    first, second = [coding("a1", "X", 0, 9, c=("JPN",))], [coding("b1", "X", 0, 9, c=("USA", "JPN"))]
    ((*_, facets),) = told(first, second, layer(first, second, "both"))

    assert dict(facets) == {"c": ("JPN", "USA")}


def test_ends_and_facets_of_one_coding_are_decided_apart() -> None:
    first, second = [coding("a1", "X", 0, 9, c="JPN")], [coding("b1", "X", 0, 12, c="USA")]
    ((_, _, span, facets),) = told(first, second, layer(first, second, "b", {"facet": "a"}))

    assert (span, dict(facets)) == (Span(0, 12), {"c": "JPN"})


def test_coding_confused_with_two_codes_is_kept_by_one_decision_and_said_to_be_contested() -> None:
    first, second = [coding("a1", "X", 0, 20)], [coding("b1", "Y", 0, 10), coding("b2", "Z", 10, 20)]
    every = [place for topic in disagreements(first, second) for place in topic.places]
    takes: dict[Disagreement, Take] = {each: "a" if each.code_b == "Y" else "b" for each in every}

    assert [each.code for each in settle(first, second, takes)] == ["X", "Z"]
    assert contested(takes) == ("a1",)
    assert contested(dict.fromkeys(every, "a")) == ()


def test_missing_decision_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        settle([coding("a1", "X", 0, 9)], [], {})
    with pytest.raises(KeyError):
        settle([coding("a1", "X", 0, 9)], [coding("b1", "X", 0, 12)], {})
    with pytest.raises(KeyError):
        settle([coding("a1", "X", 0, 9, c="JPN")], [coding("b1", "X", 0, 9)], {})
