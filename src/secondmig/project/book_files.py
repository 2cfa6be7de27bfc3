"""Use cases on codebooks of other programs: take a file in, write one."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.types import Codebook, CodebookVersion, Level
from secondmig.interchange.assemble import Assembled, Known, assembled, recognised
from secondmig.interchange.formats import is_yaml, read_book, write_book
from secondmig.interchange.yaml_out import written as as_yaml
from secondmig.project.book_versions import no_codebook, version_of
from secondmig.project.declaring import with_codebook
from secondmig.project.layout import relative
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.listing import Done, Listing
from secondmig.project.output import write_atomically
from secondmig.project.outputs import note
from secondmig.project.quotations_in_books import Withheld, speakers_in
from secondmig.project.session import Session, meta
from secondmig.store import codebooks, content, files

VERB = "codebook import"
FOLDER = "codebooks"
_LARGEST = 64 * 2**20
_FIELDS = ("code", "label", "depth", "parent", "codable", "color", "definition")


@dataclass(frozen=True, slots=True)
class BookReading:
    """How a file is to be read.

    Attributes:
        id: of the codebook; "" for that of the file, or one made of its name.
        title: of the codebook; "" for that of the file, or its name.
        encoding: of a CSV file, instead of UTF-8.
        flat: leave dots, ``>`` and backslashes in names as they are.
    """

    id: str = ""
    title: str = ""
    encoding: str | None = None
    flat: bool = False


@dataclass(frozen=True, slots=True)
class _Understood:
    """A file, read: the codebook, its text in our layout, and the codebook of the project it belongs to."""

    found: Assembled
    raw: bytes
    like: CodebookVersion | None


def preview(session: Session, path: Path, reading: BookReading) -> Listing:
    """The tree of codes that a file would become; nothing is written.

    Raises:
        SecondmigError: the file cannot be read as a codebook; all problems at once.
    """
    understood = _understood(session, path, reading)
    book = understood.found.book
    depths = _depths(book)
    rows = [
        {
            "code": code.id,
            "label": code.label,
            "depth": depths[code.id],
            "parent": code.parent,
            "codable": code.codable,
            "color": code.color or None,
            "definition": code.definition or None,
        }
        for code in book.codes
    ]
    told = meta(session, unit="codes", selection=Selection(), n=len(rows))
    told |= {"codebook": book.id, "sha": book.sha}
    notes = (f"{book.id}, {book.title}: {_size(book)}", *_said(understood))
    if understood.like is not None:
        notes = (*notes, _standing(understood.like, book))
    return Listing(_FIELDS, rows, told, notes)


def import_book(session: Session, path: Path, reading: BookReading) -> Done:
    """Take a codebook of another program in: a file under codebooks/, declared and registered as version 1.

    All of it happens, or nothing.

    Raises:
        SecondmigError: the file cannot be read as a codebook, the codebook is there already, or
            secondmig.toml cannot be changed safely.
    """
    actor = session.coder()
    understood = _understood(session, path, reading)
    book = understood.found.book
    if understood.like is not None:
        return _already_there(understood.like, book, path)
    target = session.root / FOLDER / f"{book.id}.yaml"
    name = relative(session.root, target)
    _refuse_taken(target, understood.raw, path)
    declared = _declared(session, name)
    with (
        _in_place(session, target, understood.raw, declared),
        session.store.write(actor=actor, verb=VERB, subject=book.id) as change,
    ):
        codebooks.add(change, CodebookVersion(book, 1, f"imported from {path.name}", actor))
        content.put(change, understood.raw)
        files.take(change, name, content_hash(understood.raw), "codebook")
        change.payload["versions"] = [f"{book.id}@1"]
    details = [f"written: {name}", *([f"declared in {PROJECT_FILE}"] if declared is not None else [])]
    return Done(
        f"{book.id}@1, {book.title}: {_size(book)}",
        (*details, *_said(understood)),
        event=change.rev,
        count=len(book.codes),
    )


def convert(session: Session, path: Path, target: Path, reading: BookReading) -> Done:
    """Write a file of another program as a codebook file, and take nothing in.

    Where the codebook is in the project already, the file is a further edition of it, to compare and commit.

    Raises:
        SecondmigError: the file cannot be read as a codebook, or its new name does not end with .yaml.
    """
    if not is_yaml(target.name):
        raise SecondmigError("this is the name of no codebook file", where=str(target), hint="--to NEW.yaml")
    _refuse_folder(target)
    understood = _understood(session, path, reading)
    write_atomically(target, understood.raw)
    book = understood.found.book
    details = list(_said(understood))
    if understood.like is not None:
        details.append(_standing(understood.like, book))
    return Done(f"written: {target} ({_size(book)} of {book.id})", tuple(details), count=len(book.codes))


def export(
    session: Session, target: Path, *, codebook: str | None, version: int | None, level: Level = "public"
) -> Done:
    """Write a registered version of a codebook as a file; its ending says the format.

    Examples in words of a transcript that may not be shown at the level stay out. The log names the persons
    whose words are in those that leave.

    Args:
        session: the open project.
        target: the file.
        codebook: its id; where None, the only one, or the one the file is called after.
        version: its number; the newest where None.
        level: who reads.

    Raises:
        SecondmigError: there is no such codebook or version, the format cannot hold it, or a definition
            copies words that may not leave.
    """
    known = codebooks.every(session.store.read())
    if not known:
        raise SecondmigError("there is no codebook in the project", hint="secondmig build")
    chosen = codebook or (target.stem if target.stem in known else "")
    if not chosen and len(known) > 1:
        names = ", ".join(sorted(known))
        raise SecondmigError("there are several codebooks", hint=f"add --codebook with one of: {names}")
    chosen = chosen or next(iter(known))
    if chosen not in known:
        raise no_codebook(chosen, known)
    held = known[chosen][-1] if version is None else version_of(known, chosen, version)
    _refuse_folder(target)
    others = [versions[-1].codebook for book_id, versions in sorted(known.items()) if book_id != chosen]
    with session.store.consistent():
        cleared = Withheld(session, level).cleared(held.codebook)
        quoted = speakers_in(session, cleared.book)
    made = write_book(cleared.book, name=target.name, others=others)
    write_atomically(target, made.body)
    note(session, "codebook export", target, level=level, people=quoted)
    details = tuple(f"not in the file: {each}" for each in (*cleared.left_out, *made.losses))
    name = f"{chosen}@{held.number}"
    return Done(
        f"written: {target} ({_size(held.codebook)} of {name})", details, count=len(held.codebook.codes)
    )


def _understood(session: Session, path: Path, reading: BookReading) -> _Understood:
    """The codebook of a file, and proof that its text in our layout says the same."""
    from secondmig.codebook.code_entries import ID_HINT, valid_id

    if reading.id and not valid_id(reading.id):
        raise SecondmigError(f"'{reading.id:.60}' cannot be the id of a codebook", hint=ID_HINT)
    raw = _bytes(path)
    versions = codebooks.every(session.store.read())
    if is_yaml(path.name):
        return _from_yaml(raw, path, reading, versions)
    read = read_book(raw, name=path.name, encoding=reading.encoding, flat=reading.flat)
    books = {book_id: held[-1].codebook for book_id, held in versions.items()}
    ids = {
        book_id: frozenset(code.id for version in held for code in version.codebook.codes)
        for book_id, held in versions.items()
    }
    known = Known(books, ids)
    like = (
        reading.id if reading.id in books else "" if reading.id else recognised(read, known, name=path.name)
    )
    if reading.title:
        read = replace(read, header={**read.header, "title": reading.title})
    found = assembled(read, name=path.name, known=known, book_id=reading.id, like=like)
    if found.book.id in books and not like:
        raise SecondmigError(
            f"another codebook has the id {found.book.id} already",
            where=path.name,
            hint="--id NEW gives this one another id",
        )
    text = _in_our_layout(found.book, books, path)
    return _Understood(found, text, versions[like][-1] if like else None)


def _from_yaml(
    raw: bytes, path: Path, reading: BookReading, versions: Mapping[str, tuple[CodebookVersion, ...]]
) -> _Understood:
    """A codebook file of ours: its text as it stands, unless it is to have another id or title."""
    from secondmig.codebook.yaml_file import read_codebook

    books = {book_id: held[-1].codebook for book_id, held in versions.items()}
    book = read_codebook(path, others=books)
    if reading.id not in {"", book.id} or reading.title:
        raise SecondmigError(
            "a codebook file says its id and its title itself",
            where=path.name,
            hint="change them in the file, and the ids of its codes where another codebook has them",
        )
    return _Understood(Assembled(book, ()), raw, versions[book.id][-1] if book.id in versions else None)


def _in_our_layout(book: Codebook, books: Mapping[str, Codebook], path: Path) -> bytes:
    """The text of the codebook's file, which reads as the very same codebook.

    Raises:
        SecondmigError: what the file says does not hold together as a codebook; all problems at once.
    """
    from secondmig.codebook.yaml_file import read_codebook

    others = {book_id: other for book_id, other in books.items() if book_id != book.id}
    raw = as_yaml(book, others=others.values()).body
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"{book.id}.yaml"
        place.write_bytes(raw)
        try:
            again = read_codebook(place, others=others)
        except SecondmigError as error:
            found = getattr(error, "problems", (error,))
            raise_all(SecondmigError(each.message, where=path.name, hint=each.hint) for each in found)
            raise
    if again.sha != book.sha:
        raise SecondmigError("the codebook of this file would not come back from its own", where=path.name)
    return raw


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise SecondmigError(
                f"{size / 2**20:,.0f} MB are more than a codebook has",
                where=str(path),
                hint="export the codebook alone, as .qdc, .xlsx or .csv",
            )
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SecondmigError(reason, where=str(path), hint="check the path") from error
    if not raw.strip():
        raise SecondmigError("the file is empty", where=str(path), hint="export the codebook again")
    return raw


def _already_there(held: CodebookVersion, book: Codebook, path: Path) -> Done:
    """Say that nothing is to be done, or refuse what only a person can decide."""
    name = f"{held.codebook.id}@{held.number}"
    if held.codebook.sha == book.sha:
        return Done(f"{name} says the same already; nothing was taken in")
    raise SecondmigError(
        f"codebook {held.codebook.id} is there already, and this file says something else",
        where=str(path),
        hint=(
            f"secondmig codebook import {path.name} --to new.yaml, then secondmig codebook diff new.yaml:"
            " put it in the place of the codebook's file and commit; or --id NEW for a codebook beside it"
        ),
    )


def _standing(held: CodebookVersion, book: Codebook) -> str:
    name = f"{held.codebook.id}@{held.number}"
    same = held.codebook.sha == book.sha
    return f"{name} says the same already" if same else f"an edition of {name}, which says something else"


def _refuse_taken(target: Path, raw: bytes, path: Path) -> None:
    if target.exists() and target.read_bytes() != raw and target.resolve() != path.resolve():
        raise SecondmigError(
            "a file of that name is there already",
            where=f"{FOLDER}/{target.name}",
            hint="--id NEW gives the codebook another id and name",
        )


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise SecondmigError("this is a folder", where=str(target), hint="name a file in it")
    if not target.parent.is_dir():
        raise SecondmigError(
            "there is no such folder", where=str(target.parent), hint=f"mkdir -p {target.parent}"
        )


def _declared(session: Session, name: str) -> bytes | None:
    """The new text of secondmig.toml, or None where it names the file already."""
    if any(PurePosixPath(name).match(pattern) for pattern in session.config.codebooks):
        return None
    raw = (session.root / PROJECT_FILE).read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    return mark + with_codebook(raw.removeprefix(mark).decode("utf-8"), name).encode("utf-8")


@contextmanager
def _in_place(session: Session, target: Path, raw: bytes, declared: bytes | None) -> Iterator[None]:
    """The codebook's file and secondmig.toml as they are to be; as they were where the change fails."""
    wanted = {target: raw} if declared is None else {target: raw, session.root / PROJECT_FILE: declared}
    before = {path: path.read_bytes() if path.exists() else None for path in wanted}
    try:
        for path, body in wanted.items():
            write_atomically(path.resolve(), body)
        yield
    except BaseException:
        for path, held in before.items():
            if held is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != held:
                write_atomically(path.resolve(), held)
        raise


def _said(understood: _Understood) -> Iterator[str]:
    found = understood.found
    yield from found.notes
    yield from (f"not taken in: {each}" for each in found.losses)


def _size(book: Codebook) -> str:
    headings = sum(not code.codable for code in book.codes)
    codes = len(book.codes) - headings
    told = f"{codes} {'code' if codes == 1 else 'codes'}"
    return f"{told} and {headings} {'heading' if headings == 1 else 'headings'}" if headings else told


def _depths(book: Codebook) -> dict[str, int]:
    parents = {code.id: code.parent for code in book.codes}
    depths: dict[str, int] = {}
    for code in book.codes:
        way: list[str] = []
        at: str | None = code.id
        while at is not None and at not in depths:
            way.append(at)
            at = parents[at]
        base = -1 if at is None else depths[at]
        for steps, each in enumerate(reversed(way), start=1):
            depths[each] = base + steps
    return depths
