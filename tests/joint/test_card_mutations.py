"""Verdicts and names come from the rows: where the rows of a copy say otherwise, so does the card."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import pytest

from secondmig.core.types import Case, Coding, FacetValue
from secondmig.joint.cards import Judged
from secondmig.joint.evidence import Ground
from secondmig.joint.groups import people
from secondmig.joint.person_columns import Column
from tests.joint.demo import demo_snapshot
from tests.joint.demo_ground import demo_ground, demo_judged, ground_of, judge, line, with_codings

RACE = "OS-RAC"


@cache
def moves() -> Mapping[str, Mapping[str, str]]:
    """Document -> each of the two countries of its second migrant -> the other one."""
    found = {}
    for person in people(demo_snapshot()):
        first, now = person.trajectory.first_destination, person.trajectory.current
        if person.trajectory.second_migrant and first and now:
            found.update({document: {first: now, now: first} for document in person.documents})
    return found


def about(coding: Coding, other: FacetValue) -> Coding:
    return replace(coding, facets={**coding.facets, "about_country": other})


def exchanged(coding: Coding) -> Coding:
    """The coding about the other one of the two countries."""
    country = str(coding.facets.get("about_country"))
    return about(coding, moves().get(coding.document_id, {}).get(country, country))


# H1


def test_h1_is_mixed_on_the_demo_because_of_one_host_by_count() -> None:
    found = demo_judged("H1")

    assert (found.ruled.verdict, found.ruled.step) == ("mixed", 3)
    assert len(found.ruled.reasons) == 1
    assert found.negative == ("JP01", "US04")
    opposite = [each for each in found.lines if each.finding == "opposite"]
    assert [each.measure for each in opposite] == ["host-count:GBR"]
    assert opposite[0].effect.value == pytest.approx(-0.25)
    assert line(found, "host-share:GBR").effect.value == pytest.approx(0.06, abs=0.005)


def test_h1_with_race_valences_swapped_between_the_countries_is_not_supported() -> None:
    found = judge("H1", with_codings(lambda each: exchanged(each) if each.code_id.startswith(RACE) else each))

    assert found.ruled.verdict == "not supported"
    assert set(found.negative) >= set(line(demo_judged("H1"), "share").for_)
    assert line(found, "share").finding == "opposite"


def test_h1_with_the_two_countries_exchanged_in_every_coding_is_its_mirror_image() -> None:
    before, after = demo_judged("H1"), judge("H1", with_codings(exchanged))

    for name in ("share", "counts", "balance"):
        one, other = line(before, name), line(after, name)
        assert (other.for_, other.against, other.ties) == (one.against, one.for_, one.ties)
        assert one.effect.value is not None
        assert other.effect.value == pytest.approx(-one.effect.value)
    assert after.ruled.verdict == "not supported"


def test_h1_with_the_signs_of_race_codings_turned_loses_its_names() -> None:
    def turned(coding: Coding) -> Coding:
        valence = coding.facets.get("valence")
        if not coding.code_id.startswith(RACE) or not isinstance(valence, int):
            return coding
        return replace(coding, facets={**coding.facets, "valence": -valence})

    found = judge("H1", with_codings(turned))

    assert found.ruled.verdict == "not supported"
    assert line(found, "share").for_ != line(demo_judged("H1"), "share").for_


def test_h1_without_codings_of_race_cannot_tell() -> None:
    found = judge("H1", with_codings(lambda each: None if each.code_id.startswith(RACE) else each))

    assert found.ruled.verdict == "cannot tell"
    assert line(found, "share").n == 13
    assert len(line(found, "share").ties) == 13
    assert found.negative == ()


def test_h1_without_any_coding_counts_nobody_and_says_why() -> None:
    found = judge("H1", with_codings(lambda _: None))

    share = line(found, "share")
    assert found.ruled.verdict == "cannot tell"
    assert (share.n, share.effect.value) == (0, None)
    assert share.effect.undefined == "nobody has both figures"
    assert len(share.left_out) == 13
    assert share.left_out["JP01"] == "nothing said about GBR"
    assert share.cautions == ()


def test_h1_is_supported_once_no_host_speaks_against_it() -> None:
    def without_the_one(coding: Coding) -> Coding | None:
        return None if coding.document_id == "UK08" and coding.code_id.startswith(RACE) else coding

    found = judge("H1", with_codings(without_the_one))

    assert line(found, "host-count:GBR").finding == "as expected"
    assert (found.ruled.verdict, found.ruled.step) == ("supported", 5)


def test_h1_without_anybody_who_stayed_only_points_towards_the_claim() -> None:
    """The control is always asked for: leaving the single migrants out must not lift the verdict."""
    ground = demo_ground()
    moved = [each for each in ground.persons if each.trajectory.second_migrant]
    found = judge("H1", replace(ground, persons=tuple(moved)))

    assert line(found, "host-count").effect.undefined == "no country has both leavers and single migrants"
    assert (found.ruled.verdict, found.ruled.step) == ("points towards", 4)


def test_h1_without_any_weight_on_record_knows_no_decisive_reason() -> None:
    def unweighed(coding: Coding) -> Coding:
        facets = {name: value for name, value in coding.facets.items() if name != "weight_in_decision"}
        return replace(coding, facets=facets)

    held = line(judge("H1", with_codings(unweighed)), "reasons")

    assert (held.n, held.effect.value, held.finding) == (0, None, "undefined")
    assert held.effect.undefined == "no passage of theirs has weight_in_decision"


def test_h1_asks_two_persons_on_each_side_of_a_host() -> None:
    """The one who left the third host, made to say nothing against it, does not make the verdict mixed."""

    def quiet(coding: Coding) -> Coding | None:
        race = coding.code_id.startswith(RACE)
        about_host = coding.document_id == "JP02" and coding.facets.get("about_country") == "USA"
        return None if race and (about_host or coding.document_id == "UK08") else coding

    found = judge("H1", with_codings(quiet))

    assert line(found, "host-count:USA").finding == "opposite"
    assert found.ruled.verdict == "supported"


def test_h1_with_the_wage_decisive_for_everybody_is_mixed_by_its_second_half() -> None:
    def for_the_wage(coding: Coding) -> Coding | None:
        if coding.document_id == "UK08" and coding.code_id.startswith(RACE):
            return None
        weight = coding.facets.get("weight_in_decision")
        if coding.code_id == "OS-LAB-WAGE" and weight is not None:
            return replace(coding, facets={**coding.facets, "weight_in_decision": 2})
        if weight == 2:
            return replace(coding, facets={**coding.facets, "weight_in_decision": 1})
        return coding

    found = judge("H1", with_codings(for_the_wage))

    assert line(found, "reasons").finding == "opposite"
    assert found.ruled.verdict == "mixed"


# H2


def labelled(labels: Mapping[str, str]) -> Ground:
    """The demo with other labels of the groups."""
    ground = demo_ground()

    def column(held: Column) -> Column:
        if held.key != "group":
            return held
        return replace(held, cells=[labels[case] for case in ground.table.persons])

    return replace(
        ground, table=replace(ground.table, columns=tuple(column(each) for each in ground.table.columns))
    )


def held_labels() -> dict[str, str]:
    ground = demo_ground()
    group = ground.column("group")
    assert group is not None
    return {case: str(cell) for case, cell in zip(ground.table.persons, group.cells, strict=True)}


def test_h2_illustrates_and_never_more() -> None:
    found = demo_judged("H2")

    assert (found.ruled.verdict, found.ruled.lowered) == ("illustrates", "supported")
    assert line(found, "education").effect.value == pytest.approx(0.497, abs=0.0005)


def test_h2_with_the_groups_exchanged_is_not_supported_and_names_the_others() -> None:
    other = {"second": "single", "single": "second"}
    before, after = (
        demo_judged("H2"),
        judge("H2", labelled({case: other[each] for case, each in held_labels().items()})),
    )

    one, exchanged_ = line(before, "education"), line(after, "education")
    assert after.ruled.verdict == "not supported"
    assert one.effect.value is not None
    assert exchanged_.effect.value == pytest.approx(-one.effect.value)
    assert (exchanged_.for_, exchanged_.against) == (one.against, one.for_)


@pytest.mark.parametrize("seed", range(8))
def test_h2_with_labels_permuted_has_other_names_and_the_effect_of_the_new_labels(seed: int) -> None:
    labels = held_labels()
    dealt = list(labels.values())
    random.Random(seed).shuffle(dealt)
    permuted = dict(zip(labels, dealt, strict=True))
    ground = labelled(permuted)
    found = line(judge("H2", ground), "education")

    isced = {person.case.id: float(person.case.attributes["edu_isced"]) for person in ground.persons}
    sides = {name: [isced[case] for case in isced if permuted[case] == name] for name in ("second", "single")}
    pairs = [(x > y) - (x < y) for x in sides["second"] for y in sides["single"]]
    assert found.effect.value == pytest.approx(sum(pairs) / len(pairs))
    assert {each.case: each.group for each in found.witnesses} == {
        case: f"{name} migrants" for case, name in permuted.items()
    }
    assert found.against != line(demo_judged("H2"), "education").against


def test_h2_without_measures_cannot_tell() -> None:
    def unmeasured(case: Case) -> Case:
        kept = {name: value for name, value in case.attributes.items() if name != "edu_isced"}
        return replace(case, attributes={**kept, "edu_isced": ""})

    snapshot = demo_snapshot()
    found = judge("H2", ground_of(replace(snapshot, cases=tuple(map(unmeasured, snapshot.cases)))))

    assert found.ruled.verdict == "cannot tell"
    assert line(found, "education").effect.undefined == "both groups are empty"
    assert len(line(found, "education").left_out) == 24


def test_h2_with_one_group_alone_cannot_tell() -> None:
    found = judge("H2", labelled(dict.fromkeys(held_labels(), "second")))

    assert found.ruled.verdict == "cannot tell"
    assert line(found, "education").effect.undefined == "the second group is empty"
    assert line(found, "at-departure").effect.value is None


# names and order


def renamed(name: Callable[[str], str]) -> Judged:
    snapshot = demo_snapshot()
    cases = tuple(replace(case, id=name(case.id)) for case in snapshot.cases)
    return judge("H1", ground_of(replace(snapshot, cases=cases), inference=True))


def test_relabelling_persons_permutes_names_only() -> None:
    before, after = demo_judged("H1"), renamed(lambda case: f"x{case[::-1]}")

    assert after.ruled == before.ruled
    assert after.negative == tuple(sorted(f"x{case[::-1]}" for case in before.negative))
    for one, other in zip(before.lines, after.lines, strict=True):
        assert (one.measure, one.effect, one.p, one.n) == (other.measure, other.effect, other.p, other.n)
        assert sorted(f"x{case[::-1]}" for case in one.for_) == list(other.for_)
        assert sorted(f"x{case[::-1]}" for case in one.against) == list(other.against)


@pytest.mark.parametrize("card", ["H1", "H2"])
def test_order_of_rows_does_not_matter(card: str) -> None:
    snapshot = demo_snapshot()
    order = random.Random(1)
    shuffled = replace(
        snapshot,
        codings=tuple(order.sample(snapshot.codings, len(snapshot.codings))),
        cases=tuple(order.sample(snapshot.cases, len(snapshot.cases))),
        documents=tuple(order.sample(snapshot.documents, len(snapshot.documents))),
    )

    assert judge(card, ground_of(shuffled, inference=True)) == demo_judged(card)
