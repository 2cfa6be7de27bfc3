"""Persons beside a survey of other people, in a project."""

from collections.abc import Iterator, Mapping

import pytest

from secondmig.core.errors import MissingError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import LinkRow
from secondmig.project.benchmarking import Compared
from secondmig.project.project import Project
from secondmig.store import links as stored
from tests.project.small import TOML, small_project

MEASURES = """measures_spec:
  version: 1.0.0
  id_rule: "measure@unit@leg"
  missing_default:
    reserved:
      -9: not_stated
    policy: "never impute"
measures:
  - id: edu
    name: Education
    scale: ordinal
    codes:
      0: none
      1: some
      2: much
    direction: higher_is_more
    map:
      X:
        low: 0
        some: "0..1"
        high: 2
  - id: edu_years
    name: Years
    scale: ratio
    range: [0, 30]
    direction: higher_is_more
  - id: rank
    name: Rank
    scale: ordinal
    codes:
      1: first
      2: second
    direction: higher_is_less
  - id: lang_host
    name: Language
    scale: ordinal
    codes:
      0: none
      1: some
      2: much
    direction: higher_is_more
    per_leg: true
  - id: job_sat
    name: Job
    scale: ordinal
    codes:
      1: bad
      2: good
    direction: higher_is_more
    sources:
      interview_sheet: "asked of everybody about the main job at the first destination"
  - id: gender
    name: Gender
    scale: nominal
    codes:
      f: woman
      m: man
"""
PERSONS = """id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,leg2,leg2_from,leg2_to,consent,\
gender,age_band,edu,edu_years,rank,lang_leg1,job_sat
A1,Rosa,USA,PER,JPN,1998,2006,USA,2006,,T3,f,50-54,1,14,1,2,2
B2,Imran,GBR,PAK,GBR,2005,,,,,T1,m,40-44,-9,,2,1,1
"""
SURVEY = """person,birth,sex,born,where,level,raw,years,weight,lang,job
1,PER,f,1970,JPN,0,low,10,1,0,1
2,Peru,f,1972,JPN,1,some,14,3,1,1
3,PER,f,1990,USA,2,high,16,1,2,2
4,PAK,m,1984,GBR,2,high,12,1,1,1
5,Brazil,f,1971,JPN,2,high,9,0,1,2
6,XX,f,,JPN,-9,,,1,,
"""
COLUMNS = """source: invented, 2020
columns:
  birth: {cell: origin}
  sex: gender
  born: {cell: cohort}
  where: {cell: host}
  level: edu
  years: edu_years
"""
NIS = """
[[surveys]]
name = "nis"
file = "corpus/nis.csv"
id = "person"
kind = "register"
weight = "weight"
measures = "corpus/nis.yaml"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    root = small_project(tmp_path_factory.mktemp("benchmark") / "p")
    files = {
        "measures.yaml": MEASURES,
        "corpus/persons.csv": PERSONS,
        "corpus/nis.csv": SURVEY,
        "corpus/nis.yaml": COLUMNS,
        "secondmig.toml": TOML.replace(
            '"codebooks/*.yaml"]\n', '"codebooks/*.yaml"]\nmeasures = "measures.yaml"\n'
        )
        + NIS,
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    with Project.open(root) as opened:
        opened.build()
        yield opened


def rows(project: Project, compared: Compared, **chosen: tuple[str, ...]) -> list[Mapping[str, object]]:
    return list(project.link_benchmark(compared, Selection(**chosen)).rows)  # type: ignore[arg-type]


def test_a_person_has_a_percentile_in_each_country_of_the_survey(project: Project) -> None:
    first, second = rows(project, Compared("nis", "edu", min_n=2), cases=("A1",))
    assert first == {
        "case": "A1",
        "host": "JPN",
        "value": "1",
        "percentile_low": pytest.approx(100 * (1 + 3 / 2) / 4),
        "percentile_high": pytest.approx(100 * (1 + 3 / 2) / 4),
        "n": 2,
        "n_effective": pytest.approx(16 / 10),
        "cell": "origin PER, sex f, born 1970-1975, host JPN",
        "widened": None,
        "undefined": None,
    }
    assert (second["host"], second["cell"], second["n"]) == ("USA", "origin PER, sex f, born 1970-1975", 2)
    assert second["widened"] == "origin PER, sex f, born 1970-1975, host USA (n 0)"


def test_a_missing_value_is_undefined_for_its_reason(project: Project) -> None:
    (row,) = rows(project, Compared("nis", "edu", min_n=1), cases=("B2",))
    assert (row["percentile_low"], row["undefined"]) == (None, "no value: not stated")
    (row,) = rows(project, Compared("nis", "edu_years", min_n=1), cases=("B2",))
    assert row["undefined"] == "no value: blank"


def test_intervals_of_a_map_give_an_interval(project: Project) -> None:
    compared = Compared("nis", "edu", column="raw", map="X", cell=("origin", "sex"), min_n=1)
    row = rows(project, compared, cases=("A1",))[0]
    # Persons 1, 2 and 3 weigh 1, 3 and 1; the value of 2 is 0 or 1.
    assert (row["percentile_low"], row["percentile_high"]) == (
        pytest.approx(100 * (1 + 3 / 2) / 5),
        pytest.approx(100 * (1 + 3) / 5),
    )


def test_a_measure_whose_higher_is_less_is_turned_round(project: Project) -> None:
    compared = Compared("nis", "rank", column="job", cell=("sex",), min_n=1)
    row = rows(project, compared, cases=("A1",))[0]
    # 1 is the first rank: nobody stands higher, and of the women 1 and 2 (weight 4) stand as high.
    assert (row["value"], row["percentile_low"]) == ("1", pytest.approx(100 * (1 + 4 / 2) / 5))


def test_language_is_that_of_the_leg_in_the_host_country(project: Project) -> None:
    compared = Compared("nis", "lang_host", column="lang", cell=("host",), min_n=1)
    japan, america = rows(project, compared, cases=("A1",))
    assert (japan["host"], japan["value"], japan["percentile_low"]) == ("JPN", "2", 100.0)
    assert (america["host"], america["undefined"]) == ("USA", "no value: blank")


def test_what_was_asked_about_the_first_destination_stands_for_no_other(project: Project) -> None:
    compared = Compared("nis", "job_sat", column="job", cell=("host",), min_n=1)
    japan, america = rows(project, compared, cases=("A1",))
    assert (japan["value"], japan["percentile_low"]) == ("2", 100.0)
    assert america["undefined"] == "no value: asked about the first destination, JPN"


def test_what_is_compared_is_told_beside_it(project: Project) -> None:
    listing = project.link_benchmark(Compared("nis", "edu", min_n=2))
    assert listing.notes[0] == (
        "nis (invented, 2020): column level as edu, weighted by weight; "
        "a register: the percentiles have no sampling error"
    )
    assert "rows in no cell: 1 not stated, 1 weight of 0" in listing.notes
    assert any(note.startswith("origin: 1 rows whose birth is nothing known") for note in listing.notes)
    assert any("host is given up, then cohort is given up, then sex" in note for note in listing.notes)
    assert "W26" in [each["id"] for each in listing.meta["warnings"]]  # type: ignore[attr-defined]
    assert listing.meta["unit"] == "percentile (0-100)"


def test_columns_may_be_named_on_the_way(project: Project) -> None:
    compared = Compared("nis", "edu", min_n=1, columns={"host": "=JPN", "cohort": "born"})
    first, second = rows(project, compared)
    assert (first["case"], first["host"]) == ("A1", "JPN")
    assert second["undefined"] == "never lived in JPN, and the survey is of JPN alone"


@pytest.mark.parametrize(
    ("compared", "message"),
    [
        (Compared("nis", "nosuch"), "there is no measure 'nosuch'"),
        (Compared("nis", "gender"), "gender is nominal"),
        (Compared("nis", "rank"), "no column is said to hold rank"),
        (Compared("nis", "edu", column="nosuch"), "there is no column 'nosuch'"),
        (Compared("nis", "edu", column="raw"), "'low' is none of"),
        (Compared("nis", "edu", columns={"sex": "nosuch"}), "sex: there is no column 'nosuch'"),
    ],
)
def test_what_cannot_be_compared_is_refused(project: Project, compared: Compared, message: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        project.link_benchmark(compared)
    assert message in caught.value.message


def test_an_unknown_survey_is_refused(project: Project) -> None:
    with pytest.raises(MissingError, match="no survey 'nosuch'"):
        project.link_benchmark(Compared("nosuch", "edu"))


def test_rows_of_the_interviewees_themselves_are_told(project: Project) -> None:
    told = "1 person answered this survey, and their rows are among those compared"
    assert told not in project.link_benchmark(Compared("nis", "edu")).notes
    with project._session.store.write(actor="ana", verb="link build") as change:
        stored.replace(change, "nis", [LinkRow("A1", "nis", "1", "matched", "same id")])
    assert told in project.link_benchmark(Compared("nis", "edu")).notes
    project.undo()


def test_nothing_is_written(project: Project) -> None:
    before = project.link_status().meta["state"]
    project.link_benchmark(Compared("nis", "edu"))
    assert project.link_status().meta["state"] == before
