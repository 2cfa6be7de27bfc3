"""Use cases on versions of codebooks: list them, and say what changed from one to another."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Codebook, CodebookVersion
from secondmig.project.book_counts import use_of_codes
from secondmig.project.layout import declared_files, relative
from secondmig.project.listing import Listing
from secondmig.project.session import Session, meta, newest_codebooks
from secondmig.store import codebooks

if TYPE_CHECKING:
    from secondmig.codebook.diff import Difference

_NUMBERED = re.compile(r"(.+)@([0-9]{1,9})")
_DIFF = ("codebook", "kind", "code", "into", "facet", "field", "before", "after", "change", "codings")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison, and how people call it."""

    name: str
    book: Codebook


def numbered(text: str) -> tuple[str, int | None]:
    """The id and the number of ``ID@N``; no number where the text is an id alone.

    >>> numbered("opportunity-structure@1"), numbered("OS-RAC")
    (('opportunity-structure', 1), ('OS-RAC', None))
    """
    found = _NUMBERED.fullmatch(text)
    return (found[1], int(found[2])) if found else (text, None)


def version_of(known: Mapping[str, Sequence[CodebookVersion]], book_id: str, number: int) -> CodebookVersion:
    """A registered version.

    Raises:
        SecondmigError: there is no such codebook, or no such version of it.
    """
    if book_id not in known:
        raise no_codebook(book_id, known)
    for version in known[book_id]:
        if version.number == number:
            return version
    numbers = ", ".join(str(version.number) for version in known[book_id])
    raise SecondmigError(f"{book_id} has no version {number}", hint=f"its versions: {numbers}")


def no_codebook(name: str, known: Mapping[str, object]) -> SecondmigError:
    """The refusal of a name that is no codebook's."""
    what = "file" if name.endswith((".yaml", ".yml")) else "codebook"
    return SecondmigError(
        f"there is no {what} {name}", hint=f"codebooks here: {', '.join(sorted(known)) or 'none'}"
    )


def list_versions(session: Session, codebook: str | None = None) -> Listing:
    """One row for each registered version, the newest of a codebook last.

    Raises:
        SecondmigError: there is no such codebook.
    """
    connection = session.store.read()
    known = codebooks.every(connection)
    if codebook is not None and codebook not in known:
        raise no_codebook(codebook, known)
    carried = Counter[str]()
    for (version_name, _code), number in use_of_codes(session).items():
        carried[version_name] += number
    rows: list[dict[str, object]] = [
        {
            "codebook": version.codebook.id,
            "version": version.number,
            "label": version.codebook.label,
            "codes": sum(code.codable for code in version.codebook.codes),
            "codings": carried[f"{version.codebook.id}@{version.number}"],
            "author": version.author,
            "note": version.note or None,
            "sha": version.codebook.sha,
        }
        for book_id in sorted(known)
        if codebook in {None, book_id}
        for version in known[book_id]
    ]
    fields = ("codebook", "version", "label", "codes", "codings", "author", "note", "sha")
    return Listing(fields, rows, meta(session, unit="versions", selection=Selection(), n=len(rows)))


def diff(session: Session, first: str | None = None, second: str | None = None) -> Listing:
    """What changed from one version of a codebook to another, one row for each field or fate of a code.

    Args:
        session: the open project.
        first: ``ID@N``, the id of a codebook for its newest version, or a file.
        second: the same; where None, ``ID@N`` is compared with the newest version, the id of a codebook with
            its declared file, a file with the newest version of its codebook. Without both, every codebook
            that is declared.

    Raises:
        SecondmigError: one of them is not there, or the two are versions of different codebooks.
    """
    pairs, notes = _pairs(session, first, second)
    used = _carried(session)
    rows: list[dict[str, object]] = []
    for older, newer in pairs:
        found = _compared(older, newer)
        rows += [row for each in found for row in _rows(each, newer.book.id, used)]
        label = f"{older.name} ({older.book.label}) -> {newer.name} ({newer.book.label})"
        notes.append(f"{label}: {'no difference' if not found else _tally(found)}")
    told = meta(session, unit="differences", selection=Selection(), n=len(rows))
    told["compared"] = [{"older": older.name, "newer": newer.name} for older, newer in pairs]
    return Listing(_DIFF, rows, told, tuple(notes))


def _compared(older: _Side, newer: _Side) -> "tuple[Difference, ...]":
    from secondmig.codebook.diff import compare

    if older.book.id != newer.book.id:
        raise SecondmigError(
            f"{older.name} and {newer.name} are no versions of one codebook",
            hint="secondmig codebook versions",
        )
    return compare(older.book, newer.book)


def _tally(found: "Sequence[Difference]") -> str:
    kinds = dict.fromkeys(each.kind for each in found)
    return ", ".join(f"{sum(each.kind == kind for each in found)} {kind.replace('_', ' ')}" for kind in kinds)


def _pairs(
    session: Session, first: str | None, second: str | None
) -> tuple[list[tuple[_Side, _Side]], list[str]]:
    """What is compared with what, the older first, and what is to be said of it."""
    known = codebooks.every(session.store.read())
    if first is None:
        return _all_declared(session, known)
    if second is not None:
        return [(_side(session, known, first), _side(session, known, second))], []
    book_id, number = numbered(first)
    if number is not None and not Path(first).is_file():
        return [(_side(session, known, first), _newest(known, book_id))], []
    if first in known:
        return [(_newest(known, first), _declared(session, first))], []
    side = _side(session, known, first)
    return [(_newest(known, side.book.id), side)], []


