"""The person table of a project: who may be in it, what it is made of, and the files it becomes."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from secondmig.core.errors import MissingError, ProblemsError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.project.joint_table import ENDINGS, TableWanted
from secondmig.project.project import Project, open_project
from tests.project.correcting import built, copied
from tests.project.small import small_project
from tests.project.test_guide import GUIDE

SHEET = """
[[surveys]]
name = "interview sheet"
file = "corpus/persons.csv"
id = "id"
kind = "purposive"

[[surveys]]
name = "mail back"
file = "corpus/survey.csv"
id = "respondent"
key = "corpus/key.csv"
measures = "corpus/mail.yaml"
kind = "purposive"
"""
MEASURES = """measures_spec:
  version: 2.0.0
  missing_default:
    reserved: {-1: refused, -9: not_stated}
measures:
  - id: edu_years
    name: Years of schooling
    scale: ratio
    unit: years
    range: [0, 30]
  - id: legal_status
    name: Legal status
    scale: nominal
    per_leg: [at_entry, at_exit]
    codes:
      pr: permanent residence
      irregular: none
"""
HEADER = "id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,leg2,leg2_from,leg2_to,consent"
PERSONS = f"""{HEADER},legal_leg1_exit,home
A1,Rosa,USA,PER,JPN,1998,2006,USA,2006,,T3,pr,Lima
B2,Imran,GBR,PAK,GBR,2005,,,,,T1,irregular,Sialkot
C3,Ana,GBR,BRA,GBR,2009,,,,,T2,irregular,Recife
"""


def study(folder: Path) -> Path:
    root = small_project(folder)
    toml = root / "secondmig.toml"
    told = toml.read_text(encoding="utf-8").partition("[[reports]]")[0]
    told = told.replace("[codebooks]", '[codebooks]\nmeasures = "codebooks/of/measures.yaml"') + SHEET
    (root / "codebooks" / "of").mkdir()
    files = {
        "secondmig.toml": told,
        "codebooks/of/measures.yaml": MEASURES,
        "corpus/persons.csv": PERSONS,
        "corpus/survey.csv": "respondent,edu_years,mood\n01,16,fine\n02,-1,\n",
        "corpus/mail.yaml": "columns:\n  edu_years: edu_years\n",
        "corpus/key.csv": "case,respondent,reason\nA1,01,\nB2,02,\nC3,,moved away\n",
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    with open_project(root) as project:
        project.build()
    return root


@pytest.fixture(scope="session")
def _study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study(tmp_path_factory.mktemp("joint") / "study")


@pytest.fixture
def root(_study: Path, tmp_path: Path) -> Path:
    return copied(_study, tmp_path / "study")


@pytest.fixture
def project(root: Path) -> Project:
    return open_project(root)


def frame(project: Project, **wanted: object) -> pd.DataFrame:
    return project.joint_table(TableWanted(**wanted)).set_index("id")  # type: ignore[arg-type]


def texts(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


# --- what is in it ---


def test_frame_has_a_row_for_each_person_and_na_where_a_value_is_missing(project: Project) -> None:
    table = frame(project)
    assert list(table.index) == ["A1", "B2", "C3"]
    assert table["os_mob_up_n"].tolist() == [2, 1, pd.NA]
    assert str(table["os_mob_up_n"].dtype) == "Float64"
    assert table["group"].tolist() == ["second", "single", "single"]


def test_answers_of_linked_surveys_stand_under_their_measure_with_their_source(project: Project) -> None:
    table = frame(project)
    assert table["edu_years_mail_back"].tolist() == [16, pd.NA, pd.NA]
    assert table["mood_mail_back"].tolist() == ["fine", pd.NA, pd.NA]
    told = {each["column"]: each for each in project.joint_table().attrs["dictionary"]}
    reasons = {each["reason"]: each["n"] for each in told["edu_years_mail_back"]["missing"]}
    assert reasons == {"not_linked": 1, "refused": 1}
    assert told["edu_years_mail_back"]["measure_version"] == "2.0.0"


def test_measure_of_the_persons_own_file_is_given_once(project: Project) -> None:
    names = list(frame(project).columns)
    assert [name for name in names if name.startswith("legal")] == ["legal_status_interview_sheet"]
    assert "home" in names


def test_dictionary_names_selection_state_codebook_and_coder(project: Project) -> None:
    wanted = TableWanted(Selection(codes=("OS-MOB",), coders=("gold",)))
    told = {each["column"]: each for each in project.joint_table(wanted).attrs["dictionary"]}
    each = told["os_mob_up_has"]
    assert (each["codebook"], each["coder"], each["level"]) == ("small@1", "gold", "team")
    assert each["selection"] == "code OS-MOB; coder gold"
    assert str(each["state"]).startswith("sha256:")


def test_code_with_those_below_gets_columns_and_exact_leaves_them_out(project: Project) -> None:
    below = frame(project, selection=Selection(codes=("OS-MOB",)))
    assert {"os_mob_n", "os_mob_up_n"} <= set(below.columns)
    assert below["os_mob_n"].tolist()[:2] == [2, 1]
    alone = frame(project, selection=Selection(codes=("OS-MOB",), exact=True))
    assert "os_mob_up_n" not in alone.columns
    assert alone["os_mob_n"].tolist()[:2] == [0, 0]


def test_core_codes_are_the_default_and_all_codes_can_be_asked_for(root: Path) -> None:
    toml = root / "secondmig.toml"
    toml.write_text('core_codes = ["OS-MOB-UP"]\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    with open_project(root) as project:
        assert "os_mob_n" not in frame(project).columns
        assert "os_mob_n" in frame(project, all_codes=True).columns
        assert not any(name.startswith("os_mob") for name in frame(project, codes=False).columns)


def test_asked_follows_the_interview_guide(root: Path) -> None:
    path = root / "guide.yaml"
    path.write_text(GUIDE, encoding="utf-8")
    with open_project(root) as project:
        assert "os_mob_up_asked" not in frame(project).columns
        project.corpus_guide_import(path)
        found = set(frame(project)["os_mob_up_asked"].dropna())
        assert found <= {"not_asked", "asked_not_mentioned", "mentioned", "mentioned_unasked"}
        assert found


def test_coder_who_read_nothing_counts_as_missing_and_not_as_zero(project: Project) -> None:
    table = frame(project, selection=Selection(codes=("OS-MOB-UP",), coders=("nobody",)))
    assert table["os_mob_up_has"].isna().all()


def test_selection_of_persons_and_facets_narrows_the_table(project: Project) -> None:
    one = frame(project, selection=Selection(groups=(("origin", "PER"),)))
    assert list(one.index) == ["A1"]
    about = frame(project, selection=Selection(where=(("about_country", "JPN"),)))
    assert about["os_mob_up_n"].tolist()[:2] == [1, 0]


def test_past_state_gives_the_table_of_then(project: Project) -> None:
    before = len(project.history().rows)
    (coding,) = (row["id"] for row in project.code_list().rows if row["document"] == "B2")
    project.code_remove(str(coding))
    assert frame(project)["os_mob_up_n"]["B2"] == 0
    assert frame(project, selection=Selection(as_of=before))["os_mob_up_n"]["B2"] == 1


# --- who may be in it ---


@pytest.mark.parametrize("ending", ENDINGS)
def test_person_of_t1_is_in_the_table_of_the_team_without_a_word(
    root: Path, project: Project, ending: str
) -> None:
    project.joint_table_export(TableWanted(all_codes=True), root / f"t{ending}")
    assert frame(project)["os_mob_up_n"]["B2"] == 1
    for path in root.glob("t.*"):
        held = path.read_bytes()
        assert b"B2" in held or "dictionary" in path.name
        for word in (b"taxi", b"quid", b"Imran", b"IMRAN"):
            assert word not in held, path.name


def test_withdrawn_person_is_in_no_table(project: Project) -> None:
    project.case_withdraw("B2", reason="letter")
    assert list(frame(project).index) == ["A1", "C3"]


def test_partners_see_nobody_below_t2_and_no_column_that_tells_too_much(project: Project) -> None:
    table = frame(project, level="partner")
    assert list(table.index) == ["A1", "C3"]
    assert table["origin"].tolist() == ["Latin America", "Latin America"]
    assert not {"consent", "home", "corridor_1", "mood_mail_back"} & set(table.columns)
    assert not any(name.startswith("legal") for name in table.columns)


def test_consent_of_today_holds_for_the_table_of_an_earlier_moment(root: Path, project: Project) -> None:
    before = len(project.history().rows)
    persons = root / "corpus" / "persons.csv"
    persons.write_text(PERSONS.replace("2006,,T3", "2006,,T1"), encoding="utf-8")
    project.case_import(persons)
    assert list(frame(project, level="partner").index) == ["C3"]
    then = Selection(as_of=before)
    assert list(frame(project, level="partner", selection=then).index) == ["C3"]
    assert list(frame(project, selection=then).index) == ["A1", "B2", "C3"]


def test_no_file_for_partners_says_who_has_no_papers(root: Path, project: Project) -> None:
    for ending in ENDINGS:
        project.joint_table_export(TableWanted(level="partner"), root / f"p{ending}")
    for path in root.glob("p.*"):
        assert b"irregular" not in path.read_bytes(), path.name


@pytest.mark.parametrize("level", ["public"])
def test_public_gets_no_rows_of_persons_and_is_told_where_the_counts_are(
    root: Path, project: Project, level: Level
) -> None:
    with pytest.raises(SecondmigError, match="none is public") as caught:
        project.joint_table_export(TableWanted(level=level), root / "t.csv")
    assert "report build --release public" in caught.value.hint
    assert not list(root.glob("t.*"))


def test_nothing_is_chosen_for_partners_by_what_the_table_hides(project: Project) -> None:
    hidden = (("legal_leg1_exit", "irregular"), ("origin", "PER"))
    with pytest.raises(ProblemsError) as caught:
        frame(project, level="partner", selection=Selection(groups=hidden))
    assert [error.message.split(" at ")[0] for error in caught.value.problems] == [
        "nothing is chosen by legal_leg1_exit",
        "nothing is chosen by origin",
    ]
    with pytest.raises(SecondmigError, match="nothing is chosen by about_country"):
        frame(project, level="partner", selection=Selection(where=(("about_country", "JPN"),)))
    assert len(frame(project, level="partner", selection=Selection(where=(("valence", "1"),)))) == 2
    shown = Selection(groups=(("interview_country", "GBR"),))
    assert list(frame(project, level="partner", selection=shown).index) == ["C3"]
    assert list(frame(project, selection=Selection(groups=hidden[:1])).index) == ["B2", "C3"]


# --- files ---


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_comes_with_its_dictionary_and_is_the_same_twice(
    root: Path, project: Project, ending: str
) -> None:
    first = project.joint_table_export(None, root / f"one{ending}")
    project.joint_table_export(None, root / f"two{ending}")
    assert "3 persons" in first.message
    for end in (ending, ".dictionary.csv", ".dictionary.json"):
        assert (root / f"one{end}").read_bytes() == (root / f"two{end}").read_bytes()
    held = json.loads((root / "one.dictionary.json").read_text(encoding="utf-8"))
    assert held["meta"]["persons"] == 3
    assert [each["id"] for each in held["meta"]["warnings"]][:2] == ["C01", "C02"]


def test_missing_codes_are_written_into_csv_where_asked_for(root: Path, project: Project) -> None:
    project.joint_table_export(None, root / "t.csv", missing_codes=True)
    rows = texts(root / "t.csv")
    assert (rows["B2"]["edu_years_mail_back"], rows["C3"]["edu_years_mail_back"]) == ("-1", "-13")


@pytest.mark.parametrize(
    ("name", "message"),
    [("t.xlsx", "no format of a person table"), ("nowhere/t.csv", "there is no such folder")],
)
def test_file_that_cannot_be_is_refused_before_anything_is_written(
    root: Path, project: Project, name: str, message: str
) -> None:
    before = sorted(root.iterdir())
    with pytest.raises(SecondmigError, match=message):
        project.joint_table_export(None, root / name)
    assert sorted(root.iterdir()) == before


def test_file_is_written_down_with_its_persons_and_changes_no_result(root: Path, project: Project) -> None:
    before, state = len(project.history().rows), project.snapshot().state
    project.joint_table_export(None, root / "t.sav")
    assert [row["verb"] for row in project.history().rows][before:] == ["export"]
    assert project.snapshot().state == state


def test_codes_about_legal_status_do_not_leave_the_team(root: Path, project: Project) -> None:
    book = root / "codebooks" / "small.yaml"
    more = """  - id: OS-LEG
    label: Legal position
    definition: Says what the papers allow.
    include: visas
    exclude: pay
    example: "I had no visa."
