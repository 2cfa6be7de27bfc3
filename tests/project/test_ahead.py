"""Files are read ahead by other processes, and nothing that is written or said depends on them."""

import gc
import pickle
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Event
from secondmig.project import ahead, intake
from secondmig.project.ahead import read_ahead
from secondmig.project.intake import Reading
from secondmig.project.listing import ImportResult
from secondmig.project.project import Project
from secondmig.project.ready import Order
from secondmig.project.start import init_project
from secondmig.store import documents, events, search_index
from secondmig.store.connection import Connection

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")
ROOT = Path(__file__).resolve().parents[2]
FILES = 32
OTHERS = {"D15", "D16", "D17"}
_OF_ITS_TIME = frozenset({"at", "hash", "prev_hash"})
DRIVER = """
import os, signal, sys
from pathlib import Path
from secondmig.project import ahead
from secondmig.project.project import Project

ahead.FEWEST, ahead.ALONE, ahead.processors = 2, 1, lambda: 2
assert ahead.can_be_copied() == (sys.platform == "linux"), "the test has one thread"
if sys.argv[5] == "child":
    ahead.can_be_copied = lambda: False

def progress(name, number, of):
    if number == int(sys.argv[3]):
        os.killpg(0, signal.SIGINT) if sys.argv[4] == "ctrl-c" else os.kill(os.getpid(), signal.SIGKILL)

with Project.open(Path(sys.argv[1])) as project:
    project.corpus_import([Path(sys.argv[2])], progress=progress)
"""


COPIES = """
import pickle, sys
from pathlib import Path
from secondmig.project import ahead
from tests.project.test_ahead import imported, said

ahead.FEWEST, ahead.processors = 2, lambda: 3
answer, delivered = ahead._Reader.answer, []

def noted(reader):
    assert reader.is_copy
    delivered.append(answer(reader))
    return delivered[-1]

ahead._Reader.answer = noted
ahead._Reader.has_answered = lambda _: True
told = said(imported(Path(sys.argv[1]), Path(sys.argv[2])))
Path(sys.argv[3]).write_bytes(pickle.dumps((told, sum(each is not None for each in delivered))))
"""


