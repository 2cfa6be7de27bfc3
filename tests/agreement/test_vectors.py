"""Every worked example of vectors.toml, those on single answers aside, which test_coefficients.py checks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from secondmig.agreement.characters import character_ratings
from secondmig.agreement.coefficients import COEFFICIENTS, cohen_kappa, krippendorff_alpha, measured
from secondmig.agreement.continuum import continua
from secondmig.agreement.f1 import character_f1, segment_f1
from secondmig.agreement.layers import CodedDocument
from secondmig.agreement.tally import Tally
from secondmig.agreement.unitizing import binary_u_alpha, cu_alpha, ku_alphas, u_alpha
from secondmig.agreement.unitizing_1995 import alpha_u_1995, disagreement_1995, distance_1995
from secondmig.agreement.weights import masi
from secondmig.core.span import Span
from tests.agreement.coded import layer
from tests.agreement.published import PUBLISHED, VECTORS, example, figure, figures

HERE = Path(__file__).parent
FINE = 10_000
WANTED = {
    *(f"A{number}" for number in range(1, 15)),
    *("M1", "M2"),
    *(f"U{number}" for number in range(1, 10)),
    "F1",
}


def document(entry: Mapping[str, Any]) -> tuple[CodedDocument, list[str]]:
    """The continuum of an entry and its codes."""
    layers = tuple(layer(*map(tuple, marks)) for marks in entry["coders"])
    codes = sorted({code for each in layers for code in each})
    return CodedDocument("d", entry["length"], layers), codes


def computed(entry: Mapping[str, Any], name: str) -> float | None:
    """One figure of an entry, by the name it has there."""
    text, codes = document(entry)
    if name.startswith("u_1995"):
        return _of_1995(entry, name)
    if name.startswith(("f1", "precision", "recall")):
        return _of_f1(text, codes, name)
    if name.startswith("ku_"):
        found = next(each for each in ku_alphas(continua([text], codes)) if each.code == name[-1])
        return found.coverage if "coverage" in name else found.agreement.value
    family = {"u_alpha": u_alpha, "binary_u_alpha": binary_u_alpha, "cu_alpha": cu_alpha}
    if name in family:
        return family[name](continua([text], codes)).value
    return measured(character_ratings([text], codes)[codes[0]], name).value


def _of_1995(entry: Mapping[str, Any], name: str) -> float | None:
    units = [[Span(start, end) for start, end, _ in marks] for marks in entry["coders"]]
    parts = disagreement_1995(units, entry["length"])
    if name.endswith("observed"):
        return parts.observed
    return parts.expected if name.endswith("expected") else alpha_u_1995(units, entry["length"]).value


def _of_f1(text: CodedDocument, codes: list[str], name: str) -> float | None:
    kind, _, rule = name.partition("_")
    found = segment_f1([text], codes) if rule == "exact" else character_f1([text], codes)
    estimates = {"f1": found.f1, "precision": found.precision, "recall": found.recall}
    return estimates[kind]().value


@pytest.mark.parametrize("entry", VECTORS["unitized"], ids=lambda entry: str(entry["id"]))
def test_units_on_a_continuum_give_the_figures_of_their_source(entry: Mapping[str, Any]) -> None:
    for name, (expected, tolerance) in figures(entry).items():
        assert computed(entry, name) == pytest.approx(expected, abs=tolerance * 1.001), name
    for name in entry.get("undefined", ()):
        assert computed(entry, name) is None


@pytest.mark.parametrize(
    "entry",
    [each for each in VECTORS["unitized"] if "limit_1995" in each],
    ids=lambda entry: str(entry["id"]),
)
def test_alpha_of_1995_comes_near_its_continuous_limit(entry: Mapping[str, Any]) -> None:
    units = [[Span(start * FINE, end * FINE) for start, end, _ in marks] for marks in entry["coders"]]
    assert alpha_u_1995(units, entry["length"] * FINE).value == pytest.approx(entry["limit_1995"], abs=0.02)


@pytest.mark.parametrize(("first", "second", "expected"), VECTORS["unit_distance"][0]["pairs"])
def test_the_distance_of_two_units_is_that_of_the_book(
    first: tuple[int, int], second: tuple[int, int], expected: int
) -> None:
    one, other = (Span(start, start + length) for start, length in (first, second))
    assert distance_1995(one, other) == expected


def test_the_distance_of_two_sets_is_that_of_passonneau() -> None:
    (entry,) = VECTORS["distance"]
    pair = frozenset(entry["first"]), frozenset(entry["second"])
    expected, tolerance = figure(entry["masi"])
    assert masi(pair, np.ones((1, 2)))[0, 0, 1] == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("entry", VECTORS["parts"], ids=lambda entry: str(entry["id"]))
def test_parts_of_coefficients_are_those_of_their_source(entry: Mapping[str, Any]) -> None:
    ratings = example(entry["id"])
    for name, (expected, tolerance) in figures(entry).items():
        if "apart" in entry:
            found = _weighted(Tally.of(ratings), name, np.array(entry["apart"]))
        else:
            coefficient, _, part = name.rpartition("_")
            parts = COEFFICIENTS[coefficient].function(Tally.of(ratings))
            share = float((parts.observed if part == "observed" else parts.expected)[0])
            found = 1 - share if coefficient.startswith("alpha") else share
        assert found == pytest.approx(expected, abs=tolerance * 1.001), name
    for category, expected in enumerate(entry.get("by_category", ()), start=1):
        alone = measured(ratings.collapsed(category), "fleiss_kappa").value
        assert alone == pytest.approx(expected, abs=5e-3)


def _weighted(tally: Tally, name: str, apart: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    if name == "alpha":
        return float(krippendorff_alpha(tally, distance=lambda *_: apart[None]).values()[0])
    return float(cohen_kappa(tally, similarity=lambda _: 1.0 - apart).values()[0])


@pytest.mark.parametrize("entry", VECTORS["property"], ids=lambda entry: str(entry["id"]))
def test_what_holds_for_every_example_has_the_tests_that_are_named(entry: Mapping[str, Any]) -> None:
    for name in entry["tests"]:
        file, _, test = name.partition("::")
        assert f"def {test}(" in (HERE / file).read_text(encoding="utf-8")


def test_undefined_is_told_with_a_reason() -> None:
    one = next(each for each in PUBLISHED if each.undefined)
    assert one.id == "A13"
    for name in one.undefined:
        found = measured(one.ratings, name)
        assert (found.value, found.undefined) == (None, "only one answer was ever given, so nothing varies")


def test_every_example_of_the_methods_is_here_with_a_source() -> None:
    entries = [entry for kind in VECTORS.values() for entry in kind]
    found = {str(entry["id"]) for entry in entries}
    assert {name for name in WANTED if not any(each.rstrip("ABCbk") == name for each in found)} == set()
    assert all(len(str(entry.get("source") or entry.get("what"))) > 10 for entry in entries)
