"""Both sides of a construct, against counts made by hand."""

from secondmig.joint.construct import Construct
from secondmig.joint.groups import group_of, people
from secondmig.joint.sides import sides
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
