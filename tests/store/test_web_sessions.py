"""Browser sessions: kept by hash, ended by time or by word, there again after a restart."""

import sqlite3
from pathlib import Path

import pytest

from secondmig.core.errors import FaultError, SecondmigError
from secondmig.store.web_sessions import IDLE, WebSessions


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_session_is_there_for_its_secret_alone(tmp_path: Path) -> None:
    with WebSessions(tmp_path / "web.db") as sessions:
        ana, ben = sessions.begin("ana"), sessions.begin("ben")
        assert (sessions.coder_of(ana), sessions.coder_of(ben)) == ("ana", "ben")
        assert sessions.coder_of("") is None
        assert sessions.coder_of(ana[:-1]) is None
        assert len(ana) >= 43  # 256 bits


def test_secret_itself_is_nowhere_in_the_file_and_the_file_is_the_owners(tmp_path: Path) -> None:
    path = tmp_path / "web.db"
    with WebSessions(path) as sessions:
        secret = sessions.begin("ana")
    assert secret.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_session_outlives_the_server(tmp_path: Path) -> None:
    with WebSessions(tmp_path / "web.db") as sessions:
        secret = sessions.begin("ana")
    with WebSessions(tmp_path / "web.db") as again:
        assert again.coder_of(secret) == "ana"


def test_session_ends_after_twelve_idle_hours_and_not_while_it_is_used(tmp_path: Path) -> None:
    clock = Clock()
    with WebSessions(tmp_path / "web.db", clock=clock) as sessions:
        secret = sessions.begin("ana")
        for _ in range(3):
            clock.now += IDLE - 1
            assert sessions.coder_of(secret) == "ana"
        clock.now += IDLE + 1
        assert sessions.coder_of(secret) is None
    with (
        WebSessions(tmp_path / "web.db", clock=clock),
        sqlite3.connect(tmp_path / "web.db") as file,
    ):
        assert file.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    file.close()


def test_session_is_revoked(tmp_path: Path) -> None:
    with WebSessions(tmp_path / "web.db") as sessions:
        one, two, three = sessions.begin("ana"), sessions.begin("ana"), sessions.begin("ben")
        sessions.revoke(one)
        assert [sessions.coder_of(each) for each in (one, two, three)] == [None, "ana", "ben"]
        sessions.revoke_all()
        assert [sessions.coder_of(each) for each in (one, two, three)] == [None, None, None]


def test_port_is_remembered(tmp_path: Path) -> None:
    with WebSessions(tmp_path / "web.db") as sessions:
        assert sessions.last_port() == 0
        sessions.remember_port(8123)
        sessions.remember_port(8124)
    with WebSessions(tmp_path / "web.db") as again:
        assert again.last_port() == 8124


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SecondmigError, match="cannot be made"):
        WebSessions(tmp_path / "file" / "web.db")
    (tmp_path / "web.db").mkdir()
    with pytest.raises(FaultError, match="cannot be used"):
        WebSessions(tmp_path / "web.db")


def test_file_that_is_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "web.db").write_text("not a database, " * 100)
    with pytest.raises(FaultError, match="cannot be used"):
        WebSessions(tmp_path / "web.db")
