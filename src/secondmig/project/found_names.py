"""Search files and what is inside them for the names of a key; what cannot be read is told, not skipped."""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from secondmig.core.errors import SecondmigError
from secondmig.project import containers
from secondmig.project.byte_texts import (
    AS_WRITTEN,
    BORDER,
    Decoding,
    Passage,
    base64_parts,
    decodings,
    passages,
)
from secondmig.project.parts import Part, Stream
from secondmig.store import cells
from secondmig.transcript.limits import LARGEST_TOTAL
from secondmig.transcript.names import Found, NameFinder, names_alone

STRETCH: Final = 8 * 2**20
"""Bytes searched at a time."""
OVERLAP: Final = 64 * 2**10
"""Bytes that two stretches share, so that no name is cut; far longer than any."""
DEEPEST: Final = 6
"""Containers within containers."""
_LONG_LINE: Final = 400
_TELLING: Final = 5
_OLD_NAMES: Final = ("cp932", "cp1252", "euc-jp")
_LONG_RUN: Final = 12
_LINE_END = re.compile("\n")


class Leak(NamedTuple):
    """A name where none should be.

    Attributes:
        path: of the file; behind "!" inside an archive.
        place: in it.
        entry: number in the key.
        how: it is written there.
        words: as found.
    """

    path: str
    place: str
    entry: int
    how: str
    words: str


class Unread(NamedTuple):
    """A file that could not be searched.

    Attributes:
        path: as for a leak.
        reason: a clause.
    """

    path: str
    reason: str


class _Begins(NamedTuple):
    """Where a stretch of a file begins.

    Attributes:
        lines: ends of lines before it.
        letters: of its first line, before it.
    """

    lines: int
    letters: int

    def after(self, raw: bytes, encoding: str) -> "_Begins":
        """Where the next stretch begins, ``raw`` further on."""
        last = raw.rfind(b"\n") + 1
        letters = len(raw[last:].decode(encoding, "replace"))
        return _Begins(self.lines + raw.count(b"\n"), letters + (0 if last else self.letters))


