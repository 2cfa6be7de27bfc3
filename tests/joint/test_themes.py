"""Statistics by themes and the case matrix: the demo against its files, small tables against the eye."""

import csv
import json
from dataclasses import replace
from functools import cache
from itertools import combinations, permutations

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.joint.case_matrix import MatrixAsked, case_matrix, code_column
from secondmig.joint.person_columns import Cell, Column, Missing
from secondmig.joint.person_table import Beside, PersonTable, TableAsked, one_column, person_table
from secondmig.joint.themes import Theme, ThemesAsked, axis, themes
from secondmig.survey.guide import read_guide
from tests.joint.demo import CORPUS, demo_snapshot

CODES = ("OS-RAC", "OS-RAC-DISC", "OS-RAC-INT", "OS-RAC-COE", "MS-SC", "HC-FRM")


@cache
def demo_table() -> PersonTable:
    guide = read_guide(CORPUS / "guide.yaml")
    return person_table(demo_snapshot(), TableAsked(CODES), Beside(guide=guide))


def demo_themes(by: str = "interview_country", **asked: bool) -> dict[str, Theme]:
    table = demo_table()
    groups, measure = axis(one_column(table, by)), one_column(table, "edu_isced")
    wanted = ThemesAsked(CODES, groups, measure, **asked)
    return {each.code: each for each in themes(table, wanted)}


