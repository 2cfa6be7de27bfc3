"""A withdrawal: dated, complete, without return, and every output that held the person is named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.grid_acts import Writing
from secondmig.project.grid_model import Wanted as GridWanted
from secondmig.project.memo_acts import Remark
from secondmig.project.packages import Order
from secondmig.project.past import restore
from secondmig.project.project import Project, open_project
from secondmig.store import cases
from tests.project.consenting import CODE, WORDS, below, coding_of, consenting, said_by, text_of
from tests.project.correcting import copied

SHEET = "id,given,audio,note\n" + "".join(f"{name},2025-03,yes,remark on {name}\n" for name in WORDS)
TOML = """
consent = "corpus/consent.csv"

[[reports]]
name = "compare"
releases = ["team", "partner", "public"]
"""


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("withdrawing") / "study"
    return consenting(folder, toml=TOML, more={"corpus/consent.csv": SHEET})


@pytest.fixture
def root(declared: Path, tmp_path: Path) -> Path:
    return copied(declared, tmp_path / "study")


@pytest.fixture
def project(root: Path) -> Iterator[Project]:
    with open_project(root, coder="ana") as opened:
        yield opened


def database(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((root / ".secondmig").glob("project.db*")))


class TestDate:
    def test_tombstone_keeps_the_day_on_which_the_person_asked(self, project: Project) -> None:
        project.case_withdraw("P3A", reason="letter", date="2026-01-05")
        (stone,) = cases.withdrawn(project._session.store.read())
        assert (stone.case_id, stone.at, stone.reason) == ("P3A", "2026-01-05", "letter")
        assert project.history().rows[-1]["payload"]["asked"] == "2026-01-05"  # type: ignore[index]

    @pytest.mark.parametrize(
        ("date", "message"),
        [
            ("soon", "'soon' is no date"),
            ("2026-02-30", "is no date"),
            ("9999-12-31", "lies in the future"),
            ("2025-01-31", "is before P3A agreed"),
        ],
    )
    def test_day_that_cannot_be_is_refused_and_nothing_is_erased(
        self, project: Project, date: str, message: str
    ) -> None:
        with pytest.raises(SecondmigError, match=message):
            project.case_withdraw("P3A", reason="letter", date=date)
        assert WORDS["P3A"] in project.corpus_text("P3A")

    def test_consent_after_the_withdrawal_is_refused(self, project: Project, tmp_path: Path) -> None:
        project.case_withdraw("P3A", reason="letter", date="2026-01-05")
        again = tmp_path / "again.csv"
        again.write_text("id,given\nP3A,2026-02\n", encoding="utf-8")
        with pytest.raises(SecondmigError, match="is after P3A withdrew on 2026-01-05"):
            project.case_consent(again)


class TestErased:
    def test_nothing_of_the_person_is_left_in_the_file(self, project: Project, root: Path) -> None:
        project.memo_add(Remark("case", "P2A", "A memo on the quokka."))
        project.grid_write(Writing("P2A", CODE, "The numbat said so."))
        project.case_clear("P2A", [coding_of(root, "P2A")], note="by wombat")
        project.code_suggest()
        held = database(root)
        rare = [b"quokka", b"numbat", b"wombat", b"remark on P2A", WORDS["P2A"].encode(), b"PersonP2A"]
        assert all(word in held for word in rare)
        project.case_withdraw("P2A", reason="letter")
        left = database(root)
        assert [word for word in rare if word in left] == []
        assert project.verify().rows == []

    def test_sheet_is_among_the_files_to_be_cleared_by_hand(self, project: Project) -> None:
        done = project.case_withdraw("P3A", reason="letter")
        assert (
            "remove it from the project's files yourself: corpus/consent.csv (the rows of P3A)"
            in done.details
        )

    def test_build_leaves_the_person_out_and_undo_is_refused(self, project: Project, root: Path) -> None:
        project.case_withdraw("P3A", reason="letter")
        with pytest.raises(SecondmigError, match="withdrawal"):
            project.undo()
        project.build()
        assert "P3A" not in {case.id for case in project.snapshot().cases}
        told = said_by(text_of(below(root / "reports")))
        assert "P4" in told
        assert "P3A" not in told

    def test_restore_applies_it_again_with_its_day(self, root: Path, tmp_path: Path) -> None:
        kept = tmp_path / "kept.db"
        with open_project(root, coder="ana") as project:
            project.backup(kept)
            project.case_withdraw("P3A", reason="letter", date="2026-01-05")
        done = restore(root, kept, actor="ana")
        assert "withdrawn again: P3A" in done.details
        with open_project(root) as project:
            (stone,) = cases.withdrawn(project._session.store.read())
            assert stone.at == "2026-01-05"
            assert "P3A" not in {case.id for case in project.snapshot().cases}


class TestOutputs:
    def test_reports_that_held_the_person_are_named_and_built_again(
        self, project: Project, root: Path
    ) -> None:
        project.build()
        done = project.case_withdraw("P3A", reason="letter")
        assert [line for line in done.details if line.startswith("held the person until now")] == [
            "held the person until now: reports/partner/compare.html (report build, level partner)",
            "held the person until now: reports/team/compare.html (report build, level team)",
        ]
        assert sum(line.startswith("built again") for line in done.details) == 3
        assert "P3A" not in said_by(text_of(below(root / "reports")))

    def test_public_edition_names_nobody_in_its_manifest(self, project: Project, root: Path) -> None:
        project.build()
        public = json.loads((root / "reports/public/data/compare.manifest.json").read_text(encoding="utf-8"))
        partner = json.loads(
            (root / "reports/partner/data/compare.manifest.json").read_text(encoding="utf-8")
        )
        assert "cases" not in public
        assert partner["cases"] == sorted(set(WORDS) - {"P1"})

    def test_every_export_with_the_person_is_named_and_no_other(self, project: Project, root: Path) -> None:
        def rows(case: str, name: str) -> None:
            listing = project.code_export(Selection(cases=(case,)), release="team")
            project.note_output("code export", str(root / name), listing, level="team")

        rows("P3A", "mine.csv")
        rows("P4", "other.csv")
        project.grid_export(GridWanted(), root / "grid.xlsx")
        project.joint_table_export(None, root / "t.csv")
        project.note_output("corpus text", str(root / "words.txt"), about=("P3A",))
        project.note_output("corpus text", str(root / "others.txt"), about=("P4",))
        project.agree_package(Order("eva", ("P3A",)), target=root / "eva.secondmig")
        project.case_export("P3A", root / "P3A.json")
        told = " ".join(project.case_withdraw("P3A", reason="letter").warnings)
        for name in (
            "mine.csv",
            "grid.xlsx",
            "t.csv",
            "P3A.json",
            "words.txt",
            "eva was given P3A in a package",
        ):
            assert name in told
        assert "other.csv" not in told
        assert "others.txt" not in told

    def test_export_is_an_event_of_ids_that_undo_passes_over(self, project: Project) -> None:
        project.code_remove(str(project.code_list().rows[0]["id"]))
        listing = project.query_segments()
        project.note_output("query segments", None, listing, level="work")
        last = project.history().rows[-1]
        assert (last["verb"], last["subject"]) == ("export", "-")
        assert last["payload"] == {
            "what": "query segments",
            "level": "work",
            "cases": sorted({str(row["case"]) for row in listing.rows}),
        }
        assert "code remove" in project.undo().message

    def test_output_with_nobody_in_it_is_not_written_down(self, project: Project) -> None:
        before = len(project.history().rows)
        listing = project.code_export(Selection(coders=("nobody",)))
        project.note_output("code export", None, listing, level="work")
        assert len(project.history().rows) == before
