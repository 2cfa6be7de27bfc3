"""Places in a recording as timed formats write them, checked: a time that is none gives None."""

import re
from typing import Final

LONGEST_MS: Final = 1000 * 3600 * 1000
"""A thousand hours; whatever is later is no place in a recording."""
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,3}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?")


def clock_ms(text: str) -> int | None:
    """Milliseconds of ``h:mm:ss.fff``, ``mm:ss,fff`` or ``m:ss``; None for anything else.

    Minutes go beyond 59 only where no hours stand before them. Digits behind the third of the fraction are
    cut off.

    >>> clock_ms("01:17:53.37"), clock_ms("75:10"), clock_ms("1:75:10"), clock_ms("12.5")
    (4673370, 4510000, None, None)
    """
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or "0") * 60 + int(minutes)) * 60 + int(seconds)
    time = whole * 1000 + int((fraction or "")[:3].ljust(3, "0"))
    return time if time <= LONGEST_MS else None
