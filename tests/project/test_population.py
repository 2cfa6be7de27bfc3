"""``hypothesis estimate``: the example of the demo, and what a claim on interviews is told."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.project import Project
from tests.project.small import small_project

ROOT = Path(__file__).parents[2]
CARDS = '\n[hypotheses]\nfiles = ["codebooks/hypotheses/*.yaml"]\n'
PURPOSIVE = """source: sheet.csv
kind: purposive
groups: {a: "g = 1", b: "g = 2"}
education: e
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    root = small_project(tmp_path_factory.mktemp("population") / "study")
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + CARDS, encoding="utf-8")
    (root / "codebooks" / "hypotheses").mkdir()
    for card in ("H1", "H2"):
        copy(ROOT / "codebooks" / "hypotheses" / f"{card}.yaml", root / "codebooks" / "hypotheses")
    for name in ("new_residents.csv", "new_residents.yaml"):
        copy(ROOT / "corpus" / name, root)
    with secondmig.open(root) as opened:
        opened.build(release="team")
        yield opened


def net_difference_of(path: Path) -> float:
    """Pair by pair."""
    head, *lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    rows = [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines]
    known = [row for row in rows if row["edu_level"]]
    above = whole = 0.0
    for one in (row for row in known if row["moves"] == "2"):
        for other in (row for row in known if row["moves"] == "1"):
            pair = float(one["weight"]) * float(other["weight"])
            more = int(one["edu_level"]) - int(other["edu_level"])
            above += pair * ((more > 0) - (more < 0))
            whole += pair
    return above / whole


def test_the_example_finds_what_was_put_in(project: Project) -> None:
    told = project.hypothesis_estimate("H2", project.root / "new_residents.yaml")
    rows = {row["measure"]: row for row in told.rows}
    assert told.meta["verdict"] == "supported"
    primary = rows["net_difference"]
    assert (primary["n_first"], primary["n_second"]) == (137, 494)
    assert isinstance(primary["effect"], float)
    assert primary["effect"] == pytest.approx(net_difference_of(project.root / "new_residents.csv"))
    assert isinstance(primary["low"], float)
    assert primary["low"] > 0
    raw, equal = rows["tertiary"]["effect"], rows["tertiary_standardised"]["effect"]
    assert isinstance(raw, float)
    assert isinstance(equal, float)
    assert 0 < equal < raw, "part of the difference is that more second migrants come from schooled origins"
    assert rows["schooling at the origin"]["role"] == "split"
    assert "19 of 137 of the first group gained education after their first move" in told.notes


def test_warnings_say_what_weights_are_what_came_late_and_how_much_was_tested(project: Project) -> None:
    warnings = project.hypothesis_estimate("H2", project.root / "new_residents.yaml").meta["warnings"]
    assert isinstance(warnings, list)
    assert [each["id"] for each in warnings] == ["W29", "W33", "W17"]
    assert warnings[2]["message"].startswith("8 comparisons: ")


def test_interviews_are_refused_and_sent_to_the_card(project: Project) -> None:
    (project.root / "sheet.csv").write_text("id,g,e\n1,1,3\n2,2,4\n", encoding="utf-8")
    spec = project.root / "sheet.yaml"
    spec.write_text(PURPOSIVE, encoding="utf-8")
    with pytest.raises(SecondmigError, match="test nothing of it"):
        project.hypothesis_estimate("H2", spec)


def test_a_card_that_claims_nothing_of_a_population_is_refused(project: Project) -> None:
    with pytest.raises(SecondmigError, match="claims nothing of a population"):
        project.hypothesis_estimate("H1", project.root / "new_residents.yaml")
    with pytest.raises(SecondmigError, match="no hypothesis card 'H9'"):
        project.hypothesis_estimate("H9", project.root / "new_residents.yaml")


def test_a_group_of_a_few_is_warned_of(project: Project) -> None:
    lines = (project.root / "new_residents.csv").read_text(encoding="utf-8").split("\n")
    few = [line for line in lines[1:] if line and line.split(",")[7] == "1"]
    some = [line for line in lines[1:] if line and line.split(",")[7] == "2"][:3]
    (project.root / "few.csv").write_text("\n".join([lines[0], *few, *some, ""]), encoding="utf-8")
    spec = (project.root / "new_residents.yaml").read_text(encoding="utf-8")
    path = project.root / "few.yaml"
    path.write_text(spec.replace("new_residents.csv", "few.csv"), encoding="utf-8")
    warnings = project.hypothesis_estimate("H2", path).meta["warnings"]
    assert isinstance(warnings, list)
    assert "W16" in [each["id"] for each in warnings]


def test_a_file_in_another_encoding_says_how_to_take_it_in(project: Project) -> None:
    """The command has no --encoding, so the hint must not send anybody to one."""
    lines = (project.root / "new_residents.csv").read_text(encoding="utf-8")
    (project.root / "jp.csv").write_bytes(lines.replace(",BRA,", ",ブラジル,").encode("cp932"))
    spec = (project.root / "new_residents.yaml").read_text(encoding="utf-8")
    path = project.root / "jp.yaml"
    path.write_text(spec.replace("new_residents.csv", "jp.csv"), encoding="utf-8")
    with pytest.raises(SecondmigError, match="not UTF-8") as found:
        project.hypothesis_estimate("H2", path)
    assert found.value.hint == (
        "save it as UTF-8, or secondmig survey add jp.csv --name jp --encoding cp932, and source: jp"
    )


def test_few_sampling_units_are_warned_of(project: Project) -> None:
    spec = (project.root / "new_residents.yaml").read_text(encoding="utf-8")
    path = project.root / "coarse.yaml"
    path.write_text(spec.replace("strata: stratum\npsu: unit", "psu: stratum"), encoding="utf-8")
    warnings = project.hypothesis_estimate("H2", path).meta["warnings"]
    assert isinstance(warnings, list)
    (told,) = (each["message"] for each in warnings if each["id"] == "W28")
    assert told.startswith("4 sampling units, fewer than 30")
    every = project.hypothesis_estimate("H2", project.root / "new_residents.yaml").meta["warnings"]
    assert isinstance(every, list)
    assert "W28" not in [each["id"] for each in every]


def test_the_example_is_what_its_script_makes() -> None:
    import runpy

    made = runpy.run_path(str(ROOT / "corpus" / "make_new_residents.py"))
    text = "\n".join((made["HEAD"], *made["rows"](), ""))
    assert (ROOT / "corpus" / "new_residents.csv").read_text(encoding="utf-8") == text
