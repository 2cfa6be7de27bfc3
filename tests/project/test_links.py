"""The person join as a project does it: tried, refused while somebody is unexplained, kept, shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import MissingError, ProblemsError, SecondmigError
from secondmig.core.types import LinkRow
from secondmig.project.link_status import Which
from secondmig.project.links import Linking
from secondmig.project.project import Project
from secondmig.store import links as stored
from tests.project.small import PERSONS, small_project

MAIL = """
[[surveys]]
name = "mail"
file = "corpus/mail.csv"
id = "respondent"
key = "corpus/key.csv"
"""
NIS = """
[[surveys]]
name = "nis"
file = "corpus/nis.csv"
id = "person"
kind = "sample"
"""
WORK = """
[[surveys]]
name = "workers"
file = "corpus/workers.csv"
id = "worker"
within = "firms"
within_id = "firm"

[[surveys]]
name = "firms"
file = "corpus/firms.csv"
id = "firm_id"
"""


def write(folder: Path, name: str, text: str) -> None:
    (folder / "corpus" / name).write_text(text, encoding="utf-8", newline="\n")


def declare(folder: Path, *tables: str) -> None:
    path = folder / "secondmig.toml"
    path.write_text(path.read_text(encoding="utf-8") + "".join(tables), encoding="utf-8", newline="\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = small_project(tmp_path / "p")
    write(folder, "mail.csv", "respondent,sat\n007,4\n008,2\n012,5\n")
    write(folder, "key.csv", "case,respondent\nA1,007\nB2,9\n")
    return folder


@pytest.fixture
def mail(root: Path) -> Iterator[Project]:
    declare(root, MAIL)
    with Project.open(root) as project:
        project.build()
        yield project


def lines(project: Project, *statuses: str, survey: str = "") -> list[tuple[object, object, object]]:
    rows = project.link_status(Which(survey, statuses)).rows
    return [(row["case"], row["row"], row["status"]) for row in rows]


def last_event(project: Project) -> object:
    return project.link_status().meta["state"]


class TestUnexplained:
    def test_build_of_the_project_takes_the_survey_in_and_does_not_join_it(self, root: Path) -> None:
        declare(root, MAIL)
        with Project.open(root) as project:
            done = project.build()
            lacking = "1 person is without a row and without a reason (B2)"
            assert done.warnings == (
                f"mail is not joined: {lacking}; secondmig link build says what to write",
            )
            assert lines(project) == [(None, each, "not_interviewed") for each in ("007", "008", "012")]
            assert ("note", "mail", "not joined yet: A1, B2; secondmig link build") in [
                tuple(row.values()) for row in project.check().rows
            ]

    def test_link_build_says_what_to_write_and_writes_nothing(self, mail: Project) -> None:
        before = last_event(mail)
        with pytest.raises(SecondmigError) as caught:
            mail.link_build()
        assert caught.value.where == "mail, B2"
        assert caught.value.message.endswith("so nothing is joined: no row 9")
        assert caught.value.hint == (
            "write line 3 of corpus/key.csv as B2,9,why and line 1 as case,respondent,reason"
        )
        assert last_event(mail) == before

    def test_what_it_says_to_write_helps(self, mail: Project) -> None:
        write(mail.root, "key.csv", "case,respondent,reason\nA1,007,\nB2,9,why\n")
        assert mail.link_build().details == ("mail: 1 matched, 1 unmatched_case, 2 not_interviewed",)
        assert mail.link_status(Which(statuses=("unmatched_case",))).rows == [
            {
                "case": "B2",
                "survey": "mail",
                "row": None,
                "status": "unmatched_case",
                "reason": "no row 9; reason in the key: why",
            }
        ]

    def test_a_person_the_key_does_not_name_gets_a_line_to_add(self, mail: Project) -> None:
        write(mail.root, "key.csv", "case,respondent,reason\nA1,007,\n")
        with pytest.raises(SecondmigError) as caught:
            mail.link_build()
        assert caught.value.hint == "add to corpus/key.csv the line B2,,why"

    def test_a_survey_without_a_key_takes_a_reason_on_the_way(self, root: Path) -> None:
        declare(root, MAIL.replace('key = "corpus/key.csv"\n', ""))
        write(root, "mail.csv", "respondent,sat\nA1,4\n")
        with Project.open(root) as project:
            project.build()
            with pytest.raises(SecondmigError) as caught:
                project.link_build()
            assert caught.value.hint == "secondmig link build --reason B2=why"

    def test_every_unexplained_person_is_named_at_once(self, mail: Project) -> None:
        write(mail.root, "key.csv", "case,respondent\nA1,1\nB2,2\n")
        with pytest.raises(ProblemsError) as caught:
            mail.link_build()
        assert [each.where for each in caught.value.problems] == ["mail, A1", "mail, B2"]

    def test_a_reason_given_on_the_way_is_kept(self, mail: Project) -> None:
        mail.link_build(Linking({"B2": "moved away"}))
        assert mail.link_build().event is None
        assert not mail.build().warnings
        (row,) = mail.link_status(Which(statuses=("unmatched_case",))).rows
        assert row["reason"] == "no row 9; reason given: moved away"

    def test_a_reason_that_is_taken_out_of_the_key_is_gone(self, mail: Project) -> None:
        write(mail.root, "key.csv", "case,respondent,reason\nA1,007,\nB2,9,why\n")
        mail.link_build()
        write(mail.root, "key.csv", "case,respondent\nA1,007\nB2,9\n")
        with pytest.raises(SecondmigError, match="no row 9"):
            mail.link_build()

    @pytest.mark.parametrize(
        ("case", "message"),
        [("ZZ", "there is no case ZZ"), ("A1", "A1 has found a row in every survey")],
    )
    def test_a_reason_for_nobody_is_refused(self, mail: Project, case: str, message: str) -> None:
        with pytest.raises(SecondmigError) as caught:
            mail.link_build(Linking({case: "x", "B2": "y"}))
        assert (caught.value.message, caught.value.where) == (message, "--reason")

    def test_the_unexplained_may_be_joined_and_are_shown_everywhere(self, mail: Project) -> None:
        mail.link_build(Linking(allow_unexplained=True))
        assert lines(mail, "unexplained") == [("B2", None, "unmatched_case")]
        listing = mail.link_status()
        assert listing.meta["unexplained"] == 1
        note = "1 unmatched link is unexplained: secondmig link status --status unexplained"
        assert note in listing.notes
        assert note in mail.status().notes
        assert {"field": "unmatched links", "value": 1} in mail.status().rows
        assert ("note", "mail B2", "nobody says why this person has no row: no row 9") in [
            tuple(row.values()) for row in mail.check().rows
        ]

    def test_build_joins_on_with_those_that_are_known_to_be_unexplained(self, mail: Project) -> None:
        mail.link_build(Linking(allow_unexplained=True))
        write(mail.root, "key.csv", "case,respondent\nA1,008\nB2,9\n")
        assert not mail.build().warnings
        assert lines(mail, "matched") == [("A1", "008", "matched")]


class TestPreview:
    def test_it_shows_everything_and_writes_nothing(self, mail: Project) -> None:
        before = last_event(mail)
        listing = mail.link_preview()
        assert last_event(mail) == before
        assert [tuple(row.values()) for row in listing.rows] == [
            ("A1", "mail", "007", "matched", "respondent 007 by the key"),
            ("B2", "mail", None, "unmatched_case", "no row 9"),
        ]
        assert listing.meta["counts"] == {
            "mail": {
                "matched": 1,
                "unmatched_case": 1,
                "not_interviewed": 2,
                "duplicate": 0,
                "unexplained": 1,
            }
        }
        assert "mail, sat: 2 to 5" in listing.notes
        assert any(note.startswith("unexplained: mail, B2: ") for note in listing.notes)

    def test_it_names_lines_of_the_key_that_lead_nowhere(self, mail: Project) -> None:
        write(mail.root, "key.csv", "case,respondent\na1,007\nB2,008\n")
        notes = mail.link_preview().notes
        assert "key.csv:2, column case: a1 is not among the persons; A1 is written almost so" in notes


class TestRowsOfNobody:
    def test_they_are_not_stored_and_derived_on_demand(self, mail: Project) -> None:
        mail.link_build(Linking({"B2": "x"}))
        held = stored.all_links(mail._session.store.read())
        assert [row.case for row in held] == ["A1", "B2"]
        assert lines(mail, "not_interviewed") == [
            (None, "008", "not_interviewed"),
            (None, "012", "not_interviewed"),
        ]

    def test_they_are_listed_up_to_a_limit_that_is_told(self, mail: Project) -> None:
        mail.link_build(Linking({"B2": "x"}))
        listing = mail.link_status(Which(limit=1))
        assert [row["row"] for row in listing.rows if not row["case"]] == ["008"]
        assert "mail: 1 more rows of nobody interviewed; --limit 0 lists them" in listing.notes
        assert len(mail.link_status(Which(limit=0)).rows) == 4

    def test_a_ledger_of_an_older_version_counts_the_same(self, mail: Project) -> None:
        mail.link_build(Linking({"B2": "x"}))
        told = mail.link_status()
        old = [LinkRow("", "mail", row, "not_interviewed", "nobody has it") for row in ("008", "012")]
        store = mail._session.store
        with store.write(actor="ana", verb="link build") as change:
            stored.replace(change, "mail", [*stored.all_links(store.read()), *old])
        again = mail.link_status()
        assert again.meta["counts"] == told.meta["counts"]
        assert len(again.rows) == len(told.rows)

    def test_a_survey_of_other_people_needs_no_reasons(self, root: Path) -> None:
        declare(root, NIS)
        write(root, "nis.csv", "person,edu\n1,4\n2,5\n")
        with Project.open(root) as project:
            done = project.build()
            assert done.warnings == ()
            assert "nis: 2 rows of other people (a sample is joined only by a key)" in done.details
            project.link_build()
            assert lines(project) == [(None, "1", "not_interviewed"), (None, "2", "not_interviewed")]
            assert not [row for row in project.check().rows if "nis" in str(row["where"])]

    @pytest.mark.parametrize("kind", ["census", "register", "sample"])
    def test_ids_of_others_that_are_those_of_persons_by_chance_are_not_joined(
        self, root: Path, kind: str
    ) -> None:
        declare(root, NIS.replace("sample", kind))
        write(root, "nis.csv", "person,edu\nA1,4\n2,5\n")
        with Project.open(root) as project:
            why = f"a {kind} is joined only by a key; it has ids of persons interviewed, 1 in all"
            assert f"nis: 2 rows of other people ({why})" in project.build().details
            assert lines(project) == [(None, "A1", "not_interviewed"), (None, "2", "not_interviewed")]

    def test_a_table_of_our_own_without_an_id_in_common_is_of_others(self, root: Path) -> None:
        declare(root, NIS.replace("sample", "purposive"))
        write(root, "nis.csv", "person,edu\n1,4\n2,5\n")
        with Project.open(root) as project:
            told = "nis: 2 rows of other people (no id is that of a person interviewed)"
            assert told in project.build().details

    def test_an_unknown_survey_is_refused(self, mail: Project) -> None:
        with pytest.raises(MissingError, match="no survey 'nosuch'"):
            mail.link_status(Which("nosuch"))


def test_a_join_is_one_event_and_one_undo(mail: Project) -> None:
    done = mail.link_build(Linking({"B2": "x"}))
    assert done.event is not None
    mail.undo()
    assert lines(mail, "matched") == []


class TestConsent:
    def test_a_person_who_did_not_agree_is_never_joined(self, root: Path) -> None:
        declare(root, MAIL)
        write(root, "key.csv", "case,respondent\nA1,007\nB2,008\n")
        head, rosa, imran = PERSONS.strip().split("\n")
        write(root, "persons.csv", f"{head},consent_linking\n{rosa},no\n{imran},yes\n")
        with Project.open(root) as project:
            assert project.build().warnings == ()
            assert lines(project) == [
                ("A1", None, "unmatched_case"),
                ("B2", "008", "matched"),
                (None, "007", "not_interviewed"),
                (None, "012", "not_interviewed"),
            ]

    def test_a_household_row_goes_with_the_one_who_withdraws(self, root: Path) -> None:
        declare(root, MAIL)
        write(root, "key.csv", "case,respondent,household\nA1,007,H\nB2,007,H\n")
        with Project.open(root) as project:
            project.build()
            assert lines(project, "matched") == [("A1", "007", "matched"), ("B2", "007", "matched")]
            project.case_withdraw("A1", reason="letter")
            project.link_build()
            assert [tuple(row.values()) for row in project.link_status(Which(limit=0)).rows] == [
                (
                    "B2",
                    "mail",
                    None,
                    "unmatched_case",
                    "the row went with another person of the household who withdrew",
                ),
                (None, "mail", "008", "not_interviewed", "nobody interviewed has this id"),
                (None, "mail", "012", "not_interviewed", "nobody interviewed has this id"),
            ]


class TestUnits:
    @pytest.fixture
    def work(self, root: Path) -> Path:
        declare(root, WORK)
        write(root, "workers.csv", "worker,firm,pay\nw1,F1,10\nw2,,20\nw3,f2,30\nw4,F1,40\n")
        write(root, "firms.csv", "firm_id,size\nF1,2\nF2,3\n")
        return root

    def test_the_ledger_shows_workers_without_firm_and_firms_without_workers(self, work: Path) -> None:
        with Project.open(work) as project:
            done = project.build()
            told = "workers: 2 of 4 rows have their row of firms (1 name none, 1 name one that is not there)"
            assert told in done.details
            listing = project.link_status(units=True)
            assert [tuple(row.values()) for row in listing.rows] == [
                ("workers", "w2", "firms", None, "no_unit", "workers, row 2, column firm: blank"),
                (
                    "workers",
                    "w3",
                    "firms",
                    "f2",
                    "unknown_unit",
                    "workers, row 3, column firm: firms has no row f2; F2 may be it",
                ),
                ("workers", None, "firms", "F2", "empty_unit", "firms, row 2: no row of workers names it"),
            ]
            assert told in listing.notes
            assert told in project.link_status().notes
            assert project.link_status().meta["units"] == [
                {
                    "survey": "workers",
                    "units": "firms",
                    "rows": 4,
                    "joined": 2,
                    "blank": 1,
                    "unknown": 1,
                    "all_units": 2,
                    "empty": 1,
                }
            ]

    def test_lines_are_chosen_by_status_and_limited(self, work: Path) -> None:
        with Project.open(work) as project:
            project.build()
            rows = project.link_status(Which(statuses=("empty_unit",)), units=True).rows
            assert [row["unit"] for row in rows] == ["F2"]
            listing = project.link_status(Which(limit=1), units=True)
            assert len(listing.rows) == 1
            assert "workers: 2 more lines; --limit 0 lists them" in listing.notes

    def test_a_firm_that_is_there_twice_is_refused_and_nothing_is_taken_in(self, work: Path) -> None:
        write(work, "firms.csv", "firm_id,size\nF1,2\nF1,3\n")
        with Project.open(work) as project:
            with pytest.raises(SecondmigError) as caught:
                project.build()
            assert (caught.value.where, caught.value.message) == (
                "firms.csv:3",
                "column firm_id: 'F1' is already at firms.csv:2",
            )
            assert project.corpus_list().rows == []

    def test_a_project_without_units_says_how_to_name_them(self, mail: Project) -> None:
        listing = mail.link_status(units=True)
        assert listing.rows == []
        assert listing.notes[0].startswith("no survey has units: within = ")

    def test_units_that_are_no_survey_are_refused(self, work: Path) -> None:
        path = work / "secondmig.toml"
        text = path.read_text(encoding="utf-8").replace('within = "firms"', 'within = "farms"')
        path.write_text(text, encoding="utf-8", newline="\n")
        with Project.open(work) as project, pytest.raises(SecondmigError) as caught:
            project.build()
        assert caught.value.message == "workers is within 'farms', which is no survey"
