"""The project: one method per verb, the same for command line, web and Python."""

import os
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.types import Level
from secondmig.project import past
from secondmig.project.build import Progress
from secondmig.project.layout import Config, find_root, read_config
from secondmig.project.listing import Done, Listing
from secondmig.project.opening import acting, open_session
from secondmig.project.session import Session, checked, nobody
from secondmig.project.verbs import (
    codebooks,
    coders,
    coding,
    displays,
    models,
    persons,
    questions,
    surveys,
    transcripts,
)

if TYPE_CHECKING:
    from secondmig.core.snapshot import Snapshot
    from secondmig.project.joint_table import TableWanted


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

    def _tabled(self, wanted: "TableWanted | None") -> "TableWanted":
        from secondmig.project.joint_table import TableWanted

        asked = wanted or TableWanted()
        return replace(asked, selection=self._counted(asked.selection))

    # verbs of transcripts

    corpus_import = transcripts.corpus_import
    corpus_list = transcripts.corpus_list
    corpus_show = transcripts.corpus_show
    corpus_text = transcripts.corpus_text
    corpus_rebase = transcripts.corpus_rebase
    corpus_review = transcripts.corpus_review
    corpus_settle = transcripts.corpus_settle
    corpus_search = transcripts.corpus_search
    corpus_restrict = transcripts.corpus_restrict
    corpus_deidentify = transcripts.corpus_deidentify
    corpus_deidentify_preview = transcripts.corpus_deidentify_preview
    corpus_propose = transcripts.corpus_propose
    corpus_propose_key = transcripts.corpus_propose_key
    corpus_guide = transcripts.corpus_guide
    corpus_guide_import = transcripts.corpus_guide_import

    # verbs of codebooks

    codebook_check = codebooks.codebook_check
    codebook_show = codebooks.codebook_show
    codebook_commit = codebooks.codebook_commit
    codebook_import = codebooks.codebook_import
    codebook_import_preview = codebooks.codebook_import_preview
    codebook_convert = codebooks.codebook_convert
    codebook_export = codebooks.codebook_export
    codebook_versions = codebooks.codebook_versions
    codebook_diff = codebooks.codebook_diff
    codebook_stats = codebooks.codebook_stats
    codebook_rename = codebooks.codebook_rename
    codebook_move = codebooks.codebook_move
    codebook_place = codebooks.codebook_place
    codebook_merge = codebooks.codebook_merge
    codebook_split = codebooks.codebook_split
    codebook_retire = codebooks.codebook_retire
    codebook_add = codebooks.codebook_add
    codebook_edit = codebooks.codebook_edit
    codebook_revive = codebooks.codebook_revive
    codebook_review = codebooks.codebook_review
    codebook_question = codebooks.codebook_question
    codebook_settle = codebooks.codebook_settle

    # verbs of codings, suggestions and memos

    code_add = coding.code_add
    code_remove = coding.code_remove
    code_relate = coding.code_relate
    code_hits_preview = coding.code_hits_preview
    code_hits = coding.code_hits
    code_list = coding.code_list
    code_import = coding.code_import
    code_export = coding.code_export
    code_suggest = coding.code_suggest
    code_suggest_preview = coding.code_suggest_preview
    code_review = coding.code_review
    code_accept = coding.code_accept
    code_reject = coding.code_reject
    code_finish = coding.code_finish
    code_evaluate = coding.code_evaluate
    memo_list = coding.memo_list
    memo_search = coding.memo_search
    memo_text = coding.memo_text
    memo_add = coding.memo_add
    memo_edit = coding.memo_edit
    memo_remove = coding.memo_remove

    # verbs of persons

    case_import = persons.case_import
    case_list = persons.case_list
    case_show = persons.case_show
    case_legs = persons.case_legs
    note_output = persons.note_output
    case_consent = persons.case_consent
    case_list_consent = persons.case_list_consent
    case_clear = persons.case_clear
    case_withdraw = persons.case_withdraw
    case_export = persons.case_export

    # verbs of several coders

    agree_package = coders.agree_package
    agree_return = coders.agree_return
    agree_merge = coders.agree_merge
    agree_assign = coders.agree_assign
    agree_assignments = coders.agree_assignments
    agree_report = coders.agree_report
    agree_compat = coders.agree_compat
    agree_drift = coders.agree_drift
    agree_disagreements = coders.agree_disagreements
    agree_topics = coders.agree_topics
    agree_decide = coders.agree_decide
    agree_adjudicate = coders.agree_adjudicate

    # verbs of links and surveys

    link_build = surveys.link_build
    link_preview = surveys.link_preview
    link_status = surveys.link_status
    link_benchmark = surveys.link_benchmark
    survey_add = surveys.survey_add
    survey_list = surveys.survey_list
    survey_describe = surveys.survey_describe
    survey_show = surveys.survey_show
    survey_joined_to = surveys.survey_joined_to
    survey_measures = surveys.survey_measures
    survey_measure = surveys.survey_measure
    survey_compare = surveys.survey_compare
    survey_flows = surveys.survey_flows
    survey_indicators = surveys.survey_indicators
    survey_indicators_import = surveys.survey_indicators_import

    # verbs of models

    model_synthesize = models.model_synthesize
    model_recover = models.model_recover
    model_recover_table = models.model_recover_table
    model_fit = models.model_fit
    model_table = models.model_table
    model_predict_rows = models.model_predict_rows
    model_predict_cases = models.model_predict_cases

    # questions to the codings, and hypotheses

    query_segments = questions.query_segments
    query_matrix = questions.query_matrix
    query_comparison = questions.query_comparison
    query_cooccur = questions.query_cooccur
    query_correspondence = questions.query_correspondence
    query_coverage = questions.query_coverage
    query_saturation = questions.query_saturation
    hypothesis_ids = questions.hypothesis_ids
    hypothesis_list = questions.hypothesis_list
    hypothesis_test = questions.hypothesis_test
    hypothesis_estimate = questions.hypothesis_estimate
    query_trajectory = questions.query_trajectory
    query_grid = questions.query_grid

    # joint displays and the summary grid

    joint_table = displays.joint_table
    joint_table_rows = displays.joint_table_rows
    joint_table_export = displays.joint_table_export
    joint_side_by_side = displays.joint_side_by_side
    joint_infer = displays.joint_infer
    joint_clear = displays.joint_clear
    joint_quotes = displays.joint_quotes
    joint_themes = displays.joint_themes
    joint_cases = displays.joint_cases
    grid_export = displays.grid_export
    grid_write = displays.grid_write
    grid_clear = displays.grid_clear

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
