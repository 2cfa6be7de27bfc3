"""``query saturation`` and two joint displays on a project: rows, notes, warnings, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.estimate.values import Estimate
from secondmig.joint.person_columns import Column
from secondmig.joint.sampled import Unit
from secondmig.joint.themes import Axis, Theme, ThemeCell
from secondmig.project.display_rows import Display, long_rows, theme_cautions, theme_notes
from secondmig.project.joint_displays import CasesWanted, ThemesWanted
from secondmig.project.listing import Listing
from secondmig.project.opening import open_session
from secondmig.project.outputs import exports_with
from secondmig.project.project import Project, open_project
from secondmig.project.saturating import SaturationWanted
from secondmig.project.saturation_rows import CODES, CURVE, ESTIMATES, POINTS, Show
from secondmig.stats.describe import describe
from tests.project.correcting import built, copied
from tests.project.small import BOOK, write_codings
from tests.project.test_guide import GUIDE

MORE = """  - id: OS-LEG
    label: Papers
    definition: Says what the papers allow.
    include: visas
    exclude: pay
    example: "I had no visa."
    cues:
      en: [visa]
"""


@pytest.fixture(scope="session")
def _sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = built(tmp_path_factory.mktemp("saturation") / "study")
    (root / "corpus" / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    with open_project(root) as project:
        project.corpus_guide_import(root / "corpus" / "guide.yaml")
    return root


@pytest.fixture
def root(_sampled: Path, tmp_path: Path) -> Path:
    return copied(_sampled, tmp_path / "study")


@pytest.fixture
def project(root: Path) -> Project:
    return open_project(root)


def ids(listing: Listing) -> list[str]:
    warnings = listing.meta["warnings"]
    assert isinstance(warnings, list)
    return [each["id"] for each in warnings]


def warned(listing: Listing, identifier: str) -> str:
    warnings = listing.meta["warnings"]
    assert isinstance(warnings, list)
    return str(next(each["message"] for each in warnings if each["id"] == identifier))


SMALL = SaturationWanted(bases=(1,), runs=(1,), thresholds=(0.05,))


UNITS: tuple[Unit, ...] = ("persons", "interviews")
SHOWN: tuple[Show, ...] = ("points", "curve", "codes", "estimates")

# Saturation


def test_a_row_for_each_base_threshold_and_run(project: Project) -> None:
    listing = project.query_saturation()
    assert listing.fields == POINTS
    assert [(row["base"], row["threshold"], row["run"]) for row in listing.rows] == [
        (base, threshold, run) for base in (4, 5, 6) for threshold in (0.05, 0.0) for run in (2, 3)
    ]
    assert {row["undefined"] for row in listing.rows} >= {
        "a base of 4 and a run of 2 need 6, there are 2",
        "a base of 6 and a run of 3 need 9, there are 2",
    }
    assert {row["base_codes"] for row in listing.rows} == {None}
    assert {row["reached"] for row in listing.rows} == {None}


def test_point_is_told_with_its_orders_and_their_seed(project: Project) -> None:
    listing = project.query_saturation(SMALL)
    (row,) = listing.rows
    assert (row["n"], row["base_codes"], row["saturation"], row["after"]) == (2, 1, "1+1", 1)
    assert (row["median"], row["low"], row["high"], row["reached"]) == (1, 1, 1, 1.0)
    assert listing.meta["seed"] == 0
    assert listing.meta["codings_by_version"] == {"small@1": 3}
    assert "of all orders" in listing.notes[0]


def test_curve_goes_by_date_and_names_persons(project: Project) -> None:
    listing = project.query_saturation(SaturationWanted(show="curve"))
    assert listing.fields == CURVE
    told = [(row["id"], row["case"], row["date"], row["new"], row["codes"]) for row in listing.rows]
    assert told == [("A1", "A1", "2025-03", 1, 1), ("B2", "B2", "2025-08", 0, 1)]


def test_persons_in_a_curve_are_known_to_be_in_it(root: Path, project: Project) -> None:
    for unit in UNITS:
        listing = project.query_saturation(SaturationWanted(show="curve", unit=unit))
        project.note_output("query saturation", str(root / f"{unit}.csv"), listing)
    project.close()
    session = open_session(root, coder=None)
    for case in ("A1", "B2"):
        assert {each.path for each in exports_with(session, case)} == {"persons.csv", "interviews.csv"}
    session.store.close()


def test_codes_say_what_was_asked(project: Project) -> None:
    listing = project.query_saturation(SaturationWanted(show="codes"))
    assert listing.fields == CODES
    (row,) = listing.rows  # the heading is no code that could come up
    assert (row["code"], row["n"], row["on"], row["mentioned"], row["first"]) == ("OS-MOB-UP", 2, 2, 2, 1)
    assert "W19" not in ids(listing)


def test_what_was_never_asked_is_warned_of(root: Path) -> None:
    guide = GUIDE.replace("      doors: [3]\n", "      closing: [3]\n")
    (root / "corpus" / "other.yaml").write_text(guide, encoding="utf-8")
    project = open_project(root)
    project.corpus_guide_import(root / "corpus" / "other.yaml")
    only = Selection(where=(("about_country", "GBR"),))
    listing = project.query_saturation(SaturationWanted(only, show="estimates"))
    assert listing.fields == ESTIMATES
    (row,) = listing.rows
    assert (row["mentioned"], row["unasked"], row["not_mentioned"], row["not_asked"]) == (1, 0, 0, 1)
    assert "1 of 2 times" in warned(listing, "W19")


def test_a_codebook_that_was_not_frozen_is_warned_of(root: Path) -> None:
    assert "W11" not in ids(open_project(root).query_saturation(SMALL))
    (root / "codebooks" / "small.yaml").write_text(BOOK + MORE, encoding="utf-8")
    project = open_project(root)
    project.codebook_commit(note="papers")
    listing = project.query_saturation(SMALL)
    assert "small@1 3, now small@2" in warned(listing, "W11")
    codings = root / "corpus" / "late.jsonl"
    write_codings(
        codings,
        [{"document": "A1", "turn": 2, "quote": "One door.", "code": "OS-LEG", "about_country": "JPN"}],
    )
    project.code_import(codings, coder="ana")
    listing = project.query_saturation(SMALL)
    assert "small@1 3, small@2 1, now small@2" in warned(listing, "W11")


def test_unused_codes_are_told_apart(root: Path) -> None:
    (root / "codebooks" / "small.yaml").write_text(BOOK + MORE, encoding="utf-8")
    project = open_project(root)
    project.codebook_commit(note="papers")
    listing = project.query_saturation(SaturationWanted(show="estimates"))
    assert listing.rows[0]["unused"] == 1
    assert listing.meta["unused"] == {"all": ["OS-LEG"]}
    assert "1 of 2 codes are used, 1 by nobody" in listing.notes[1]


def test_small_cells_are_warned_of_where_groups_are_asked_for(project: Project) -> None:
    assert "W16" not in ids(project.query_saturation(SMALL))
    listing = project.query_saturation(SaturationWanted(by="origin"))
    assert "Pakistan (1), Peru (1)" in warned(listing, "W16")


def test_nobody_is_no_traceback(project: Project) -> None:
    for selection in (
        Selection(groups=(("origin", "XXX"),)),
        Selection(codes=("OS-MOB",), exact=True),
        Selection(coders=("nobody",)),
    ):
        for show in SHOWN:
            listing = project.query_saturation(SaturationWanted(selection, show=show, by="origin"))
            assert all(row.get("after") is None for row in listing.rows)


@pytest.mark.parametrize(
    ("wanted", "messages"),
    [
        (SaturationWanted(bases=(0, 4)), ["a base of 0 is none"]),
        (SaturationWanted(runs=(0,), thresholds=(2.0,)), ["a run of 0 is none", "2 is no share"]),
        (SaturationWanted(draws=0, seed=-1), ["0 orders cannot be drawn", "-1 is no seed"]),
        (SaturationWanted(by="planet"), ["persons have no value 'planet'"]),
        (SaturationWanted(Selection(codes=("OS-NO",))), ["OS-NO"]),
    ],
)
def test_bad_input_is_named_all_at_once(
    project: Project, wanted: SaturationWanted, messages: list[str]
) -> None:
    with pytest.raises((SecondmigError, ProblemsError)) as caught:
        project.query_saturation(wanted)
    held = caught.value.problems if isinstance(caught.value, ProblemsError) else (caught.value,)
    assert len(held) == len(messages)
    for message, problem in zip(messages, held, strict=True):
        assert message in str(problem)


# Statistics by themes


def test_themes_are_the_headings_where_none_is_named(project: Project) -> None:
    listing = project.joint_themes()
    assert [(row["code"], row["group"], row["persons"], row["persons_total"]) for row in listing.rows] == [
        ("OS-MOB", "GBR", 1, 1),
        ("OS-MOB", "USA", 1, 1),
    ]
    assert {row["measure"] for row in listing.rows} == {None}
    assert {row["p"] for row in listing.rows} == {None}
    assert any("no measure" in note for note in listing.notes)


def test_themes_for_people_have_a_column_for_each_group(project: Project) -> None:
    listing = project.joint_themes(ThemesWanted(Selection(codes=("OS-MOB",))), wide=True)
    assert listing.fields == ("code", "label", "GBR", "USA", "asked")
    assert [row["code"] for row in listing.rows] == ["OS-MOB", "OS-MOB-UP"]
    assert str(listing.rows[0]["USA"]).startswith("1/1, ")
    assert listing.rows[0]["asked"] == "1, 1"


def test_small_groups_and_small_denominators_are_warned_of(project: Project) -> None:
    listing = project.joint_themes()
    assert "GBR (1), USA (1)" in warned(listing, "W16")
    assert "W15" in ids(listing)
    assert all(ids(listing).count(each) == 1 for each in ids(listing))
    assert "W21" not in ids(listing)  # no segments are counted


def test_a_topic_that_was_never_raised_is_warned_of_once(root: Path) -> None:
    assert "W19" not in ids(open_project(root).joint_themes())
    (root / "corpus" / "other.yaml").write_text(
        GUIDE.replace("      doors: [3]\n", "      closing: [3]\n"), encoding="utf-8"
    )
    project = open_project(root)
    project.corpus_guide_import(root / "corpus" / "other.yaml")
    only = Selection(where=(("about_country", "GBR"),))
    listing = project.joint_themes(ThemesWanted(only))
    assert ids(listing).count("W19") == 1
    assert "1 of 1 rows" in warned(listing, "W19")
    assert "W19" in ids(project.joint_cases(CasesWanted(only)))
    assert "W19" not in ids(project.joint_cases(CasesWanted(Selection(cases=("B2",)))))


def test_nobody_is_an_empty_display(project: Project) -> None:
    nobody = Selection(groups=(("origin", "XXX"),))
    for listing in (project.joint_themes(ThemesWanted(nobody)), project.joint_cases(CasesWanted(nobody))):
        assert listing.rows == ()
        assert listing.notes == ("nobody is in the selection",)


def test_p_brings_its_warning_and_its_sentence(root: Path) -> None:
    persons = root / "corpus" / "more.csv"
    lines = (root / "corpus" / "persons.csv").read_text("utf-8").split("\n")
    persons.write_text(f"{lines[0]},edu_isced\n{lines[1]},6\n{lines[2]},3\n", encoding="utf-8")
    project = open_project(root)
    project.case_import(persons)
    only = Selection(where=(("about_country", "GBR"),))
    plain = project.joint_themes(ThemesWanted(only))
    assert plain.rows[0]["delta"] == -1
    assert plain.rows[0]["p"] is None
    assert "W14" not in ids(plain)
    assert "p is left out" in str(plain.meta["inference"])
    tested = project.joint_themes(ThemesWanted(only, inference=True))
    assert tested.rows[0]["p"] == tested.rows[0]["p_holm"] == 1.0
    assert "W14" in ids(tested)
    assert "infers to nobody else" in str(tested.meta["inference"])


def test_a_simulated_p_is_told_with_its_seed_and_its_interval() -> None:
    p = Estimate(0.156, low=0.154, high=0.159, n=300, seed=7)
    groups = Axis("origin", ("PER",), {"PER": "Peru"}, ("PER",) * 300)
    cell = ThemeCell("PER", 1, 300, None, Estimate(1 / 300), Estimate(0.1))
    theme = Theme("OS-RAC", "Race", (cell,), describe([1.0]), describe([2.0]), None, Estimate(-1.0), p)
    measure = Column("m", "Measure", "as it is", "number", [], "measures")
    display = Display((theme,), groups, measure, inference=True, asked_only=False, seed=7)

    [row] = long_rows(display)
    assert (row["p"], row["p_low"], row["p_high"], row["seed"]) == (0.156, 0.154, 0.159, 7)
    assert list(theme_notes(display))[-1] == "simulated, seed 7: OS-RAC 0.154-0.159"
    assert "W24" in {each.id for each in theme_cautions(display, ())}
    exact = replace(display, themes=(replace(theme, p=Estimate(0.156)),))
    assert not any("simulated" in note for note in theme_notes(exact))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (ThemesWanted(by="planet"), "persons have no value 'planet'"),
        (ThemesWanted(measure="weight"), "persons have no value 'weight'"),
        (ThemesWanted(measure="origin"), "origin holds no numbers"),
        (ThemesWanted(seed=-1), "-1 is no seed"),
        (ThemesWanted(Selection(codes=("OS-NO",))), "OS-NO"),
        (ThemesWanted(Selection(cases=("ZZ",))), "there is no case ZZ"),
    ],
)
def test_themes_refuse_what_they_do_not_know(project: Project, wanted: ThemesWanted, message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        project.joint_themes(wanted)


# The matrix


def test_cases_have_raw_values_and_reasons(project: Project) -> None:
    listing = project.joint_cases(CasesWanted(measures=("origin", "n_destinations")))
    assert [dict(row) for row in listing.rows] == [
        {"id": "A1", "group": "second", "os_mob_n": 2, "origin": "PER", "n_destinations": 2},
        {"id": "B2", "group": "single", "os_mob_n": 1, "origin": "PAK", "n_destinations": 1},
    ]
    columns = listing.meta["columns"]
    assert isinstance(columns, list)
    assert [each["column"] for each in columns] == ["os_mob_n", "origin", "n_destinations"]


def test_a_zero_that_nobody_asked_about_is_marked_for_people(root: Path) -> None:
    (root / "corpus" / "other.yaml").write_text(
        GUIDE.replace("      doors: [3]\n", "      closing: [3]\n"), encoding="utf-8"
    )
    project = open_project(root)
    project.corpus_guide_import(root / "corpus" / "other.yaml")
    only = Selection(where=(("about_country", "GBR"),))
    people = project.joint_cases(CasesWanted(only), wide=True)
    assert [row["OS-MOB"] for row in people.rows] == ["0?", 1]
    assert any("never raised" in note for note in people.notes)
    assert [row["os_mob_n"] for row in project.joint_cases(CasesWanted(only)).rows] == [0, 1]


@pytest.mark.parametrize("level", ["partner", "public"])
def test_no_rows_of_persons_leave_the_team(project: Project, level: str) -> None:
    with pytest.raises(SecondmigError, match="rows of persons are not released"):
        project.joint_cases(CasesWanted(level=level))  # type: ignore[arg-type]


Wanted = Callable[[Project], Listing]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda project: project.joint_cases(CasesWanted(sort="planet")), "no value 'planet'"),
        (lambda project: project.joint_cases(CasesWanted(by="planet")), "no value 'planet'"),
        (lambda project: project.joint_cases(CasesWanted(measures=("a", "b"))), "no value 'a'"),
    ],
)
def test_cases_refuse_what_they_do_not_know(project: Project, ask: Wanted, message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        ask(project)


def test_saturation_of_codings_that_nobody_made_by_coding_says_so_first(root: Path) -> None:
    toml = root / "secondmig.toml"
    with open_project(root) as project:
        coder = project.code_list().rows[0]["coder"]
        assert "C07" not in ids(project.query_saturation(SaturationWanted()))
    toml.write_text(
        toml.read_text(encoding="utf-8") + f'\n[coders.{coder}]\nmade = "simulated"\n', encoding="utf-8"
    )
    with open_project(root) as project:
        assert ids(project.query_saturation(SaturationWanted()))[0] == "C07"
        assert "C05" in ids(project.query_saturation(SaturationWanted()))
