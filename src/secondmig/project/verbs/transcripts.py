"""Verbs of transcripts; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.project import corpus, intake
from secondmig.project.build import Progress
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from secondmig.project.project import Project
    from secondmig.project.rebase import Corrected
    from secondmig.project.review import Decision
    from secondmig.project.search import Wanted


def corpus_import(
    self: "Project",
    paths: Sequence[Path],
    *,
    reading: intake.Reading | None = None,
    dry_run: bool = False,
    save: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Take transcripts in, one transaction per file.

    Import profiles fill in what ``reading`` leaves out; with ``save`` it is kept as the folders' profile.
    """
    how = reading or intake.Reading()
    return intake.import_files(self._session, paths, how, dry_run=dry_run, save=save, progress=progress)


def corpus_list(self: "Project", selection: Selection = EVERYTHING) -> Listing:
    """One row per document."""
    return corpus.list_documents(self._session, checked(self._session, selection))


def corpus_show(
    self: "Project", document: str, *, turns: tuple[int, int] | None = None, codes: bool = False
) -> Listing:
    """The turns of a document."""
    return corpus.show(self._session, document, turns=turns, codes=codes)


def corpus_text(self: "Project", document: str) -> str:
    """The canonical text, what was taken back masked."""
    return corpus.text(self._session, document)


def corpus_rebase(
    self: "Project",
    document: str,
    path: Path,
    *,
    reading: intake.Reading | None = None,
    dry_run: bool = False,
) -> "Corrected":
    """Let a corrected file be the next version of a document; every coding is reported.

    Built reports are built again where the file takes words back that they may show.
    """
    from secondmig.project import rebase, reports

    how = reading or intake.Reading()
    done = rebase.rebase(self._session, document, path, how, dry_run=dry_run)
    if not done.takes_back or dry_run:
        return done
    return replace(done, warnings=(*done.warnings, *reports.rebuild(self._session)))


def corpus_review(self: "Project", document: str | None = None) -> Listing:
    """The codings that a correction left for a person to look at."""
    from secondmig.project import review

    return review.queue(self._session, document)


def corpus_settle(self: "Project", codings: Sequence[str], decision: "Decision") -> Done:
    """Decide on codings that wait for a person, all in one event."""
    from secondmig.project import review

    return review.settle(self._session, codings, decision)


def corpus_search(self: "Project", wanted: "Wanted | str") -> Listing:
    """Where words stand, in context; a text, or a text with speaker, roles, selection and context."""
    from secondmig.project import search

    asked = search.Wanted(wanted) if isinstance(wanted, str) else wanted
    checked(self._session, asked.selection)
    return search.find(self._session, asked)


def corpus_restrict(
    self: "Project", document: str, *, turn: int, quote: str | None = None, reason: str
) -> Done:
    """Take a passage back; built reports are built again without it."""
    from secondmig.project import packages, reports

    done = corpus.restrict(self._session, document, turn=turn, quote=quote, reason=reason)
    given = packages.holders(self._session.store.read(), (document,))
    details = (*done.details, *reports.rebuild(self._session))
    return replace(done, details=details, warnings=(*done.warnings, *given))


def corpus_deidentify(
    self: "Project", documents: Sequence[str] = (), *, key: Path, log: Path | None = None
) -> Done:
    """Replace the names of a key, in one event; built reports are built again."""
    from secondmig.project import deidentify, reports

    done = deidentify.apply(self._session, documents, key=key, log=log)
    if done.event is None:
        return done
    return replace(done, details=(*done.details, *reports.rebuild(self._session)))


def corpus_deidentify_preview(
    self: "Project", documents: Sequence[str] = (), *, key: Path, context: bool = False
) -> Listing:
    """What ``corpus_deidentify`` would replace, one row for each place."""
    from secondmig.project import deidentify

    return deidentify.preview(self._session, documents, key=key, context=context)


def corpus_propose(
    self: "Project", documents: Sequence[str] = (), *, key: Path | None = None, context: bool = False
) -> Listing:
    """What rules take for names, one row for each; not what the key has already."""
    from secondmig.project import propose

    return propose.listing(propose.proposals(self._session, documents, key=key), context=context)


def corpus_propose_key(
    self: "Project", documents: Sequence[str], target: Path, *, key: Path | None = None
) -> int:
    """Write proposals as the beginning of a key; gives the number of its entries."""
    from secondmig.project import propose

    found = propose.proposals(self._session, documents, key=key)
    return propose.write_skeleton(self._session, found, target)


def corpus_guide(self: "Project", item: str | None = None, selection: Selection = EVERYTHING) -> Listing:
    """What was asked and mentioned: one row per item of the guide, or per interview for one item."""
    from secondmig.project import guide

    return guide.listing(self._session, self._counted(selection), item=item)


def corpus_guide_import(self: "Project", path: Path) -> Done:
    """Let a file be the interview guide."""
    from secondmig.project import guide

    return guide.take_in(self._session, path)
