"""Files that hold files: archives, documents of word processors, PDF, pictures with texts, databases.

Nothing is written to disk. What unpacks to more than a sane file has, is encrypted, or is packed in a way
that is not known, is refused by name.
"""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, Protocol, TypeVar

from secondmig.core.errors import SecondmigError
from secondmig.transcript.limits import LARGEST_TOTAL, MEMBERS, RATIO, RATIO_FROM

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_Answer = TypeVar("_Answer")

HEAD: Final = 512
"""Bytes from which a container is known."""
LARGEST_UNPACKED: Final = 8 * LARGEST_TOTAL
"""Bytes of all that one archive may unpack to."""
BROKEN: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError,
    RuntimeError, struct.error, UnicodeDecodeError, ValueError, OverflowError, KeyError, IndexError,
)  # fmt: skip
"""What the libraries raise for archives that are broken, encrypted or of another method."""

_PACKED_OTHERWISE: Final = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"PAR1": "a Parquet table",
    b"ARROW1": "an Arrow table",
    b"ORC": "an ORC table",
    b"\x04\x22\x4d\x18": "packed with lz4",
    b"!<arch>\n": "a library archive",
    b"xar!": "a xar archive",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PICTURES: Final = (
    _PNG,
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"fLaC",
)
_IMPLODED: Final = (".iwa",)


class Stream(Protocol):
    """Bytes that are read once, from the beginning."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most ``size``; none at the end."""

    def close(self) -> None:
        """Be done with it."""


class Part(NamedTuple):
    """Something inside a container.

    Attributes:
        name: as the container calls it.
        open: gives its bytes; it raises one of :data:`BROKEN` or SecondmigError.
        place: of a text without a file of its own, e.g. "page 3"; "" for a file.
    """

    name: str
    open: Callable[[], Stream]
    place: str = ""


def refusal(head: bytes, name: str) -> str:
    """Why a file cannot be searched at all, or ""."""
    for magic, what in _PACKED_OTHERWISE.items():
        if head.startswith(magic):
            return f"{what}, which is not opened here: unpack or convert it, and search that"
    if name.lower().endswith(_IMPLODED):
        return "packed by Pages, Numbers or Keynote: export it, and search that"
    return ""


def shows_more_than_text(head: bytes) -> bool:
    """Whether a file is a picture or a recording, whose letters and voices nobody searches here."""
    return head.startswith(_PICTURES) or head[4:8] == b"ftyp"


def is_zip(file: BinaryIO) -> bool:
    """Whether a file is a zip archive, or ends in one, as a program that unpacks itself does."""
    return zipfile.is_zipfile(file)


def holds_parts(head: bytes) -> bool:
    """Whether :func:`parts` opens a file of this beginning."""
    return head.startswith(
        (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"%PDF", _PNG)
    ) or (head[257:262] == b"ustar")


def parts(file: BinaryIO, head: bytes, name: str) -> Iterator[Part]:
    """What is inside a container.

    Args:
        file: at its beginning, seekable.
        head: its first bytes.
        name: of the file; a packed file without a name of its own is called after it.

    Raises:
        SecondmigError: it cannot be opened.
    """
    if is_zip(file) or head.startswith(b"PK"):
        file.seek(0)
        yield from _zip(file)
    elif head.startswith(b"%PDF"):
        yield from _pdf(file)
    elif head.startswith(_PNG):
        yield from _png(file)
    elif head[257:262] == b"ustar":
        yield from _tar(file)
    else:
        inner = _Bounded(_unpacker(file, head), LARGEST_UNPACKED)
        yield Part(name.rpartition(".")[0] or name, partial(_given, inner))


def locked(head: bytes, rest: bytes) -> bool:
    """Whether an old office file holds an encrypted one."""
    return head.startswith(_OLE) and _ENCRYPTED_STREAM in rest


def _unpacker(file: BinaryIO, head: bytes) -> Stream:
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    return bz2.BZ2File(file) if head.startswith(b"BZh") else lzma.LZMAFile(file)


