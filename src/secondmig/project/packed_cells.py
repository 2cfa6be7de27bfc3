"""The cells of an SPSS file whose rows are packed, so that the words in them stand side by side.

Packed are runs of eight bytes, each announced by a number (1-251 a small figure, 253 the eight bytes
themselves, 254 eight spaces, 255 nothing), eight numbers in a row: they stand amid the words. A ``.zsav`` is
packed by zlib besides. See the format as PSPP describes it (System File Format).
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from secondmig.core.errors import SecondmigError

MAGIC: Final = (b"$FL2", b"$FL3")
"""How such a file begins."""

_HEADER: Final = 176
_ORDER: Final = 64
_PACKING: Final = 72
_LITERAL: Final = 253
_END: Final = 252
_INSTEAD: Final = {0: b"", 254: b" " * 8}
_NEXT_RECORD: Final = 999
_VARIABLE, _LABELS, _EXTENSION = 2, 3, 7
_SIZES: Final = {4: 4, 6: 80}
_MOST: Final = 2**31


def is_packed(head: bytes) -> bool:
    """Whether a file of this beginning has packed rows."""
    return head.startswith(MAGIC) and head[_PACKING : _PACKING + 4].strip(b"\0") != b""


class Rows:
    """The rows of a file without what packs them, as a stream; a line end stands for a figure.

    Args:
        file: at its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._joined = _Joined(_unpacked(file))

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most ``size``.

        Raises:
            SecondmigError: it is no such file to its end.
        """
        return self._joined.read(size)

    def close(self) -> None:
        """Be done with it."""
        self._joined = _Joined(iter(()))


class _Joined:
    """Pieces of bytes, read as if they were one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def read(self, size: int) -> bytes:
        while size < 0 or len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        end = len(self._held) if size < 0 else size
        taken = bytes(self._held[:end])
        del self._held[:end]
        return taken


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    head = file.read(_HEADER)
    order = "<" if head[_ORDER : _ORDER + 4] in {b"\x02\0\0\0", b"\x03\0\0\0"} else ">"
    try:
        _pass_dictionary(file, order)
        rows = _inflated(file, order) if head.startswith(b"$FL3") else iter(lambda: file.read(2**16), b"")
        yield from _words(rows)
    except (struct.error, zlib.error, EOFError, IndexError) as error:
        raise SecondmigError("is no SPSS file that can be read to its end") from error


def _pass_dictionary(file: BinaryIO, order: str) -> None:
    """Go on to where the rows begin."""
    while (kind := _number(file, order)) != _NEXT_RECORD:
        if kind == _VARIABLE:
            _, labelled, missing = (_number(file, order) for _ in range(3))
            _skip(file, 16)
            _skip(file, -(-_number(file, order) // 4) * 4 if labelled else 0)
            _skip(file, 8 * abs(missing))
        elif kind == _LABELS:
            for _ in range(_number(file, order)):
                _skip(file, 8)
                _skip(file, file.read(1)[0] // 8 * 8 + 7)
        elif kind == _EXTENSION:
            _, size, count = (_number(file, order) for _ in range(3))
            _skip(file, size * count)
        else:
            _skip(file, _SIZES.get(kind, _MOST) * _number(file, order))
    _number(file, order)


def _number(file: BinaryIO, order: str) -> int:
    return int(struct.unpack(f"{order}i", file.read(4))[0])


def _skip(file: BinaryIO, size: int) -> None:
    if not 0 <= size < _MOST:
        raise EOFError
    file.seek(size, 1)


def _inflated(file: BinaryIO, order: str) -> Iterator[bytes]:
    """What the blocks of a .zsav unpack to."""
    _, trailer, _ = struct.unpack(f"{order}qqq", file.read(24))
    left = trailer - file.tell()
    rest = b""
    while left > 0 or rest:
        unpacker = zlib.decompressobj()
        while not unpacker.eof:
            packed = rest or file.read(min(left, 2**16))
            left -= 0 if rest else len(packed)
            if not packed:
                raise EOFError
            rest = b""
            piece = unpacker.decompress(packed, 2**20)
            while piece:
                yield piece
                piece = unpacker.decompress(unpacker.unconsumed_tail, 2**20)
        rest = unpacker.unused_data


def _words(rows: Iterator[bytes]) -> Iterator[bytes]:
    stream = _Joined(rows)
    while len(numbers := stream.read(8)) == 8:
        made = bytearray()
        for each in numbers:
            if each == _END:
                yield bytes(made)
                return
            piece = stream.read(8) if each == _LITERAL else _INSTEAD.get(each, b"\n")
            if each == _LITERAL and len(piece) < 8:
                raise EOFError
            made += piece
        yield bytes(made)
