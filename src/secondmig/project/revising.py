"""How a change of a codebook is carried out: text, version, codings and file, all or nothing."""

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Codebook, CodebookVersion
from secondmig.project.book_text import BookFile, Staged, file_of, read_staged, staged
from secondmig.project.following import Followed, follow
from secondmig.project.layout import declared_files, relative
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.listing import Done
from secondmig.project.session import Session, newest_codebooks
from secondmig.store import codebooks
from secondmig.store.connect import Change

REVIEW = "secondmig codebook review --decide"


@dataclass(frozen=True, slots=True)
class How:
    """What holds for every change of a codebook.

    Attributes:
        dry_run: say what would happen, and change nothing.
        version: the label that the new version gets in the file, "" to leave it.
        log: what the log shall hold beside what every change of a codebook leaves there.
    """

    dry_run: bool = False
    version: str = ""
    log: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one codebook.

    Attributes:
        verb: as in the log.
        message: what is done, one clause.
        edit: the change on the text of the file.
        touched: the codes that may be others afterwards.
        leaving: the codes that are not in the file any more.
        coming: the codes that are new in it.
        told: lines for the person who asks.
    """

    verb: str
    message: str
    edit: Callable[[str], str]
    touched: Collection[str]
    leaving: Collection[str] = ()
    coming: Collection[str] = ()
    told: tuple[str, ...] = ()


@dataclass(slots=True)
class _Outcome:
    """What a change came to, for the words said about it."""

    file: BookFile
    new: Staged
    version: CodebookVersion
    followed: Followed = field(default_factory=Followed)
    beside: tuple[str, ...] = ()


def carry_out(session: Session, version: CodebookVersion, revision: Revision, how: How) -> Done:
    """Edit, read again, save, let the codings follow, write: all or nothing, and one event."""
    from secondmig.codebook import edit

    session.coder()
    file = file_of(session, version)
    text = revision.edit(file.text)
    if how.version:
        text = edit.relabel(text, how.version)
    with (
        staged(file, text) as new,
        session.store.write(
            actor=session.coder(), verb=f"codebook {revision.verb}", subject=version.codebook.id
        ) as change,
    ):
        _refuse_changed(session, version, file)
        outcome = _saved(session, change, version, revision, _Outcome(file, new, version))
        if how.dry_run:
            change.nothing()
        else:
            change.payload |= how.log
            new.put(change)
    return _told(session, version, revision, outcome, change if not how.dry_run else None)


def _refuse_changed(session: Session, version: CodebookVersion, file: BookFile) -> None:
    """Somebody may have changed the codebook between looking and writing."""
    numbers = {each.codebook.id: each.number for each in newest_codebooks(session)}
    if numbers.get(version.codebook.id) != version.number or file.path.read_bytes() != file.raw:
        raise SecondmigError(
            "somebody changed the codebook at this moment", where=file.name, hint="try again"
        )


def _saved(
    session: Session, change: Change, version: CodebookVersion, revision: Revision, outcome: _Outcome
) -> _Outcome:
    others = {each.codebook.id: each.codebook for each in newest_codebooks(session)}
    book = read_staged(outcome.new, outcome.file.name, others=others)
    _refuse_other(version.codebook, book, revision, outcome.file)
    newer = CodebookVersion(book, version.number + 1, revision.message, session.coder())
    codebooks.add(change, newer)
    outcome.version = newer
    outcome.followed = follow(change, session, version, newer)
    outcome.beside = tuple(_heirs_of_facets(session, change, version.codebook, newer))
    change.payload |= {
        "version": f"{book.id}@{newer.number}",
        "codes": sorted({*revision.touched, *revision.leaving}),
        "carried": outcome.followed.carried,
        "waiting": outcome.followed.waiting,
    }
    return outcome


def _refuse_other(older: Codebook, newer: Codebook, revision: Revision, file: BookFile) -> None:
    """Refuse a text that says anything but what was meant, whatever the layout of the file made of it."""
    before = {code.id: code for code in older.codes}
    after = {code.id: code for code in newer.codes}
    expected = (before.keys() - set(revision.leaving)) | set(revision.coming)
    other = [
        code for code in before.keys() & after.keys() - set(revision.touched) if before[code] != after[code]
    ]
    if after.keys() != expected or other or [f.name for f in older.facets] != [f.name for f in newer.facets]:
        raise SecondmigError(
            "the way the file is laid out keeps a command from changing it",
            where=file.name,
            hint='edit it by hand, then: secondmig codebook commit -m "why"',
        )


def _heirs_of_facets(
    session: Session, change: Change, older: Codebook, newer: CodebookVersion
) -> Iterator[str]:
    """Codebooks that inherit a facet which changed get a version with it; their files stay as they are."""
    from secondmig.codebook.canonical import hashed

    was = {spec.name: spec for spec in older.facets}
    now = {spec.name: spec for spec in newer.codebook.facets}
    changed = {name for name, spec in now.items() if name in was and was[name] != spec}
    for other in newest_codebooks(session):
        facets = tuple(
            now[spec.name] if spec.name in changed and spec == was[spec.name] else spec
            for spec in other.codebook.facets
        )
        if other.codebook.id != newer.codebook.id and facets != other.codebook.facets:
            book = hashed(replace(other.codebook, facets=facets))
            codebooks.add(change, CodebookVersion(book, other.number + 1, newer.note, session.coder()))
            yield f"{book.id}@{other.number + 1}"


def _told(
    session: Session,
    version: CodebookVersion,
    revision: Revision,
    outcome: _Outcome,
    change: Change | None,
) -> Done:
    newer, name = outcome.version, outcome.file.name
    label = newer.codebook.label
    number = f"{newer.codebook.id}@{newer.number}"
    same = label == version.codebook.label
    lines = [
        f"{number} in {name}, which calls itself {label}"
        + (", as the one before: --version-label names it, or change `version:` and commit" if same else ""),
        *(f"{each} has the changed facets too" for each in outcome.beside),
        *outcome.followed.told,
        *revision.told,
    ]
    waiting = outcome.followed.waiting
    if waiting:
        lines.append(f"{counted(waiting, 'coding waits', 'codings wait')} for a code: {REVIEW}")
    new_text = outcome.new.raw.decode("utf-8")
    lines.extend(f"still named in {line}" for line in _mentions(session, outcome.file, new_text, revision))
    if change is None:
        lines.extend(_difference(outcome.file, new_text))
        return Done(f"would be done: {revision.message}", tuple(lines))
    return Done(revision.message, tuple(lines), event=change.rev, count=outcome.followed.carried)


def _difference(file: BookFile, new: str) -> Iterator[str]:
    """The lines of the file that would change, as diff prints them."""
    before, after = (text.replace("\r\n", "\n").split("\n") for text in (file.text, new))
    yield from (line for line in difflib.unified_diff(before, after, file.name, file.name, n=0, lineterm=""))


def _mentions(session: Session, file: BookFile, text: str, revision: Revision) -> Iterator[str]:
    """Where files of the project still name codes that left, as ``file:line: code``."""
    if not revision.leaving:
        return
    named = "|".join(re.escape(code) for code in sorted(revision.leaving, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.-])(?:{named})(?![\w-]|\.\w)")
    for name, body in _texts(session, file, text):
        for number, line in enumerate(body.split("\n"), start=1):
            if not line.lstrip().startswith("was:"):
                found = dict.fromkeys(pattern.findall(line))
                yield from (f"{name}:{number}: {code}" for code in found)


def _texts(session: Session, file: BookFile, text: str) -> Iterator[tuple[str, str]]:
    config = session.config
    patterns = (*config.codebooks, *(each for each in (config.measures, config.guide) if each))
    paths: list[Path] = [*declared_files(session.root, patterns), session.root / PROJECT_FILE]
    for path in paths:
        name = relative(session.root, path)
        yield name, text if name == file.name else path.read_text(encoding="utf-8-sig", errors="replace")
