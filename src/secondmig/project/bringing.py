"""What comes in through the page: transcripts that somebody drops there, and a codebook to begin with.

The readers, the reports and the rules are those of ``corpus import`` and ``codebook import``.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.project.book_files import FOLDER, BookReading, import_book
from secondmig.project.intake import Reading, import_files
from secondmig.project.session import Session
from secondmig.project.start import TEMPLATE_CODEBOOKS, source_folder
from secondmig.project.workbench import Workbench
from secondmig.store import codebooks

Plain: TypeAlias = dict[str, object]
_LONGEST_NAME: Final = 200
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that a browser sends.

    Attributes:
        name: as it is called on the user's disk.
        body: its bytes.
        encoding: of its letters, "" to find out.
        speakers: pattern with one group that names the speaker of a line, "" to find out.
    """

    name: str
    body: bytes
    encoding: str = ""
    speakers: str = ""


def bring(bench: Workbench, brought: Brought, *, dry_run: bool) -> Plain:
    """Take a transcript in, or say how it would be read.

    Args:
        bench: of the coder who brings it.
        brought: the file; a file that is there already, by its bytes, is skipped.
        dry_run: read and report, write nothing.

    Returns:
        ``imported`` (ids), ``skipped`` and ``refused`` (lines), ``reports`` (id and what was understood).

    Raises:
        SecondmigError: this cannot be the name of a file.
    """
    name = plain_name(brought.name)
    how = Reading(encoding=brought.encoding or None, speakers=brought.speakers or None)
    with tempfile.TemporaryDirectory(prefix="secondmig-") as folder:
        path = Path(folder) / name
        path.write_bytes(brought.body)
        done = import_files(bench.session, [path], how, dry_run=dry_run)

        def here(text: str) -> str:
            return text.replace(str(path), name).replace(str(path.resolve()), name)

        return {
            "rev": bench.rev(),
            "imported": list(done.imported),
            "skipped": [here(line) for line in done.skipped],
            "refused": [{"message": here(each.message), "hint": here(each.hint)} for each in done.refused],
            "reports": [[document, list(map(here, lines))] for document, lines in done.reports],
        }


def plain_name(name: str) -> str:
    r"""The name of a file without any folder.

    >>> plain_name("C:\\fakepath\\Rosa, März.docx")
    'Rosa, März.docx'

    Raises:
        SecondmigError: it is empty, hidden, too long, or holds what no file's name may hold.
    """
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    wrong = not last or last.startswith(".") or len(last.encode("utf-8", "replace")) > _LONGEST_NAME
    if wrong or any(letter in _FORBIDDEN or not letter.isprintable() for letter in last):
        raise SecondmigError("this cannot be the name of a file", hint="rename the file, then drop it again")
    return last


def begin_codebook(bench: Workbench) -> Plain:
    """Take in the three codebooks of the template, where they are not there yet.

    All three come in or none. One that the project has by that name stays as it is.

    Returns:
        ``said``: a line for each.

    Raises:
        SecondmigError: a file of that name is there already, and the project does not know it; all at once.
    """
    session = bench.session
    folder = source_folder() / "codebooks"
    said = []
    with session.store.together():
        held = codebooks.every(session.store.read())
        wanted = [name for name in TEMPLATE_CODEBOOKS if name not in held]
        raise_all(_taken(name) for name in wanted if _is_taken(session, folder, name))
        for name in TEMPLATE_CODEBOOKS:
            if name in held:
                said.append(f"{name}@{held[name][-1].number} is there already")
            else:
                said.append(import_book(session, folder / f"{name}.yaml", BookReading()).message)
    return {"rev": bench.rev(), "said": said}


def _is_taken(session: Session, folder: Path, name: str) -> bool:
    """Whether something else stands where a codebook of the template is to be."""
    target = session.root / FOLDER / f"{name}.yaml"
    return target.exists() and target.read_bytes() != (folder / f"{name}.yaml").read_bytes()


def _taken(name: str) -> SecondmigError:
    return SecondmigError(
        f"{FOLDER}/{name}.yaml is there already, says something else, and is no codebook of the project",
        hint="name it in secondmig.toml under [codebooks] and run secondmig build, or rename it",
    )
