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
from secondmig.project.layout import Config, database_path, find_root, read_config, user_coder
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.session import Session, checked, nobody
from secondmig.store.connect import create_store, open_store

if TYPE_CHECKING:
    from secondmig.core.snapshot import Snapshot

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
        root = find_root(Path(path) if path is not None else None)
        config = read_config(root)
        actor = acting(config, coder)
        database = database_path(root)
        store = open_store(database) if database.exists() else create_store(database)
        return cls(Session(root, config, store, actor))

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
        from secondmig.project.shot import take

        return take(self._session, checked(self._session, selection), level)

    # transcripts

    def corpus_import(
        self,
        paths: Sequence[Path],
        *,
        reading: intake.Reading | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportResult:
        """Take transcripts in, one transaction per file."""
        how = reading or intake.Reading()
        return intake.import_files(self._session, paths, how, dry_run=dry_run, progress=progress)

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

    def corpus_restrict(self, document: str, *, turn: int, quote: str | None = None, reason: str) -> Done:
        """Take a passage back; built reports are built again without it."""
        from secondmig.project import reports

        done = corpus.restrict(self._session, document, turn=turn, quote=quote, reason=reason)
        return replace(done, details=(*done.details, *reports.rebuild(self._session)))

    # codebooks

    def codebook_check(self, paths: Sequence[Path] | None = None) -> Listing:
        """Every problem of codebook files."""
        return books.check(self._session, paths)

    def codebook_show(self, codebook: str | None = None, code: str | None = None) -> Listing:
        """The codes, or all that is written about one."""
        return books.show(self._session, codebook, code)

    def codebook_commit(self, *, note: str) -> Done:
        """Register the declared codebook files as new versions where they changed."""
        return books.commit(self._session, note=note)

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

    # persons

    def case_import(self, path: Path, *, legs: Path | None = None) -> Done:
        """Take a table of persons in."""
        return people.import_persons(self._session, path, legs=legs)

    def case_list(self, selection: Selection = EVERYTHING) -> Listing:
        """One row per person."""
        return people.list_cases(self._session, checked(self._session, selection))

    def case_show(self, case: str) -> Listing:
        """All that is held about a person but the words."""
        return people.show(self._session, case)

    def case_legs(self, case: str) -> Listing:
        """A person's trajectory."""
        return people.legs(self._session, case)

    def case_withdraw(self, case: str, *, reason: str) -> Done:
        """Erase a person; there is no undo. Built reports are built again without the person."""
        from secondmig.project import reports

        done = people.withdraw(self._session, case, reason=reason)
        built = reports.rebuild(self._session)
        return replace(done, details=(*done.details, *built))

    def case_export(self, case: str, target: Path) -> Done:
        """All that is held about a person, in one file."""
        return people.export(self._session, case, target)

    # links, questions, reports

    def link_build(self) -> Done:
        """Join the declared surveys to the persons."""
        return links.build(self._session)

    def link_status(self) -> Listing:
        """The ledger of the joins."""
        return links.status(self._session)

    def query_segments(
        self,
        selection: Selection = EVERYTHING,
        *,
        near: tuple[str, int] | None = None,
        not_code: str = "",
        uncoded: bool = False,
        release: Level = "work",
    ) -> Listing:
        """Coded passages, or uncoded turns."""
        from secondmig.project import queries

        chosen = checked(self._session, selection)
        return queries.segments(
            self._session, chosen, near=near, not_code=not_code, uncoded=uncoded, level=release
        )

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

        return queries.matrix(
            self._session, checked(self._session, selection), rows=rows, cols=cols, count=count
        )

    def query_coverage(self, selection: Selection = EVERYTHING) -> Listing:
        """How much of what was said carries each code."""
        from secondmig.project import queries

        return queries.coverage(self._session, checked(self._session, selection))

    def query_trajectory(self, selection: Selection = EVERYTHING) -> Listing:
        """The legs of the persons selected."""
        from secondmig.project import queries

        return queries.trajectory(self._session, checked(self._session, selection))

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

    def verify(self) -> Listing:
        """Recompute every hash and the chain of events."""
        return past.verify(self._session)

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


def acting(config: Config, coder: str | None) -> str:
    """Who acts: as passed, else SECONDMIG_CODER, else the project's coder, else the user's; "" if nobody."""
    return coder or os.environ.get("SECONDMIG_CODER", "") or config.coder or user_coder()


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
