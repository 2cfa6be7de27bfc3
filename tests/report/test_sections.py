"""The numbers of the demo as the report holds them: those planted in the corpus, to the printed digits."""

import csv
import io
import re
from functools import cache

import pytest

from secondmig.core.types import Level
from secondmig.report.context import Context, context
from secondmig.report.country_figure import anchor
from secondmig.report.section import Section, SectionData
from secondmig.report.sections import GROUP, SECTIONS, about, all_sections, capital, masthead, method, who
from secondmig.report.table import Gap, Table
from tests.report.editions import built, edition

Row = dict[str, object]


@cache
def ctx(level: Level) -> Context:
    return context(edition(level))


@cache
def section(name: str, level: Level = "team") -> SectionData:
    return next(part for part in SECTIONS if part.id == name).build(ctx(level))


def table(name: str, part: str, level: Level = "team") -> list[Row]:
    (found,) = [one for one in section(part, level).tables if one.id == name]
    assert isinstance(found, Table)
    return found.records()


def row_of(rows: list[Row], **wanted: object) -> Row:
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


def page(level: Level, name: str = "compare.html") -> str:
    return built(level)[name].decode("utf-8")


def test_masthead_counts_interviews_persons_codings() -> None:
    head = masthead.masthead(ctx("team"))
    assert ("24", "interviews") in head.figures
    assert ("24", "persons") in head.figures
    assert ("841", "codings") in head.figures
    assert "13 second migrants and 11 who moved once" in head.lede
    assert [name for _, name, _ in head.cautions] == ["C01", "C02", "C05"]
    assert head.cautions[1][2].startswith("24 purposively chosen cases: counts describe this corpus")
    assert {used.id for used in head.provenance.codebooks} >= {"opportunity-structure"}


def test_masthead_names_coders_to_the_team_and_counts_them_for_the_public() -> None:
    assert masthead.masthead(ctx("team")).provenance.coders == ("gold",)
    public = masthead.masthead(ctx("public")).provenance
    assert (public.coders, public.coder_count, public.inputs) == ((), 1, ())
    assert public.input_count == len(edition("team").sources)


def test_who_speaks_table_holds_every_country_and_group() -> None:
    rows = table("table-1", "who")
    counts = {(row["interview_country"], row["group"]): row["persons"] for row in rows}
    assert counts["Japan", "second migrants"] == 3
    assert counts["United States", "moved once"] == 2
    assert counts["all", "all"] == 24
    assert row_of(rows, interview_country="all")["codings"] == 841
    assert row_of(rows, interview_country="all")["women"] == 13


def test_trajectories_follow_the_rule_of_twelve_months() -> None:
    rows = table("fig-1", "who")
    singapore = row_of(rows, case="UK03", country="Singapore")
    assert (singapore["months"], singapore["counts_as"]) == (11, "transit")
    assert row_of(rows, case="US05", country="China", leg=2)["counts_as"] == "return"
    decided = who.build(ctx("team")).notes
    assert any("UK03" in note and "11 months in Singapore" in note for note in decided)
    assert any("US05 returned" in note for note in decided)


def test_trajectories_stand_by_group_then_first_destination() -> None:
    rows = table("fig-1", "who")
    groups = [str(row["group"]) for row in rows]
    assert groups == sorted(groups, reverse=True)
    assert len({row["case"] for row in rows}) == 24


def test_partner_edition_gives_dates_in_bands_and_status_in_classes() -> None:
    rows = table("fig-1", "who", "partner")
    assert "months" not in rows[0]
    dates = {str(row[key]) for row in rows for key in ("start", "end")} - {"", "goes on"}
    assert all(re.fullmatch(r"\d\d\d[05]–\d\d\d[49]", date) for date in dates)
    assert {str(row["exit"]) for row in rows} <= {"", "citizen", "permanent residence", "temporary or none"}
    assert "irregular" not in page("partner")
    assert 'id="fig-7"' not in page("partner")


def test_country_table_shows_what_interviews_elsewhere_give() -> None:
    rows = table("table-2", "about")
    assert row_of(rows, interview_country="USA", about_country="JPN")["codings"] == 60
    assert row_of(rows, interview_country="all", about_country="JPN")["codings"] == 247
    sentences = about.build(ctx("team")).crossed.sentences
    assert "Of 247 codings about Japan, 83 (34%) come from interviews held elsewhere." in sentences
    assert (
        "Of 163 codings about the United States, 23 (14%) come from interviews held elsewhere." in sentences
    )