class _Bounded:
    """A stream that ends in an error where it is longer than it may be.

    Args:
        inner: what is read.
        most: bytes it may have.
    """

    def __init__(self, inner: Stream, most: int) -> None:
        self._inner = inner
        self._left = most

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes.

        Raises:
            SecondmigError: there are more than there may be.
        """
        piece = self._inner.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(piece)
        if self._left < 0:
            raise SecondmigError("unpacks to more than a file has")
        return piece

    def close(self) -> None:
        """Close the inner one."""
        self._inner.close()


def _text_part(text: str, place: str) -> Part:
    return Part("", partial(io.BytesIO, text.encode("utf-8", "replace")), place)


def _zip(file: BinaryIO) -> Iterator[Part]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MEMBERS:
            raise SecondmigError(f"holds {len(entries):,} files, more than are searched")
        if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
            raise SecondmigError("unpacks to more than is searched")
        if archive.comment:
            yield Part("", partial(io.BytesIO, archive.comment), "the comment of the archive")
        for entry in entries:
            yield Part(entry.filename, partial(_member, archive, entry))


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Stream:
    if entry.flag_bits & 0x1:
        raise SecondmigError("is protected by a password")
    packed = max(1, entry.compress_size)
    if entry.file_size > RATIO_FROM and entry.file_size > RATIO * packed:
        raise SecondmigError(f"unpacks to {entry.file_size / packed:,.0f} times its size")
    return _Bounded(archive.open(entry), max(RATIO_FROM, RATIO * packed))


def _tar(file: BinaryIO) -> Iterator[Part]:
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as archive:
        for number, member in enumerate(archive):
            if number >= MEMBERS:
                raise SecondmigError("holds more files than are searched")
            inner = archive.extractfile(member) if member.isfile() else None
            target = io.BytesIO(member.linkname.encode("utf-8", "replace"))
            yield Part(member.name, partial(_given, inner or target))


def _given(stream: Stream) -> Stream:
    return stream


def _pdf(file: BinaryIO) -> Iterator[Part]:
    reader = _asked(partial(_pdf_reader, file))
    yield _text_part(_asked(partial(_properties, reader)), "the properties")
    for index in range(_asked(partial(_page_count, reader))):
        yield _text_part(_asked(partial(_page_text, reader, index)), f"page {index + 1}")
    yield _text_part(_asked(partial(_outline, reader)), "the outline")
    attached = _asked(partial(_attached, reader))
    for label in attached:
        for body in _asked(partial(attached.__getitem__, label)):
            yield Part(label, partial(io.BytesIO, body))


def _asked(ask: Callable[[], _Answer]) -> _Answer:
    """An answer of pypdf without its warnings; they are silenced no longer than this one call takes.

    Raises:
        SecondmigError: it cannot read the file so far.
    """
    import warnings

    from pypdf.errors import DependencyError, PyPdfError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ask()
    except DependencyError as error:
        raise SecondmigError("is protected by a password") from error
    except (PyPdfError, RecursionError, AttributeError, TypeError) as error:
        raise SecondmigError("is no PDF that can be read to its end") from error


def _pdf_reader(file: BinaryIO) -> "PdfReader":
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise SecondmigError("is protected by a password")
    return reader


def _properties(reader: "PdfReader") -> str:
    return "\n".join(f"{key}: {value}" for key, value in (reader.metadata or {}).items())


def _page_count(reader: "PdfReader") -> int:
    return len(reader.pages)


def _page_text(reader: "PdfReader", index: int) -> str:
    page = reader.pages[index]
    return "\n".join((page.extract_text(), *_notes(page)))


def _outline(reader: "PdfReader") -> str:
    return "\n".join(_titles(reader.outline))


def _attached(reader: "PdfReader") -> Mapping[str, list[bytes]]:
    return reader.attachments


def _notes(page: "PageObject") -> Iterator[str]:
    """What stands in remarks and form fields on a page."""
    for annotation in page.get("/Annots") or ():
        held = annotation.get_object()
        for key in ("/Contents", "/T", "/V", "/TU"):
            if isinstance(held.get(key), str):
                yield str(held[key])
        if "/A" in held:
            yield str(held["/A"].get_object())


def _titles(outline: object) -> Iterator[str]:
    if isinstance(outline, list):
        for item in outline:
            yield from _titles(item)
    else:
        yield str(getattr(outline, "title", "") or "")


def _png(file: BinaryIO) -> Iterator[Part]:
    """The texts of a picture that are packed; those that are not are found among its bytes."""
    file.seek(len(_PNG))
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        if size > LARGEST_TOTAL:
            raise SecondmigError("has a piece larger than a picture")
        body = file.read(size)
        file.read(4)
        if kind in {b"zTXt", b"iTXt", b"tEXt"}:
            text = _png_text(kind, body)
            yield Part("", partial(io.BytesIO, text), "a text in the picture")


def _png_text(kind: bytes, body: bytes) -> bytes:
    keyword, _, rest = body.partition(b"\0")
    if kind == b"tEXt":
        return keyword + b" " + rest
    if kind == b"zTXt":
        return keyword + b" " + _inflated(rest[1:])
    packed, rest = rest[:1], rest[2:]
    language, _, rest = rest.partition(b"\0")
    translated, _, text = rest.partition(b"\0")
    return b" ".join((keyword, language, translated, _inflated(text) if packed == b"\x01" else text))


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(packed, RATIO_FROM)
    if unpacker.unconsumed_tail:
        raise SecondmigError("has a text larger than a picture has")
    return text
