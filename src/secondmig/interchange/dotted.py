"""Names that hold their place in them, as Taguette writes them: ``labour.wage`` lies under ``labour``."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from secondmig.core.types import Code
from secondmig.interchange.draft import Draft

_ABBREVIATED = re.compile(r"[A-Za-z]|[0-9]+")
Path = tuple[str, ...]


def tree_of_dotted(drafts: Sequence[Draft], *, sure: bool) -> tuple[tuple[Draft, ...], int]:
    """The codes as a tree where dots in their names say so; headings are made for parents that are missing.

    A dot parts two levels where letters touch it on both sides, where neither side is a single letter or a
    number ("U.S. visa", "e.g", "2.0" stay whole), and where either the file comes from a program that writes
    levels so, or what stands before the dot is a code of the file or the beginning of two of them.

    Args:
        drafts: codes without parents.
        sure: the program that wrote the file parts levels with dots.

    Returns:
        The codes, each heading made standing before the first code under it, and the number of dotted names.
    """
    names = [draft.code.label for draft in drafts]
    parts = _paths(names, sure=sure)
    if all(len(path) == 1 for path in parts.values()):
        return tuple(drafts), 0
    return tree_of_paths(drafts, [parts[name] for name in names]), sum(len(parts[name]) > 1 for name in names)


def tree_of_paths(drafts: Sequence[Draft], paths: Sequence[Path]) -> tuple[Draft, ...]:
    """The codes as the tree of their paths.

    Args:
        drafts: the codes; their labels are replaced by the last part of their path.
        paths: names from the top down, one path a code.

    Returns:
        The codes in their order, with a heading before the first code under it where the parent is missing.
    """
    owners: dict[Path, int] = {}
    for position, path in enumerate(paths):
        owners.setdefault(path, position)
    made: list[Draft] = []
    places: dict[Path, int] = {}
    new: dict[int, int] = {}
    for position, path in enumerate(paths):
        for length in range(1, len(path)):
            above = path[:length]
            if above not in owners and above not in places:
                places[above] = len(made)
                heading = Code(id="", label=above[-1], codable=False)
                made.append(Draft(heading, None, drafts[position].where, made=True))
        new[position] = len(made)
        made.append(replace(drafts[position], code=replace(drafts[position].code, label=path[-1])))
    places |= {path: new[position] for path, position in owners.items()}
    all_paths = {place: path for path, place in places.items()} | {
        new[at]: path for at, path in enumerate(paths)
    }
    return tuple(
        replace(draft, parent=places[all_paths[place][:-1]] if len(all_paths[place]) > 1 else None)
        for place, draft in enumerate(made)
    )


def _paths(names: Collection[str], *, sure: bool) -> Mapping[str, Path]:
    """Name -> its levels."""
    whole = set(names)
    begun: dict[str, set[str]] = {}
    for name in whole:
        for start in _possible(name):
            begun.setdefault(name[:start], set()).add(name)
    paths: dict[str, Path] = {}
    for name in sorted(whole):
        cuts = [
            start
            for start in _possible(name)
            if sure or name[:start] in whole or len(begun[name[:start]]) >= _SHARED
        ]
        ends = (-1, *cuts, len(name))
        paths[name] = tuple(name[first + 1 : last] for first, last in pairwise(ends))
    return paths


_SHARED: Final = 2


def _possible(name: str) -> tuple[int, ...]:
    """The dots of a name that may part levels, as offsets in code points; none where one of them cannot."""
    parts = name.split(".")
    if len(parts) == 1 or any(_whole(part) for part in parts):
        return ()
    found: list[int] = []
    at = -1
    for part in parts[:-1]:
        at += len(part) + 1
        found.append(at)
    return tuple(found)


def _whole(part: str) -> bool:
    """Whether what stands between two dots tells that the dots are no levels."""
    return part != part.strip() or not part or bool(_ABBREVIATED.fullmatch(part))