def test_heat_map_counts_persons_among_those_who_lived_there() -> None:
    rows = table("fig-3", "about")
    assert len({row["code"] for row in rows}) == 41
    cell = row_of(rows, code="OS-LIV-STY", about_country="JPN", valence="positive")
    assert (cell["persons"], cell["persons_total"], cell["share"]) == (12, 12, 1.0)
    cell = row_of(rows, code="OS-LAB-SEG", about_country="JPN", valence="negative")
    assert (cell["persons"], cell["share"]) == (9, 0.75)


def test_heat_map_cell_leads_to_its_passages() -> None:
    target = anchor("OS-LIV-STY", "JPN", "positive")
    assert f'href="passages.html#{target}"' in page("team")
    assert f'id="{target}"' in page("team", "passages.html")
    assert "passages.html" not in page("public")


def test_human_capital_of_the_demo_to_the_printed_digits() -> None:
    rows = table("table-3", "capital")
    isced = [row for row in rows if "ISCED" in str(row["measure"])]
    years = [row for row in rows if "Years" in str(row["measure"])]
    assert [f"{row['mean']:.2f}" for row in (*isced, *years)] == ["6.46", "5.00", "16.85", "14.55"]
    assert [row["median"] for row in (*isced, *years)] == [6.0, 6.0, 16.0, 16.0]
    assert [f"{row['delta']:.3f}" for row in (isced[0], years[0])] == ["0.497", "0.427"]
    assert [row["n"] for row in isced] == [13, 11]


def test_human_capital_is_said_to_illustrate_and_gives_no_p() -> None:
    data = capital.build(ctx("team"))
    assert "illustrates" in data.verdict
    assert data.medians.startswith(
        "The medians are equal, in ISCED (6 and 6) and years of schooling (16 and 16)"
    )
    assert data.tertiary.endswith("11 of 13 second migrants and 6 of 11 persons who moved once.")
    assert not any("p" in row for row in table("table-3", "capital"))
    assert not re.search(r"\bp\s*[=<]\s*0?\.\d", page("team"))


def test_dot_strips_hold_every_person() -> None:
    rows = table("fig-7", "capital")
    assert len(rows) == 24
    assert row_of(rows, case="US05")["edu_isced"] == 8.0


def test_public_human_capital_bounds_the_share_whose_rest_is_small() -> None:
    data = capital.build(ctx("public"))
    assert data.tertiary.endswith("at least 11 of 13 second migrants and 6 of 11 persons who moved once.")
    assert data.plate is None
    assert data.spread is not None
    assert any("ISCED" in said for said in data.absent)


def test_method_prints_consent_and_what_is_missing() -> None:
    data = method.build(ctx("team"))
    assert [(row["tier"], row["persons"]) for row in data.consent.records()] == [
        ("T1", 2),
        ("T2", 4),
        ("T3", 18),
    ]
    assert all(row["missing"] == 0 for row in data.missing.records())
    names = [name for name, _ in data.rules]
    assert names[:4] == ["Second migrant", "Counting", "Denominators", "Valence"]
    assert len(data.provenance.inputs) > 48


def test_public_method_says_how_many_cells_are_left_out() -> None:
    left_out = sum(section(part.id, "public").suppressed for part in SECTIONS)
    assert left_out > 100
    assert f"{left_out} cells are left out or given as a bound" in page("public")
    assert all(isinstance(row[1], Gap) for row in method.build(ctx("public")).missing.rows)


@pytest.mark.parametrize("level", ["team", "public"])
def test_files_hold_ten_significant_digits(level: Level) -> None:
    for name, body in built(level).items():
        if name.endswith(".csv"):
            for line in csv.reader(io.StringIO(body.decode("utf-8"))):
                for value in line:
                    if re.fullmatch(r"-?\d+\.\d+", value):
                        assert len(value.replace(".", "").lstrip("-0")) <= 10, (name, value)


def test_sections_of_other_packages_stand_before_the_method(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = Section("extra", "Extra", (), method.build, "method.html.j2")

    class Entry:
        name = value = "extra"

        def load(self) -> Section:
            return extra

    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry()] if group == GROUP else [])
    assert [part.id for part in all_sections()][-2:] == ["extra", "method"]


def test_section_ids_and_templates_are_there_once() -> None:
    assert len({part.id for part in SECTIONS}) == len(SECTIONS) == 6
    assert len({part.template for part in SECTIONS}) == 6


def test_countries_of_the_ribbons_have_a_style_each() -> None:
    """Origins are no bars: they take no style away from the six that other countries share."""
    bars = {leg.country for person in ctx("team").persons for leg in person.case.legs if leg.index}
    assert len({ctx("team").colours.style(country) for country in bars}) == len(bars) == 9
