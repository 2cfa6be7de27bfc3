"""Each warning of a comparison is raised by its trigger, and not without it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Code
from secondmig.estimate.values import Estimate, known
from secondmig.joint.comparison import Wanted, compare, groups_of
from secondmig.joint.comparison_cautions import dipped, of_groups, of_pairs, of_tests
from secondmig.joint.comparison_values import Measured, Quantity
from secondmig.joint.groups import people
from secondmig.joint.person_ground import Ground, asked_for
from secondmig.joint.within_person import About, Pair, PairedCode
from secondmig.survey.guide import Guide, GuideItem, Interview
from tests.joint import builders
from tests.joint.test_comparison import simpson, study


def raised(snapshot: Snapshot, quantity: Quantity = "presence", guide: Guide | None = None) -> dict[str, str]:
    """Id -> message of the warnings on the groups of ``team``."""
    persons = people(snapshot)
    ground = Ground.of(snapshot, persons, guide=guide)
    groups = groups_of(persons, "team", ["a", "b"], {})
    rows = compare(ground, [asked_for(snapshot, "OS-RAC-DISC")], groups, Wanted(Measured(quantity)))
    return {each.id: each.message for each in of_groups(snapshot, persons, groups, rows, quantity)}


def even(number: int, *, k: int = 3) -> list[tuple[str, str, int]]:
    return [(f"{team}{each}", team, int(each < k)) for team in ("a", "b") for each in range(number)]


MIXED = ["USA", "JPN"] * 40


def test_w15_few_persons_behind_a_share() -> None:
    assert "W15" in raised(study(*even(19)))
    assert "W15" not in raised(study(*even(20)))


def test_w16_a_small_group_is_named() -> None:
    few = raised(study(*even(5), ("c", "a", 1)))
    assert "W16" not in few
    assert raised(study(*even(5)[1:]))["W16"].endswith("turns the difference: a (4)")


def test_w18_an_empty_cell() -> None:
    assert raised(study(*even(5, k=5)))["W18"].endswith(": OS-RAC-DISC")
    assert "W18" not in raised(study(*even(5)))


def test_w18_is_of_presence_only() -> None:
    assert "W18" not in raised(study(*even(5, k=5)), "count")


def test_w19_a_topic_that_was_not_raised() -> None:
    snapshot = study(*even(5))
    asked = {name: Interview({"race": (1,)}) for name, _, _ in even(5)}
    item = GuideItem("race", "", {"en": "And?"}, ("OS-RAC",))
    whole, gap = Guide("g", "G", (item,), asked), Guide("g", "G", (item,), {**asked, "a4": Interview({})})

    assert "W19" not in raised(snapshot)
    assert "W19" not in raised(snapshot, guide=whole)
    assert raised(snapshot, guide=gap)["W19"].endswith("OS-RAC-DISC (1 person)")


def test_w19_is_not_raised_by_somebody_who_mentions_it_unasked() -> None:
    item = GuideItem("race", "", {"en": "And?"}, ("OS-RAC",))
    unasked = {name: Interview({} if name == "a0" else {"race": (1,)}) for name, _, _ in even(5)}

    assert "W19" not in raised(study(*even(5)), guide=Guide("g", "G", (item,), unasked))


def test_w20_characters_of_several_languages() -> None:
    snapshot = study(*even(5))
    first, *others = snapshot.documents
    turns = tuple(replace(turn, language="ja") for turn in first.turns)
    both = replace(snapshot, documents=(replace(first, turns=turns), *others))

    assert "W20" in raised(both, "coverage")
    assert "W20" not in raised(both, "presence")
    assert "W20" not in raised(snapshot, "coverage")


def test_w21_one_group_says_much_more() -> None:
    talkative = study(*[(f"a{each}", "a", 9) for each in range(5)], *even(5)[5:])

    assert "characters each in a" in raised(talkative, "count")["W21"]
    assert "W21" not in raised(talkative, "presence")
    assert "W21" not in raised(study(*even(5)), "count")


def with_header(snapshot: Snapshot, key: str, values: Sequence[str]) -> Snapshot:
    """The documents, one after the other, with a line in their headers."""
    documents = tuple(
        replace(document, header={**document.header, key: value})
        for document, value in zip(snapshot.documents, values, strict=True)
    )
    return replace(snapshot, documents=documents)


@pytest.mark.parametrize(
    ("key", "name", "values"),
    [
        ("interviewer", "the interviewer", ["Ana", "Ben"]),
        ("interview_date", "the year of the interview", ["2019-03", "2025-03"]),
    ],
)
def test_w22_groups_that_differ_in_how_they_were_interviewed(
    key: str, name: str, values: tuple[str, str]
) -> None:
    snapshot = study(*even(5), country=MIXED[:10])
    coinciding = with_header(snapshot, key, [values[0]] * 5 + [values[1]] * 5)
    crossing = with_header(snapshot, key, list(values) * 5)

    assert f"team and {name} (V 1.00)" in raised(coinciding)["W22"]
    assert "W22" not in raised(crossing)


def test_w22_groups_that_coincide_with_the_country_or_the_language() -> None:
    snapshot = study(*even(5), country=["USA"] * 5 + ["JPN"] * 5)
    documents = tuple(
        replace(document, language="ja" if document.id.startswith("a") else "en")
        for document in snapshot.documents
    )

    assert "team and interview_country (V 1.00)" in raised(snapshot)["W22"]
    assert "team and interview_language" in raised(replace(snapshot, documents=documents))["W22"]
    assert "W22" not in raised(study(*even(5), country=MIXED[:10]))


def test_w22_is_not_raised_where_everybody_has_another_interviewer() -> None:
    snapshot = with_header(
        study(*even(5), country=MIXED[:10]), "interviewer", [f"I{each}" for each in range(10)]
    )

    assert "W22" not in raised(snapshot)


def test_w25_the_whole_and_its_strata_disagree() -> None:
    message = raised(simpson())["W25"]

    assert "taken apart by interview_country" in message
    assert "OS-RAC-DISC a (+0.20 on the whole, -0.25 within)" in message
    assert "W25" not in raised(study(*even(5), country=MIXED[:10]))


# p values and how many there are


def ids(
    ps: Sequence[Estimate] = (), *, inference: bool = True, comparisons: int = 1, family: str = ""
) -> list[str]:
    found = of_tests(ps, inference=inference, comparisons=comparisons, family=family)
    return [each.id for each in found]


def test_w14_stands_with_every_inference_and_with_nothing_else() -> None:
    assert "W14" in ids()
    assert ids(inference=False) == []


@pytest.mark.parametrize(
    ("comparisons", "family", "warned"),
    [(5, "", False), (6, "", True), (6, "all", True), (6, "OS-RAC", False), (60, "hypothesis-1", False)],
)
def test_w17_many_comparisons_without_a_family(comparisons: int, family: str, warned: bool) -> None:
    assert ("W17" in ids(comparisons=comparisons, family=family)) is warned
    assert ("W17" in ids(comparisons=comparisons, family=family, inference=False)) is warned


def test_w24_names_the_seed_of_a_simulated_p() -> None:
    simulated = Estimate(0.2, low=0.19, high=0.21, n=90, seed=7)
    (caution,) = (
        each
        for each in of_tests([simulated, known(0.1, n=9)], inference=True, comparisons=2, family="")
        if each.id == "W24"
    )

    assert caution.message.endswith("seed 7")
    assert "W24" not in ids([known(0.1, n=9)])


# Codes and the texts they came out of


def test_w23_a_code_that_came_after_the_first_coding_or_quotes_the_texts() -> None:
    snapshot = study(("a0", "a", 1))
    quoting = Code("X-1", "Quoting", examples=("It hurt 0   of a0. So says",))
    exact = Code("X-2", "Exact", examples=("1 INT: And?\n#2 a0: It hurt 0 of a0.",))
    short, late = Code("X-3", "Short", examples=("So.",)), Code("X-4", "Late")

    (caution,) = dipped(snapshot, (quoting, exact, short, late), {"X-4"})
    assert caution.id == "W23"
    assert caution.message.endswith(": X-2, X-4")
    assert not list(dipped(snapshot, (quoting, short), frozenset()))


# Within persons


def paired(number: int) -> PairedCode:
    pairs = tuple(Pair(f"P{each}", ("JPN", "USA"), 1.0, 0.0) for each in range(number))
    side = About("JPN", number, number, number, known(1.0, n=number), known(1.0, n=number))
    return PairedCode("OS-RAC", "Race", pairs, (side, side))


def travellers(*stays: builders.Stay, number: int = 3) -> Snapshot:
    return builders.snapshot(
        [builders.document(f"P{each}", (f"P{each}", "So.")) for each in range(number)],
        [],
        [builders.person(f"P{each}", *stays, speakers=[(f"P{each}", f"P{each}")]) for each in range(number)],
    )


def test_w35_a_former_country_against_the_present_one() -> None:
    there = people(travellers(("JPN", 2000, 2008), ("USA", 2008, None)))
    gone = people(travellers(("JPN", 2000, 2008), ("USA", 2008, 2012), ("GBR", 2012, None)))

    assert "W35" in {each.id for each in of_pairs(there, [paired(3)])}
    assert "W35" not in {each.id for each in of_pairs(gone, [paired(3)])}


def test_few_persons_compared_with_themselves_are_named() -> None:
    persons = people(travellers(("JPN", 2000, 2008), ("USA", 2008, None)))

    assert {"W16"} <= {each.id for each in of_pairs(persons, [paired(3)])}
    assert {"W15"} <= {each.id for each in of_pairs(persons, [paired(13)])}
    assert not {"W15", "W16"} & {each.id for each in of_pairs(persons, [paired(20)])}
