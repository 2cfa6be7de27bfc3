"""How much of a file that others wrote is unpacked and parsed, and what of XML is refused.

A document of a word processor is a zip archive of XML parts. A part of 10 MB of talk has some 30 MB; a bomb
has gigabytes from kilobytes. Nothing is ever written to disk, so the names inside an archive can do no harm,
but two parts of one name could show one text to one program and another to the next.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from secondmig.core.errors import SecondmigError

Element: TypeAlias = Any
"""An element of lxml, which comes without types."""

LARGEST_PART: Final = 128 * 2**20
"""Bytes of the largest part that is unpacked."""
LARGEST_TOTAL: Final = 256 * 2**20
"""Bytes of all parts that are unpacked together."""
RATIO: Final = 400
"""How many times larger than packed a part of more than ``RATIO_FROM`` bytes may be: XML of talk has 5 to 30,
the same sentence over and over again 300, a bomb 1,000."""
RATIO_FROM: Final = 16 * 2**20
MEMBERS: Final = 20_000
"""Parts of an archive."""
_CHUNK: Final = 2**20
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP: Final = b"PK\x03\x04"
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E")
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"})
_UNPACKING: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    struct.error,
    UnicodeDecodeError,
    ValueError,
    OverflowError,
)
"""What zipfile raises for archives that are broken, truncated, encrypted or of another method."""
SAVE_AGAIN: Final = "open it in the program it was written with, save it again and import that"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a document that is a zip archive.

    Attributes:
        where: the file, for messages.
        archive: opened.
        names: of its parts.
        spent: bytes unpacked so far, in its one item.
    """

    where: str
    archive: zipfile.ZipFile
    names: frozenset[str]
    spent: list[int] = field(default_factory=lambda: [0])

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            SecondmigError: it is not there, broken, encrypted or too large.
        """
        if name not in self.names:
            raise SecondmigError(f"the part {name!r} is missing", where=self.where, hint=SAVE_AGAIN)
        entry = self.archive.getinfo(name)
        if entry.flag_bits & _ENCRYPTED:
            raise protected(self.where)
        if entry.compress_type not in _METHODS:
            raise SecondmigError(
                f"the part {name!r} is packed in a way that is not known", where=self.where, hint=SAVE_AGAIN
            )
        self._measure(name, entry.file_size, entry.compress_size)
        try:
            return self._unpacked(entry)
        except _UNPACKING as error:
            raise SecondmigError(
                f"the part {name!r} cannot be unpacked: the file is damaged or was not copied completely",
                where=self.where,
                hint="copy it again from where it was made",
            ) from error

    def xml(self, name: str) -> Element:
        """The root element of a part; errors as :meth:`read` and :func:`parsed_xml`."""
        return parsed_xml(self.read(name), where=self.where, part=name)

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        pieces: list[bytes] = []
        size = 0
        with self.archive.open(entry) as part:
            while piece := part.read(_CHUNK):
                size += len(piece)
                self._measure(entry.filename, size, entry.compress_size)
                pieces.append(piece)
        self.spent[0] += size
        return b"".join(pieces)

    def _measure(self, name: str, size: int, packed: int) -> None:
        """Refuse what is larger than any transcript, by the archive's own word and while unpacking."""
        bomb = size > RATIO_FROM and size > RATIO * max(1, packed)
        if not bomb and size <= LARGEST_PART and self.spent[0] + size <= LARGEST_TOTAL:
            return
        trouble = f"{size / max(1, packed):,.0f} times its packed size" if bomb else f"{size / 2**20:,.0f} MB"
        raise SecondmigError(
            f"the part {name!r} unpacks to {trouble}, more than a transcript has",
            where=self.where,
            hint="import the text of the transcript itself, or split it",
        )


def part_names(raw: bytes) -> frozenset[str]:
    """The names in the directory of a zip archive; empty for anything else."""
    if not raw.startswith(_ZIP):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return frozenset(archive.namelist())
    except _UNPACKING:
        return frozenset()


def opened_parts(raw: bytes, *, where: str) -> Parts:
    """A zip archive, its directory checked.

    Raises:
        SecondmigError: it is broken, has two parts of one name, or too many parts.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except _UNPACKING as error:
        raise SecondmigError(
            "the file is damaged or was not copied completely: its table of contents is missing",
            where=where,
            hint="copy it again from where it was made",
        ) from error
    names = archive.namelist()
    if len(names) > MEMBERS:
        raise SecondmigError(f"{len(names):,} parts are more than a document has", where=where)
    known = frozenset(names)
    if len(known) < len(names):
        twice = next(name for name in sorted(known) if names.count(name) > 1)
        raise SecondmigError(f"two parts have the name {twice!r}", where=where, hint=SAVE_AGAIN)
    return Parts(where, archive, known)


def protected(where: str) -> SecondmigError:
    """The error for a file that only its password opens."""
    return SecondmigError(
        "the file is protected by a password", where=where, hint="save a copy without the password"
    )


def parsed_xml(raw: bytes, *, where: str, part: str) -> Element:
    """The root element of XML that declares no document type, so that it can define no entities.

    Nothing is fetched and nothing is replaced; nesting deeper than 256 and a single text above 10 MB are
    refused by libxml2 itself.

    Args:
        raw: the bytes.
        where: the file, for messages.
        part: what in the file is parsed.

    Raises:
        SecondmigError: it is no XML, or has a document type.
    """
    from lxml import etree

    if _DOCTYPE.search(raw):
        raise _with_doctype(where, part)
    declared = _DECLARED.match(raw)
    head = raw[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head.startswith((b"<", b"\x00<")) or (declared and declared[1].lower() not in _ENCODINGS):
        raise _no_xml(where, part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as error:
        raise _no_xml(where, part) from error
    if root.getroottree().docinfo.doctype:
        raise _with_doctype(where, part)
    return root


def _no_xml(where: str, part: str) -> SecondmigError:
    return SecondmigError(
        f"{part!r} is no well-formed XML, or is nested too deeply", where=where, hint=SAVE_AGAIN
    )


def _with_doctype(where: str, part: str) -> SecondmigError:
    return SecondmigError(
        f"{part!r} declares a document type, which could define entities; it is not read",
        where=where,
        hint=SAVE_AGAIN,
    )
