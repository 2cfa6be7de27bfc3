import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.agreement.layers import CodedDocument
from secondmig.agreement.units import UnitRule, span_ratings, span_sets, whole
from secondmig.core.span import Span, SpanSet
from tests.agreement.coded import CODES, documents, expanded, layer
from tests.agreement.test_characters import counted


def fives(every: list[CodedDocument]) -> dict[str, list[Span]]:
    return {
        each.id: [Span(at, min(at + 5, each.length)) for at in range(0, each.length, 5)] for each in every
    }


@settings(max_examples=60)
@given(st.integers(2, 3).flatmap(lambda m: documents(coders=m)), st.sampled_from([0.0, 0.4, 1.0]))
def test_span_ratings_and_sets_count_what_looking_at_every_character_counts(
    every: list[CodedDocument], least: float
) -> None:
    by_unit: dict[tuple[str, int], list[tuple[frozenset[str] | None, ...]]] = {}
    for document, place, answers in expanded(every):
        by_unit.setdefault((document, place // 5), []).append(answers)
    rule = UnitRule("turn", least)
    found = span_ratings(every, CODES, fives(every), rule)
    sets = []
    for (document, _), rows in sorted(by_unit.items()):
        coders = []
        for answers in zip(*rows, strict=True):
            shares = {c: sum(c in (each or ()) for each in answers) / len(answers) for c in CODES}
            applied = frozenset(c for c, share in shares.items() if share > 0 and share >= least)
            coders.append(None if answers[0] is None else applied)
        sets.append((document, tuple(coders)))

    from collections import Counter

    assert counted(span_sets(every, CODES, fives(every), rule)) == Counter(sets)
    for code in CODES:
        plain = Counter(
            (document, tuple(None if each is None else code in each for each in coders))
            for document, coders in sets
        )
        assert counted(found[code]) == plain


def test_a_document_is_one_unit() -> None:
    every = [
        CodedDocument("d1", 10, (layer((0, 1, "A")), layer((8, 9, "A")))),
        CodedDocument("d2", 10, (layer((0, 1, "A")), {})),
        CodedDocument("d3", 10, ({}, {})),
    ]
    ratings = span_ratings(every, ["A"], whole(every), UnitRule("document"))["A"]

    assert ratings.square().tolist() == [[1, 0], [1, 1]]
    assert ratings.unit == "document"


def test_a_unit_without_text_in_scope_does_not_count() -> None:
    scope = SpanSet((Span(0, 5),))
    document = CodedDocument("d", 20, (layer((0, 20, "A")), {}), scope)
    ratings = span_ratings([document], ["A"], fives([document]), UnitRule("turn"))["A"]

    assert ratings.n_units() == 1


def test_the_rule_is_stated_in_words() -> None:
    assert UnitRule("turn").in_words() == "a turn counts as coded if any of it is"
    assert UnitRule("sentence", 0.5).in_words() == "a sentence counts as coded if at least 50% of it is"


def test_impossible_rules_and_units_are_refused() -> None:
    document = CodedDocument("d", 10, ({}, {}))
    with pytest.raises(ValueError, match="between 0 and 1"):
        UnitRule("turn", 1.5)
    with pytest.raises(ValueError, match="a unit ends at 11, the text at 10"):
        span_ratings([document], ["A"], {"d": [Span(0, 11)]}, UnitRule("turn"))
