import itertools
from collections.abc import Sequence
from statistics import fmean

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Code, Codebook
from secondmig.joint.comparison import REST, Compared, Groups, Wanted, compare, groups_of, is_reversed
from secondmig.joint.comparison_values import Measured
from secondmig.joint.groups import people
from secondmig.joint.person_ground import Ground, asked_for
from secondmig.survey.guide import Guide, GuideItem, Interview
from tests.joint import builders


def study(
    *persons: tuple[str, str, int], country: Sequence[str] = (), extra: Sequence[Code] = ()
) -> Snapshot:
    """Persons as (id, group, segments under the code); each says as many sentences, and one more."""
    documents, codings, cases = [], [], []
    for place, (name, group, number) in enumerate(persons):
        said = [f"It hurt {each} of {name}." for each in range(number)]
        document = builders.document(name, ("INT", "And?"), *((name, each) for each in said), (name, "So."))
        documents.append(document)
        codings += [builders.coding(document, each, "OS-RAC-DISC") for each in said]
        where = country[place] if country else "USA"
        cases.append(
            builders.person(
                name, (where, 2000, None), speakers=[(name, name)], team=group, interview_country=where
            )
        )
    book = builders.CODEBOOK
    books = (
        Codebook(book.id, book.label, book.title, book.source, (), (*book.codes, *extra), book.facets, ""),
    )
    return builders.snapshot(documents, codings, cases, codebooks=books if extra else (book,))


def compared(
    snapshot: Snapshot, wanted: Wanted | None = None, *, guide: Guide | None = None, code: str = "OS-RAC-DISC"
) -> tuple[Compared, ...]:
    ground = Ground.of(snapshot, people(snapshot), guide=guide)
    keys = sorted({each.case.attributes["team"] for each in ground.persons} - {""})
    groups = groups_of(ground.persons, "team", keys, {})
    return compare(ground, [asked_for(snapshot, code)], groups, wanted or Wanted())


NINE = [(f"a{each}", "a", 1 if each else 0) for each in range(10)]
THREE = [(f"b{each}", "b", 1 if each < 3 else 0) for each in range(10)]


def test_the_cell_of_the_handbook_comes_out() -> None:
    # 9/10 against 3/10, as methods describe it: difference .60 [.17, .81], V .5833, p .0198, P .9977.
    first, second = compared(study(*NINE, *THREE), Wanted(inference=True))

    assert (first.persons, first.persons_total, second.persons, second.persons_total) == (9, 10, 3, 10)
    assert first.contrast.difference.value == pytest.approx(0.6)
    assert first.contrast.difference.low == pytest.approx(0.1705, abs=5e-5)
    assert first.contrast.difference.high == pytest.approx(0.8090, abs=5e-5)
    assert first.tested.v.value == pytest.approx(0.5833, abs=5e-5)
    assert first.tested.p.value == pytest.approx(0.019767, abs=5e-7)
    assert first.contrast.probability.value == pytest.approx(0.997737, abs=5e-7)
    assert second.contrast.difference.value == pytest.approx(-0.6)
    assert second.against == "a"


def test_without_inference_nothing_is_inferred_and_it_is_said_why() -> None:
    first, _ = compared(study(*NINE, *THREE))

    assert first.contrast.difference.low is None
    for estimate in (first.tested.p, first.contrast.odds, first.contrast.probability):
        assert estimate.value is None
        assert "--inference" in estimate.undefined
    assert first.tested.v.value is not None


def test_labels_of_persons_are_dealt_out_never_segments() -> None:
    # One talkative person: by segments 12 against 3, by persons 1 of 4 against 3 of 4.
    talk = [("a0", "a", 12), ("a1", "a", 0), ("a2", "a", 0), ("a3", "a", 0)]
    calm = [("b0", "b", 1), ("b1", "b", 1), ("b2", "b", 1), ("b3", "b", 0)]
    snapshot = study(*talk, *calm)
    presence, _ = compared(snapshot, Wanted(inference=True))
    count, _ = compared(snapshot, Wanted(Measured("count"), inference=True))

    values = [12, 0, 0, 0, 1, 1, 1, 0]
    ranks = [sum(b < a for b in values) + (values.count(a) + 1) / 2 for a in values]
    gaps = [abs(sum(each) - sum(ranks) / 2) for each in itertools.combinations(ranks, 4)]
    assert presence.tested.p.value == pytest.approx(0.485714, abs=5e-7)
    assert count.tested.p.value == pytest.approx(sum(gap >= gaps[0] for gap in gaps) / 70)
    assert count.contrast.difference.value == pytest.approx(3.0 - 0.75)
    assert (count.persons, count.segments, count.n) == (1, 12, 4)


def test_several_groups_are_each_set_against_all_others_with_one_p() -> None:
    persons = [
        (f"{team}{each}", team, int(each < k))
        for team, k in (("a", 5), ("b", 1), ("c", 0))
        for each in range(5)
    ]
    rows = compared(study(*persons), Wanted(inference=True))

    assert [row.against for row in rows] == [REST] * 3
    assert rows[0].contrast.difference.value == pytest.approx(1 - 1 / 10)
    assert len({row.tested.p for row in rows}) == 1
    assert rows[0].tested.p.n == 15
    assert "Freeman" in rows[0].tested.p.method


def test_several_groups_may_be_set_against_one() -> None:
    persons = [
        (f"{team}{each}", team, int(each < k))
        for team, k in (("a", 5), ("b", 1), ("c", 0))
        for each in range(5)
    ]
    rows = compared(study(*persons), Wanted(against="b", inference=True))

    assert [row.against for row in rows] == ["b", "", "b"]
    assert rows[0].contrast.difference.value == pytest.approx(0.8)
    assert rows[0].tested.p.n == 10
    assert rows[1].contrast.difference.undefined == "the group that the others are set against"


