"""Content hashes that name their algorithm, and event ids that sort by time."""

import hashlib
import secrets
import time

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def content_hash(content: str | bytes) -> str:
    """The name of a content: ``sha256:`` and 64 hexadecimal digits of its UTF-8 bytes.

    >>> content_hash("")[:14]
    'sha256:e3b0c44'
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def short_id(prefix: str, *parts: object) -> str:
    """A stable id of 12 base-32 letters derived from its parts alone.

    The same parts give the same id on every machine, so imported rows and built reports are reproducible.

    >>> short_id("c", "US01", 3, 7) == short_id("c", "US01", 3, 7)
    True
    """
    joined = "\x1f".join(str(part) for part in parts)
    number = int.from_bytes(hashlib.sha256(joined.encode("utf-8")).digest()[:8], "big") >> 4
    return f"{prefix}-{_base32(number, 12)}"


def new_event_id() -> str:
    """A fresh id of 26 letters: 48 bits of milliseconds, then 80 random bits, so that ids sort by time."""
    return _base32(time.time_ns() // 1_000_000, 10) + _base32(secrets.randbits(80), 16)


def _base32(number: int, width: int) -> str:
    letters = []
    for _ in range(width):
        number, rest = divmod(number, 32)
        letters.append(_CROCKFORD[rest])
    return "".join(reversed(letters))
