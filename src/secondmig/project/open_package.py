"""A package opened on the coder's own machine: a project folder in which every command works."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from secondmig.codebook.canonical import from_canonical
from secondmig.core.counting import counted
from secondmig.core.ids import short_id
from secondmig.core.types import CodebookVersion, Document
from secondmig.project.layout import STATE_FOLDER, database_path
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.listing import Done
from secondmig.project.package_form import (
    WITHHELD,
    Brief,
    Packed,
    Row,
    brief_of,
    coding_from,
    document_from,
    remark_from,
    strictly,
    tie_from,
    title_from,
)
from secondmig.project.packages import CODEBOOKS, CODINGS, DOCUMENTS, GUIDE, MEMOS, RELATIONS, TITLE
from secondmig.project.sealed_file import Sealed, changed, read
from secondmig.project.start import fill_beside
from secondmig.store import codebooks, codings, documents, guides, memos, relations, restrictions
from secondmig.store.connect import Change, create_store

VERB: Final = "agree open"
_TOML = """title = {title}
coder = {coder}

# This project was opened from a package: the transcripts and codebooks lie in the database.
# Code as usual, then: secondmig agree return
"""
_README = """This folder is a secondmig project, opened from a package for {coder}.

secondmig serve                   opens the workbench: read and code in the browser
secondmig corpus list             the transcripts
secondmig codebook show           the codes
secondmig code add                codes a passage
secondmig agree return            writes the file that goes back

What is masked with \u2588 was withheld from every coder.
"""


def open_package(path: Path, folder: Path | None = None) -> Done:
    """Make a project of a package.

    Args:
        path: the file.
        folder: new or empty; named like the file, in the current folder, where None.

    Raises:
        SecondmigError: the file is no package, damaged or changed, or the folder is not empty.
    """
    sealed = read(path, "package")
    brief = brief_of(sealed.manifest, where=sealed.where)
    held = _documents(sealed, brief)
    books = _books(sealed, brief)
    place = folder or Path(path.stem)

    def fill(beside: Path) -> None:
        title = f"{_title(sealed)} ({brief.coder})"
        _write(beside / PROJECT_FILE, _TOML.format(title=_quoted(title), coder=_quoted(brief.coder)))
        _write(beside / "README.txt", _README.format(coder=brief.coder))
        _write(beside / ".gitignore", f"{STATE_FOLDER}/\n")
        with (
            create_store(database_path(beside)) as store,
            store.write(
                actor=brief.coder,
                verb=VERB,
                subject=brief.coder,
                payload={"package": brief.id, "manifest": dict(brief.manifest)},
            ) as change,
        ):
            _take_in(change, sealed, held, books)

    fill_beside(place, fill)
    seen = "blind" if brief.blind else "not blind: the codings of others are in it"
    details = (
        f"{counted(len(held), 'document')}, {counted(len(books), 'codebook version')}; {seen}",
        f"cd {place}, then secondmig serve or secondmig code add; at the end secondmig agree return",
    )
    return Done(f"{place}: {brief.coder} codes here", details, count=len(held))


def _documents(sealed: Sealed, brief: Brief) -> tuple[Document, ...]:
    rows = sealed.rows(DOCUMENTS)
    if len(rows) != len(brief.documents):
        raise changed(sealed.where)
    return tuple(
        document_from(row, packed, where=sealed.where)
        for row, packed in zip(rows, brief.documents, strict=True)
    )


def _books(sealed: Sealed, brief: Brief) -> tuple[CodebookVersion, ...]:
    def book(row: Row) -> CodebookVersion:
        number = row["number"]
        if not isinstance(number, int) or number < 1:
            raise TypeError("no number of a version")
        return CodebookVersion(from_canonical(str(row["body"])), number, "packaged", brief.maker)

    found = tuple(strictly(book, row, where=sealed.where) for row in sealed.rows(CODEBOOKS))
    named = [Packed(each.codebook.id, each.number, each.codebook.sha) for each in found]
    if any(packed not in named for packed in brief.codebooks) or len(set(named)) < len(named):
        raise changed(sealed.where)
    return found


def _take_in(
    change: Change, sealed: Sealed, held: Sequence[Document], books: Sequence[CodebookVersion]
) -> None:
    for version in books:
        codebooks.add(change, version)
    for document in held:
        documents.add(change, document, document.text.encode("utf-8"))
        for stretch in document.withheld:
            restrictions.add(change, document.id, document.version, stretch.span, WITHHELD)
    if GUIDE in sealed.parts:
        _take_guides(change, sealed)
    if CODINGS in sealed.parts:
        _take_others(change, sealed)


def _take_guides(change: Change, sealed: Sealed) -> None:
    from secondmig.survey.guide import from_body, to_body

    for row in sealed.rows(GUIDE):
        guide = strictly(lambda held: from_body(str(held["body"])), row, where=sealed.where)
        guides.put(change, guide.id, to_body(guide))


def _take_others(change: Change, sealed: Sealed) -> None:
    """What others coded, under the ids it has where the package was made."""
    where = sealed.where
    codings.insert(change, [strictly(coding_from, row, where=where) for row in sealed.rows(CODINGS)])
    for row in sealed.rows(MEMOS):
        memo = strictly(remark_from, row, where=where)
        memos.add(change, "coding", memo.coding, memo.text, memo.coder)
    for row in sealed.rows(RELATIONS):
        tied = strictly(tie_from, row, where=where).relation
        name = short_id("r", tied.source, tied.target, tied.coder_id)
        relations.add(change, type(tied)(name, tied.source, tied.target, tied.sign, tied.coder_id))


def _title(sealed: Sealed) -> str:
    (row,) = sealed.rows(TITLE)[:1] or ({},)
    return strictly(title_from, row, where=sealed.where)


def _quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
