"""Both sides of a construct, against counts made by hand."""

from secondmig.joint.construct import Construct
from secondmig.joint.groups import group_of, people
from secondmig.joint.sides import alike, sides, unheard
from secondmig.survey.guide import Guide, GuideItem, Interview
from tests.joint.demo import demo_snapshot


def test_the_measured_side_is_that_of_the_table_of_capital() -> None:
    two = sides(demo_snapshot(), Construct("education", "Education", ("edu_isced",), ("OS-SKL",)))
    (row,) = two.measured
    assert [round(group.summary.mean.value or 0, 2) for group in row.groups] == [6.46, 5.0]
    assert round(row.delta.value or 0, 3) == 0.497


def test_what_is_said_is_counted_in_persons_with_their_tone() -> None:
    demo = demo_snapshot()
    two = sides(demo, Construct("belonging", "Belonging", (), ("OS-RAC",)))
    groups = {person.case.id: group_of(person) for person in people(demo)}
    speaking = {ref.document: case.id for case in demo.cases for ref in case.speakers}
    for cell in two.said:
        mine = [
            each
            for each in demo.codings
            if each.code_id.startswith("OS-RAC") and groups[speaking[each.document_id]] == cell.group
        ]
        assert cell.persons == len({each.document_id for each in mine})
        assert two.tones[cell.code, cell.group] == tuple(
            len({each.document_id for each in mine if each.facets.get("valence") == tone}) for tone in (-1, 1)
        )


def test_a_construct_with_one_side_only_has_nothing_on_the_other() -> None:
    two = sides(demo_snapshot(), Construct("age", "Age", (), ()))
    assert (two.measured, two.said, two.tones) == ((), (), {})


def test_who_was_not_asked_is_named_theme_by_theme() -> None:
    """W19: those who do not speak of a theme, where no item of the guide raised it with them."""
    snapshot = demo_snapshot()
    paradox = Construct("in", "In and not welcome", codes=("OS-PER-PAR",))
    item = GuideItem("settled", "", {"en": "Settled?"}, ("OS-PER-PAR",))
    nobody = {each.id: Interview({}) for each in snapshot.documents}
    everybody = {each.id: Interview({"settled": (1,)}) for each in snapshot.documents}

    (told,) = unheard(snapshot, paradox, Guide("g", "G", (item,), nobody))
    assert told.id == "W19"
    assert told.message.startswith("OS-PER-PAR neither raised with nor mentioned by JP")
    assert list(unheard(snapshot, paradox, Guide("g", "G", (item,), everybody))) == []
    assert list(unheard(snapshot, paradox, None)) == []


def test_groups_that_were_interviewed_alike_coincide_with_nothing() -> None:
    assert alike(demo_snapshot()) == ()
