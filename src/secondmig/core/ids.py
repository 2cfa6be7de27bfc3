"""Content hashes that name their algorithm, and event ids that sort by time."""

import hashlib
import secrets
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def content_hash(content: str | bytes) -> str:
    """The name of a content: ``sha256:`` and 64 hexadecimal digits of its UTF-8 bytes.

    >>> content_hash("")[:14]
    'sha256:e3b0c44'
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def hash_of_pieces(pieces: Iterable[str]) -> str:
    """The name of a content that is too large to be one text; that of its pieces joined.

    >>> hash_of_pieces(["a", "b"]) == content_hash("ab")
    True
    """
    found = hashlib.sha256()
    left = iter(pieces)
    while some := "".join(islice(left, 1000)):
        found.update(some.encode("utf-8"))
    return "sha256:" + found.hexdigest()


def hash_of_file(path: Path) -> str:
    """The name of the content of a file, which is read block by block.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def short_id(prefix: str, *parts: object) -> str:
    """A stable id of 12 base-32 letters derived from its parts alone.

    The same parts give the same id on every machine, so imported rows and built reports are reproducible.

    >>> short_id("c", "US01", 3, 7) == short_id("c", "US01", 3, 7)
    True
    """
    joined = "\x1f".join(str(part) for part in parts)
    number = int.from_bytes(hashlib.sha256(joined.encode("utf-8")).digest()[:8], "big") >> 4
    return f"{prefix}-{_base32(number, 12)}"


def new_event_id(*, after: str = "") -> str:
    """A fresh id of 26 letters: 48 bits of milliseconds, then 80 random bits, so that ids sort by time.

    Args:
        after: an id that the fresh one sorts after, by a random step beyond it where the clock alone would
            not do: in the same millisecond, or on a clock that was set back. "" for none.
    """
    number = (time.time_ns() // 1_000_000 << 80) + secrets.randbits(80)
    if after:
        number = max(number, _number(after) + 1 + secrets.randbits(40))
    return _base32(number, 26)


def _base32(number: int, width: int) -> str:
    letters = []
    for _ in range(width):
        number, rest = divmod(number, 32)
        letters.append(_CROCKFORD[rest])
    return "".join(reversed(letters))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 32 * number + _CROCKFORD.index(letter)
    return number
