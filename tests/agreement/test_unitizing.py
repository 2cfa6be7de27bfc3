from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondmig.agreement.bootstrap import Resampling
from secondmig.agreement.characters import character_ratings
from secondmig.agreement.coefficients import measured
from secondmig.agreement.continuum import continua, continua_by_code
from secondmig.agreement.layers import CodedDocument, Layer
from secondmig.agreement.tables import ratings_of
from secondmig.agreement.unitizing import (
    NEVER_MET,
    NO_CHANCE,
    NO_TEXT,
    NO_UNITS,
    ONE_VALUE,
    binary_u_alpha,
    cu_alpha,
    ku_alphas,
    u_alpha,
)
from secondmig.core.span import Span, SpanSet
from tests.agreement.coded import CODES, documents, layer

SOME = settings(max_examples=60)
PHI = ""


@st.composite
def unitized(draw: st.DrawFn, *, coders: int) -> list[CodedDocument]:
    """Up to two texts whose coders mark units of codes 1 and 2 that exclude each other; some touch."""
    made = []
    for number in range(draw(st.integers(1, 2))):
        layers = []
        for _ in range(coders):
            cuts = sorted(draw(st.sets(st.integers(0, 24), min_size=2, max_size=6)))
            kinds = [draw(st.sampled_from(["1", "2", PHI])) for _ in cuts[1:]]
            marks = [(a, b, kind) for a, b, kind in zip(cuts, cuts[1:], kinds, strict=False) if kind]
            layers.append(layer(*marks))
        made.append(CodedDocument(f"d{number}", 24, tuple(layers)))
    return made


def values_and_units(marked: Layer, length: int) -> tuple[list[str], list[tuple[int, int, str]]]:
    """The value at every character, and the units."""
    units = [(span.start, span.end, code) for code, spans in marked.items() for span in spans]
    at = [next((c for s, e, c in units if s <= place < e), PHI) for place in range(length)]
    return at, units


def brute_family(every: list[CodedDocument]) -> dict[str, float | None]:
    """The definition, character by character and unit by unit."""
    kinds = (PHI, "1", "2")
    seen = {(c, k): 0.0 for c in kinds for k in kinds}
    own = dict.fromkeys(kinds, 0.0)
    pairable = dict.fromkeys(kinds, 0.0)
    for document in every:
        coders = [values_and_units(each or {}, document.length) for each in document.layers]
        m = len(coders)
        for (mine, _), (theirs, _) in permutations(coders, 2):
            for c, k in zip(mine, theirs, strict=True):
                seen[c, k] += 1 / (m - 1)
        for number, (at, units) in enumerate(coders):
            own[PHI] += at.count(PHI)
            others = [values for place, (values, _) in enumerate(coders) if place != number]
            for start, end, code in units:
                own[code] += (end - start) ** 2
                met = sum(any(each[at] != PHI for each in others) for at in range(start, end))
                pairable[code] += met**2
    codes = kinds[1:]
    return {
        "u": _alpha(seen, own, kinds),
        "binary": _binary(seen, own, kinds),
        "cu": _alpha({(c, k): seen[c, k] for c in codes for k in codes}, pairable, codes),
    }


def _rows(seen: dict[tuple[str, str], float], kinds: tuple[str, ...]) -> dict[str, float]:
    return {c: sum(seen[c, k] for k in kinds) for c in kinds}


def _room(rows: dict[str, float], own: dict[str, float], kinds: tuple[str, ...]) -> float:
    total = sum(rows.values())
    return total - sum(own[k] for k in kinds) / total if total else 0.0


def _alpha(seen: dict[tuple[str, str], float], own: dict[str, float], kinds: tuple[str, ...]) -> float | None:
    rows = _rows(seen, kinds)
    room = _room(rows, own, kinds)
    apart = [(c, k) for c in kinds for k in kinds if c != k]
    chance = sum(rows[c] * rows[k] for c, k in apart) / room if room > 0 else 0.0
    return 1 - sum(seen[pair] for pair in apart) / chance if chance > 0 else None


def _binary(
    seen: dict[tuple[str, str], float], own: dict[str, float], kinds: tuple[str, ...]
) -> float | None:
    rows = _rows(seen, kinds)
    room = _room(rows, own, kinds)
    chance = rows[PHI] * sum(rows[k] for k in kinds[1:]) / room if room > 0 else 0.0
    return 1 - sum(seen[PHI, k] for k in kinds[1:]) / chance if chance > 0 else None


