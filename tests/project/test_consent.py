"""The consent sheet in a project: taken in, kept, and every switch with its effect."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.project.project import Project, open_project
from secondmig.project.suggesting import Suggesting
from secondmig.project.workbench import Workbench
from tests.project.consenting import WORDS, coding_of, consenting, said_by
from tests.project.correcting import copied

ALL_YES = "yes,yes,yes,yes,yes,yes"
SHEET = "id,given,audio,translation,recontact,linking,teaching,machine,evidence,note\n"
SURVEY = """
consent = "corpus/consent.csv"

[[surveys]]
name = "mail"
file = "corpus/mail.csv"
id = "id"
kind = "purposive"
"""


def row(name: str, answers: str = ALL_YES, evidence: str = "", note: str = "") -> str:
    return f"{name},2025-03,{answers},{evidence},{note}\n"


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that declares a sheet: P3A refuses everything, P3B is not in it."""
    rows = [row(name) for name in WORDS if name not in {"P3A", "P3B"}]
    rows += [row("P3A", "no,no,no,no,no,no", '"machine 2 ""and then some"""', "by letter")]
    files = {
        "corpus/consent.csv": SHEET + "".join(rows),
        "corpus/mail.csv": "id,sat\n" + "".join(f"{name},3\n" for name in WORDS),
    }
    return consenting(tmp_path_factory.mktemp("declared") / "study", toml=SURVEY, more=files)


@pytest.fixture
def root(declared: Path, tmp_path: Path) -> Path:
    return copied(declared, tmp_path / "study")


@pytest.fixture
def project(root: Path) -> Iterator[Project]:
    with open_project(root, coder="ana") as opened:
        yield opened


def attributes(project: Project, name: str) -> dict[str, str]:
    (case,) = (each for each in project.snapshot().cases if each.id == name)
    return {key: value for key, value in case.attributes.items() if key.startswith("consent_")}


