"""What becomes of a code's codings when its codebook changes.

A code says with ``was`` which codes of earlier versions it came out of. Codes that name the same one split
it; a code that names several merged them. Names that stood in ``was`` before are history and change nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from secondmig.core.types import Code, Codebook


def fates(older: Codebook, newer: Codebook) -> dict[str, tuple[str, ...]]:
    """What the codings of each code of one version may be in the next.

    Args:
        older: a version of a codebook.
        newer: the version after it.

    Returns:
        Code id of ``older`` -> the id itself where it stays, then its heirs in the order of ``newer``. One
        member is no question: the code stays, or became another. Several are a choice somebody has to make.
        None means the code is gone without an heir. A code that became a heading over its heirs is none to
        choose, since headings are never applied.
    """
    new_heirs = heirs(older, newer)
    now = {code.id: code for code in newer.codes}

    def stays(code: Code) -> bool:
        became_heading = code.codable and code.id in now and not now[code.id].codable
        return code.id in now and not (became_heading and code.id in new_heirs)

    return {code.id: ((code.id,) if stays(code) else ()) + new_heirs.get(code.id, ()) for code in older.codes}


def heirs(older: Codebook, newer: Codebook) -> dict[str, tuple[str, ...]]:
    """Code id of ``older`` -> the codes of ``newer`` that say for the first time that they came out of it.

    A code that stayed beside its part and leaves now has the part for its heir, unless another takes over.
    """
    said = {code.id: code.was for code in older.codes}
    staying = {code.id for code in newer.codes}
    found: dict[str, tuple[str, ...]] = {}
    before: dict[str, tuple[str, ...]] = {}
    for code in newer.codes:
        for origin in code.was:
            if origin not in said or origin == code.id:
                continue
            if origin not in said.get(code.id, ()):
                found[origin] = (*found.get(origin, ()), code.id)
            elif origin not in staying:
                before[origin] = (*before.get(origin, ()), code.id)
    return {**before, **found}


def fates_over(versions: Sequence[Codebook]) -> dict[str, tuple[str, ...]]:
    """What the codings of each code of the first version may be in the last.

    A choice that one version opens and a later one closes, because the codes to choose from are one again, is
    no choice any more. A code to choose from that goes without an heir is none to choose from any more.

    Args:
        versions: consecutive versions of one codebook, oldest first; none give no fates.
    """
    if not versions:
        return {}
    composed: dict[str, tuple[str, ...]] = {code.id: (code.id,) for code in versions[0].codes}
    for older, newer in pairwise(versions):
        step = fates(older, newer)
        composed = {origin: _each_once(step, now) for origin, now in composed.items()}
    return composed


def _each_once(step: dict[str, tuple[str, ...]], codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(heir for code in codes for heir in step[code]))