@SOME
@given(st.integers(2, 3).flatmap(lambda m: unitized(coders=m)))
def test_the_family_agrees_with_the_definition_character_by_character(every: list[CodedDocument]) -> None:
    texts = continua(every, ["1", "2"])
    plain = brute_family(every)

    assume(u_alpha(texts).undefined != NO_UNITS)
    assert u_alpha(texts).value == pytest.approx(plain["u"], abs=1e-9)
    assert binary_u_alpha(texts).value == pytest.approx(plain["binary"], abs=1e-9)
    assert cu_alpha(texts).value == pytest.approx(plain["cu"], abs=1e-9)


def test_u_alpha_reproduces_three_coders_of_one_code() -> None:
    # U4: numbers of the methods, from their reference implementation.
    layers = (
        layer((3, 15, "k"), (22, 53, "k")),
        layer((3, 10, "k"), (22, 53, "k")),
        layer((22, 46, "k")),
    )
    document = CodedDocument("d", 56, layers)
    texts = continua([document], ["k"])

    assert u_alpha(texts).value == pytest.approx(0.564545, abs=5e-7)
    assert binary_u_alpha(texts).value == pytest.approx(0.564545, abs=5e-7)
    assert cu_alpha(texts).undefined == ONE_VALUE
    by_character = character_ratings([document], ["k"])["k"]
    assert measured(by_character, "alpha").value == pytest.approx(0.520333, abs=5e-7)


def test_the_family_reproduces_three_coders_of_two_codes() -> None:
    # U5: worked out by hand in the methods (l* = [[3, 3], [3, 5]], C* = 18, 59).
    layers = (layer((2, 5, "1")), layer((2, 5, "1"), (10, 20, "2")), layer((2, 5, "2"), (15, 20, "2")))
    texts = continua([CodedDocument("d", 60, layers)], ["1", "2"])

    assert texts.coincidences[0, 1:, 1:].tolist() == [[3, 3], [3, 5]]
    assert texts.pairable[0].tolist() == [0, 18, 59]
    assert u_alpha(texts).value == pytest.approx(0.398298, abs=5e-7)
    assert binary_u_alpha(texts).value == pytest.approx(0.523801, abs=5e-7)
    assert cu_alpha(texts).value == pytest.approx(0.468750, abs=5e-7)
    one, two = ku_alphas(texts)
    assert (one.code, one.coverage) == ("1", 1.0)
    assert one.agreement.value == pytest.approx(0.3125, abs=5e-7)
    assert two.agreement.value == pytest.approx(0.585938, abs=5e-7)
    assert two.coverage == pytest.approx(0.4444, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # U6: the panels of Krippendorff (1995), p. 57, under the definition of 2016.
        ([(2, 10), (14, 20)], [(4, 8), (15, 17)], 0.3583),
        ([(0, 18)], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)], 0.4220),
        (
            [(2, 8), (10, 12), (14, 18), (20, 22)],
            [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)],
            0.3512,
        ),
    ],
)
def test_u_alpha_sees_the_boundaries_of_the_panels_of_1995(
    first: list[tuple[int, int]], second: list[tuple[int, int]], expected: float
) -> None:
    layers = tuple(layer(*((a, b, "k") for a, b in marks)) for marks in (first, second))

    assert u_alpha(continua([CodedDocument("d", 24, layers)], ["k"])).value == pytest.approx(
        expected, abs=5e-5
    )


def test_u_alpha_by_code_of_the_example_of_2004() -> None:
    # U7: Krippendorff (2004), p. 254, continuum 150 to 450, under the definition of 2016.
    first = layer((75, 145, "c"), (220, 250, "c"), (30, 90, "k"), (150, 200, "k"))
    second = layer((70, 150, "c"), (205, 225, "c"), (250, 270, "c"), (30, 90, "k"), (150, 200, "k"))
    document = CodedDocument("d", 300, (first, second))

    assert u_alpha(continua([document], ["c"])).value == pytest.approx(0.5163, abs=5e-5)
    assert u_alpha(continua([document], ["k"])).value == 1.0
    by_character = character_ratings([document], ["c"])["c"]
    assert measured(by_character, "alpha").value == pytest.approx(0.4984, abs=5e-5)


@SOME
@given(st.lists(st.tuples(*[st.sampled_from(["1", "2", PHI])] * 3), min_size=1, max_size=20))
def test_units_of_one_character_give_nominal_alpha(rows: list[tuple[str, ...]]) -> None:
    # U8.
    layers = tuple(
        layer(*((at, at + 1, kind) for at, kind in enumerate(column) if kind))
        for column in zip(*rows, strict=True)
    )
    found = u_alpha(continua([CodedDocument("d", len(rows), layers)], ["1", "2"]))
    plain = measured(ratings_of(rows, categories=(PHI, "1", "2")), "alpha")

    assert found.value == pytest.approx(plain.value, abs=1e-9)