"""
    book.write_text(book.read_text(encoding="utf-8") + more, encoding="utf-8")
    project.codebook_commit(note="papers")
    assert "os_leg_has" in frame(project, all_codes=True).columns
    assert "os_leg_has" not in frame(project, all_codes=True, level="partner").columns
    notes = project.joint_table_rows(TableWanted(all_codes=True, level="partner")).notes
    assert any("do not leave the team" in note and "OS-LEG" in note for note in notes)


@pytest.mark.parametrize(
    "wanted",
    [
        TableWanted(Selection(codes=("OS-NO",))),
        TableWanted(Selection(cases=("Z9",))),
        TableWanted(columns=("nothing",)),
        TableWanted(intensity="about_country"),
    ],
)
def test_what_is_not_there_is_refused_with_a_hint(project: Project, wanted: TableWanted) -> None:
    with pytest.raises((SecondmigError, MissingError)) as caught:
        project.joint_table(wanted)
    assert caught.value.hint


# --- on the screen ---


def test_look_at_the_table_shows_segments_and_says_where_the_rest_is(project: Project) -> None:
    listing = project.joint_table_rows(compact=True)
    assert listing.fields == ("id", "origin", "group", "interview_country", "os_mob_up_n")
    assert any("-o FILE.csv" in note for note in listing.notes)
    assert listing.rows[0]["os_mob_up_n"] == 2
    whole = project.joint_table_rows()
    assert len(whole.fields) > 20
    assert len(whole.meta["columns"]) == len(whole.fields)  # type: ignore[arg-type]


def test_project_without_surveys_guide_and_measures_has_a_table_too(tmp_path: Path) -> None:
    with open_project(built(tmp_path / "bare")) as project:
        table = frame(project)
        assert list(table.index) == ["A1", "B2"]
        assert table["os_mob_up_has"].tolist() == [1, 1]