def _all_declared(
    session: Session, known: Mapping[str, Sequence[CodebookVersion]]
) -> tuple[list[tuple[_Side, _Side]], list[str]]:
    pairs: list[tuple[_Side, _Side]] = []
    notes: list[str] = []
    for side in _declared_sides(session):
        if side.book.id in known:
            pairs.append((_newest(known, side.book.id), side))
        else:
            notes.append(f"{side.name}: {side.book.id} is not registered yet: secondmig build")
    return pairs, notes


def _newest(known: Mapping[str, Sequence[CodebookVersion]], book_id: str) -> _Side:
    if book_id not in known:
        raise no_codebook(book_id, known)
    return _registered(known[book_id][-1])


def _registered(version: CodebookVersion) -> _Side:
    return _Side(f"{version.codebook.id}@{version.number}", version.codebook)


def _side(session: Session, known: Mapping[str, Sequence[CodebookVersion]], name: str) -> _Side:
    """What a name on the command line means: a file where there is one, else a registered version."""
    if Path(name).is_file():
        from secondmig.codebook.yaml_file import read_codebook

        others = {version.codebook.id: version.codebook for version in newest_codebooks(session)}
        path = Path(name)
        return _Side(relative(session.root, path), read_codebook(path, others=others))
    book_id, number = numbered(name)
    if number is None:
        return _newest(known, book_id)
    return _registered(version_of(known, book_id, number))


def _declared(session: Session, book_id: str) -> _Side:
    for side in _declared_sides(session):
        if side.book.id == book_id:
            return side
    raise SecondmigError(
        f"no declared file holds codebook {book_id}",
        where="secondmig.toml",
        hint=f"add it to [codebooks], or name what to compare: secondmig codebook diff {book_id}@1 FILE",
    )


def _declared_sides(session: Session) -> Iterator[_Side]:
    from secondmig.codebook.yaml_file import read_codebooks

    paths = declared_files(session.root, session.config.codebooks)
    others = {version.codebook.id: version.codebook for version in newest_codebooks(session)}
    for path, book in zip(paths, read_codebooks(paths, others=others), strict=True):
        yield _Side(relative(session.root, path), book)


def _carried(session: Session) -> Mapping[str, int]:
    """How many current codings carry each code, under whichever version of its codebook."""
    carried = Counter[str]()
    for (_version, code), number in use_of_codes(session).items():
        carried[code] += number
    return carried


def _rows(each: "Difference", book_id: str, carried: Mapping[str, int]) -> Iterator[dict[str, object]]:
    """A difference as rows: one for each field, and one for each code that became another."""
    codes, into = _parts(each)
    whole: dict[str, object] = dict.fromkeys(_DIFF) | {
        "codebook": book_id,
        "kind": each.kind,
        "into": ", ".join(into) or None,
        "facet": each.facet or None,
    }
    for number, code in enumerate(codes or ("",)):
        of_code = whole | {"code": code or None, "codings": carried.get(code, 0) if code else None}
        if each.fields:
            for field, before, after in zip(each.fields, each.before, each.after, strict=True):
                told = {"field": field, "before": before or None, "after": after or None}
                yield of_code | told | {"change": _change(each, before, after)}
            continue
        before = each.before[number] if each.before else ""
        after = ", ".join(each.after)
        told = {"before": before or None, "after": after or None}
        yield of_code | told | {"change": _change(each, before, after)}


def _parts(each: "Difference") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The old codes, and what they became where that is another one."""
    if each.kind == "split":
        return each.codes[:1], each.codes[1:]
    if each.kind == "merged" or each.fields == ("id",):
        return each.codes[:-1], each.codes[-1:]
    return each.codes, ()


def _change(each: "Difference", before: str, after: str) -> str:
    """Old and new in one text: whole where a code moves or becomes another, word by word in what it says."""
    if each.kind in {"split", "merged"} or each.fields == ("id",):
        return f"{before} -> {after}"
    if each.kind == "moved":
        return f"{before or 'top'} -> {after or 'top'}"
    if each.kind == "reordered":
        return "stands elsewhere among its neighbours" if each.codes else "the codes stand in another order"
    from secondmig.codebook.wording import marked_changes

    return marked_changes(before, after)


def said(each: "Difference") -> str:
    """A difference in a few words, as the history of a code tells it."""
    codes, into = _parts(each)
    if each.kind == "split":
        return f"{codes[0]} split into {', '.join(into)}"
    if each.kind == "merged":
        return f"{', '.join(codes)} merged into {into[0]}"
    if each.fields == ("id",):
        return f"{codes[0]} is called {into[0]} now"
    if each.kind in {"renamed", "moved"}:
        return f"{each.kind}: {each.before[0] or 'top'} -> {each.after[0] or 'top'}"
    if each.kind == "retired":
        return f"retired: {each.after[0]}"
    return f"{each.kind}: {', '.join(each.fields)}" if each.fields else each.kind
