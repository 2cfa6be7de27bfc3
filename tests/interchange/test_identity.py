"""Ids and GUIDs: stable, readable, and nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook.code_entries import valid_id
from secondmig.core.types import Code
from secondmig.interchange.draft import Draft
from secondmig.interchange.identity import book_id_of, code_guid, family_of, ids_for, plain_guid
from tests.strategies import nasty_text


def drafts(*labels: str, parent: int | None = None) -> list[Draft]:
    return [Draft(Code("", label), parent if at else None, "f") for at, label in enumerate(labels)]


def test_guid_of_a_code_never_changes() -> None:
    # Given out to other programs: another value here would cut every file they hold off from its codes.
    assert code_guid("full", "FU-LAB-WAGE") == "3DC8A05C-5089-5F3E-B5DB-DC5E292CBD6D"


def test_guid_is_read_with_braces_and_in_both_cases_and_nothing_else_is() -> None:
    assert plain_guid("{5215cc69-b628-4e02-afb9-9beeaee55808}") == "5215CC69-B628-4E02-AFB9-9BEEAEE55808"
    assert plain_guid("5215cc69") == ""


def test_ids_are_made_of_the_family_and_the_name() -> None:
    made = ids_for(drafts("Room to rise", "Año", "差別", "差別"), book_id="labour-codes", taken=(), known={})
    assert made == ("LC-ROOM-TO-RISE", "LC-ANO", "LC-1", "LC-2")


def test_second_code_of_a_name_takes_the_name_above_then_a_number() -> None:
    made = ids_for(drafts("Labour", "Other", "Other", "Other", parent=0), book_id="ab-cd", taken=(), known={})
    assert made == ("AC-LABOUR", "AC-OTHER", "AC-LABOUR-OTHER", "AC-OTHER-2")


def test_family_of_another_codebook_is_not_used() -> None:
    assert family_of("labour-codes", {"LC-WAGE", "LC2-X"}) == "LC3"


@given(
    labels=st.lists(nasty_text(max_pieces=4).filter(bool), max_size=6),
    taken=st.sets(st.just("TE-PLAIN-WORDS")),
)
def test_ids_are_valid_different_and_free(labels: list[str], taken: set[str]) -> None:
    made = ids_for(drafts(*labels), book_id="test", taken=taken, known={})
    assert len(set(made)) == len(labels)
    assert not set(made) & taken
    assert all(valid_id(each) for each in made)


@given(name=nasty_text(max_pieces=4))
def test_id_of_a_codebook_is_valid(name: str) -> None:
    assert valid_id(book_id_of(name))
