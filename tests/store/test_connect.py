import os
import re
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document
from secondmig.store import codings, files, history
from secondmig.store.connect import Store, create_store, open_store
from secondmig.store.schema import NEWEST
from tests.store.making import ACTOR, add_codings, coding, new_store

SHA = "sha256:" + "0" * 64


def run(code: str, *arguments: str) -> "subprocess.Popen[str]":
    """A Python process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def finished(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()


def take(store: Store, path: str) -> int:
    with store.write(actor=ACTOR, verb="corpus import", subject=path) as change:
        files.take(change, path, SHA, "transcript")
    return change.rev


def fail(store: Store, path: str) -> None:
    with store.write(actor=ACTOR, verb="corpus import") as change:
        files.take(change, path, SHA, "transcript")
        raise ZeroDivisionError


def take_and_fail(store: Store, path: str) -> None:
    take(store, path)
    raise ZeroDivisionError


def fill(store: Store) -> None:
    for number in range(1000):
        take(store, f"{number}.txt")


def test_new_database_is_ours_private_and_journalled(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.path.stat().st_mode & 0o777 == 0o600
        pragma = {
            name: store.read().row(f"PRAGMA {name}")
            for name in (
                "application_id",
                "user_version",
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "recursive_triggers",
                "secure_delete",
            )
        }
    assert pragma == {
        "application_id": (0x736D6967,),
        "user_version": (NEWEST,),
        "journal_mode": ("wal",),
        "synchronous": (2,),
        "foreign_keys": (1,),
        "recursive_triggers": (1,),
        "secure_delete": (1,),
    }


def test_log_and_index_files_are_private_too(store: Store) -> None:
    take(store, "a.txt")
    modes = {each.name: each.stat().st_mode & 0o077 for each in store.path.parent.iterdir()}
    assert {"project.db", "project.db-wal", "project.db-shm"} <= set(modes)
    assert set(modes.values()) == {0}


def test_a_database_copied_with_wide_rights_is_closed_again(store: Store) -> None:
    store.close()
    store.path.chmod(0o644)
    open_store(store.path).close()
    assert store.path.stat().st_mode & 0o777 == 0o600


def test_creating_twice_opens_the_first(tmp_path: Path) -> None:
    with new_store(tmp_path) as first:
        rev = take(first, "a.txt")
    with new_store(tmp_path) as second:
        assert [event.rev for event in history.events(second.read())] == [rev]


def test_creation_leaves_nothing_else_behind(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    assert [each.name for each in (tmp_path / ".secondmig").iterdir()] == ["project.db"]


def test_creation_in_a_place_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(SecondmigError, match="cannot be made"):
        create_store(tmp_path / "taken" / "project.db")


class TestRefusals:
    """Each gets one line that says what, where and what to do; the file stays as it is."""

    def refused(self, path: Path) -> SecondmigError:
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(SecondmigError) as caught:
            open_store(path)
        assert (path.read_bytes() if path.exists() else None) == before
        assert caught.value.where == str(path)
        assert caught.value.hint
        assert "\n" not in caught.value.line()
        return caught.value

    def test_missing(self, tmp_path: Path) -> None:
        assert self.refused(tmp_path / "project.db").hint == "secondmig build"
        assert not (tmp_path / "project.db").exists()

    def test_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "project.db"
        path.write_bytes(b"")
        assert self.refused(path).message == "the project's database is empty"

    def test_not_a_database(self, tmp_path: Path) -> None:
        path = tmp_path / "project.db"
        path.write_text("Dear diary, today I coded nothing.\n" * 100)
        assert "not a database" in self.refused(path).message

    def test_database_of_another_program(self, tmp_path: Path) -> None:
        path = tmp_path / "project.db"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE places (url TEXT)")
        other.commit()
        other.close()
        assert self.refused(path).message == "this is a database of another program"

    def test_newer_schema(self, store: Store) -> None:
        store.read().run("PRAGMA user_version = 99")
        store.read().row("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        error = self.refused(store.path)
        assert "schema 99" in error.message
        assert "upgrade" in error.hint

    def test_damaged_header(self, store: Store) -> None:
        store.close()
        raw = bytearray(store.path.read_bytes())
        raw[16:100] = b"\xff" * 84
        store.path.write_bytes(raw)
        assert "damaged" in self.refused(store.path).message

    def test_cut_short(self, store: Store) -> None:
        store.close()
        store.path.write_bytes(store.path.read_bytes()[:2000])
        assert "damaged" in self.refused(store.path).message

    def test_hint_names_the_newest_back_up(self, tmp_path: Path) -> None:
        path = tmp_path / "project.db"
        path.write_bytes(b"")
        kept = tmp_path / "backups"
        kept.mkdir()
        for age, name in ((2, "old.db"), (1, "new.db")):
            (kept / name).write_bytes(b"x")
            os.utime(kept / name, (1_000_000 - age, 1_000_000 - age))
        assert self.refused(path).hint == f"secondmig restore {kept / 'new.db'}"


def test_damage_met_while_reading_is_one_line(store: Store, doc: Document) -> None:
    add_codings(store, coding(doc, "screws"))
    store.read().row("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    raw = bytearray(store.path.read_bytes())
    size = 4096
    for page in range(2, len(raw) // size):
        raw[page * size : page * size + 200] = b"\xa5" * 200
    store.path.write_bytes(raw)
    with pytest.raises(SecondmigError, match="damaged"), open_store(store.path) as opened:
        codings.find(opened.read())


def test_lost_table_is_one_line(store: Store) -> None:
    store.read().run("DROP VIEW codings_readable")
    store.read().run("PRAGMA foreign_keys = OFF")
    store.read().run("DROP TABLE codings")
    with pytest.raises(SecondmigError, match="damaged"):
        codings.find(store.read())


class TestWrite:
    def test_change_is_one_event(self, store: Store) -> None:
        with store.write(actor="ana", verb="corpus import", subject="US01", payload={"turns": 2}) as change:
            files.take(change, "US01.txt", SHA, "transcript")
            change.payload["more"] = 1
        (event,) = history.events(store.read())
        assert (event.rev, event.actor, event.verb, event.subject) == (1, "ana", "corpus import", "US01")
        assert event.payload == {"turns": 2, "more": 1}
        assert change.event == event
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event.at)
        assert event.prev_hash == ""

    def test_failure_leaves_everything_as_it_was(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError):
            fail(store, "US01.txt")
        assert history.events(store.read()) == []
        assert files.all_files(store.read()) == ()
        assert take(store, "again.txt") == 1

    def test_nothing_leaves_no_event(self, store: Store) -> None:
        with store.write(actor="ana", verb="x") as change:
            files.take(change, "US01.txt", SHA, "transcript")
            change.nothing()
        assert change.event is None
        assert history.events(store.read()) == []
        assert files.all_files(store.read()) == ()

    def test_change_within_a_change_is_a_fault(self, store: Store) -> None:
        with (
            pytest.raises(RuntimeError, match="one change at a time"),
            store.write(actor="ana", verb="x"),
            store.write(actor="ana", verb="y"),
        ):
            pass

    def test_half_a_character_is_refused(self, store: Store) -> None:
        with pytest.raises(SecondmigError, match="half of a character"):
            take(store, "US\udcff.txt")
        with (
            pytest.raises(SecondmigError, match="half of a character"),
            store.write(actor="\udcff", verb="x"),
        ):
            pass
        assert history.events(store.read()) == []

    def test_together_is_all_or_none(self, store: Store) -> None:
        with store.together():
            take(store, "a.txt")
            take(store, "b.txt")
        with pytest.raises(ZeroDivisionError), store.together():
            take_and_fail(store, "c.txt")
        assert [event.subject for event in history.events(store.read())] == ["a.txt", "b.txt"]
        assert [each.path for each in files.all_files(store.read())] == ["a.txt", "b.txt"]

    def test_together_inside_of_together_is_one_with_it(self, store: Store) -> None:
        with store.together(), store.together():
            take(store, "a.txt")
        with pytest.raises(ZeroDivisionError), store.together(), store.together():
            take_and_fail(store, "b.txt")
        assert [each.path for each in files.all_files(store.read())] == ["a.txt"]

    def test_together_ends_where_the_database_ended_it(self, store: Store) -> None:
        def lose_one_of_two() -> None:
            with store.together():
                take(store, "a.txt")
                store.read().run("ROLLBACK")  # as SQLite does by itself on a full disk
                with pytest.raises(SecondmigError, match="taken back"):
                    take(store, "b.txt")

        with pytest.raises(SecondmigError, match="taken back"):
            lose_one_of_two()
        assert files.all_files(store.read()) == ()
        take(store, "c.txt")
        assert [event.subject for event in history.events(store.read())] == ["c.txt"]

    def test_together_survives_one_failed_change(self, store: Store) -> None:
        with store.together():
            take(store, "a.txt")
            with pytest.raises(ZeroDivisionError):
                fail(store, "b.txt")
            take(store, "c.txt")
        assert [each.path for each in files.all_files(store.read())] == ["a.txt", "c.txt"]

    def test_consistent_reads_see_one_state(self, store: Store) -> None:
        take(store, "a.txt")
        with open_store(store.path) as other, store.consistent() as connection:
            assert connection.number("SELECT count(*) FROM events") == 1
            take(other, "b.txt")
            assert connection.number("SELECT count(*) FROM events") == 1
        assert store.read().number("SELECT count(*) FROM events") == 2


class TestTrouble:
    """What the machine does to us, in words."""

    def test_full_disk(self, store: Store) -> None:
        pages = store.read().number("PRAGMA page_count")
        store.read().row(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(SecondmigError, match="the disk is full; nothing was changed"):
            fill(store)
        kept = len(history.events(store.read()))
        assert kept == len(files.all_files(store.read()))
        store.read().row("PRAGMA max_page_count = 1000000")
        assert take(store, "room again.txt") == kept + 1

    def test_locked(self, store: Store) -> None:
        with open_store(store.path, patience=0.05) as hasty, store.write(actor="ana", verb="x") as change:
            with pytest.raises(SecondmigError, match="another command is writing"):
                take(hasty, "b.txt")
            change.nothing()

    def test_read_only(self, store: Store) -> None:
        store.read().run("PRAGMA query_only = ON")
        with pytest.raises(SecondmigError, match="cannot be written"):
            take(store, "a.txt")

    def test_folder_in_place_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "project.db").mkdir()
        with pytest.raises(SecondmigError, match="cannot be read"):
            open_store(tmp_path / "project.db")


WRITER = """
    import sys
    from pathlib import Path
    from secondmig.store.connect import create_store
    from secondmig.store import files
    path, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with create_store(path) as store:
        for i in range(number):
            with store.write(actor=name, verb="corpus import") as change:
                files.take(change, f"{name}{i}.txt", "sha256:" + "0" * 64, "transcript")
