from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.joint.crossing import cross
from secondmig.joint.guide import cells, tally
from secondmig.joint.person_columns import Missing
from secondmig.joint.person_derived import Scores
from secondmig.joint.person_ground import Intensity
from secondmig.joint.person_table import (
    Beside,
    PersonTable,
    TableAsked,
    person_table,
    spoken_languages,
    uneven_speech,
)
from secondmig.survey.guide import Guide, read_guide
from tests.joint.builders import document, person, snapshot
from tests.joint.demo import CORPUS, demo_snapshot


def all_codes() -> tuple[str, ...]:
    return tuple(code.id for book in demo_snapshot().codebooks for code in book.codes)


@cache
def demo_table() -> PersonTable:
    return person_table(demo_snapshot(), TableAsked(all_codes()))


def sums(suffix: str) -> dict[str, float]:
    found = {column.code: sum(column.numbers()) for column in demo_table().columns if column.suffix == suffix}
    assert set(found) == set(all_codes())
    return found


def matrix_sums(field: str) -> Counter[str]:
    """``query matrix`` by group, over the groups: nobody of the demo is in two of them."""
    found: Counter[str] = Counter()
    for cell in cross(demo_snapshot(), cols="group").cells:
        found[cell.row] += getattr(cell, field)
    return found


def test_counts_add_up_to_the_segments_of_the_matrix_for_every_code() -> None:
    expected = matrix_sums("segments")
    assert sum(expected.values()) > 1000
    assert sums("_n") == {code: expected[code] for code in all_codes()}


def test_presence_adds_up_to_the_persons_of_the_matrix_for_every_code() -> None:
    expected = matrix_sums("persons")
    assert sums("_has") == {code: expected[code] for code in all_codes()}


def test_coverage_adds_up_to_the_characters_of_the_matrix_for_every_code() -> None:
    from secondmig.joint.speech import Speech

    speech = Speech.of(demo_snapshot())
    said = [speech.characters([case]) for case in demo_table().persons]
    expected = matrix_sums("characters")
    for column in demo_table().columns:
        if column.suffix == "_cov":
            shares = zip(column.cells, said, strict=True)
            covered = sum(cell * size for cell, size in shares if isinstance(cell, float))
            assert covered == pytest.approx(expected[column.code])


def test_every_person_of_the_demo_has_one_row_and_every_column_a_cell_for_each() -> None:
    table = demo_table()
    assert table.persons == tuple(sorted(case.id for case in demo_snapshot().cases))
    assert len(table.persons) == 24
    assert all(len(column.cells) == 24 for column in table.columns)
    assert len({column.name for column in table.columns}) == len(table.columns)
    assert len({column.key for column in table.columns}) == len(table.columns)


def test_asked_agrees_with_the_guide_for_every_code_that_one_item_looks_for() -> None:
    guide = read_guide(CORPUS / "guide.yaml")
    found = cells(guide, demo_snapshot())
    table = person_table(demo_snapshot(), TableAsked(all_codes()), Beside(guide=guide))
    compared = 0
    for column in table.columns:
        if column.suffix != "_asked":
            continue
        (*items,) = column.rule.rpartition("items: ")[2].split(", ")
        if len(items) > 1 or set(guide_codes(guide, items[0])) != {column.code}:
            continue
        told, count = tally(items[0], found), Counter(map(str, column.cells))
        assert count["mentioned"] + count["asked_not_mentioned"] == told.asked
        assert count["mentioned"] == told.mentioned + told.mentioned_elsewhere
        assert count["mentioned_unasked"] == told.mentioned_unasked
        compared += 1
    assert compared


def guide_codes(guide: Guide, item: str) -> tuple[str, ...]:
    return next(each.codes for each in guide.items if each.id == item)


def test_second_migrants_of_the_demo_are_thirteen() -> None:
    assert sum(demo_table().column("second_migrant").numbers()) == 13


def test_columns_of_a_code_have_the_same_names_whatever_other_codes_are_asked_for() -> None:
    alone = person_table(demo_snapshot(), TableAsked(("OS-RAC-DISC",)))
    names = {column.key: column.name for column in demo_table().columns}
    assert all(names[column.key] == column.name for column in alone.columns)


def test_score_of_occupations_comes_from_the_table_that_is_handed_in() -> None:
    scores = Scores(isei={"2221": 68.7}.get, told="later decimals")
    case = person("P1", ("JPN", 2000, 2005), ("USA", 2005, None))
    legs = (case.legs[0], replace(case.legs[1], isco="2221"), replace(case.legs[2], isco="9999"))
    table = person_table(snapshot([], (), [replace(case, legs=legs)]), TableAsked(), Beside(scores=scores))
    assert table.column("isei_first_last").cells == [68.7]
    assert table.column("isei_delta_move2").cells == [Missing("not_on_record")]
    assert "later decimals" in table.column("isei_first_last").rule


