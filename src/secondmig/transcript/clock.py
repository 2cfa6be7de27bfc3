"""Times as transcripts print them: ``0:07``, ``12:03``, ``01:02:03.5``, with brackets of any kind or none."""

import re
from typing import Final

TIME: Final = r"(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-5][0-9](?:[.,][0-9]{1,3})?"
"""A time without brackets and without a group."""
_BELOW = re.compile(rf"[ \t]*\n\s{{0,20}}?[\[(]?({TIME})[\])]?[ \t]*(?=\n)")


def milliseconds(time: str) -> int:
    """A printed time in milliseconds.

    Args:
        time: hours are optional, as are fractions of a second after a full stop or a comma.

    >>> milliseconds("1:02"), milliseconds("00:00:07,5")
    (62000, 7500)
    """
    clock, _, fraction = time.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0"))


def time_below(text: str, offset: int) -> tuple[int, int] | None:
    """The time that fills the next line with words, and the offset behind it; None where there is none.

    Args:
        text: any.
        offset: behind the label, on its line.
    """
    found = _BELOW.match(text, offset)
    return (milliseconds(found[1]), found.end()) if found else None