@pytest.fixture(autouse=True)
def _ana(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDMIG_CODER", "ana")


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process, from the second file on, however few there are."""
    monkeypatch.setattr(ahead, "FEWEST", 2)
    monkeypatch.setattr(ahead, "ALONE", 1)
    monkeypatch.setattr(ahead, "processors", lambda: 2)
    monkeypatch.setattr(ahead, "can_be_copied", lambda: False)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch, eager: None) -> list[ahead._Reader]:
    """The processes that are started."""
    started: list[ahead._Reader] = []

    class Noted(ahead._Reader):
        def __init__(self, known: frozenset[str]) -> None:
            super().__init__(known)
            started.append(self)

    monkeypatch.setattr(ahead, "_Reader", Noted)
    return started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every fate: good, there twice, refused for several reasons, of the same id."""
    place = tmp_path_factory.mktemp("ahead") / "in"
    (place / "other").mkdir(parents=True)
    for number in range(FILES):
        text = f"INT: So, number {number}?\nROSA: Yes, emigré {number}. Don't write that.\n" * 3
        (place / f"D{number:02}.txt").write_text(text, encoding="utf-8")
    (place / "D07.txt").write_bytes("INT: ¿Sí?\nROSA: Más.\n".encode("cp1252"))
    (place / "D11.txt").write_bytes((place / "D10.txt").read_bytes())
    (place / "D12.txt").write_bytes(b"")
    (place / "D13.txt").write_text("---\nid: D02\n---\nINT: Again?\nROSA: No.\n", encoding="utf-8")
    (place / "D14.txt").write_text("---\nid: [\n---\nINT: Again?\nROSA: No.\n", encoding="utf-8")
    (place / "D15.txt").write_bytes(b"INT: So?\r\nROSA: Yes.\r\nINT: And?\r\nROSA: No.\r\n")
    (place / "D16.txt").write_bytes("INT: 聞き手\nROSA: 工場で働いた。\nINT: は？\nROSA: 差別\n".encode())
    (place / "D17.txt").unlink()
    (place / "D17.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Well.\n\n00:03.000 --> 00:04.000\n<v Li>Yes.\n",
        encoding="utf-8",
    )
    (place / "other" / "D03.txt").write_text("INT: Other?\nROSA: Words.\n", encoding="utf-8")
    return place


def taken(root: Path, folder: Path, progress: Callable[[str, int, int], None] | None = None) -> ImportResult:
    init_project(root, template="blank")
    return imported(root, folder, progress)


def imported(
    root: Path, folder: Path, progress: Callable[[str, int, int], None] | None = None
) -> ImportResult:
    with Project.open(root) as project:
        how = Reading(roles={"rosa": "participant", "nobody": "other"}, language="en")
        return project.corpus_import([folder], reading=how, progress=progress)


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    """What is said and written where this process reads all files."""
    root = tmp_path_factory.mktemp("alone") / "study"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDMIG_CODER", "ana")
        return said(taken(root, folder)), rows(root)


def said(result: ImportResult) -> tuple[object, ...]:
    refused = [(each.message, each.where, each.hint) for each in result.refused]
    return result.imported, result.skipped, refused, result.reports, result.saved


def rows(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the project and every word of its index, but for times, fresh ids and what seals them."""
    connection = sqlite3.connect(root / ".secondmig" / "project.db")
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, instance)")
        kept: dict[str, list[tuple[object, ...]]] = {
            "words": connection.execute("SELECT * FROM words ORDER BY term, doc, col, offset").fetchall()
        }
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%'"
            " AND name NOT LIKE '%sqlite%' ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            columns = [column for _, column, *_ in connection.execute(f"PRAGMA table_info({table})")]
            fixed = [each for each in columns if table != "events" or each not in _OF_ITS_TIME | {"id"}]
            kept[table] = connection.execute(f"SELECT {', '.join(fixed)} FROM {table}").fetchall()
        return kept
    finally:
        connection.close()


def test_what_is_said_and_written_is_the_same_as_without(
    tmp_path: Path,
    folder: Path,
    alone: tuple[object, object],
    monkeypatch: pytest.MonkeyPatch,
    readers: list[ahead._Reader],
) -> None:
    monkeypatch.setattr(ahead, "processors", lambda: 3)
    delivered = []
    answer = ahead._Reader.answer

    def noted(reader: ahead._Reader) -> object:
        delivered.append(answer(reader))
        return delivered[-1]

    monkeypatch.setattr(ahead._Reader, "answer", noted)
    monkeypatch.setattr(ahead._Reader, "has_answered", lambda _: True)
    result = taken(tmp_path / "study", folder)
    assert len(readers) == 2
    assert sum(each is not None for each in delivered) >= FILES - 8, "nearly all files are read ahead"
    assert len(result.refused) == 5
    assert (said(result), rows(tmp_path / "study")) == alone


@ON_LINUX
def test_copies_of_the_process_make_the_same(
    tmp_path: Path, folder: Path, alone: tuple[object, object]
) -> None:
    # In a process of its own: the one that runs the tests may have several threads.
    init_project(tmp_path / "study", template="blank")
    places = map(str, (tmp_path / "study", folder, tmp_path / "told"))
    command = [sys.executable, "-c", COPIES, *places]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    told, delivered = pickle.loads((tmp_path / "told").read_bytes())
    assert delivered >= FILES - 8, "nearly all files are read ahead"
    assert (told, rows(tmp_path / "study")) == alone


def test_parent_reads_a_file_itself_where_it_would_only_wait(
    tmp_path: Path,
    folder: Path,
    alone: tuple[object, object],
    monkeypatch: pytest.MonkeyPatch,
    readers: list[ahead._Reader],
) -> None:
    here: list[Path] = []
    found = ahead._found

    def noted(order: Order, known: frozenset[str]) -> object:
        here.append(order.path)
        return found(order, known)

    monkeypatch.setattr(ahead, "_found", noted)
    monkeypatch.setattr(ahead._Reader, "has_answered", lambda _: False)
    result = taken(tmp_path / "study", folder)
    assert len(readers) == 1
    assert here
    assert len(set(here)) == len(here)
    assert (said(result), rows(tmp_path / "study")) == alone


def test_reader_says_whether_an_answer_is_there(folder: Path, readers: list[ahead._Reader]) -> None:
    reader = ahead._Reader(frozenset())
    assert not reader.has_answered()
    assert reader.ask(Order(folder / "D00.txt", "D00.txt", Reading()))
    assert reader.owes() == 1
    assert reader.answer() is not None
    assert reader.owes() == 0
    reader.stop()
    assert reader.has_answered(), "nobody waits for what does not come"


def test_files_that_are_there_already_are_not_read_again(tmp_path: Path, folder: Path, eager: None) -> None:
    root = tmp_path / "study"
    before = taken(root, folder)
    with Project.open(root) as project:
        known = documents.sources(project._session.store.read())
        again = project.corpus_import([folder])
    assert again.imported == ()
    assert len(again.skipped) == len(before.imported) + 1
    order = Order(folder / "D00.txt", "D00.txt", Reading())
    assert ahead._found(order, known) is None
    assert ahead._found(order, known - {content_hash(order.path.read_bytes())}) is not None


PROGRAMS = {
    "cannot start": "import sys; sys.exit(3)",
    "ends after some answers": (
        "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer)\n"
        "import os\nfrom secondmig.project import ahead\n"
        "given = []\ngive = ahead._give\n"
        "def some(answers, found):\n"
        "    give(answers, found) if len(given) < 5 else os._exit(1)\n"
        "    given.append(1)\n"
        "ahead._give = some\nahead.serve()"
    ),
    "says what is no answer": "import sys; sys.stdout.write('hello, this is no answer' * 9)",
    "says half of an answer": "import sys; sys.stdout.buffer.write(b'\\x80\\x05\\x95\\xff')",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_process_that_fails_changes_nothing(
    program: str,
    tmp_path: Path,
    folder: Path,
    alone: tuple[object, object],
    monkeypatch: pytest.MonkeyPatch,
    eager: None,
) -> None:
    monkeypatch.setattr(ahead, "_PROGRAM", PROGRAMS[program])
    assert (said(taken(tmp_path / "study", folder)), rows(tmp_path / "study")) == alone


def test_process_killed_in_the_middle_changes_nothing(
    tmp_path: Path, folder: Path, alone: tuple[object, object], readers: list[ahead._Reader]
) -> None:
    def kill(_name: str, number: int, _of: int) -> None:
        if number == FILES // 2:
            for reader in readers:
                assert reader._process is not None
                reader._process.kill()

    assert (said(taken(tmp_path / "study", folder, kill)), rows(tmp_path / "study")) == alone


def test_without_a_python_to_start_files_are_read_here(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, eager: None
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    assert len(taken(tmp_path / "study", folder).imported) > FILES - 8


def test_few_files_start_no_process(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(subprocess, "Popen", never)
    assert FILES + 2 < ahead.FEWEST
    assert taken(tmp_path / "study", folder).imported


def test_large_file_is_left_to_the_parent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(folder / "D00.txt", "D00.txt", Reading())
    assert ahead._found(order, ()) is not None
    monkeypatch.setattr(ahead, "LARGEST", 10)
    assert ahead._found(order, ()) is None


def test_no_more_files_are_asked_for_than_a_few(folder: Path, readers: list[ahead._Reader]) -> None:
    asked: list[Path] = []

    def order(path: Path) -> Order:
        asked.append(path)
        return Order(path, path.name, Reading())

    coming = read_ahead(sorted(folder.glob("*.txt")), order, frozenset)
    for number, (each, _) in enumerate(coming):
        assert each.path == asked[number]
        assert len(asked) <= number + 1 + ahead._HELD
        if number == 9:
            break
    coming.close()
    assert all(reader._process is None for reader in readers), "none is left when the import is"


def test_order_that_no_pipe_may_hold_is_not_given(folder: Path, readers: list[ahead._Reader]) -> None:
    roles: dict[str, object] = {f"SPEAKER {number}": "participant" for number in range(1000)}

    def order(path: Path) -> Order:
        return Order(path, path.name, Reading(roles=roles))  # type: ignore[arg-type]

    found = list(read_ahead(sorted(folder.glob("*.txt"))[:6], order, frozenset))
    assert [ready for _, ready in found] == [None] * 6
    assert len(readers) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a process group")
@pytest.mark.parametrize(("how", "number"), [("kill", 21), ("ctrl-c", 21)])
@pytest.mark.parametrize("by", ["child", pytest.param("copy", marks=ON_LINUX)])
def test_import_that_is_stopped_leaves_all_that_is_in_to_be_found(
    by: str, how: str, number: int, tmp_path: Path, folder: Path
) -> None:
    root = init_project(tmp_path / "study", template="blank")
    # The processes hold the other end of stderr: to see its end is to see theirs.
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(root), str(folder), str(number), how, by],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    assert done.returncode == (-signal.SIGKILL if how == "kill" else -signal.SIGINT), done.stderr
    assert "serve()" not in done.stderr
    assert done.stderr.count("Traceback") == (how == "ctrl-c")
    with Project.open(root) as project:
        there = {str(row["id"]) for row in project.corpus_list().rows}
        # The last few wait to be written together; Ctrl-C lets them be written, a kill does not.
        waiting = intake._AT_ONCE if how == "kill" else 0
        assert number - 8 - waiting < len(there) <= number
        assert {str(row["document"]) for row in project.corpus_search("emigre").rows} == there - OTHERS
        assert [row for row in project.check().rows if row["severity"] == "problem"] == []
        assert list(search_index.faults(project._session.store.read(), thorough=True)) == []
        project.corpus_import([folder])
        assert search_index.behind(project._session.store.read()) is None
        assert len(project.corpus_search("emigre").rows) >= (FILES - 8) * 3
        assert list(search_index.faults(project._session.store.read(), thorough=True)) == []


def test_ctrl_c_brings_the_index_up_to_date(tmp_path: Path, folder: Path) -> None:
    root = init_project(tmp_path / "study", template="blank")

    def stop(_name: str, number: int, _of: int) -> None:
        if number == 5:
            raise KeyboardInterrupt

    with Project.open(root) as project:
        with pytest.raises(KeyboardInterrupt):
            project.corpus_import([folder], progress=stop)
        assert search_index.behind(project._session.store.read()) is None
        assert len(project.corpus_search("emigre").rows) == 15


def test_index_that_cannot_be_written_refuses_no_file(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[None]:
        raise SecondmigError("the disk is full")

    monkeypatch.setattr(search_index, "catch_up", full)
    result = taken(tmp_path / "study", folder)
    assert len(result.refused) == 5
    with Project.open(tmp_path / "study") as project:
        assert search_index.behind(project._session.store.read()) == 1
        assert len({row["document"] for row in project.corpus_search("emigre").rows}) == FILES - 8


@pytest.mark.parametrize("fails", [(3,), (3, 25)], ids=["once", "twice"])
def test_files_that_cannot_be_written_together_are_written_one_by_one(
    fails: tuple[int, ...],
    tmp_path: Path,
    folder: Path,
    alone: tuple[object, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    appended = events.append

    def ended(connection: Connection, event: Event) -> Event:
        if event.verb == "corpus import":
            written.append(event.subject)
            if len(written) in fails:
                # As SQLite does on a full disk: all of the transaction ends with one of its changes.
                connection.run("ROLLBACK")
                raise SecondmigError("the disk is full")
        return appended(connection, event)

    monkeypatch.setattr(events, "append", ended)
    assert (said(taken(tmp_path / "study", folder)), rows(tmp_path / "study")) == alone
    assert len(written) > len(set(written)), "some are written twice"


def test_collector_of_garbage_looks_as_often_as_before_once_it_is_done(folder: Path, eager: None) -> None:
    before = gc.get_threshold()
    reading = read_ahead([folder / "D00.txt"] * 3, lambda path: Order(path, path.name, Reading()), set)
    next(reading)
    assert gc.get_threshold()[0] >= 50_000
    reading.close()
    assert gc.get_threshold() == before
