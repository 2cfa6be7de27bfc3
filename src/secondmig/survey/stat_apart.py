"""SPSS and Stata files read in a process of their own.

The C library behind pyreadstat can crash on a damaged file, and would take the whole program with it. So a
child reads, and says on its standard output what it found, as lines of JSON: blocks of columns, then what
the file says of them, or the one thing that is wrong.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from secondmig.core.errors import SecondmigError
from secondmig.survey.cells import Cells, Progress
from secondmig.survey.form import SurveyForm, form_from, form_json
from secondmig.survey.stat_cells import read_stat_cells

_BLOCK: Final = 20_000  # rows told at once
_FEW: Final = 50_000  # distinct texts of a column up to which equal ones are the same object


def read_apart(path: Path, form: str, *, encoding: str = "", progress: Progress | None = None) -> Cells:
    """What :func:`read_stat_cells` gives; a file on which the library crashes is refused like any other.

    Args:
        path: the file.
        form: "sav" or "dta".
        encoding: of its texts, "" where the file says so itself.
        progress: told the number of rows read so far.

    Raises:
        SecondmigError: as for :func:`read_stat_cells`.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-m", __name__, str(path.resolve()), form, encoding]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            cells = _heard(child.stdout, path, form, progress) if child.stdout else None
        finally:
            if child.poll() is None and sys.exc_info()[0] is not None:
                child.kill()
    if cells is None:
        program = "SPSS" if form == "sav" else "Stata"
        raise SecondmigError(
            f"a damaged {program} file: its reader broke down on it",
            where=path.name,
            hint="open it in the program it was written with, save it again, or save it as CSV",
        )
    return cells


def _heard(stream: IO[bytes], path: Path, form: str, progress: Progress | None) -> Cells | None:
    """The cells that the child tells, None where it stops before the end."""
    columns: dict[str, list[str]] = {}
    known: dict[str, dict[str, str]] = {}
    for line in stream:
        told: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
        if "error" in told:
            message, where, hint = told["error"]
            raise SecondmigError(message, where=where, hint=hint)
        for name, texts in told.get("block", {}).items():
            same = known.setdefault(name, {})
            column = columns.setdefault(name, [])
            column.extend(map(same.setdefault, texts, texts) if len(same) < _FEW else texts)
        if progress and "rows" in told:
            progress(told["rows"])
        if "form" in told:
            variables = form_from(told["form"]).variables
            return Cells(form, path.name, columns, variables=variables, encoding=told["encoding"])
    return None


def _told(path: Path, form: str, encoding: str) -> Iterator[Mapping[str, object]]:
    """What the child says."""
    try:
        found = read_stat_cells(path, form, encoding=encoding)
    except SecondmigError as error:
        yield {"error": [error.message, error.where, error.hint]}
        return
    rows = len(next(iter(found.columns.values())))
    for start in range(0, rows, _BLOCK):
        stop = min(start + _BLOCK, rows)
        block = {name: texts[start:stop] for name, texts in found.columns.items()}
        yield {"block": block, "rows": stop}
    yield {"form": form_json(SurveyForm(variables=found.variables)), "encoding": found.encoding}


def main() -> None:
    """Read the file named on the command line and tell it."""
    path, form, encoding = sys.argv[1:4]
    for each in _told(Path(path), form, encoding):
        sys.stdout.write(json.dumps(each, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
