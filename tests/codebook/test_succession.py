from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook.canonical import hashed
from secondmig.codebook.succession import fates, fates_over
from secondmig.core.types import Code, Codebook


def book(*codes: Code | str) -> Codebook:
    listed = tuple(Code(code, code) if isinstance(code, str) else code for code in codes)
    return hashed(Codebook("b", "1", "B", "", (), listed, (), ""))


def from_(code: str, *was: str, codable: bool = True) -> Code:
    return Code(code, code, codable=codable, was=was)


def test_code_that_stays_is_itself_whatever_its_words() -> None:
    assert fates(book("A"), book(Code("A", "other", definition="new"))) == {"A": ("A",)}


def test_new_code_without_origin_is_nobodys_fate() -> None:
    assert fates(book("A"), book("A", "B")) == {"A": ("A",)}


def test_split_code_may_be_each_of_its_heirs_in_file_order() -> None:
    assert fates(book("A"), book(from_("Z", "A"), from_("B", "A"))) == {"A": ("Z", "B")}


def test_code_that_stays_beside_its_heirs_comes_first() -> None:
    assert fates(book("A"), book(from_("B", "A"), "A")) == {"A": ("A", "B")}


def test_code_that_became_a_heading_is_no_choice() -> None:
    newer = book(from_("A", codable=False), from_("B", "A"), from_("C", "A"))
    assert fates(book("A"), newer) == {"A": ("B", "C")}


def test_code_that_became_a_heading_without_heirs_stays() -> None:
    assert fates(book("A"), book(from_("A", codable=False))) == {"A": ("A",)}


def test_merged_codes_become_one() -> None:
    older = book("A", "B", "C")
    assert fates(older, book("A", from_("C", "B"))) == {"A": ("A",), "B": ("C",), "C": ("C",)}


def test_code_without_heir_is_gone() -> None:
    assert fates(book("A", "B"), book("B")) == {"A": (), "B": ("B",)}


def test_origin_that_was_named_before_is_history() -> None:
    older = book("A", from_("B", "A"))
    assert fates(older, book("A", from_("B", "A"))) == {"A": ("A",), "B": ("B",)}


def test_fates_over_no_version_are_none_and_over_one_are_the_codes() -> None:
    assert fates_over(()) == {}
    assert fates_over((book("A", "B"),)) == {"A": ("A",), "B": ("B",)}


def test_split_of_a_heir_widens_the_choice() -> None:
    versions = (
        book("A"),
        book(from_("B", "A"), from_("C", "A")),
        book(from_("D", "B"), from_("E", "B"), from_("C", "A")),
    )
    assert fates_over(versions) == {"A": ("D", "E", "C")}


def test_choice_is_closed_where_its_codes_become_one_again() -> None:
    versions = (book("A"), book(from_("B", "A"), from_("C", "A")), book(from_("D", "B", "C")))
    assert fates_over(versions) == {"A": ("D",)}


def test_id_that_comes_back_does_not_revive_what_was_merged() -> None:
    versions = (book("A", "B"), book(from_("B", "A")), book("A", from_("B", "A")))
    assert fates_over(versions) == {"A": ("B",), "B": ("B",)}


IDS = ("A", "B", "C", "D", "E")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Codebook, ...]:
    """Versions in which codes come, go, and say of any code that they came out of it."""
    versions = []
    for _ in range(draw(st.integers(1, 5))):
        ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=5))
        was = st.lists(st.sampled_from(IDS), unique=True, max_size=2)
        versions.append(book(*(from_(each, *(w for w in draw(was) if w != each)) for each in ids)))
    return tuple(versions)


def followed(versions: Sequence[Codebook], code: str) -> set[str]:
    """Every code that one coding may carry at the end, walking each way one step after the other."""
    now = {code}
    for older, newer in pairwise(versions):
        said = {each.id: set(each.was) for each in older.codes}
        step = set()
        for each in newer.codes:
            step |= {each.id} & now
            if (set(each.was) - said.get(each.id, set())) & now - {each.id}:
                step.add(each.id)
        now = step
    return now


@given(histories())
def test_fates_over_versions_are_the_ends_of_all_ways(versions: tuple[Codebook, ...]) -> None:
    found = fates_over(versions)
    assert list(found) == [code.id for code in versions[0].codes]
    for code, became in found.items():
        assert len(set(became)) == len(became)
        assert set(became) == followed(versions, code)


@given(histories(), st.data())
def test_fates_compose_wherever_the_history_is_cut(
    versions: tuple[Codebook, ...], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(versions) - 1))
    first, second = fates_over(versions[: at + 1]), fates_over(versions[at:])
    whole = fates_over(versions)
    assert whole == {
        code: tuple(dict.fromkeys(end for middle in became for end in second[middle]))
        for code, became in first.items()
    }


@pytest.mark.parametrize("number", [2, 3])
def test_versions_that_change_nothing_change_no_fate(number: int) -> None:
    one = book("A", from_("B", "A"))
    assert fates_over((one,) * number) == {"A": ("A",), "B": ("B",)}