class Search:
    """Looks for names in anything.

    Args:
        finder: of the names.
    """

    def __init__(self, finder: NameFinder) -> None:
        self._finder = finder
        self._japanese = finder.japanese
        self.pictures = 0
        """How many pictures and recordings were met."""

    def file(self, path: Path, shown: str) -> Iterator[Leak | Unread]:
        """Search a file and its contents.

        Args:
            path: to open.
            shown: what results call it.
        """
        try:
            with path.open("rb") as file:
                yield from self.stream(file, shown, 0)
                file.seek(0)
                if file.read(len(cells.MAGIC)) == cells.MAGIC:
                    yield from self._database(path, shown, 0)
        except OSError as error:
            yield Unread(shown, (error.strerror or "cannot be read").lower())

    def names(self, text: str) -> list[Found]:
        """The names in the name of a file, a table or a column."""
        return self._finder.find(text, names_alone)

    def name(self, path: str) -> Iterator[Leak]:
        """Search the name of a file or folder."""
        told: set[int] = set()
        for text in readings(path):
            for found in self.names(text):
                if found.entry not in told or text == path:
                    told.add(found.entry)
                    words = text[found.start : found.end]
                    yield Leak(path, "its name", found.entry, "name of a file", words)

    def stream(self, file: BinaryIO, path: str, depth: int) -> Iterator[Leak | Unread]:
        """Search a file that is open at its beginning and can be read again from there."""
        head = file.read(containers.HEAD)
        name = path.rpartition("!")[2]
        if reason := containers.refusal(head, name):
            yield Unread(path, reason)
            return
        self.pictures += containers.shows_more_than_text(head)
        zipped = containers.is_zip(file)
        if zipped or containers.holds_parts(head):
            yield from self._parts(file, head, path, depth)
        if not (zipped and head.startswith(b"PK")):
            file.seek(0)
            yield from self._bytes(file, path, head, depth)

    def _parts(self, file: BinaryIO, head: bytes, path: str, depth: int) -> Iterator[Leak | Unread]:
        if depth >= DEEPEST:
            yield Unread(path, f"lies more than {DEEPEST} archives deep")
            return
        file.seek(0)
        try:
            for part in containers.parts(file, head, path.rpartition("/")[2]):
                yield from self._part(part, path, depth)
        except SecondmigError as error:
            yield Unread(path, error.message)
        except containers.BROKEN:
            yield Unread(path, "is damaged, or packed in a way that is not known")

    def _part(self, part: Part, path: str, depth: int) -> Iterator[Leak | Unread]:
        inside = f"{path}!{part.name}" if part.name else path
        if part.name:
            for leak in self.name(part.name):
                yield leak._replace(path=inside)
        if part.name.endswith("/"):
            return
        try:
            with closing(part.open()) as stream:
                for found in self._opened(stream, inside, depth):
                    place = part.place if isinstance(found, Leak) and part.place else ""
                    yield found._replace(place=place) if place and isinstance(found, Leak) else found
        except SecondmigError as error:
            yield Unread(inside, error.message)
        except containers.BROKEN:
            yield Unread(inside, "is damaged, or packed in a way that is not known")

    def _opened(self, stream: Stream, path: str, depth: int) -> Iterator[Leak | Unread]:
        """Search a part, which can be read once only: what holds parts itself is taken into memory."""
        head = _filled(stream, containers.HEAD)
        if reason := containers.refusal(head, path.rpartition("!")[2]):
            yield Unread(path, reason)
        elif containers.holds_parts(head) or head.startswith(cells.MAGIC):
            rest = _filled(stream, LARGEST_TOTAL)
            if len(rest) == LARGEST_TOTAL:
                yield Unread(path, "is too large for an archive inside another")
                return
            if head.startswith(cells.MAGIC):
                yield from self._database_inside(head + rest, path, depth + 1)
            yield from self.stream(io.BytesIO(head + rest), path, depth + 1)
        else:
            self.pictures += containers.shows_more_than_text(head)
            yield from self._bytes(stream, path, head, depth, begun=head)

    def _bytes(
        self, stream: Stream, path: str, head: bytes, depth: int, *, begun: bytes = b""
    ) -> Iterator[Leak | Unread]:
        """Search bytes stretch by stretch, in flat memory."""
        seen: set[tuple[str, int]] = set()
        begins, before = _Begins(0, 0), begun
        utf16 = _utf16(head)
        while True:
            more = _filled(stream, STRETCH - len(before))
            raw = before + more
            last = len(raw) < STRETCH
            if containers.locked(head, raw):
                yield Unread(path, "is protected by a password")
            for decoded in self._decoded(raw, utf16):
                for leak in self._text(decoded, path, begins, depth):
                    if isinstance(leak, Unread) or (leak.place, leak.entry) not in seen:
                        yield leak
                    if isinstance(leak, Leak):
                        seen.add((leak.place, leak.entry))
            if last:
                return
            cut = _cut(raw, utf16)
            begins = begins.after(raw[:cut], utf16 or "utf-8")
            before = raw[cut:]

    def _decoded(self, raw: bytes, utf16: str) -> Iterator[Decoding]:
        if utf16:
            yield Decoding(utf16, raw.decode(utf16, "replace"), lined=True)
        else:
            yield from decodings(raw, self._japanese)

    def _text(self, decoded: Decoding, path: str, begins: _Begins, depth: int) -> Iterator[Leak | Unread]:
        where = _Lines(decoded, begins)
        told: set[tuple[int, int]] = set()
        for passage in passages(decoded.text):
            plain = passage.how == AS_WRITTEN
            for found in self._found(passage.text, by_chance=not decoded.lined):
                line = where.line(passage, found.start)
                if plain or (line, found.entry) not in told:
                    told.add((line, found.entry))
                    place = where.place(line, found.start if plain else None)
                    words = passage.text[found.start : found.end]
                    yield Leak(path, place, found.entry, _how(decoded.how, passage.how), words)
        for start, raw in base64_parts(decoded.text):
            line = where.line(Passage(AS_WRITTEN, "", 0), start)
            for leak in self._within(raw, path, depth):
                if isinstance(leak, Unread):
                    yield leak
                elif (line, leak.entry) not in told:
                    told.add((line, leak.entry))
                    yield leak._replace(place=where.place(line, None))

    def _found(self, text: str, *, by_chance: bool) -> list[Found]:
        found = self._finder.find(text)
        return [each for each in found if not _may_be_chance(text, each)] if by_chance else found

    def _within(self, raw: bytes, path: str, depth: int) -> Iterator[Leak | Unread]:
        if depth >= DEEPEST:
            yield Unread(path, f"lies more than {DEEPEST} archives deep")
            return
        for leak in self.stream(io.BytesIO(raw), path, depth + 1):
            yield leak._replace(how=_how("base64", leak.how)) if isinstance(leak, Leak) else leak

    def _database(self, path: Path, shown: str, depth: int) -> Iterator[Leak | Unread]:
        try:
            for cell in cells.cells(path):
                place = f"{cell.table}, row {cell.row}, {cell.column}"
                yield from self._cell(cell.value, shown, place, depth)
        except SecondmigError as error:
            yield Unread(shown, error.message)

    def _database_inside(self, raw: bytes, shown: str, depth: int) -> Iterator[Leak | Unread]:
        try:
            for cell in cells.cells_of(raw):
                place = f"{cell.table}, row {cell.row}, {cell.column}"
                yield from self._cell(cell.value, shown, place, depth)
        except SecondmigError as error:
            yield Unread(shown, error.message)

    def _cell(self, value: str | bytes, shown: str, place: str, depth: int) -> Iterator[Leak | Unread]:
        raw = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
        for found in self.stream(io.BytesIO(raw), shown, depth + 1):
            yield found._replace(place=place) if isinstance(found, Leak) else found