def test_person_without_a_second_destination_has_no_such_leg() -> None:
    table = person_table(snapshot([], (), [person("P1", ("JPN", 2000, None))]), TableAsked())
    assert table.column("corridor_2").cells == [Missing("no_such_leg")]
    assert table.column("corridor_1").cells == ["PER>JPN"]


# --- choosing columns ---


def chosen(*columns: str) -> list[str]:
    table = person_table(demo_snapshot(), TableAsked(("OS-RAC-DISC", "OS-LAB-WAGE"), columns=columns))
    return [column.key for column in table.columns]


def test_columns_are_chosen_by_name_key_code_or_block_and_keep_their_order() -> None:
    assert chosen("os_lab_wage_n", "group") == ["id", "group", "OS-LAB-WAGE:segments"]
    assert chosen("OS-RAC-DISC:present") == ["id", "OS-RAC-DISC:present"]
    assert {key.partition(":")[0] for key in chosen("OS-RAC-DISC")} == {"id", "OS-RAC-DISC"}
    assert not any(key.startswith("OS-") for key in chosen("derived", "attributes"))


def test_unknown_columns_are_named_all_at_once_with_close_ones() -> None:
    with pytest.raises(ProblemsError) as caught:
        chosen("grup", "os_rac_disc_x")
    assert [error.message for error in caught.value.problems] == [
        "the table has no column grup",
        "the table has no column os_rac_disc_x",
    ]
    assert "did you mean group?" in caught.value.problems[0].hint


def test_intensity_needs_a_facet_with_an_order() -> None:
    with pytest.raises(SecondmigError, match="about_country is no facet with an order") as caught:
        person_table(demo_snapshot(), TableAsked(("OS-RAC-DISC",), intensity=Intensity("about_country")))
    assert "weight_in_decision" in caught.value.hint


def test_intensity_of_a_facet_gives_one_more_column_for_each_code_that_may_carry_it() -> None:
    asked = TableAsked(("OS-PER-DEC",), intensity=Intensity("weight_in_decision"))
    column = person_table(demo_snapshot(), asked).column("os_per_dec_max")
    assert column.n() > 0
    assert set(column.numbers()) <= {0.0, 1.0, 2.0}


# --- levels ---


def partner() -> PersonTable:
    return person_table(replace(demo_snapshot(), level="partner"), TableAsked(all_codes()))


def texts(table: PersonTable) -> Iterator[str]:
    for column in table.columns:
        yield from (cell for cell in column.cells if isinstance(cell, str))


def test_no_cell_for_partners_tells_a_country_of_origin_a_corridor_or_a_legal_status() -> None:
    table = partner()
    shown = set(texts(table))
    own = {case.attributes["origin"] for case in demo_snapshot().cases}
    hosts = {case.attributes["interview_country"] for case in demo_snapshot().cases}
    assert not shown & (own - hosts)
    assert not any(">" in text for text in shown)
    assert not shown & {"irregular", "pr", "ethnic", "colonial", "work_skilled", "citizen_nat"}
    assert {"consent", "corridor_1", "legal_leg1_exit", "privileged_entry"} <= set(table.held_back)


def test_no_reason_for_partners_tells_where_somebody_has_lived() -> None:
    assert not any("no_leg" in column.missing() for column in partner().columns)
    assert any("no_leg" in column.missing() for column in demo_table().columns)


def test_column_that_stays_inside_cannot_be_asked_for_at_partner_level() -> None:
    asked = TableAsked(columns=("consent",))
    with pytest.raises(SecondmigError, match="does not leave the team"):
        person_table(replace(demo_snapshot(), level="partner"), asked)


def test_persons_who_may_not_be_in_it_are_counted() -> None:
    table = person_table(demo_snapshot(), TableAsked(), Beside(kept=frozenset({"US01", "US02"})))
    assert table.persons == ("US01", "US02")
    assert table.left_out == 22


# --- what is said beside it ---


def test_groups_that_differ_more_than_twofold_in_speech_are_named() -> None:
    short, long = document("P1", ("P1", "a" * 10)), document("P2", ("P2", "b" * 21))
    cases = [person("P1", interview_country="JPN"), person("P2", interview_country="USA")]
    assert uneven_speech(snapshot([short, long], (), cases)) == ("interview_country",)
    even = document("P2", ("P2", "b" * 20))
    assert uneven_speech(snapshot([short, even], (), cases)) == ()


def test_languages_are_those_of_participants() -> None:
    mixed = snapshot(
        [document("P1", ("P1", "a"), language="en-GB"), document("P2", ("P2", "あ"), language="ja")]
    )
    assert spoken_languages(mixed) == {"en", "ja"}
