"""Verbs of codings, suggestions and memos; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.types import Level
from secondmig.project import codes
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, checked

if TYPE_CHECKING:
    from secondmig.project.evaluating import Evaluation
    from secondmig.project.memo_acts import Remark
    from secondmig.project.pending import Filter
    from secondmig.project.places import Asked
    from secondmig.project.project import Project
    from secondmig.project.suggesting import Suggesting


def code_add(
    self: "Project",
    document: str,
    *,
    turn: int,
    quote: str,
    code: str,
    facets: Mapping[str, str] | None = None,
) -> Done:
    """Code a quotation."""
    return codes.add(self._session, document, turn=turn, quote=quote, code=code, facets=facets or {})


def code_remove(self: "Project", coding: str) -> Done:
    """Take a coding back."""
    return codes.remove(self._session, coding)


def code_relate(self: "Project", source: str, target: str, *, sign: str) -> Done:
    """Relate two codings."""
    return codes.relate(self._session, source, target, sign=sign)


def code_hits_preview(self: "Project", asked: "Asked", *, code: str) -> Listing:
    """The places that ``code_hits`` would code."""
    from secondmig.project import hits

    return hits.preview(self._session, _checked_places(self._session, asked), code=code)


def code_hits(self: "Project", asked: "Asked", *, code: str, facets: Mapping[str, str] | None = None) -> Done:
    """Code many places in one event."""
    from secondmig.project import hits

    return hits.add(self._session, _checked_places(self._session, asked), code=code, facets=facets or {})


def code_list(self: "Project", selection: Selection = EVERYTHING, *, level: Level = "work") -> Listing:
    """One row per coding."""
    return codes.list_codings(self._session, checked(self._session, selection), level=level)


def code_import(self: "Project", path: Path, *, coder: str = "") -> Done:
    """Take a file of codings in."""
    from secondmig.project import coding_files

    return coding_files.import_file(self._session, path, coder=coder)


def code_export(self: "Project", selection: Selection = EVERYTHING, *, release: Level = "work") -> Listing:
    """What ``code import`` reads again."""
    return codes.list_codings(self._session, checked(self._session, selection), level=release)


def code_suggest(self: "Project", wanted: "Suggesting | None" = None) -> Done:
    """Keep what an engine proposes; no coding comes of it by itself."""
    from secondmig.project import suggesting

    return suggesting.suggest(self._session, wanted or suggesting.Suggesting())


def code_suggest_preview(self: "Project", wanted: "Suggesting | None" = None) -> Listing:
    """What ``code_suggest`` would keep."""
    from secondmig.project import suggesting

    return suggesting.preview(self._session, wanted or suggesting.Suggesting())


def code_review(self: "Project", only: "Filter | None" = None) -> Listing:
    """The suggestions that wait for the caller, or those that were decided."""
    from secondmig.project import pending

    return pending.listing(self._session, only or pending.Filter())


def code_accept(
    self: "Project", suggestions: Sequence[str], *, facets: Mapping[str, str] | None = None
) -> Done:
    """Let codings of the caller come of suggestions."""
    from secondmig.project import verdicts

    given = verdicts.Judgement(tuple(suggestions), "accepted", facets=facets)
    return verdicts.judge(self._session, given)


def code_reject(self: "Project", suggestions: Sequence[str]) -> Done:
    """Say no to suggestions."""
    from secondmig.project import verdicts

    return verdicts.judge(self._session, verdicts.Judgement(tuple(suggestions), "rejected"))


def code_finish(self: "Project", document: str, *, reopen: bool = False) -> Done:
    """Say that the caller's own pass through a document is finished, or open again."""
    from secondmig.project import verdicts

    return verdicts.finish(self._session, document, reopen=reopen)[0]


def code_evaluate(self: "Project", asked: "Evaluation | None" = None) -> Listing:
    """How often an engine is right and how much it finds, against the codings that count."""
    from secondmig.project import evaluating

    return evaluating.evaluate(self._session, asked or evaluating.Evaluation())


def memo_list(self: "Project", selection: Selection = EVERYTHING) -> Listing:
    """One row per memo."""
    from secondmig.project import memos

    return memos.list_memos(self._session, checked(self._session, selection))


def memo_search(self: "Project", text: str, selection: Selection = EVERYTHING) -> Listing:
    """The memos in which a text stands."""
    from secondmig.project import memos

    return memos.search_memos(self._session, text, checked(self._session, selection))


def memo_text(self: "Project", memo: str) -> str:
    """The words of a memo that the caller may rewrite."""
    from secondmig.project import memo_acts

    return memo_acts.own_text(self._session, memo)


def memo_add(self: "Project", remark: "Remark") -> Done:
    """Attach a memo to something."""
    from secondmig.project import memo_acts

    return memo_acts.add_memo(self._session, remark)


def memo_edit(self: "Project", memo: str, text: str) -> Done:
    """Let an own memo read as given."""
    from secondmig.project import memo_acts

    return memo_acts.edit_memo(self._session, memo, text)


def memo_remove(self: "Project", memo: str) -> Done:
    """Take an own memo back."""
    from secondmig.project import memo_acts

    return memo_acts.remove_memo(self._session, memo)


def _checked_places(session: Session, asked: "Asked") -> "Asked":
    return replace(asked, selection=checked(session, asked.selection))
