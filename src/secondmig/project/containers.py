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
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from secondmig.core.errors import SecondmigError
from secondmig.project import packed_cells, pdf_parts, rich_text
from secondmig.project.parts import Part, Stream, text_part
from secondmig.transcript.limits import LARGEST_TOTAL, MEMBERS, RATIO, RATIO_FROM

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
_ENCRYPTED: Final = (
    b"Salted__", b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE", b"-----BEGIN PGP MESSAGE",
    b"\x03\xd9\xa2\x9a", b"LUKS\xba\xbe",
)  # fmt: skip
_ENCRYPTED_NAMES: Final = (".gpg", ".pgp", ".age", ".kdbx", ".enc")
_LZMA: Final = b"\x5d\x00\x00"
_ZLIB: Final = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")
_NAME_IN_UTF8: Final = 0x800
_NAMES_IN: Final = ("utf-8", "cp932", "cp1252", "cp850")
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


def refusal(head: bytes, name: str) -> str:
    """Why a file cannot be searched at all, or ""."""
    for magic, what in _PACKED_OTHERWISE.items():
        if head.startswith(magic):
            return f"{what}, which is not opened here: unpack or convert it, and search that"
    if head.startswith(_ENCRYPTED) or name.lower().endswith(_ENCRYPTED_NAMES):
        return "is encrypted"
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
    packed = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", _LZMA, *_ZLIB)
    return (
        head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"%PDF", _PNG, rich_text.HEAD, *packed))
        or head[257:262] == b"ustar"
        or packed_cells.is_packed(head)
    )


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
        yield from pdf_parts.parts(file)
    elif head.startswith(_PNG):
        yield from _png(file)
    elif head[257:262] == b"ustar":
        yield from _tar(file)
    elif head.startswith(rich_text.HEAD):
        yield from _rich_text(file)
    elif packed_cells.is_packed(head):
        file.seek(0)
        yield Part("", partial(_given, _Bounded(packed_cells.Rows(file), LARGEST_UNPACKED)), "the rows")
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
    if head.startswith(_ZLIB):
        return _Inflated(file)
    return bz2.BZ2File(file) if head.startswith(b"BZh") else lzma.LZMAFile(file)


class _Inflated:
    """What a file packed by zlib alone unpacks to.

    Args:
        file: at its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj()

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; all at once where no size is given."""
        made = bytearray()
        while not self._unpacker.eof and (size < 0 or len(made) < size):
            packed = self._unpacker.unconsumed_tail or self._file.read(2**16)
            if not packed:
                raise EOFError
            made += self._unpacker.decompress(packed, 0 if size < 0 else size - len(made))
        return bytes(made)

    def close(self) -> None:
        """The file is closed by who opened it."""


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
            named = [entry.comment, *_names_as_bytes(entry)]
            if any(named):
                yield Part("", partial(io.BytesIO, b"\n".join(named)), "what the archive says of a file")
            yield Part(entry.filename, partial(_member, archive, entry))


def _names_as_bytes(entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The name of a file in UTF-8, for each encoding it may be in that the archive does not tell of."""
    if entry.flag_bits & _NAME_IN_UTF8 or entry.orig_filename.isascii():
        return
    raw = entry.orig_filename.encode("cp437", "replace")
    for encoding in _NAMES_IN:
        yield raw.decode(encoding, "replace").encode("utf-8")


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


def _rich_text(file: BinaryIO) -> Iterator[Part]:
    file.seek(0)
    raw = file.read(LARGEST_TOTAL + 1)
    if len(raw) > LARGEST_TOTAL:
        raise SecondmigError("is larger than a text")
    for text in rich_text.texts(raw):
        yield text_part(text, "the text")


def _given(stream: Stream) -> Stream:
    return stream


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
