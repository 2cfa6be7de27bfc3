"""The project: one method per verb, the same for command line, web and Python."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.project import books, codes, corpus, intake, links, past, people
from secondmig.project.build import Progress
from secondmig.project.layout import Config, find_root, read_config
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.opening import acting, open_session
from secondmig.project.session import Session, checked, nobody

if TYPE_CHECKING:
    from typing import Unpack

    from pandas import DataFrame

    from secondmig.core.snapshot import Snapshot
    from secondmig.joint.construct import Fit
    from secondmig.project.adjudicate import Layer
    from secondmig.project.agreement_asked import Compare, Drifting, Measure, Program, Reported
    from secondmig.project.assignments import Assigning
    from secondmig.project.benchmarking import Compared
    from secondmig.project.book_files import BookReading
    from secondmig.project.case_predictions import Predicting
    from secondmig.project.comparison_wanted import ComparisonWanted
    from secondmig.project.cooccurring import Pairs
    from secondmig.project.corresponding import Map
    from secondmig.project.deciding import Question
    from secondmig.project.disagreeing import Talk
    from secondmig.project.evaluating import Evaluation
    from secondmig.project.grid_acts import Writing
    from secondmig.project.grid_model import Wanted as GridWanted
    from secondmig.project.hypotheses import Trial
    from secondmig.project.joint_displays import CasesWanted, ThemesWanted
    from secondmig.project.joint_table import TableWanted
    from secondmig.project.link_status import Which
    from secondmig.project.links import Linking
    from secondmig.project.memo_acts import Remark
    from secondmig.project.merging import Merged
    from secondmig.project.model_table import ModelTable, TableAsked
    from secondmig.project.models import Modelling
    from secondmig.project.packages import Order
    from secondmig.project.pending import Filter
    from secondmig.project.places import Asked
    from secondmig.project.rebase import Corrected
    from secondmig.project.retrieval import Retrieving
    from secondmig.project.returning import Handing
    from secondmig.project.review import Decision
    from secondmig.project.revising import How
    from secondmig.project.ruling import Ruling
    from secondmig.project.saturating import SaturationWanted
    from secondmig.project.search import Wanted
    from secondmig.project.suggesting import Suggesting
    from secondmig.project.survey_views import Describing
    from secondmig.project.surveys import Adding
    from secondmig.project.writing_codes import NewCode, Wording

EVERYTHING = Selection()


class Project:
    """An open project; close it, or use it in a ``with`` block.

    Attributes:
        root: its folder.
        config: what secondmig.toml declares.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.root = session.root
        self.config: Config = session.config

    @classmethod
    def open(cls, path: "str | os.PathLike[str] | None" = None, *, coder: str | None = None) -> Self:
        """Open the project that a folder belongs to.

        Args:
            path: the project's folder or one below it; the current folder where None.
            coder: who acts; else SECONDMIG_CODER, else what secondmig.toml says.

        Raises:
            SecondmigError: there is no project, or its database is corrupt or from a newer version.
        """
        return cls(open_session(Path(path) if path is not None else None, coder=coder))

    def close(self) -> None:
        """Close the database."""
        self._session.store.close()

    def __enter__(self) -> Self:
        """The project itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database."""
        self.close()

    @property
    def coder(self) -> str:
        """Who acts; SecondmigError where nobody is named."""
        return self._session.coder()

    def _counted(self, selection: Selection) -> Selection:
        """The selection, checked, of the coders whose codings count where it names none."""
        return self._session.counting(checked(self._session, selection))

    # the whole project

    def status(self) -> Listing:
        """One screen about the project."""
        from secondmig.project import overview

        return overview.status(self._session)

    def check(self) -> Listing:
        """Every invariant; rows of severity "problem" want mending."""
        from secondmig.project import overview

        return overview.check(self._session)

    def build(
        self, *, release: str | None = None, offline_check: bool = False, progress: Progress | None = None
    ) -> Done:
        """Everything secondmig.toml declares, in order; only what is new is done.

        With ``offline_check`` the editions just written are searched for anything a browser would fetch.
        """
        from secondmig.project import build, reports

        done = build.build(self._session, release=release, progress=progress)
        if not offline_check:
            return done
        return replace(done, details=(*done.details, reports.offline(self.root)))

    def snapshot(self, selection: Selection = EVERYTHING, *, level: Level = "team") -> "Snapshot":
        """The frozen state that reports and queries read, cut to a release level."""
        from secondmig.project.release import released

        return released(self._session, self._counted(selection), level)

    # transcripts

    def corpus_import(
        self,
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

    def corpus_list(self, selection: Selection = EVERYTHING) -> Listing:
        """One row per document."""
        return corpus.list_documents(self._session, checked(self._session, selection))

    def corpus_show(
        self, document: str, *, turns: tuple[int, int] | None = None, codes: bool = False
    ) -> Listing:
        """The turns of a document."""
        return corpus.show(self._session, document, turns=turns, codes=codes)

    def corpus_text(self, document: str) -> str:
        """The canonical text, what was taken back masked."""
        return corpus.text(self._session, document)

    def corpus_rebase(
        self, document: str, path: Path, *, reading: intake.Reading | None = None, dry_run: bool = False
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

    def corpus_review(self, document: str | None = None) -> Listing:
        """The codings that a correction left for a person to look at."""
        from secondmig.project import review

        return review.queue(self._session, document)

    def corpus_settle(self, codings: Sequence[str], decision: "Decision") -> Done:
        """Decide on codings that wait for a person, all in one event."""
        from secondmig.project import review

        return review.settle(self._session, codings, decision)

    def corpus_search(self, wanted: "Wanted | str") -> Listing:
        """Where words stand, in context; a text, or a text with speaker, roles, selection and context."""
        from secondmig.project import search

        asked = search.Wanted(wanted) if isinstance(wanted, str) else wanted
        checked(self._session, asked.selection)
        return search.find(self._session, asked)

    def corpus_restrict(self, document: str, *, turn: int, quote: str | None = None, reason: str) -> Done:
        """Take a passage back; built reports are built again without it."""
        from secondmig.project import packages, reports

        done = corpus.restrict(self._session, document, turn=turn, quote=quote, reason=reason)
        given = packages.holders(self._session.store.read(), (document,))
        details = (*done.details, *reports.rebuild(self._session))
        return replace(done, details=details, warnings=(*done.warnings, *given))

    def corpus_deidentify(self, documents: Sequence[str] = (), *, key: Path, log: Path | None = None) -> Done:
        """Replace the names of a key, in one event; built reports are built again."""
        from secondmig.project import deidentify, reports

        done = deidentify.apply(self._session, documents, key=key, log=log)
        if done.event is None:
            return done
        return replace(done, details=(*done.details, *reports.rebuild(self._session)))

    def corpus_deidentify_preview(
        self, documents: Sequence[str] = (), *, key: Path, context: bool = False
    ) -> Listing:
        """What ``corpus_deidentify`` would replace, one row for each place."""
        from secondmig.project import deidentify

        return deidentify.preview(self._session, documents, key=key, context=context)

    def corpus_propose(
        self, documents: Sequence[str] = (), *, key: Path | None = None, context: bool = False
    ) -> Listing:
        """What rules take for names, one row for each; not what the key has already."""
        from secondmig.project import propose

        return propose.listing(propose.proposals(self._session, documents, key=key), context=context)

    def corpus_propose_key(self, documents: Sequence[str], target: Path, *, key: Path | None = None) -> int:
        """Write proposals as the beginning of a key; gives the number of its entries."""
        from secondmig.project import propose

        found = propose.proposals(self._session, documents, key=key)
        return propose.write_skeleton(self._session, found, target)

    def corpus_guide(self, item: str | None = None, selection: Selection = EVERYTHING) -> Listing:
        """What was asked and mentioned: one row per item of the guide, or per interview for one item."""
        from secondmig.project import guide

        return guide.listing(self._session, self._counted(selection), item=item)

    def corpus_guide_import(self, path: Path) -> Done:
        """Let a file be the interview guide."""
        from secondmig.project import guide

        return guide.take_in(self._session, path)

    # codebooks

    def codebook_check(self, paths: Sequence[Path] | None = None) -> Listing:
        """Every problem of codebook files."""
        return books.check(self._session, paths)

    def codebook_show(
        self, codebook: str | None = None, code: str | None = None, *, version: int | None = None
    ) -> Listing:
        """The codes, or all that is written about one; of the newest version or of another."""
        return books.show(self._session, codebook, code, version=version)

    def codebook_commit(self, *, note: str) -> Done:
        """Register the declared codebook files as new versions where they changed."""
        return books.commit(self._session, note=note)

    def codebook_import(self, path: Path, reading: "BookReading | None" = None) -> Done:
        """Take a codebook of another program in; secondmig.toml declares its file from then on."""
        from secondmig.project import book_files

        done = book_files.import_book(self._session, path, reading or book_files.BookReading())
        self._session = replace(self._session, config=read_config(self.root))
        self.config = self._session.config
        return done

    def codebook_import_preview(self, path: Path, reading: "BookReading | None" = None) -> Listing:
        """The tree of codes that a file would become."""
        from secondmig.project import book_files

        return book_files.preview(self._session, path, reading or book_files.BookReading())

    def codebook_convert(self, path: Path, target: Path, reading: "BookReading | None" = None) -> Done:
        """Write a file of another program as a codebook file, and take nothing in."""
        from secondmig.project import book_files

        return book_files.convert(self._session, path, target, reading or book_files.BookReading())

    def codebook_export(
        self, target: Path, *, codebook: str | None = None, version: int | None = None
    ) -> Done:
        """Write a codebook as .qdc, .xlsx, .csv or .yaml."""
        from secondmig.project import book_files

        return book_files.export(self._session, target, codebook=codebook, version=version)

    def codebook_versions(self, codebook: str | None = None) -> Listing:
        """One row for each registered version."""
        from secondmig.project import book_versions

        return book_versions.list_versions(self._session, codebook)

    def codebook_diff(self, first: str | None = None, second: str | None = None) -> Listing:
        """What changed from one version of a codebook to another."""
        from secondmig.project import book_versions

        return book_versions.diff(self._session, first, second)

    def codebook_stats(
        self, selection: Selection = EVERYTHING, *, codebook: str | None = None, rolled_up: bool = False
    ) -> Listing:
        """How codes are used: by whom, in which languages, by how many persons, and which never are."""
        from secondmig.project import book_stats

        chosen = checked(self._session, selection)
        return book_stats.stats(self._session, chosen, codebook=codebook, rolled_up=rolled_up)

    def codebook_rename(self, code: str, label: str, *, how: "How | None" = None) -> Done:
        """Give a code another label."""
        from secondmig.project import revise

        return revise.rename(self._session, code, label, how=how or revise.How())

    def codebook_move(self, code: str, *, under: str | None, how: "How | None" = None) -> Done:
        """Put a code under another one, or at the top where ``under`` is None."""
        from secondmig.project import revise

        return revise.move(self._session, code, under, how=how or revise.How())

    def codebook_merge(
        self, froms: Sequence[str], into: str, *, keep_cues: bool = False, how: "How | None" = None
    ) -> Done:
        """Let codes become another one, with their codings."""
        from secondmig.project import revise

        return revise.merge(self._session, froms, into, keep_cues=keep_cues, how=how or revise.How())

    def codebook_split(
        self, code: str, into: Mapping[str, str | None], *, keep: bool = False, how: "How | None" = None
    ) -> Done:
        """Divide a code into new ones (id -> label) and codes that are there (id -> None)."""
        from secondmig.project import revise

        return revise.split(self._session, code, into, keep=keep, how=how or revise.How())

    def codebook_retire(
        self, code: str, *, reason: str, into: str | None = None, how: "How | None" = None
    ) -> Done:
        """Let nothing new be coded with a code; with ``into`` merge it."""
        from secondmig.project import revise

        return revise.retire(self._session, code, reason, into=into, how=how or revise.How())

    def codebook_add(self, new: "NewCode", *, how: "How | None" = None) -> Done:
        """Write a new code."""
        from secondmig.project import revise, writing_codes

        return writing_codes.add(self._session, new, how=how or revise.How())

    def codebook_edit(self, code: str, wording: "Wording", *, how: "How | None" = None) -> Done:
        """Let the words of a code read otherwise, or give it a colour."""
        from secondmig.project import revise, writing_codes

        return writing_codes.edit(self._session, code, wording, how=how or revise.How())

    def codebook_revive(self, code: str, *, how: "How | None" = None) -> Done:
        """Let a retired code be in use again."""
        from secondmig.project import revise, writing_codes

        return writing_codes.revive(self._session, code, how=how or revise.How())

    def codebook_review(self, code: str | None = None) -> Listing:
        """The codings that wait for a code."""
        from secondmig.project import deciding

        return deciding.queue(self._session, code)

    def codebook_question(self, coding: str) -> "Question":
        """A coding that waits for a code, as a person needs to see it."""
        from secondmig.project import deciding

        return deciding.question(self._session, coding)

    def codebook_settle(self, codings: Sequence[str], *, code: str | None = None, drop: bool = False) -> Done:
        """Decide on codings that wait for a code."""
        from secondmig.project import deciding

        return deciding.settle(self._session, codings, code=code, drop=drop)

    # codings

    def code_add(
        self, document: str, *, turn: int, quote: str, code: str, facets: Mapping[str, str] | None = None
    ) -> Done:
        """Code a quotation."""
        return codes.add(self._session, document, turn=turn, quote=quote, code=code, facets=facets or {})

    def code_remove(self, coding: str) -> Done:
        """Take a coding back."""
        return codes.remove(self._session, coding)

    def code_relate(self, source: str, target: str, *, sign: str) -> Done:
        """Relate two codings."""
        return codes.relate(self._session, source, target, sign=sign)

    def code_hits_preview(self, asked: "Asked", *, code: str) -> Listing:
        """The places that ``code_hits`` would code."""
        from secondmig.project import hits

        return hits.preview(self._session, _checked_places(self._session, asked), code=code)

    def code_hits(self, asked: "Asked", *, code: str, facets: Mapping[str, str] | None = None) -> Done:
        """Code many places in one event."""
        from secondmig.project import hits

        return hits.add(self._session, _checked_places(self._session, asked), code=code, facets=facets or {})

    def code_list(self, selection: Selection = EVERYTHING, *, level: Level = "work") -> Listing:
        """One row per coding."""
        return codes.list_codings(self._session, checked(self._session, selection), level=level)

    def code_import(self, path: Path, *, coder: str = "") -> Done:
        """Take a file of codings in."""
        from secondmig.project import coding_files

        return coding_files.import_file(self._session, path, coder=coder)

    def code_export(self, selection: Selection = EVERYTHING, *, release: Level = "work") -> Listing:
        """What ``code import`` reads again."""
        return codes.list_codings(self._session, checked(self._session, selection), level=release)

    # suggestions

    def code_suggest(self, wanted: "Suggesting | None" = None) -> Done:
        """Keep what an engine proposes; no coding comes of it by itself."""
        from secondmig.project import suggesting

        return suggesting.suggest(self._session, wanted or suggesting.Suggesting())

    def code_suggest_preview(self, wanted: "Suggesting | None" = None) -> Listing:
        """What ``code_suggest`` would keep."""
        from secondmig.project import suggesting

        return suggesting.preview(self._session, wanted or suggesting.Suggesting())

    def code_review(self, only: "Filter | None" = None) -> Listing:
        """The suggestions that wait for the caller, or those that were decided."""
        from secondmig.project import pending

        return pending.listing(self._session, only or pending.Filter())

    def code_accept(self, suggestions: Sequence[str], *, facets: Mapping[str, str] | None = None) -> Done:
        """Let codings of the caller come of suggestions."""
        from secondmig.project import verdicts

        given = verdicts.Judgement(tuple(suggestions), "accepted", facets=facets)
        return verdicts.judge(self._session, given)

    def code_reject(self, suggestions: Sequence[str]) -> Done:
        """Say no to suggestions."""
        from secondmig.project import verdicts

        return verdicts.judge(self._session, verdicts.Judgement(tuple(suggestions), "rejected"))

    def code_finish(self, document: str, *, reopen: bool = False) -> Done:
        """Say that the caller's own pass through a document is finished, or open again."""
        from secondmig.project import verdicts

        return verdicts.finish(self._session, document, reopen=reopen)[0]

    def code_evaluate(self, asked: "Evaluation | None" = None) -> Listing:
        """How often an engine is right and how much it finds, against the codings that count."""
        from secondmig.project import evaluating

        return evaluating.evaluate(self._session, asked or evaluating.Evaluation())

    # memos

    def memo_list(self, selection: Selection = EVERYTHING) -> Listing:
        """One row per memo."""
        from secondmig.project import memos

        return memos.list_memos(self._session, checked(self._session, selection))

    def memo_search(self, text: str, selection: Selection = EVERYTHING) -> Listing:
        """The memos in which a text stands."""
        from secondmig.project import memos

        return memos.search_memos(self._session, text, checked(self._session, selection))

    def memo_text(self, memo: str) -> str:
        """The words of a memo that the caller may rewrite."""
        from secondmig.project import memo_acts

        return memo_acts.own_text(self._session, memo)

    def memo_add(self, remark: "Remark") -> Done:
        """Attach a memo to something."""
        from secondmig.project import memo_acts

        return memo_acts.add_memo(self._session, remark)

    def memo_edit(self, memo: str, text: str) -> Done:
        """Let an own memo read as given."""
        from secondmig.project import memo_acts

        return memo_acts.edit_memo(self._session, memo, text)

    def memo_remove(self, memo: str) -> Done:
        """Take an own memo back."""
        from secondmig.project import memo_acts

        return memo_acts.remove_memo(self._session, memo)

    # persons

    def case_import(
        self,
        path: Path,
        *,
        legs: Path | None = None,
        occupations: Path | None = None,
        statuses: Path | None = None,
    ) -> Done:
        """Take a table of persons in, and the tables of their trajectories."""
        return people.import_persons(
            self._session, path, legs=legs, occupations=occupations, statuses=statuses
        )

    def case_list(self, selection: Selection = EVERYTHING, *, min_stay: Sequence[int] = ()) -> Listing:
        """One row per person; ``min_stay`` takes the place of the project's own length of stay."""
        return people.list_cases(self._session, checked(self._session, selection), min_stay=min_stay)

    def case_show(self, case: str) -> Listing:
        """All that is held about a person but the words."""
        return people.show(self._session, case)

    def case_legs(self, case: str, *, evidence: bool = False) -> Listing:
        """A person's trajectory; with ``evidence`` the words it is known from."""
        from secondmig.project import trajectories

        return trajectories.legs(self._session, case, evidence=evidence)

    def note_output(
        self,
        what: str,
        target: str | None,
        listing: Listing | None = None,
        *,
        level: Level = "work",
        about: Sequence[str] = (),
    ) -> None:
        """Write down that rows of persons went to a file, or to a pipe where ``target`` is None.

        ``about`` names persons and documents that the rows do not.
        """
        from secondmig.project import outputs

        people = outputs.people_in(self._session, listing or Listing((), ()), about=about)
        outputs.note(self._session, what, target or outputs.SCREEN, level=level, people=people)

    def case_consent(self, path: Path) -> Done:
        """Take in the sheet of what each person agreed to; built reports are built again by it."""
        from secondmig.project import consent, reports

        done = consent.take_in(self._session, path)
        if done.event is None:
            return done
        return replace(done, details=(*done.details, *reports.rebuild(self._session)))

    def case_list_consent(self, selection: Selection = EVERYTHING) -> Listing:
        """One row per person: the tier, and the answer to each switch."""
        return people.list_consent(self._session, checked(self._session, selection))

    def case_clear(
        self, case: str, codings: Sequence[str], *, note: str = "", take_back: bool = False
    ) -> Done:
        """Note that a person of T2 lets coded passages be quoted to partners, or take that back.

        Built reports are built again where it is taken back.
        """
        from secondmig.project import consent, reports

        if take_back:
            done = consent.unclear(self._session, case, codings)
            return replace(done, details=(*done.details, *reports.rebuild(self._session)))
        return consent.clear(self._session, case, codings, note=note)

    def case_withdraw(self, case: str, *, reason: str, date: str = "") -> Done:
        """Erase a person; there is no undo. Built reports are built again without the person.

        ``date`` is the day on which the person asked for it.
        """
        from secondmig.project import reports

        done = people.withdraw(self._session, case, reason=reason, asked=date)
        built = reports.rebuild(self._session)
        return replace(done, details=(*done.details, *built))

    def case_export(self, case: str, target: Path) -> Done:
        """All that is held about a person: a file for programs, and a page to read beside it."""
        from secondmig.project import own_copy

        return own_copy.export(self._session, case, target)

    # coders on other machines

    def agree_package(self, order: "Order", *, target: Path | None = None, overwrite: bool = False) -> Done:
        """Write the file that a second coder opens elsewhere."""
        from secondmig.project import packages

        return packages.package(self._session, order, target=target, overwrite=overwrite)

    def agree_return(
        self, handing: "Handing", *, target: Path | None = None, overwrite: bool = False
    ) -> Done:
        """Write the file that goes back to the project the package came from."""
        from secondmig.project import returning

        return returning.give_back(self._session, handing, target=target, overwrite=overwrite)

    def agree_merge(
        self, path: Path, *, coder: str = "", dry_run: bool = False, replace: bool = False
    ) -> "Merged":
        """Take in what a coder sent back, beside what is here."""
        from secondmig.project import merging

        return merging.merge(self._session, path, coder=coder, dry_run=dry_run, replace=replace)

    def agree_assign(self, coder: str, wanted: "Assigning") -> Done:
        """Record that a coder read documents, or take that back."""
        from secondmig.project import assignments

        return assignments.assign(self._session, coder, wanted)

    def agree_assignments(self, *, coders: Sequence[str] = (), among: Sequence[str] = ()) -> Listing:
        """Who read which document with which codebook, blind or not."""
        from secondmig.project import assignments

        return assignments.listing(self._session, coders=coders, among=among)

    # several coders

    def agree_report(self, asked: "Compare | None" = None, measure: "Measure | None" = None) -> "Reported":
        """How far coders agree, by code, pooled and by facet."""
        from secondmig.project import agreement_report
        from secondmig.project.agreement_asked import Compare, Measure

        return agreement_report.report(self._session, asked or Compare(), measure or Measure())

    def agree_compat(
        self, program: "Program", asked: "Compare | None" = None, measure: "Measure | None" = None
    ) -> "Reported":
        """The figures that another program would print of the same codings, with its definition."""
        from secondmig.project import agreement_compat
        from secondmig.project.agreement_asked import Compare, Measure

        return agreement_compat.report(self._session, asked or Compare(), measure or Measure(), program)

    def agree_drift(self, coder: str, asked: "Drifting | None" = None) -> "Reported":
        """A coder early against late: how often each code, and how far the agreement with others holds."""
        from secondmig.project import drift
        from secondmig.project.agreement_asked import Drifting

        return drift.report(self._session, coder, asked or Drifting())

    def agree_disagreements(self, talk: "Talk | None" = None) -> Listing:
        """One row per place where two coders differ, what to talk about first on top."""
        from secondmig.project import disagreement_rows
        from secondmig.project.disagreeing import Talk

        return disagreement_rows.places(self._session, talk or Talk())

    def agree_topics(self, talk: "Talk | None" = None) -> Listing:
        """One row per pair of codes that two coders take for each other, or code they differ about."""
        from secondmig.project import disagreement_rows
        from secondmig.project.disagreeing import Talk

        return disagreement_rows.topics(self._session, talk or Talk())

    def agree_decide(self, disagreements: Sequence[str], ruling: "Ruling") -> Done:
        """Decide on places where two coders differ; the codings of both stay."""
        from secondmig.project.ruling import decide

        return decide(self._session, disagreements, ruling)

    def agree_adjudicate(self, wanted: "Layer | None" = None, *, dry_run: bool = False) -> Done:
        """Make the third layer of what two coders say and what was decided."""
        from secondmig.project import adjudicate

        return adjudicate.adjudicate(self._session, wanted or adjudicate.Layer(), dry_run=dry_run)

    # links, questions, reports

    def link_build(self, linking: "Linking | None" = None) -> Done:
        """Join the declared surveys to the persons."""
        return links.build(self._session, linking=linking or links.Linking())

    def link_preview(self, linking: "Linking | None" = None) -> Listing:
        """What joining the declared surveys would do."""
        return links.preview(self._session, linking=linking)

    def link_status(self, which: "Which | None" = None, *, units: bool = False) -> Listing:
        """The ledger of the joins with persons, or of rows with the units they belong to."""
        from secondmig.project import link_status

        told = link_status.unit_status if units else link_status.status
        return told(self._session, which)

    def link_benchmark(self, compared: "Compared", selection: Selection = EVERYTHING) -> Listing:
        """Each person's percentile among like people of a survey of others."""
        from secondmig.project import benchmarking

        return benchmarking.benchmark(self._session, compared, checked(self._session, selection))

    def survey_add(
        self, adding: "Adding", *, dry_run: bool = False, progress: Progress | None = None
    ) -> Done:
        """Take a survey file in, and declare it where it lies in the project."""
        from secondmig.project import surveys

        return surveys.add(self._session, adding, dry_run=dry_run, progress=progress)

    def survey_list(self) -> Listing:
        """The surveys, one row each."""
        from secondmig.project import survey_views

        return survey_views.listing(self._session)

    def survey_describe(self, name: str, asked: "Describing") -> Listing:
        """What the columns of a survey hold, or the shares of one."""
        from secondmig.project import survey_views

        return survey_views.describe(self._session, name, asked)

    def survey_show(
        self, name: str, *, row_id: str = "", head: int = 10, columns: Sequence[str] = ()
    ) -> Listing:
        """Rows of a survey with what their values mean."""
        from secondmig.project import survey_views

        return survey_views.show(self._session, name, row_id=row_id, head=head, columns=columns)

    def survey_measures(self) -> Listing:
        """The measures, one row each."""
        from secondmig.project import measuring

        return measuring.listing(self._session)

    def survey_measure(self, measure_id: str) -> Listing:
        """One measure in full."""
        from secondmig.project import measuring

        return measuring.show(self._session, measure_id)

    def survey_compare(
        self,
        names: Sequence[str] = (),
        *,
        measures: Sequence[str] = (),
        by: str = "interview_country",
        wide: bool = False,
    ) -> Listing:
        """Measures across sources and countries; ``wide`` is the layout for people."""
        from secondmig.project import measuring

        return measuring.compare(self._session, names, measures=measures, by=by, wide=wide)

    def survey_flows(self, path: Path, *, claim: float | None = None, top: int | None = None) -> Listing:
        """How many second migrants a table of flows holds, or must hold."""
        from secondmig.project import flows

        return flows.flows(path, claim=claim, top=top)

    def model_synthesize(
        self, spec: Path, *, target: Path | None = None, n: int = 50_000, seed: int = 0
    ) -> Done:
        """Write a file of invented persons with the moments and slopes of a printed table."""
        from secondmig.project import synthesizing

        return synthesizing.synthesize(spec, target=target, n=n, seed=seed)

    def model_recover(
        self, specs: Sequence[Path], *, n: int = 50_000, seed: int = 0, beside: bool = False
    ) -> Listing:
        """The printed slopes of specs beside those that fits to invented persons give back."""
        from secondmig.project import recovering

        if beside:
            return recovering.cells(self._session, specs, n=n, seed=seed)
        return recovering.recover(self._session, specs, n=n, seed=seed)

    def model_recover_table(
        self,
        specs: Sequence[Path],
        *,
        n: int = 50_000,
        seed: int = 0,
        form: str = "table",
        columns: int | None = None,
    ) -> str:
        """The same in the layout of the printed table, as text: table, md, html or tex."""
        from secondmig.project import recovering

        return recovering.written(recovering.beside(specs, n=n, seed=seed), form, columns=columns)

    def survey_indicators(self, selection: Selection = EVERYTHING) -> Listing:
        """Indicators of each country beside what people say about the same thing."""
        from secondmig.project import structure

        return structure.listing(self._session, self._counted(selection))

    def survey_indicators_import(self, path: Path) -> Done:
        """Take a table of indicators in."""
        from secondmig.project import structure

        return structure.take_in(self._session, path)

    def query_segments(
        self,
        selection: Selection = EVERYTHING,
        *,
        release: Level = "work",
        **asked: "Unpack[Retrieving]",
    ) -> Listing:
        """Coded passages, or uncoded words; see :class:`secondmig.project.retrieval.Retrieving`."""
        from secondmig.project import queries, retrieval

        wanted = retrieval.wanted(self._counted(selection), asked)
        return queries.segments(self._session, wanted, release)

    def query_matrix(
        self,
        selection: Selection = EVERYTHING,
        *,
        rows: str = "code",
        cols: str = "about_country",
        count: "Literal['persons', 'turns', 'segments', 'coverage']" = "persons",
    ) -> Listing:
        """Codes against groups, persons first."""
        from secondmig.project import queries

        return queries.matrix(self._session, self._counted(selection), rows=rows, cols=cols, count=count)

    def query_comparison(
        self, selection: Selection = EVERYTHING, wanted: "ComparisonWanted | None" = None
    ) -> Listing:
        """Groups of persons compared on each code, or two countries within each person."""
        from secondmig.project import group_comparison

        asked = wanted or group_comparison.ComparisonWanted()
        return group_comparison.compared(self._session, self._counted(selection), asked)

    def query_cooccur(self, wanted: "Pairs | None" = None) -> Listing:
        """Codes that meet, by a stated rule, persons first."""
        from secondmig.project import cooccurring

        asked = wanted or cooccurring.Pairs()
        counted = self._counted(asked.selection)
        return cooccurring.cooccurring(self._session, replace(asked, selection=counted))

    def query_correspondence(self, wanted: "Map | None" = None) -> Listing:
        """Codes and groups as points of one map."""
        from secondmig.project import corresponding

        asked = wanted or corresponding.Map()
        counted = self._counted(asked.selection)
        return corresponding.corresponding(self._session, replace(asked, selection=counted))

    def query_coverage(self, selection: Selection = EVERYTHING) -> Listing:
        """How much of what was said carries each code."""
        from secondmig.project import queries

        return queries.coverage(self._session, self._counted(selection))

    def query_saturation(self, wanted: "SaturationWanted | None" = None) -> Listing:
        """After how many interviews hardly any new code comes up, and what was never asked."""
        from secondmig.project import saturating

        asked = wanted or saturating.SaturationWanted()
        return saturating.listing(
            self._session, replace(asked, selection=self._counted(asked.selection))
        )

    def hypothesis_ids(self) -> tuple[str, ...]:
        """Ids of the hypothesis cards, in the order of their files."""
        from secondmig.project import hypotheses

        return tuple(card.id for card in hypotheses.cards_of(self._session))

    def hypothesis_list(self, testing: "Trial | None" = None) -> Listing:
        """Every hypothesis card with its primary measure and its verdict by the printed rule."""
        from secondmig.project import hypotheses

        return hypotheses.hypothesis_list(self._session, testing)

    def hypothesis_test(self, card: str, testing: "Trial | None" = None) -> Listing:
        """One hypothesis card: its measures, the persons for and against by name, rivals and verdict."""
        from secondmig.project import hypotheses

        return hypotheses.hypothesis_test(self._session, card, testing)

    def hypothesis_estimate(self, card: str, spec: Path) -> Listing:
        """What a card claims of a population, estimated on the survey that a file names."""
        from secondmig.project import population

        return population.estimate(self._session, card, spec)

    def query_trajectory(
        self,
        selection: Selection = EVERYTHING,
        *,
        unit: Literal["legs", "persons", "person-years"] = "legs",
        min_stay: Sequence[int] = (),
    ) -> Listing:
        """The legs of the persons selected, what follows from them, or their person-years."""
        from secondmig.project import trajectories

        use_case = {
            "legs": trajectories.trajectories,
            "persons": trajectories.persons,
            "person-years": trajectories.person_years,
        }[unit]
        return use_case(self._session, self._counted(selection), min_stay=min_stay)

    # joint displays

    def joint_table(self, wanted: "TableWanted | None" = None) -> "DataFrame":
        """The quantitized person table; ``attrs`` hold its data dictionary."""
        from secondmig.project import joint_table

        return joint_table.frame(self._session, self._tabled(wanted))

    def joint_table_rows(self, wanted: "TableWanted | None" = None, *, compact: bool = False) -> Listing:
        """The quantitized person table as rows to print."""
        from secondmig.project import joint_table

        return joint_table.listing(self._session, self._tabled(wanted), compact=compact)

    def joint_table_export(
        self, wanted: "TableWanted | None", target: Path, *, missing_codes: bool = False
    ) -> Done:
        """Write the person table as .csv, .parquet, .dta or .sav, with its data dictionary beside it."""
        from secondmig.project import joint_table

        return joint_table.export(self._session, self._tabled(wanted), target, missing_codes=missing_codes)

    def joint_side_by_side(self, constructs: Sequence[str] = (), *, quotations: int = 1) -> Listing:
        """What is measured and what is said of each construct, with the analysts' meta-inferences."""
        from secondmig.project import joint_views

        return joint_views.side_by_side(self._session, constructs, quotations=quotations)

    def joint_infer(self, construct: str, fit: "Fit", text: str) -> Done:
        """Write the caller's meta-inference on a construct."""
        from secondmig.project import inferring

        return inferring.infer(self._session, construct, fit, text)

    def joint_clear(self, construct: str) -> Done:
        """Take the caller's meta-inference on a construct back."""
        from secondmig.project import inferring

        return inferring.clear(self._session, construct)

    def joint_quotes(
        self, selection: Selection = EVERYTHING, *, by: str = "group", limit: int = 2, release: Level = "team"
    ) -> Listing:
        """Quotations for each theme and group."""
        from secondmig.project import joint_views

        return joint_views.quotes(self._session, self._counted(selection), by=by, limit=limit, level=release)

    def joint_themes(self, wanted: "ThemesWanted | None" = None, *, wide: bool = False) -> Listing:
        """Who mentions each theme, by group, beside a measure of those who do and who do not."""
        from secondmig.project import joint_displays

        asked = wanted or joint_displays.ThemesWanted()
        counted = replace(asked, selection=self._counted(asked.selection))
        return joint_displays.themes(self._session, counted, wide=wide)

    def joint_cases(self, wanted: "CasesWanted | None" = None, *, wide: bool = False) -> Listing:
        """Persons in rows, codes and measures in columns, as they are."""
        from secondmig.project import joint_displays

        asked = wanted or joint_displays.CasesWanted()
        counted = replace(asked, selection=self._counted(asked.selection))
        return joint_displays.cases(self._session, counted, wide=wide)

    def _tabled(self, wanted: "TableWanted | None") -> "TableWanted":
        from secondmig.project.joint_table import TableWanted

        asked = wanted or TableWanted()
        return replace(asked, selection=self._counted(asked.selection))

    # the summary grid

    def query_grid(self, wanted: "GridWanted", *, filled: bool = False) -> Listing:
        """Persons and themes with the analysts' paraphrases."""
        from secondmig.project import grid_files

        checked(self._session, wanted.selection)
        return grid_files.listing(self._session, wanted, filled=filled)

    def grid_export(self, wanted: "GridWanted", target: Path) -> Done:
        """Write the summary grid as .xlsx, .docx or .csv."""
        from secondmig.project import grid_files

        checked(self._session, wanted.selection)
        return grid_files.export(self._session, wanted, target)

    def grid_write(self, writing: "Writing") -> Done:
        """Let an own cell of the summary grid read as given."""
        from secondmig.project import grid_acts

        return grid_acts.write_cell(self._session, writing)

    def grid_clear(self, case: str, theme: str) -> Done:
        """Empty an own cell of the summary grid."""
        from secondmig.project import grid_acts

        return grid_acts.clear_cell(self._session, case, theme)

    # models

    def model_fit(self, asked: "Modelling") -> Listing:
        """Fit the models of a spec."""
        from secondmig.project import models

        return models.listing(self._session, asked)

    def model_table(self, asked: "TableAsked") -> "ModelTable":
        """Models and printed tables side by side, as papers print them."""
        from secondmig.project import model_table

        return model_table.model_table(self._session, asked)

    def model_predict_rows(self, asked: "Modelling", *, threshold: float | None = None) -> Listing:
        """How well models predict the rows they were fitted to."""
        from secondmig.project import predicting

        return predicting.predict_rows(self._session, asked, threshold=threshold)

    def model_predict_cases(self, wanted: "Predicting") -> Listing:
        """What a model predicts of the interviewed persons, and whose story contradicts it."""
        from secondmig.project import case_predictions

        checked(self._session, wanted.selection)
        return case_predictions.predict_cases(self._session, wanted)

    # reports

    def report_build(self, name: str = "compare", *, release: Level = "team") -> Done:
        """Write one edition of a report."""
        from secondmig.project import reports

        return reports.build(self._session, name, release)

    def report_list(self) -> Listing:
        """Reports declared and built."""
        from secondmig.project import reports

        return reports.listing(self._session)

    # time

    def history(self, subject: str | None = None) -> Listing:
        """What happened, oldest first."""
        return past.events(self._session, subject)

    def undo(self, event: str | None = None) -> Done:
        """Take an event back; the caller's own last act without one."""
        return past.undo(self._session, event)

    def redo(self) -> Done:
        """Bring the caller's last undone act again."""
        return past.redo(self._session)

    def backup(self, target: Path | None = None) -> Done:
        """Copy the database."""
        return past.backup(self._session, target)

    def verify(self, *, rebuild_index: bool = False) -> Listing:
        """Recompute every hash and the chain of events; make the search index anew first where asked."""
        return past.verify(self._session, rebuild_index=rebuild_index)

    def event_number(self, text: str) -> int:
        """The rev that a number, an event id or a date means."""
        return past.event_number(self._session, text)

    def saved_selection(self, name: str) -> Selection:
        """A selection saved in secondmig.toml.

        Raises:
            SecondmigError: there is none of that name.
        """
        saved = self.config.selections or {}
        if name not in saved:
            known = ", ".join(sorted(saved)) or "none"
            raise SecondmigError(
                f"no selection {name} is saved", where="secondmig.toml", hint=f"saved: {known}"
            )
        return saved[name]


def _checked_places(session: Session, asked: "Asked") -> "Asked":
    return replace(asked, selection=checked(session, asked.selection))


def restore_project(start: Path | None, source: Path, *, coder: str | None = None) -> Done:
    """Put a back-up in the place of a project's database, which may be damaged and is not opened.

    Raises:
        SecondmigError: there is no project, nobody is named, or the back-up is not sound; nothing is changed.
    """
    root = find_root(start)
    actor = acting(read_config(root), coder)
    if not actor:
        raise nobody()
    return past.restore(root, source, actor=actor)


def open_project(start: Path | None = None, *, coder: str | None = None) -> Project:
    """Open the project that a folder belongs to; see :meth:`Project.open`."""
    return Project.open(start, coder=coder)
