"""Verbs of codebooks; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.types import Level
from secondmig.project import books
from secondmig.project.layout import read_config
from secondmig.project.listing import Done, Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from secondmig.project.book_files import BookReading
    from secondmig.project.deciding import Question
    from secondmig.project.project import Project
    from secondmig.project.revising import How
    from secondmig.project.writing_codes import NewCode, Wording


def codebook_check(self: "Project", paths: Sequence[Path] | None = None) -> Listing:
    """Every problem of codebook files."""
    return books.check(self._session, paths)


def codebook_show(
    self: "Project", codebook: str | None = None, code: str | None = None, *, version: int | None = None
) -> Listing:
    """The codes, or all that is written about one; of the newest version or of another."""
    return books.show(self._session, codebook, code, version=version)


def codebook_commit(self: "Project", *, note: str) -> Done:
    """Register the declared codebook files as new versions where they changed."""
    return books.commit(self._session, note=note)


def codebook_import(self: "Project", path: Path, reading: "BookReading | None" = None) -> Done:
    """Take a codebook of another program in; secondmig.toml declares its file from then on."""
    from secondmig.project import book_files

    done = book_files.import_book(self._session, path, reading or book_files.BookReading())
    self._session = replace(self._session, config=read_config(self.root))
    self.config = self._session.config
    return done


def codebook_import_preview(self: "Project", path: Path, reading: "BookReading | None" = None) -> Listing:
    """The tree of codes that a file would become."""
    from secondmig.project import book_files

    return book_files.preview(self._session, path, reading or book_files.BookReading())


def codebook_convert(self: "Project", path: Path, target: Path, reading: "BookReading | None" = None) -> Done:
    """Write a file of another program as a codebook file, and take nothing in."""
    from secondmig.project import book_files

    return book_files.convert(self._session, path, target, reading or book_files.BookReading())


def codebook_export(
    self: "Project",
    target: Path,
    *,
    codebook: str | None = None,
    version: int | None = None,
    release: Level = "public",
) -> Done:
    """Write a codebook as .qdc, .xlsx, .csv or .yaml, with the examples that may be shown at a level."""
    from secondmig.project import book_files

    return book_files.export(self._session, target, codebook=codebook, version=version, level=release)


def codebook_versions(self: "Project", codebook: str | None = None) -> Listing:
    """One row for each registered version."""
    from secondmig.project import book_versions

    return book_versions.list_versions(self._session, codebook)


def codebook_diff(self: "Project", first: str | None = None, second: str | None = None) -> Listing:
    """What changed from one version of a codebook to another."""
    from secondmig.project import book_versions

    return book_versions.diff(self._session, first, second)


def codebook_stats(
    self: "Project",
    selection: Selection = EVERYTHING,
    *,
    codebook: str | None = None,
    rolled_up: bool = False,
) -> Listing:
    """How codes are used: by whom, in which languages, by how many persons, and which never are."""
    from secondmig.project import book_stats

    chosen = checked(self._session, selection)
    return book_stats.stats(self._session, chosen, codebook=codebook, rolled_up=rolled_up)


def codebook_rename(self: "Project", code: str, label: str, *, how: "How | None" = None) -> Done:
    """Give a code another label."""
    from secondmig.project import revise

    return revise.rename(self._session, code, label, how=how or revise.How())


def codebook_move(self: "Project", code: str, *, under: str | None, how: "How | None" = None) -> Done:
    """Put a code under another one, or at the top where ``under`` is None."""
    from secondmig.project import moving_codes, revising

    return moving_codes.move(self._session, code, under, how=how or revising.How())


def codebook_place(
    self: "Project", code: str, beside: str, *, after: bool = False, how: "How | None" = None
) -> Done:
    """Put a code right before or after another one, under what that stands under."""
    from secondmig.project import moving_codes, revising

    return moving_codes.place(self._session, code, beside, after=after, how=how or revising.How())


def codebook_merge(
    self: "Project", froms: Sequence[str], into: str, *, keep_cues: bool = False, how: "How | None" = None
) -> Done:
    """Let codes become another one, with their codings."""
    from secondmig.project import revise

    return revise.merge(self._session, froms, into, keep_cues=keep_cues, how=how or revise.How())


def codebook_split(
    self: "Project",
    code: str,
    into: Mapping[str, str | None],
    *,
    keep: bool = False,
    how: "How | None" = None,
) -> Done:
    """Divide a code into new ones (id -> label) and codes that are there (id -> None)."""
    from secondmig.project import revise

    return revise.split(self._session, code, into, keep=keep, how=how or revise.How())


def codebook_retire(
    self: "Project", code: str, *, reason: str, into: str | None = None, how: "How | None" = None
) -> Done:
    """Let nothing new be coded with a code; with ``into`` merge it."""
    from secondmig.project import revise

    return revise.retire(self._session, code, reason, into=into, how=how or revise.How())


def codebook_add(self: "Project", new: "NewCode", *, how: "How | None" = None) -> Done:
    """Write a new code."""
    from secondmig.project import revise, writing_codes

    return writing_codes.add(self._session, new, how=how or revise.How())


def codebook_edit(self: "Project", code: str, wording: "Wording", *, how: "How | None" = None) -> Done:
    """Let the words of a code read otherwise, or give it a colour."""
    from secondmig.project import revise, writing_codes

    return writing_codes.edit(self._session, code, wording, how=how or revise.How())


def codebook_revive(self: "Project", code: str, *, how: "How | None" = None) -> Done:
    """Let a retired code be in use again."""
    from secondmig.project import revise, writing_codes

    return writing_codes.revive(self._session, code, how=how or revise.How())


def codebook_review(self: "Project", code: str | None = None) -> Listing:
    """The codings that wait for a code."""
    from secondmig.project import deciding

    return deciding.queue(self._session, code)


def codebook_question(self: "Project", coding: str) -> "Question":
    """A coding that waits for a code, as a person needs to see it."""
    from secondmig.project import deciding

    return deciding.question(self._session, coding)


def codebook_settle(
    self: "Project", codings: Sequence[str], *, code: str | None = None, drop: bool = False
) -> Done:
    """Decide on codings that wait for a code."""
    from secondmig.project import deciding

    return deciding.settle(self._session, codings, code=code, drop=drop)
