"""Persons of whom nothing can be known by what they say: not interviewed, not coded, not asked."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from secondmig.joint.cards import judged
from secondmig.joint.conditions import holds, value_of
from secondmig.joint.evidence import Ground, Line
from secondmig.joint.groups import Person
from secondmig.joint.person_columns import Missing
from secondmig.survey.guide import Guide, GuideItem, Interview
from tests.joint.demo_ground import cards, demo_ground, demo_judged, line

SAYS = "code:OS-PER-PAR"
PAIRED = ("share", "counts", "balance", "reasons")


def person(ground: Ground, case: str) -> Person:
    (found,) = (each for each in ground.persons if each.case.id == case)
    return found


def silent(ground: Ground, *cases: str) -> Ground:
    """The ground without the interviews of some persons."""
    persons = [replace(each, documents=()) if each.case.id in cases else each for each in ground.persons]
    said = {case: passages for case, passages in ground.said.items() if case not in cases}
    return replace(ground, persons=tuple(persons), said=said)


def test_who_was_not_interviewed_has_no_number_of_passages() -> None:
    ground = silent(demo_ground(), "US01")
    assert value_of(ground, person(ground, "US01"), SAYS) == Missing("not_interviewed")
    assert holds(ground, person(ground, "US01"), [f"{SAYS}=0"]) is None
    assert isinstance(value_of(ground, person(ground, "US02"), SAYS), float)


def test_whose_interview_nobody_coded_with_the_codebook_has_none_either() -> None:
    book = next(
        book.id
        for book in demo_ground().snapshot.codebooks
        if any(code.id == "OS-PER-PAR" for code in book.codes)
    )
    every = frozenset(document for each in demo_ground().persons for document in each.documents)
    ground = replace(demo_ground(), read={book: every - {"US01"}})
    assert value_of(ground, person(ground, "US01"), SAYS) == Missing("not_coded")
    assert isinstance(value_of(ground, person(ground, "US02"), SAYS), float)
    found = judged(cards()["H1"], ground)
    for measure in PAIRED:
        told = line(found, measure).left_out["US01"]
        assert told == "nobody has coded the interview with the codebook"


@pytest.mark.parametrize("measure", PAIRED)
def test_who_was_not_interviewed_is_no_tie(measure: str) -> None:
    """Counted with nothing said of either country, they would pull every difference towards 0."""
    held = line(judged(cards()["H1"], silent(demo_ground(), "US01")), measure)
    assert held.left_out["US01"] == "was not interviewed"
    assert held.n == line(demo_judged("H1"), measure).n - 1 == 12


def test_who_lives_in_the_first_country_again_is_compared_with_nothing() -> None:
    ground = demo_ground()
    persons = [
        replace(each, trajectory=replace(each.trajectory, current=each.trajectory.first_destination))
        if each.case.id == "US01"
        else each
        for each in ground.persons
    ]
    found = judged(cards()["H1"], replace(ground, persons=tuple(persons)))
    held = line(found, "share")
    assert (held.n, "US01" in held.ties) == (12, False)
    assert held.left_out["US01"] == "lives in the first country again"


def asked(documents: Iterable[str], raised: Iterable[str], code: str) -> Guide:
    """A guide with one item that looks for a code, raised in some of the interviews."""
    item = GuideItem("one", "", {"en": "And then?"}, (code,))
    held = set(raised)
    interviews = {name: Interview({"one": (1,)} if name in held else {}) for name in documents}
    return Guide("guide", "Guide", (item,), interviews)


def w19(held: Line) -> list[str]:
    return [each.message for each in held.cautions if each.id == "W19"]


def test_w19_names_who_counts_without_a_code_that_was_not_raised() -> None:
    ground = demo_ground()
    documents = [document for each in ground.persons for document in each.documents]
    mention = {each.case.id for each in ground.persons if value_of(ground, each, SAYS)}
    assert 0 < len(mention) < 24
    others = sorted({each.case.id for each in ground.persons} - mention)
    quiet = replace(ground, guide=asked(documents, documents[:0], "OS-PER"))
    (told,) = w19(line(judged(cards()["paradox"], quiet), "tells"))
    assert told.startswith(f"OS-PER-PAR neither raised with nor mentioned by {', '.join(others)}: where a")


def test_w19_is_not_raised_where_the_topic_was_or_nothing_is_known_of_it() -> None:
    ground = demo_ground()
    documents = [document for each in ground.persons for document in each.documents]
    for guide in (None, asked(documents, documents, "OS-PER-PAR"), asked(documents, (), "OS-LIV")):
        assert w19(line(judged(cards()["paradox"], replace(ground, guide=guide)), "tells")) == []


def test_w19_stands_beside_rival_accounts_too() -> None:
    ground = demo_ground()
    documents = [document for each in ground.persons for document in each.documents]
    found = judged(cards()["H1"], replace(ground, guide=asked(documents, (), "OS-PER-STEP")))
    (stepwise,) = (each for each in found.rivals if each.of == "stepwise")
    assert w19(stepwise)
    assert set(stepwise.cautions) <= set(found.cautions())
