"""The commands of every day use no network."""

import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from secondmig.cli.main import root
from tests.cli.test_blind import ROWS
from tests.project.talking import two_coders

WRITING = (
    "build",
    "check",
    "verify",
    "status",
    "report build",
    "report build --release public",
    "code suggest",
    "code add A1 --turn 2 --quote door --code OS-LEG",
    "agree report --draws 0",
    "agree package --coder kenji --documents A1 -o {here}/kenji.secondmig",
    "codebook export {here}/book.qdc",
    "case export A1 {here}/A1.json",
    "backup {here}/copy.db",
    "corpus restrict A1 --turn 2 --reason asked",
    "case withdraw B2 --reason letter --yes",
)


def _refused(*_arguments: object, **_named: object) -> None:
    raise AssertionError("the network was used")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = two_coders(tmp_path / "made")
    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, _refused)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, _refused)
    return Path(shutil.move(made, tmp_path / "study"))


def test_commands_use_no_network(study: Path) -> None:
    reading = [line for line in ROWS if "{last}" not in line and line.split(maxsplit=1)[0] != "joint"]
    for line in (*reading, "joint quotes", *WRITING):
        words = line.format(here=study.parent).split()
        result = CliRunner().invoke(root, ["--project", str(study), *words], prog_name="secondmig")
        assert result.exit_code in {0, 1}, (line, result.output, result.exception)
        assert not isinstance(result.exception, AssertionError), line