def readings(name: str) -> tuple[str, ...]:
    """The name of a file as text; one in an old encoding in every way it may be read, the likeliest first."""
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return (raw.decode("utf-8"),)
    except UnicodeDecodeError:
        read = {encoding: raw.decode(encoding, "replace") for encoding in _OLD_NAMES}
    return tuple(sorted(read.values(), key=lambda text: text.count("\ufffd")))


def _may_be_chance(text: str, found: Found) -> bool:
    """Whether a name in bytes is so short, and stands so alone, that any picture holds it by chance."""
    if found.japanese or found.end - found.start >= _TELLING:
        return False
    begins = text.rfind(BORDER, 0, found.start) + 1
    ends = text.find(BORDER, found.end)
    return (len(text) if ends < 0 else ends) - begins < _LONG_RUN


def _how(outer: str, inner: str) -> str:
    """How a name is written, from the outside in, without what goes without saying."""
    ways = [way for way in (outer, inner) if way != AS_WRITTEN]
    return ", ".join(ways) or AS_WRITTEN


class _Lines:
    """Where the lines of a stretch of a file begin.

    Args:
        decoded: the stretch.
        begins: where it begins in the file.
    """

    def __init__(self, decoded: Decoding, begins: _Begins) -> None:
        self._text = decoded.text
        self._lined = decoded.lined
        self._before = begins.lines
        self._letters = begins.letters
        self._starts: list[int] | None = None

    def line(self, passage: Passage, offset: int) -> int:
        """Number of the line, from 1, of an offset in a passage; 0 where there are none."""
        if not self._lined:
            return 0
        if passage.how == AS_WRITTEN:
            return self._before + bisect_right(self._begins(), offset)
        begins = self._before + bisect_right(self._begins(), passage.start)
        return begins + passage.text.count("\n", 0, offset)

    def place(self, line: int, offset: int | None) -> str:
        """The place as it is told: in a long line with the character."""
        if not line:
            return "in its bytes"
        if offset is None:
            return f"line {line}"
        starts = self._begins()
        at = line - self._before - 1
        start = starts[at] - (0 if at else self._letters)
        end = starts[at + 1] if at + 1 < len(starts) else len(self._text)
        return f"line {line}" if end - start <= _LONG_LINE else f"line {line}, character {offset - start + 1}"

    def _begins(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *(found.end() for found in _LINE_END.finditer(self._text))]
        return self._starts


def _cut(raw: bytes, utf16: str) -> int:
    """Where the next stretch begins: some way before the end of this one, and before a whole character."""
    cut = len(raw) - OVERLAP
    cut -= cut % 4
    if utf16:
        return cut
    return next((at for at in range(cut, cut - 4, -1) if not 0x80 <= raw[at] < 0xC0), cut)


def _filled(stream: Stream, size: int) -> bytes:
    """Exactly ``size`` bytes, or all there are."""
    pieces: list[bytes] = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _utf16(head: bytes) -> str:
    """The UTF-16 that a whole file is written in, by its mark or its empty bytes; "" for anything else."""
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32-le" if head.startswith(b"\xff\xfe") else "utf-32-be"
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    return ""