def test_three_groups_of_numbers_have_a_p_of_all_relabellings() -> None:
    persons = [("a0", "a", 3), ("a1", "a", 4), ("b0", "b", 1), ("b1", "b", 2), ("c0", "c", 0), ("c1", "c", 1)]
    rows = compared(study(*persons), Wanted(Measured("count"), inference=True))

    assert "Kruskal" in rows[0].tested.p.method
    assert rows[0].tested.p.seed is None
    assert rows[0].contrast.delta.value == 1.0
    assert rows[0].tested.v.undefined.startswith("of presence only")


def test_a_person_without_a_value_is_left_out_and_counted() -> None:
    snapshot = study(("a0", "a", 1), ("b0", "b", 0), ("x", "", 1))
    groups = groups_of(people(snapshot), "team", ["a", "b", ""], {})

    assert groups.keys == ("a", "b")
    assert groups.left_out == 1


def test_one_group_or_none_is_refused() -> None:
    one = study(("a0", "a", 1), ("a1", "a", 0))
    with pytest.raises(SecondmigError, match="one group, a"):
        groups_of(people(one), "team", ["a"], {})
    with pytest.raises(SecondmigError, match="nobody has a value of team"):
        groups_of((), "team", [], {})


def test_an_unknown_group_to_set_others_against_is_refused() -> None:
    with pytest.raises(SecondmigError, match="no person is in the group z of team"):
        compared(study(("a0", "a", 1), ("b0", "b", 0)), Wanted(against="z"))


def test_groups_of_one_give_numbers_and_reasons_but_never_a_failure() -> None:
    first, second = compared(study(("a0", "a", 1), ("b0", "b", 0)), Wanted(inference=True))

    assert first.contrast.difference.value == 1.0
    assert first.tested.v.undefined == "too few persons for the correction"
    assert first.tested.p.value == 1.0
    assert first.contrast.odds.undefined.startswith("infinite")
    # One of one against none of one: P(first cell = 1) = r / (1 + r) is 0.025 where r is 1 / 39.
    assert first.contrast.odds_at_least == pytest.approx(1 / 39)
    assert second.contrast.odds_at_least is None
    # Of 1 and 0 the difference of two probabilities is the difference of shares.
    assert (first.contrast.delta.value, second.contrast.delta.value) == (1.0, -1.0)
    assert second.contrast.odds.value == 0.0


def test_an_interview_that_nobody_read_is_in_no_denominator() -> None:
    snapshot = study(("a0", "a", 1), ("a1", "a", 0), ("b0", "b", 0))
    ground = Ground.of(snapshot, people(snapshot), read={"opportunity-structure": frozenset({"a0", "b0"})})
    groups = groups_of(ground.persons, "team", ["a", "b"], {})
    first, _ = compare(ground, [asked_for(snapshot, "OS-RAC-DISC")], groups, Wanted())

    assert (first.persons, first.persons_total, first.n) == (1, 1, 1)
    assert first.missing == {"not_coded": 1}


def test_whoever_was_never_asked_is_counted() -> None:
    guide = Guide(
        "g",
        "Guide",
        (GuideItem("race", "", {"en": "And?"}, ("OS-RAC",)),),
        {"a0": Interview({"race": (1,)}), "a1": Interview({}), "b0": Interview({"race": (1,)})},
    )
    first, second = compared(study(("a0", "a", 0), ("a1", "a", 0), ("b0", "b", 1)), guide=guide)

    assert (first.not_asked, second.not_asked) == (1, 0)


def simpson() -> Snapshot:
    """By hospital each time less often in a; on the whole more often, as a is where it is frequent."""
    first = [("a", "USA", 6, 8), ("b", "USA", 2, 2), ("a", "JPN", 0, 2), ("b", "JPN", 2, 8)]
    persons, countries = [], []
    for group, where, k, n in first:
        for each in range(n):
            persons.append((f"{group}{where}{each}", group, int(each < k)))
            countries.append(where)
    return study(*persons, country=countries)


def test_the_difference_within_strata_may_have_the_other_sign() -> None:
    first, second = compared(simpson())

    assert first.contrast.difference.value == pytest.approx(6 / 10 - 4 / 10)
    assert first.within.value == pytest.approx(fmean([6 / 8 - 1, 0 / 2 - 2 / 8]))
    assert first.reversed_
    assert second.reversed_


def test_strata_that_lack_a_side_tell_nothing() -> None:
    snapshot = study(("a0", "a", 1), ("b0", "b", 0), country=["USA", "JPN"])
    first, _ = compared(snapshot)

    assert first.within.undefined == "no stratum of interview_country has both sides"
    assert not first.reversed_


@pytest.mark.parametrize(
    ("whole", "strata", "answer"),
    [
        (0.2, [-0.1, -0.2], True),
        (-0.2, [0.1, 0.0], True),
        (0.2, [0.1, -0.3], False),
        (0.2, [], False),
        (0.0, [-0.1], False),
        (None, [-0.1], False),
    ],
)
def test_reversed_means_every_stratum_says_the_opposite(
    whole: float | None, strata: list[float], answer: bool
) -> None:
    assert is_reversed(whole, strata) is answer


def test_countries_are_taken_apart_by_group_and_groups_by_country() -> None:
    assert Groups("interview_country", (), {}, {}).strata() == "group"
    assert Groups("group", (), {}, {}).strata() == "interview_country"