@SOME
@given(unitized(coders=3))
def test_the_order_of_coders_does_not_matter(every: list[CodedDocument]) -> None:
    turned = [CodedDocument(each.id, each.length, each.layers[::-1]) for each in every]
    one, other = continua(every, ["1", "2"]), continua(turned, ["2", "1"])

    assert u_alpha(one).value == pytest.approx(u_alpha(other).value, abs=1e-9)
    assert cu_alpha(one).value == pytest.approx(cu_alpha(other).value, abs=1e-9)


@SOME
@given(unitized(coders=2))
def test_identical_coders_agree_fully(every: list[CodedDocument]) -> None:
    # U9.
    same = [CodedDocument(each.id, each.length, (each.layers[0],) * 3) for each in every]
    found = u_alpha(continua(same, ["1", "2"]))

    assert found.value == pytest.approx(1.0) or found.undefined in {NO_UNITS, NO_CHANCE}


def test_touching_units_are_two_and_overlapping_ones_are_one() -> None:
    other = layer((0, 12, "k"))
    touching = CodedDocument("d", 40, (layer((0, 6, "k"), (6, 12, "k")), other))
    overlapping = CodedDocument("d", 40, (layer((0, 7, "k"), (6, 12, "k")), other))

    assert continua([touching], ["k"]).own[0, 1] == 36 + 36 + 144
    assert continua([overlapping], ["k"]).own[0, 1] == 144 + 144


def test_overlapping_codes_are_no_exclusive_set() -> None:
    document = CodedDocument("d", 40, (layer((0, 10, "1"), (5, 15, "2")), layer((0, 10, "1"))))

    assert u_alpha(continua([document], ["1"])).value is not None
    refused = u_alpha(continua([document], ["1", "2"]))
    assert refused.undefined == (
        "one coder's codings overlap (1, 2), so these codes do not exclude each other"
    )


def test_reasons_say_what_is_missing() -> None:
    nothing = continua([CodedDocument("d", 9, ({}, {}))], ["1"])
    everything = continua([CodedDocument("d", 9, (layer((0, 9, "1")),) * 2)], ["1"])
    apart = continua([CodedDocument("d", 9, (layer((0, 3, "1")), layer((5, 9, "2"))))], ["1", "2"])
    alone = continua([CodedDocument("d", 9, (layer((0, 3, "1")), None))], ["1"])

    assert u_alpha(nothing).undefined == NO_UNITS
    assert u_alpha(everything).undefined == NO_CHANCE
    assert cu_alpha(apart).undefined == NEVER_MET
    assert u_alpha(alone).undefined == u_alpha(continua([], ["1"])).undefined == NO_TEXT
    assert ku_alphas(apart)[0].agreement.undefined == NEVER_MET
    assert ku_alphas(apart)[0].coverage == 0.0


def test_expected_coincidences_that_are_not_positive_are_named() -> None:
    # Two of three coders mark long units, the third nothing: the correction of 2016 exceeds all there is.
    first, second = layer((0, 10, "1"), (12, 14, "2")), layer((0, 10, "1"), (12, 14, "1"))
    found = cu_alpha(continua([CodedDocument("d", 20, (first, second, {}))], ["1", "2"]))

    assert found.value is None
    assert "no expected coincidences" in found.undefined


def test_a_unit_over_text_out_of_scope_is_one_unit() -> None:
    scope = SpanSet.of([Span(0, 10), Span(50, 60)])
    document = CodedDocument("d", 60, (layer((5, 55, "k")), layer((5, 10, "k"))), scope)

    assert continua([document], ["k"]).own[0].tolist() == [10 + 15, 100 + 25]


def test_u_alpha_has_a_seeded_interval_over_documents() -> None:
    every = [
        CodedDocument(
            f"d{n}", 100, (layer((10, 40, "1"), (50, 70, "2")), layer((10 + n, 40, "1"), (50, 70 + n, "2")))
        )
        for n in range(12)
    ]
    texts = continua(every, ["1", "2"])
    one, again = u_alpha(texts, Resampling(7, 200)), u_alpha(texts, Resampling(7, 200))

    assert one == again
    assert one.low is not None
    assert one.high is not None
    assert one.value is not None
    assert one.low < one.value < one.high
    assert (one.n_units, one.n_clusters, one.seed) == (1200, 12, 7)
    assert u_alpha(continua(every[:1], ["1"]), Resampling(7)).no_interval


@settings(max_examples=40)
@given(documents(coders=3))
def test_continua_of_all_codes_in_one_pass_are_those_of_each_by_itself(every: list[CodedDocument]) -> None:
    found = continua_by_code(every, CODES)
    for code in CODES:
        alone = continua(every, [code])
        assert u_alpha(found[code], Resampling(1, 20)) == u_alpha(alone, Resampling(1, 20))
        assert (found[code].values, found[code].clusters) == (alone.values, alone.clusters)
