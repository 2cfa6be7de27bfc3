"""What is inside a file that holds files: a name, and a way to read it once."""

import io
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol


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


def text_part(text: str, place: str) -> Part:
    """A text without a file of its own."""
    return Part("", partial(io.BytesIO, text.encode("utf-8", "replace")), place)
