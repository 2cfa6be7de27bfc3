"""Hypothesis cards of a project: rows, names with their places, memos on negative cases, refusals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from secondmig.cli.main import root
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.project.hypotheses import Trial
from secondmig.project.hypothesis_rows import FIELDS, NOT_WRITTEN
from secondmig.project.memo_acts import Remark
from secondmig.project.project import Project
from tests.project.small import small_project

CARD = """id: H1
title: "There was one door"
claim: "They leave where there is one door."
source: "made up"
codes: [OS-MOB]
measures:
  - id: counts
    title: "negative codings, first against current country"
    role: primary
    evaluator: within_person
    options: {codes: OS-MOB, count: codings}
  - id: stay
    title: "doors against doors"
    role: control
    evaluator: leavers_and_stayers
    options: {codes: OS-MOB}
rivals:
  - id: doors
    title: "doors everywhere"
    account: "there are doors everywhere"
    shows: "everybody speaks of doors"
    among: ["group=second or group=single"]
    support: ["code:OS-MOB>=1"]
verdict:
  rule:
    - {say: cannot tell, of: [{measure: primary, finds: undefined}]}
    - {say: not supported, of: [{measure: primary, finds: opposite}]}
    - say: supported
negative_cases: {against: [primary], rivals: [doors]}
"""


def written(folder: Path, card: str = CARD, more: str = "") -> Path:
    root = small_project(folder)
    (root / "codebooks" / "hypotheses").mkdir()
    (root / "codebooks" / "hypotheses" / "H1.yaml").write_text(card, encoding="utf-8")
    toml = root / "secondmig.toml"
    declared = f'\n[hypotheses]\nfiles = ["codebooks/hypotheses/*.yaml"]\n{more}'
    toml.write_text(toml.read_text("utf-8") + declared, encoding="utf-8")
    return root


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(written(tmp_path / "study"), coder="ana") as opened:
        opened.build()
        yield opened


def test_list_has_a_row_for_each_card_with_its_primary_measure(project: Project) -> None:
    listing = project.hypothesis_list()

    (row,) = listing.rows
    assert listing.fields == FIELDS
    assert tuple(FIELDS[:12]) == (
        *("id", "title", "measure", "verdict", "effect", "low", "high", "n", "for", "against", "ties"),
        "negative_cases",
    )
    assert (row["id"], row["measure"], row["verdict"], row["effect"], row["n"]) == (
        *("H1", "counts", "supported", 1.0, 1),
    )
    assert (row["for"], row["against"], row["ties"]) == (["A1"], [], [])
    assert row["negative_cases"] == ["A1", "B2"]


def test_names_come_with_the_places_of_their_passages_and_words_only_where_asked(project: Project) -> None:
    (first, _) = project.hypothesis_test("H1").rows
    person: Any = first["persons"][0]  # type: ignore[index]
    (passage,) = person["passages"]

    assert person["says"] == "JPN 1, USA 0"
    assert (passage["place"], passage["about"], passage["valence"]) == ("A1 #2", "JPN", "-1")
    assert "quote" not in passage
    (first, _) = project.hypothesis_test("H1", Trial(passages=True)).rows
    assert first["persons"][0]["passages"][0]["quote"] == "there was one door"  # type: ignore[index]


def test_words_that_may_not_be_shown_are_left_out_and_their_place_stays(project: Project) -> None:
    project.corpus_restrict("A1", turn=2, reason="asked for it")
    (first, _) = project.hypothesis_test("H1", Trial(passages=True)).rows

    passage = first["persons"][0]["passages"][0]  # type: ignore[index]
    assert (passage["place"], passage["quote"]) == ("A1 #2", None)


def test_measure_without_both_sides_is_undefined_with_its_reason(project: Project) -> None:
    (_, control) = project.hypothesis_test("H1").rows

    assert (control["effect"], control["finding"], control["n"]) == (None, "undefined", 0)
    assert control["undefined"] == "no country has both leavers and single migrants"


def test_p_is_absent_with_a_reason_until_it_is_asked_for(project: Project) -> None:
    plain, asked = project.hypothesis_test("H1"), project.hypothesis_test("H1", Trial(inference=True))

    assert (plain.rows[0]["p"], plain.rows[0]["p_undefined"]) == (None, "not asked for: --inference")
    assert (asked.rows[0]["p"], asked.rows[0]["p_method"]) == (1.0, "sign test, ties left out")
    assert plain.meta["inference"] == "cases were chosen on purpose: --inference prints p and intervals"
    assert str(asked.meta["inference"]).endswith("infer to nobody else")
    warnings = [{each["id"] for each in told.meta["warnings"]} for told in (plain, asked)]  # type: ignore[attr-defined]
    assert warnings[1] - warnings[0] == {"W14"}
    assert {"W13", "W35", "C02"} <= warnings[0]


def test_memo_that_names_the_card_stands_beside_the_negative_case(project: Project) -> None:
    def memo(case: str) -> object:
        cases = project.hypothesis_test("H1").meta["negative_cases"]
        return next(each["memo"] for each in cases if each["case"] == case)  # type: ignore[attr-defined]

    assert memo("A1") == NOT_WRITTEN
    project.memo_add(Remark("case", "A1", "Nothing about it, nor about H12."))
    assert memo("A1") == NOT_WRITTEN
    project.memo_add(Remark("case", "A1", "H1: she came back for the doors."))
    assert memo("A1") == "H1: she came back for the doors."
    assert memo("B2") == NOT_WRITTEN


def test_rule_rivals_and_source_are_told_beside_the_rows(project: Project) -> None:
    meta = project.hypothesis_test("H1").meta

    assert (meta["verdict_step"], meta["verdict_because"], meta["source"]) == (3, [], "made up")
    assert str(meta["verdict_rule"][0]).startswith("1. cannot tell: if")  # type: ignore[index]
    rival: Any = meta["rivals"][0]  # type: ignore[index]
    assert (rival["support"], rival["n"]) == (["A1", "B2"], 2)
    assert [each["rivals"] for each in meta["negative_cases"]] == [["doors"], ["doors"]]  # type: ignore[attr-defined]


def test_place_of_a_card_is_said_in_the_project(tmp_path: Path) -> None:
    more = '[hypotheses.H1]\nwhere = ["first_destination=GBR"]\n'
    with Project.open(written(tmp_path / "study", more=more), coder="ana") as project:
        project.build()
        listing = project.hypothesis_test("H1")

    assert listing.meta["where"] == ["first_destination=GBR"]
    assert (listing.rows[0]["n"], listing.rows[0]["verdict"]) == (0, "cannot tell")


@pytest.mark.parametrize("level", ["partner", "public"])
def test_names_do_not_leave_the_team(project: Project, level: str) -> None:
    with pytest.raises(SecondmigError, match="rows of persons are not released"):
        project.hypothesis_list(Trial(level=level))  # type: ignore[arg-type]
    with pytest.raises(SecondmigError, match="rows of persons are not released"):
        project.hypothesis_test("H1", Trial(level=level))  # type: ignore[arg-type]


def test_unknown_card_is_refused_with_those_there_are(project: Project) -> None:
    with pytest.raises(SecondmigError, match="there is no hypothesis card 'H9'") as found:
        project.hypothesis_test("H9")
    assert found.value.hint == "cards: H1"
    with pytest.raises(SecondmigError, match="there is no hypothesis card 'H11'") as found:
        project.hypothesis_test("H11")
    assert found.value.hint == "did you mean H1?"


def test_project_without_cards_says_how_to_declare_them(tmp_path: Path) -> None:
    with Project.open(small_project(tmp_path / "study"), coder="ana") as project:
        project.build()
        with pytest.raises(SecondmigError, match="declares no hypothesis cards") as found:
            project.hypothesis_list()
    assert "[hypotheses]" in found.value.hint


def test_card_that_does_not_fit_the_project_is_refused_with_every_problem(tmp_path: Path) -> None:
    card = (
        CARD.replace("codes: [OS-MOB]", "codes: [OS-NONE]")
        .replace("evaluator: within_person", "evaluator: guess")
        .replace("options: {codes: OS-MOB}", "options: {coeds: OS-MOB, count: heads}")
        .replace("code:OS-MOB>=1", "edu=1 or side:stey=for")
    )
    more = '[hypotheses.H1]\nwhere = ["place=GBR"]\n[hypotheses.H7]\nwhere = []\n'
    with Project.open(written(tmp_path / "study", card, more), coder="ana") as project:
        project.build()
        with pytest.raises(SecondmigError, match=r"hypotheses\.H7: there is no such card"):
            project.hypothesis_list()
        toml = project.root / "secondmig.toml"
        known = toml.read_text("utf-8").replace("[hypotheses.H7]\nwhere = []\n", "")
        toml.write_text(known, encoding="utf-8")
    with Project.open(project.root, coder="ana") as again, pytest.raises(ProblemsError) as found:
        again.hypothesis_test("H1")

    name = "codebooks/hypotheses/H1.yaml"
    assert [each.line() for each in found.value.problems] == [
        f"{name}:1: no codebook has the code 'OS-NONE'",
        f"{name}:7: there is no computation 'guess'",
        f"{name}:12: leavers_and_stayers needs the option codes",
        f"{name}:12: leavers_and_stayers has no option coeds",
        f"{name}:12: count: 'heads' is unknown",
        f"{name}:18: persons have no value 'edu'",
        f"{name}:18: side:stey=for: the card has no such measure",
        "secondmig.toml:29, hypotheses.H1: persons have no value 'place'",
    ]


def test_options_that_are_no_number_no_facet_or_known_too_late_are_refused(tmp_path: Path) -> None:
    card = CARD.replace(
        "evaluator: leavers_and_stayers\n    options: {codes: OS-MOB}",
        "evaluator: group_difference\n    options: "
        '{value: "code:OS-MOB@mood:1", at_least: "--5", first: "side:counts=for", second: group=single}',
    )
    with Project.open(written(tmp_path / "study", card), coder="ana") as project:
        project.build()
        with pytest.raises(ProblemsError) as found:
            project.hypothesis_list()
    assert [each.message for each in found.value.problems] == [
        "there is no facet 'mood'",
        "at_least: '--5' is no number",
        "first: side: is known once all measures are computed",
    ]


def warned(project: Project, warning: str) -> list[str]:
    warnings = project.hypothesis_test("H1").meta["warnings"]
    assert isinstance(warnings, list)
    return [each["message"] for each in warnings if each["id"] == warning]


def test_a_code_that_came_after_the_first_coding_is_warned_of(tmp_path: Path) -> None:
    root = written(tmp_path / "study")
    with Project.open(root, coder="ana") as project:
        project.build()
        assert warned(project, "W23") == []
        (book,) = (root / "codebooks").glob("*.yaml")
        new = "  - id: OS-NEW\n    label: New\n    definition: It is new.\n    include: a\n    exclude: b\n"
        book.write_text(book.read_text("utf-8") + new, encoding="utf-8")
        project.codebook_commit(note="a new code")
        card = CARD.replace("codes: [OS-MOB]", "codes: [OS-MOB, OS-NEW]")
        (root / "codebooks" / "hypotheses" / "H1.yaml").write_text(card, encoding="utf-8")
        (told,) = warned(project, "W23")
    assert told.endswith(": OS-NEW")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('files = "a.yaml"', "hypotheses.files should list texts"),
        ("where = []", "unknown key 'where' in hypotheses"),
        ("[hypotheses.H1]\nwhat = []", "hypotheses.H1 holds conditions on persons alone"),
        ("[hypotheses.H1]\nwhere = [1]", "hypotheses.H1 holds conditions on persons alone"),
        ('files = ["none.yaml"]', "none.yaml is declared in secondmig.toml and is not there"),
        ('files = ["../a.yaml"]', "'../a.yaml' lies outside the project"),
    ],
)
def test_wrong_declaration_is_refused(tmp_path: Path, lines: str, message: str) -> None:
    root = small_project(tmp_path / "study")
    toml = root / "secondmig.toml"
    toml.write_text(f"{toml.read_text('utf-8')}\n[hypotheses]\n{lines}\n", encoding="utf-8")
    with pytest.raises(SecondmigError) as found, Project.open(root, coder="ana") as project:
        project.hypothesis_list()
    assert found.value.message == message


def test_file_is_noted_with_everybody_whom_it_names(project: Project, tmp_path: Path) -> None:
    line = ["--project", str(project.root), "hypothesis", "test", "H1", "-o", str(tmp_path / "h1.json")]
    result = CliRunner().invoke(root, line)

    assert result.exit_code == 0, result.output
    last: Any = project.history().rows[-1]
    assert last["payload"] == {"what": "hypothesis test", "level": "team", "cases": ["A1", "B2"]}
