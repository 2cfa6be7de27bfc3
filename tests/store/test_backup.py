import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document
from secondmig.store import backup, cases, check, codings, documents, erase, history, state, withdrawals
from secondmig.store.connect import Store, open_store
from tests.store.making import ACTOR, add_case, add_codings, case, coding

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full(store: Store, doc: Document) -> Store:
    """A project with a person, a transcript and a coding."""
    add_case(store, case())
    add_codings(store, coding(doc, "screws"))
    return store


def kept(store: Store) -> list[str]:
    folder = store.path.parent / "backups"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


class TestBackup:
    def test_back_up_is_one_private_file_that_opens(self, full: Store, tmp_path: Path) -> None:
        target = tmp_path / "new folder" / "copy.db"
        backup.backup(full, target)
        assert [each.name for each in target.parent.iterdir()] == ["copy.db"]
        assert target.stat().st_mode & 0o777 == 0o600
        with open_store(target) as copied:
            assert state.state_hash(copied.read()) == state.state_hash(full.read())
            assert history.events(copied.read()) == history.events(full.read())
            assert check.verify(copied) == []

    def test_existing_file_is_not_overwritten(self, full: Store, tmp_path: Path) -> None:
        target = tmp_path / "copy.db"
        target.write_text("mine")
        with pytest.raises(SecondmigError, match="there already"):
            backup.backup(full, target)
        assert target.read_text() == "mine"

    def test_place_that_cannot_be_written_is_one_line(self, full: Store, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(SecondmigError, match="cannot be made"):
            backup.backup(full, tmp_path / "file" / "copy.db")

    def test_other_processes_changes_are_in_it(self, full: Store, tmp_path: Path, doc: Document) -> None:
        with open_store(full.path) as other:
            add_codings(other, coding(doc, "Gunma"))
        backup.backup(full, tmp_path / "copy.db")
        with open_store(tmp_path / "copy.db") as copied:
            assert codings.count(copied.read()) == 2


class TestRestore:
    @pytest.fixture
    def source(self, full: Store, tmp_path: Path) -> Path:
        target = tmp_path / "copy.db"
        backup.backup(full, target)
        return target

    def test_state_of_the_back_up_comes_back(self, full: Store, source: Path, doc: Document) -> None:
        then = state.state_hash(full.read())
        add_codings(full, coding(doc, "Gunma"))
        now = state.state_hash(full.read())
        full.close()
        result = backup.restore(full.path, source, actor="zoe")
        with open_store(full.path) as store:
            assert state.state_hash(store.read()) == then
            assert check.verify(store) == []
            last = history.events(store.read())[-1]
            assert (last.verb, last.actor, last.rev, last.subject) == (
                "restore",
                "zoe",
                result.event,
                "copy.db",
            )
        assert result.withdrawn == ()
        assert result.safety_copy is not None
        assert kept(full) == [result.safety_copy.name]
        with open_store(result.safety_copy) as before:
            assert state.state_hash(before.read()) == now

    def test_the_restored_database_is_private_and_stands_alone(self, full: Store, source: Path) -> None:
        full.close()
        backup.restore(full.path, source)
        assert full.path.stat().st_mode & 0o777 == 0o600
        assert not [each for each in full.path.parent.iterdir() if each.name.startswith(".")]

    def test_a_safety_copy_can_be_restored_in_turn(self, full: Store, source: Path, doc: Document) -> None:
        add_codings(full, coding(doc, "Gunma"))
        now = state.state_hash(full.read())
        full.close()
        first = backup.restore(full.path, source)
        assert first.safety_copy is not None
        backup.restore(full.path, first.safety_copy)
        with open_store(full.path) as store:
            assert state.state_hash(store.read()) == now

    def test_a_process_that_has_it_open_sees_the_new_state_and_can_write(
        self, full: Store, source: Path, doc: Document
    ) -> None:
        then = state.state_hash(full.read())
        add_codings(full, coding(doc, "Gunma"))
        backup.restore(full.path, source)
        assert state.state_hash(full.read()) == then
        add_codings(full, coding(doc, "counted"))
        with open_store(full.path) as other:
            assert codings.count(other.read()) == 2

    def test_a_missing_database_is_made(self, full: Store, source: Path) -> None:
        then = state.state_hash(full.read())
        full.close()
        full.path.unlink()
        result = backup.restore(full.path, source)
        assert result.safety_copy is None
        with open_store(full.path) as store:
            assert state.state_hash(store.read()) == then

    def test_a_log_without_its_database_is_not_played_into_the_new_one(
        self, full: Store, source: Path, doc: Document
    ) -> None:
        then = state.state_hash(full.read())
        add_codings(full, coding(doc, "Gunma"))
        log = full.path.with_name("project.db-wal").read_bytes()
        assert log
        full.close()
        full.path.unlink()
        full.path.with_name("project.db-wal").write_bytes(log)
        backup.restore(full.path, source)
        with open_store(full.path) as store:
            assert state.state_hash(store.read()) == then
            assert check.verify(store) == []

    def test_a_damaged_database_is_kept_byte_for_byte_and_replaced(self, full: Store, source: Path) -> None:
        then = state.state_hash(full.read())
        full.close()
        raw = bytearray(full.path.read_bytes())
        raw[:4096] = b"\xa5" * 4096
        full.path.write_bytes(raw)
        result = backup.restore(full.path, source)
        assert result.safety_copy is not None
        assert result.safety_copy.read_bytes() == bytes(raw)
        with open_store(full.path) as store:
            assert state.state_hash(store.read()) == then

    def test_an_empty_database_is_replaced(self, full: Store, source: Path) -> None:
        full.close()
        full.path.write_bytes(b"")
        backup.restore(full.path, source)
        with open_store(full.path) as store:
            assert codings.count(store.read()) == 1

    def test_back_up_on_a_medium_that_cannot_be_written(self, full: Store, source: Path) -> None:
        full.close()
        source.chmod(0o400)
        source.parent.chmod(0o500)
        try:
            backup.restore(full.path, source)
        finally:
            source.parent.chmod(0o700)
        assert [each.name for each in source.parent.iterdir() if each.name.startswith("copy")] == ["copy.db"]


class TestRefusals:
    def refused(self, full: Store, source: Path) -> SecondmigError:
        before = state.state_hash(full.read())
        with pytest.raises(SecondmigError) as caught:
            backup.restore(full.path, source)
        assert state.state_hash(full.read()) == before
        assert kept(full) == []
        assert not [each for each in full.path.parent.iterdir() if each.name.startswith(".")]
        assert caught.value.where == str(source)
        assert caught.value.hint
        return caught.value

    def test_missing(self, full: Store, tmp_path: Path) -> None:
        self.refused(full, tmp_path / "nowhere.db")

    def test_the_database_itself(self, full: Store) -> None:
        assert "itself" in self.refused(full, full.path).message

    def test_not_a_database(self, full: Store, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("not a database at all")
        self.refused(full, tmp_path / "notes.txt")

    def test_another_programs_database(self, full: Store, tmp_path: Path) -> None:
        other = sqlite3.connect(tmp_path / "other.db")
        other.execute("CREATE TABLE t (x)")
        other.commit()
        other.close()
        assert "another program" in self.refused(full, tmp_path / "other.db").message

    def test_newer_schema(self, full: Store, tmp_path: Path) -> None:
        backup.backup(full, tmp_path / "copy.db")
        newer = sqlite3.connect(tmp_path / "copy.db")
        newer.execute("PRAGMA user_version = 99")
        newer.close()
        assert "newer secondmig" in self.refused(full, tmp_path / "copy.db").message

    def test_damaged_pages(self, full: Store, tmp_path: Path) -> None:
        path = tmp_path / "copy.db"
        backup.backup(full, path)
        raw = bytearray(path.read_bytes())
        raw[8 * 4096 : -4096] = b"\x5a" * (len(raw) - 9 * 4096)
        path.write_bytes(raw)
        assert "damaged" in self.refused(full, path).message

    def test_broken_chain(self, full: Store, tmp_path: Path) -> None:
        path = tmp_path / "copy.db"
        backup.backup(full, path)
        forged = sqlite3.connect(path, isolation_level=None)
        forged.execute("DROP TRIGGER events_unchanged")
        forged.execute("UPDATE events SET actor = 'nobody' WHERE rev = 2")
        forged.close()
        assert "event 2 of the back-up" in self.refused(full, path).message


class TestWithdrawals:
    """Who withdrew stays withdrawn, whatever is restored."""

    @pytest.fixture
    def source(self, full: Store, tmp_path: Path) -> Path:
        target = tmp_path / "copy.db"
        backup.backup(full, target)
        erase.withdraw(full, actor=ACTOR, case_id="US01", reason="wrote to us")
        return target

    def assert_gone(self, path: Path) -> None:
        with open_store(path) as store:
            assert [stone.case_id for stone in cases.withdrawn(store.read())] == ["US01"]
            assert documents.all_documents(store.read()) == ()
            assert cases.all_cases(store.read()) == ()
            assert codings.count(store.read()) == 0
            assert check.verify(store) == []
        for each in path.parent.iterdir():
            assert not each.is_file() or b"counted screws" not in each.read_bytes(), each

    def test_withdrawal_is_applied_again(self, full: Store, source: Path) -> None:
        (first,) = cases.withdrawn(full.read())
        full.close()
        assert backup.restore(full.path, source, actor="zoe").withdrawn == ("US01",)
        self.assert_gone(full.path)
        with open_store(full.path) as store:
            (again,) = cases.withdrawn(store.read())
        assert (again.at, again.reason, again.documents) == (first.at, first.reason, first.documents)
        assert again.actor == "zoe"

    def test_even_when_the_database_is_lost(self, full: Store, source: Path) -> None:
        full.close()
        full.path.unlink()
        assert backup.restore(full.path, source).withdrawn == ("US01",)
        self.assert_gone(full.path)

    def test_even_when_only_the_database_remembers(self, full: Store, source: Path) -> None:
        full.close()
        full.path.with_name(withdrawals.NAME).unlink()
        assert backup.restore(full.path, source).withdrawn == ("US01",)
        self.assert_gone(full.path)

    def test_even_when_the_back_up_is_older_than_the_person(
        self, store: Store, doc: Document, tmp_path: Path
    ) -> None:
        backup.backup(store, tmp_path / "early.db")
        add_case(store, case())
        erase.withdraw(store, actor=ACTOR, case_id="US01", reason="wrote to us")
        store.close()
        assert backup.restore(store.path, tmp_path / "early.db").withdrawn == ("US01",)
        self.assert_gone(store.path)

    def test_a_back_up_that_knows_it_is_left_alone(self, full: Store, source: Path, tmp_path: Path) -> None:
        backup.backup(full, tmp_path / "later.db")
        full.close()
        assert backup.restore(full.path, tmp_path / "later.db").withdrawn == ()
        self.assert_gone(full.path)

    def test_a_back_up_put_there_by_hand_is_a_problem(self, full: Store, source: Path) -> None:
        full.close()
        shutil.copy(source, full.path)
        with open_store(full.path) as store:
            (problem,) = check.problems(store)
        assert problem.where == "case US01"
        assert "put here by hand" in problem.message
        result = backup.restore(full.path, source)
        self.assert_gone(full.path)
        held = {str(result.safety_copy), str(source)}
        assert set(result.backups) == held, (
            "what lay there by hand, and the copy itself, still hold the words"
        )


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from secondmig.store import backup
    moment = sys.argv[3]
    inner = getattr(backup, moment)
    def killed(*arguments, **options):
        if sys.argv[4] == "after":
            inner(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(backup, moment, killed)
    backup.restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize(
    ("moment", "when"),
    [("_copy_files", "after"), ("_prepare", "after"), ("_keep", "after"), ("_put_in_place", "after")],
)
def test_a_kill_at_any_moment_leaves_one_good_database(
    full: Store, tmp_path: Path, doc: Document, moment: str, when: str, damaged: bool
) -> None:
    then = state.state_hash(full.read())
    backup.backup(full, tmp_path / "copy.db")
    add_codings(full, coding(doc, "Gunma"))
    now = state.state_hash(full.read())
    full.close()
    if damaged:
        full.path.write_bytes(b"\xa5" * 5000)
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(KILLED),
            str(full.path),
            str(tmp_path / "copy.db"),
            moment,
            when,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    if damaged and moment != "_put_in_place":
        with pytest.raises(SecondmigError, match="damaged"):
            open_store(full.path)
    else:
        with open_store(full.path) as store:
            assert state.state_hash(store.read()) == (then if moment == "_put_in_place" else now)
            assert check.verify(store) == []
    backup.restore(full.path, tmp_path / "copy.db")
    with open_store(full.path) as store:
        assert state.state_hash(store.read()) == then


def test_a_kill_in_the_middle_of_overwriting_leaves_the_state_before(
    full: Store, tmp_path: Path, doc: Document
) -> None:
    backup.backup(full, tmp_path / "copy.db")
    add_codings(full, coding(doc, "Gunma"))
    now = state.state_hash(full.read())
    full.close()
    code = """
        import os, signal, sqlite3, sys
        from pathlib import Path
        from secondmig.store.connection import connect
        source, target = connect(Path(sys.argv[2])), connect(Path(sys.argv[1]))
        target.run("PRAGMA cache_size = 5")
        def die(status, remaining, total):
            if remaining < total / 2:
                os.kill(os.getpid(), signal.SIGKILL)
        source.backup(target, pages=5, progress=die)
    """
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(full.path), str(tmp_path / "copy.db")],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    with open_store(full.path) as store:
        assert state.state_hash(store.read()) == now
        assert check.verify(store) == []