"""


def test_two_processes_that_create_and_write_at_once_both_succeed(tmp_path: Path) -> None:
    path = tmp_path / ".secondmig" / "project.db"
    writers = [run(WRITER, str(path), name, "20") for name in ("a", "b")]
    for writer in writers:
        finished(writer)
    with open_store(path) as store:
        events = history.events(store.read())
        assert len(files.all_files(store.read())) == 40
    assert [event.rev for event in events] == list(range(1, 41))
    assert {event.actor for event in events} == {"a", "b"}
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from secondmig.store.connect import open_store
    from secondmig.store import files
    store = open_store(Path(sys.argv[1]))
    store.read().run("PRAGMA cache_size = 5")
    with store.write(actor="ana", verb="corpus import") as change:
        for i in range(3000):
            files.take(change, f"file {i:05d} with a long name.txt", "sha256:" + "0" * 64, "transcript")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_in_the_middle_of_a_change_leaves_the_state_before(store: Store) -> None:
    take(store, "before.txt")
    store.close()
    process = run(KILLED, str(store.path))
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert store.path.with_name("project.db-wal").stat().st_size > 100_000, "nothing was under way"
    with open_store(store.path) as opened:
        assert [each.path for each in files.all_files(opened.read())] == ["before.txt"]
        assert take(opened, "after.txt") == 2


def test_everyday_paths_import_no_heavy_library(store: Store, doc: Document) -> None:
    add_codings(store, coding(doc, "screws"))
    store.close()
    out = finished(
        run(
            """
            import sys
            from pathlib import Path
            from secondmig.store.connect import open_store
            from secondmig.store import (
                backup, cases, check, codebooks, codings, documents, erase, files, history, links, memos,
                relations, restrictions, state, surveys,
            )
            with open_store(Path(sys.argv[1])) as store:
                found = codings.find(store.read())
                documents.get(store.read(), "US01")
                codebooks.newest(store.read())
                state.state_hash(store.read())
                with store.write(actor="ana", verb="code remove") as change:
                    codings.retire(change, [found[0].id])
                history.undo(store, actor="ana")
            heavy = {"pandas", "numpy", "sqlite_utils", "spacy", "jinja2", "ruamel", "click"}
            print(sorted(heavy & set(sys.modules)))
            """,
            str(store.path),
        )
    )
    assert out == "[]"


ELSEWHERE = """
import sys
from pathlib import Path
from secondmig.store.connect import open_store

with open_store(Path(sys.argv[1])) as store:
    print(store.read().number("SELECT count(*) FROM files"))
"""


def test_opening_again_in_one_process_takes_no_lock_from_the_store_that_is_open(tmp_path: Path) -> None:
    """A server opens the project once for each thread while commands come and go in other processes."""
    with new_store(tmp_path) as first:
        take(first, "a.txt")
        with open_store(first.path) as second:
            assert finished(run(ELSEWHERE, str(first.path))) == "1"
            for number, store in enumerate((first, second, first)):
                take(store, f"{number}.txt")
                assert finished(run(ELSEWHERE, str(first.path))) == str(number + 2)
        take(first, "last.txt")
        assert finished(run(ELSEWHERE, str(first.path))) == "5"


def test_a_refused_opening_takes_no_lock_from_the_store_that_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_store(tmp_path) as store:
        with monkeypatch.context() as older:
            older.setattr("secondmig.store.connect.APPLICATION_ID", 1)
            with pytest.raises(SecondmigError, match="another program"):
                open_store(store.path)
        assert finished(run(ELSEWHERE, str(store.path))) == "0"
        take(store, "a.txt")
        assert finished(run(ELSEWHERE, str(store.path))) == "1"