def persons() -> dict[str, dict[str, str]]:
    with (CORPUS / "persons.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def on(code: str) -> set[str]:
    """Persons whose gold file carries the code or one below it; in the demo a file is a person."""
    found = set()
    for path in sorted((CORPUS / "gold").glob("*.jsonl")):
        codes = {json.loads(line)["code"] for line in path.read_text("utf-8").split("\n") if line}
        if any(each == code or each.startswith(f"{code}-") for each in codes):
            found.add(path.stem)
    return found


@pytest.mark.parametrize("code", CODES)
def test_demo_counts_are_those_of_its_files(code: str) -> None:
    theme, everybody = demo_themes()[code], persons()
    for cell in theme.cells:
        mine = {name for name, row in everybody.items() if row["interview_country"] == cell.group}
        assert (cell.persons, cell.persons_total) == (len(on(code) & mine), len(mine))
        assert cell.share.value == pytest.approx(len(on(code) & mine) / len(mine))
    having = [float(row["edu_isced"]) for name, row in everybody.items() if name in on(code)]
    lacking = [float(row["edu_isced"]) for name, row in everybody.items() if name not in on(code)]
    assert (theme.having.n, theme.lacking.n) == (len(having), len(lacking))
    if having and lacking:
        signs = [(x > y) - (x < y) for x in having for y in lacking]
        assert theme.having.mean.value == pytest.approx(sum(having) / len(having))
        assert theme.lacking.mean.value == pytest.approx(sum(lacking) / len(lacking))
        assert theme.delta.value == pytest.approx(sum(signs) / len(signs))


def test_groups_are_second_then_single() -> None:
    assert [cell.group for cell in demo_themes("group")["OS-RAC"].cells] == ["second", "single"]


def test_theme_that_everybody_mentions_has_no_delta() -> None:
    theme = demo_themes()["OS-RAC"]
    assert theme.delta.undefined == "everybody mentions it"
    assert theme.lacking.mean.undefined == "no values"


def test_denominators_can_be_those_who_were_asked() -> None:
    everybody, asked = demo_themes()["OS-RAC-COE"], demo_themes(asked_only=True)["OS-RAC-COE"]
    assert sum(cell.persons_total for cell in everybody.cells) == 24
    assert sum(cell.asked or 0 for cell in everybody.cells) == 5
    assert [cell.persons_total for cell in asked.cells] == [cell.asked for cell in everybody.cells]
    assert asked.having.n + asked.lacking.n == 5
    assert asked.lacking_asked == asked.lacking.n
    # No item of the guide looks for the firm, so nobody was asked.
    firm = demo_themes(asked_only=True)["HC-FRM"]
    assert [cell.share.undefined for cell in firm.cells] == ["nobody to count"] * 3
    assert firm.delta.undefined == "nobody has the measure"


def test_p_is_given_only_where_it_is_asked_for() -> None:
    assert all(each.p is None for each in demo_themes().values())
    found = demo_themes(inference=True)
    assert found["OS-RAC"].p is not None
    assert found["OS-RAC"].p.value is None
    p = found["MS-SC"].p
    assert p is not None
    # Every way to give the six labels to the 24 persons, by the definition of the rank sum.
    values = {name: float(row["edu_isced"]) for name, row in persons().items()}
    ranks = {
        name: sum(other < value for other in values.values())
        + (sum(other == value for other in values.values()) + 1) / 2
        for name, value in values.items()
    }
    having = on("MS-SC")
    middle = len(having) * sum(ranks.values()) / len(ranks)
    far = abs(sum(ranks[name] for name in having) - middle)
    every = [abs(sum(chosen) - middle) for chosen in combinations(ranks.values(), len(having))]
    assert p.value == pytest.approx(sum(each >= far - 1e-9 for each in every) / len(every))


# A small table


def column(key: str, *cells: Cell, code: str = "", suffix: str = "", source: str = "") -> Column:
    kind = "text" if any(isinstance(each, str) for each in cells) else "number"
    block = "codes" if code else "attributes"
    label = f"{code}: x" if code else key
    return Column(key, label, "", kind, cells, block, code=code, suffix=suffix, source=source, name=key)  # type: ignore[arg-type]


def table(*columns: Column) -> PersonTable:
    size = len(columns[0].cells)
    return PersonTable(columns, tuple(f"P{n}" for n in range(size)), 0, ())


X = (
    column("x_has", 1.0, 0.0, 0.0, Missing("not_interviewed"), code="X", suffix="_has"),
    column("x_cov", 0.5, 0.0, Missing("no_words"), Missing("not_interviewed"), code="X", suffix="_cov"),
    column("x_n", 3.0, 0.0, 0.0, Missing("not_interviewed"), code="X", suffix="_n"),
    column(
        "x_asked", "mentioned", "not_asked", "asked_not_mentioned", Missing("n"), code="X", suffix="_asked"
    ),
)
SITE = column("site", "b", "a", Missing("not_on_record"), "a")
PAY = column("pay", 10.0, 4.0, Missing("refused"), 7.0)


def test_missing_values_are_in_no_denominator() -> None:
    (theme,) = themes(table(*X, SITE, PAY), ThemesAsked(("X",), axis(SITE), PAY))
    assert [(cell.group, cell.persons, cell.persons_total, cell.asked) for cell in theme.cells] == [
        ("a", 0, 1, 0),
        ("b", 1, 1, 1),
        ("", 0, 1, 1),
    ]
    assert theme.cells[2].coverage.value is None
    assert (theme.having.mean.value, theme.lacking.mean.value, theme.lacking.n) == (10, 4, 1)
    assert theme.lacking_asked == 1
    assert theme.delta.value == 1


def test_a_measure_without_numbers_is_refused() -> None:
    with pytest.raises(SecondmigError, match="site holds no numbers"):
        themes(table(*X, SITE), ThemesAsked(("X",), axis(SITE), SITE))


def test_no_measure_is_no_delta() -> None:
    (theme,) = themes(table(*X, SITE), ThemesAsked(("X",), axis(SITE)))
    assert theme.delta.undefined == "no measure"


def test_a_column_with_many_values_makes_no_groups() -> None:
    with pytest.raises(SecondmigError, match="year has 13 values, too many"):
        axis(column("year", *map(float, range(13))))
    assert axis(column("year", 10.0, 9.0, 9.0)).keys == ("9", "10")


def test_a_name_that_several_columns_have_is_refused_with_their_names() -> None:
    waves = [replace(column(f"pay_{n}", 1.0, source=n), key=f"pay@{n}") for n in ("one", "two")]
    with pytest.raises(SecondmigError, match="pay is in 2 columns") as caught:
        one_column(table(*waves), "pay")
    assert caught.value.hint == "one of pay_one, pay_two"
    assert one_column(table(*waves), "pay_two").source == "two"
    with pytest.raises(SecondmigError, match="persons have no value 'pya'") as caught:
        one_column(table(*waves), "pya")
    assert caught.value.hint == "did you mean pay?"


# The matrix


def test_rows_are_sorted_by_group_then_by_the_measure_missing_last() -> None:
    held = table(*X, SITE, PAY)
    asked = MatrixAsked(("X",), (PAY,), "segments", axis(SITE), sort=PAY)
    found = case_matrix(held, asked)
    assert found.persons == ("P3", "P1", "P0", "P2")
    assert found.groups == ("a", "a", "b", "")
    assert [each.name for each in found.columns] == ["x_n", "pay"]
    assert list(found.columns[1].cells) == [7.0, 4.0, 10.0, Missing("refused")]
    assert found.unasked == ((False, True, False, False), (False,) * 4)
    plain = case_matrix(held, replace(asked, sort=None))
    assert plain.persons == ("P1", "P3", "P0", "P2")


def test_order_of_the_persons_before_does_not_matter() -> None:
    columns = (*X, SITE, PAY)
    wanted = None
    for order in permutations(range(4)):
        mixed = tuple(replace(each, cells=[each.cells[place] for place in order]) for each in columns)
        held = PersonTable(mixed, tuple(f"P{place}" for place in order), 0, ())
        site = next(each for each in mixed if each.name == "site")
        found = case_matrix(held, MatrixAsked(("X",), (), "coverage", axis(site)))
        wanted = wanted or found
        assert found == wanted


def test_a_code_without_a_column_is_left_out() -> None:
    held = table(*X, SITE)
    assert code_column(held, "Y", "segments") is None
    assert case_matrix(held, MatrixAsked(("Y",), (), "segments", axis(SITE))).columns == ()