class TestSheet:
    def test_build_takes_the_declared_sheet_in_once(self, project: Project) -> None:
        taken = [event for event in project.history().rows if event["verb"] == "case consent"]
        assert [event["subject"] for event in taken] == ["corpus/consent.csv"]
        project.build()
        assert len([e for e in project.history().rows if e["verb"] == "case consent"]) == 1

    def test_switches_day_note_and_places_are_held_as_attributes_without_a_word(
        self, project: Project
    ) -> None:
        held = attributes(project, "P3A")
        assert held == {
            "consent_given": "2025-03",
            **dict.fromkeys(
                (f"consent_{name}" for name in ("audio", "translation", "recontact", "linking")), "no"
            ),
            "consent_teaching": "no",
            "consent_machine": "no",
            "consent_evidence": "machine P3A#2",
            "consent_note": "by letter",
        }

    def test_changed_sheet_is_named_and_not_applied(self, root: Path) -> None:
        path = root / "corpus/consent.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("no,no,no", "yes,yes,yes"), encoding="utf-8")
        with open_project(root, coder="ana") as project:
            told = project.build().warnings
            assert any("secondmig case consent corpus/consent.csv" in line for line in told)
            assert attributes(project, "P3A")["consent_audio"] == "no"
            project.case_consent(path)
            assert attributes(project, "P3A")["consent_audio"] == "yes"
            project.undo()
            assert attributes(project, "P3A")["consent_audio"] == "no"

    def test_table_of_persons_taken_in_again_leaves_the_consent(self, root: Path) -> None:
        path = root / "corpus/persons.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("PersonP3A", "Other"), encoding="utf-8")
        with open_project(root, coder="ana") as project:
            project.case_import(path)
            assert attributes(project, "P3A")["consent_linking"] == "no"

    def test_problems_leave_everything_as_it_was(self, project: Project, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.csv"
        wrong.write_text(
            SHEET + row("P4", "no,no,no,no,no,no") + row("P5", evidence='"2 ""never said"""'),
            encoding="utf-8",
        )
        before = len(project.history().rows)
        with pytest.raises(SecondmigError, match="does not stand in turn 2 of P5") as caught:
            project.case_consent(wrong)
        assert caught.value.where.startswith("wrong.csv:3")
        assert len(project.history().rows) == before
        assert attributes(project, "P4")["consent_audio"] == "yes"

    def test_person_without_a_row_is_named_and_not_held_back(self, project: Project) -> None:
        done = project.case_consent(project.root / "corpus/consent.csv")
        assert "not in the sheet, so nothing is on record of them: P3B" in done.details
        listing = project.case_list_consent()
        by_id = {str(each["id"]): each for each in listing.rows}
        assert (by_id["P3B"]["audio"], by_id["P3A"]["audio"], by_id["P4"]["audio"]) == (None, "no", "yes")
        told = listing.meta["warnings"]
        assert isinstance(told, list)
        assert "C08" in {each["id"] for each in told}

    def test_card_says_it_in_words(self, project: Project) -> None:
        said = {str(each["field"]): each["value"] for each in project.case_show("P3A").rows}
        assert (said["consent"], said["which allows"]) == (
            "T3",
            "quotation under a pseudonym in publications",
        )
        assert said["agreed on"] == "2025-03"
        assert said["processing by a machine"] == "no: code suggest passes over the person's documents"
        assert not any(name.startswith("consent_") for name in said)


class TestSwitches:
    def test_linking_no_leaves_the_person_out_of_the_join(self, project: Project) -> None:
        status = {str(each["case"]): each for each in project.link_status().rows if each["survey"] == "mail"}
        assert status["P3A"]["status"] == "unmatched_case"
        assert status["P3A"]["reason"] == "consent to linking is no: never joined"
        assert status["P3B"]["status"] == status["P4"]["status"] == "matched"

    def test_audio_no_lets_the_workbench_offer_no_recording(self, project: Project) -> None:
        bench = Workbench(project._session)
        offered = {
            name: [person["audio"] for person in bench.island(name)["persons"]]  # type: ignore[attr-defined]
            for name in ("P3A", "P3B", "P4")
        }
        assert offered == {"P3A": [False], "P3B": [True], "P4": [True]}

    @pytest.mark.parametrize("level", ["team", "partner", "public"])
    def test_translation_no_keeps_translations_out_of_outputs(self, project: Project, level: Level) -> None:
        held = {each.id: each.text for each in project.snapshot(level=level).documents}
        assert "Translated" not in held["P3A"]
        assert WORDS["P3A"] in held["P3A"]
        assert "Translated" in held["P3B"]
        assert "Translated" in held["P4"]

    def test_translation_no_leaves_the_team_its_own_screen(self, project: Project) -> None:
        assert "Translated" in project.corpus_text("P3A")

    def test_machine_no_lets_engines_pass_over_the_person(self, project: Project) -> None:
        done = project.code_suggest(Suggesting())
        assert "P3A passed over: P3A did not agree to processing by a machine" in done.details
        found = {str(each["document"]) for each in project.code_review().rows}
        assert "P3A" not in found
        assert "P3B" in found

    def test_suggestions_go_when_the_person_no_longer_agrees(self, project: Project, tmp_path: Path) -> None:
        project.code_suggest()
        assert "P4" in {str(each["document"]) for each in project.code_review().rows}
        sheet = tmp_path / "later.csv"
        sheet.write_text(SHEET + row("P4", "yes,yes,yes,yes,yes,no"), encoding="utf-8")
        project.case_consent(sheet)
        project.code_suggest()
        assert "P4" not in {str(each["document"]) for each in project.code_review().rows}

    def test_recontact_and_teaching_are_listed(self, project: Project) -> None:
        by_id = {str(each["id"]): each for each in project.case_list_consent().rows}
        assert (by_id["P3A"]["recontact"], by_id["P3A"]["teaching"]) == ("no", "no")
        assert (by_id["P4"]["recontact"], by_id["P4"]["teaching"]) == ("yes", "yes")


class TestClearing:
    def shown(self, project: Project) -> set[str]:
        return said_by("".join(each.text for each in project.snapshot(level="partner").documents))

    def test_cleared_passage_is_quoted_to_partners_and_its_undo_takes_that_back(
        self, project: Project, root: Path
    ) -> None:
        coding = coding_of(root, "P2A")
        assert "P2A" not in self.shown(project)
        project.case_clear("P2A", [coding], note="by phone")
        assert "P2A" in self.shown(project)
        project.undo()
        assert "P2A" not in self.shown(project)
        project.redo()
        project.case_clear("P2A", [coding], take_back=True)
        assert "P2A" not in self.shown(project)

    def test_clearance_that_is_taken_back_leaves_no_report_with_the_words(
        self, project: Project, root: Path
    ) -> None:
        coding = coding_of(root, "P2A")
        project.case_clear("P2A", [coding])
        project.report_build(release="partner")
        page = root / "reports/partner/passages.html"
        assert "P2A" in said_by(page.read_text(encoding="utf-8"))
        done = project.case_clear("P2A", [coding], take_back=True)
        assert "built again: reports/partner/compare.html" in done.details
        assert "P2A" not in said_by(page.read_text(encoding="utf-8"))

    def test_clearance_ends_with_its_coding(self, project: Project, root: Path) -> None:
        coding = coding_of(root, "P2A")
        project.case_clear("P2A", [coding])
        project.code_remove(coding)
        assert "P2A" not in self.shown(project)

    def test_words_taken_back_stay_hidden_though_they_were_cleared(
        self, project: Project, root: Path
    ) -> None:
        project.case_clear("P2A", [coding_of(root, "P2A")])
        project.corpus_restrict("P2A", turn=2, reason="letter")
        assert "P2A" not in self.shown(project)

    @pytest.mark.parametrize(
        ("person", "of", "message"),
        [
            ("P3A", "P3A", "need no clearing"),
            ("P1", "P1", "are never quoted"),
            ("P2A", "P2B", "is not of words of P2A alone"),
        ],
    )
    def test_what_cannot_be_cleared_is_refused(
        self, project: Project, root: Path, person: str, of: str, message: str
    ) -> None:
        before = len(project.history().rows)
        with pytest.raises(SecondmigError, match=message):
            project.case_clear(person, [coding_of(root, of)])
        assert len(project.history().rows) == before

    def test_unknown_coding_and_unknown_clearance_are_refused(self, project: Project) -> None:
        with pytest.raises(SecondmigError, match="there is no coding c-nothing"):
            project.case_clear("P2A", ["c-nothing"])
        with pytest.raises(SecondmigError, match="c-nothing is not cleared by P2A"):
            project.case_clear("P2A", ["c-nothing"], take_back=True)

    def test_history_holds_ids_and_no_note(self, project: Project, root: Path) -> None:
        project.case_clear("P2A", [coding_of(root, "P2A")], note="told on the phone")
        assert "told on the phone" not in json.dumps([dict(each) for each in project.history().rows])


def test_earlier_state_is_told_outside_under_the_consent_of_today(root: Path) -> None:
    path = root / "corpus/persons.csv"
    with open_project(root, coder="ana") as project:
        then = Selection(as_of=int(str(project.history().rows[-1]["event"])))
        assert "P4" in {case.id for case in project.snapshot(then, level="public").cases}
        path.write_text(path.read_text(encoding="utf-8").replace("2006,,T4", "2006,,T1"), encoding="utf-8")
        project.case_import(path)
        assert "P4" not in {case.id for case in project.snapshot(then, level="public").cases}
        assert "P4" in {case.id for case in project.snapshot(then, level="team").cases}
