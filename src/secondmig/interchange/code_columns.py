"""Which column of a table of codes says what, under the names that people and programs use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.interchange.draft import listed

_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("code id", "identifier"),
    "label": ("name", "code name", "tag", "node", "subcode"),
    "path": ("hierarchical name", "code path", "full path", "full name"),
    "parent": ("parent code", "parent id", "parent name", "parent node", "category", "theme"),
    "level": ("depth", "hierarchy level"),
    "codable": ("is codable", "iscodable"),
    "definition": ("description", "meaning", "memo", "code memo", "comment", "full definition"),
    "include": ("includes", "inclusion", "inclusion criteria", "when to use"),
    "exclude": ("excludes", "exclusion", "exclusion criteria", "when not to use"),
    "examples": ("example", "example quote", "example quotes", "sample quote", "typical example"),
    "links": (),
    "measure": (),
    "color": ("colour",),
    "retired": (),
    "was": (),
}
_BY_NAME: Final = {name: own for own, names in _SYNONYMS.items() for name in (own, *names)}
_CODE: Final = "code"
"""The header that is an id beside a name, and a name alone."""
_LEVEL = re.compile(r"level ([1-9])")
_NAMED = re.compile(r"(cues|facet|benchmark) (\S+)")
TAGUETTE: Final = "tag"
"""The header of names in tables of Taguette, which parts levels with dots."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of codes, by position.

    Attributes:
        fields: field of a code, or "path", "parent" and "level" -> position.
        levels: of the columns "level 1", "level 2" and so on, in their order.
        named: ("cues", language), ("facet", name) or ("benchmark", name) -> position.
        unread: headers that say nothing a codebook holds.
        dotted: names hold their levels with dots between them.
    """

    fields: Mapping[str, int]
    levels: tuple[int, ...] = ()
    named: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    dotted: bool = False


def columns_of(header: Sequence[str], *, where: str) -> Columns:
    """What the columns of a table say.

    Raises:
        SecondmigError: no column names the codes, or two could be the same thing.
    """
    folded = [" ".join(name.replace("_", " ").casefold().split()) for name in header]
    wishes: dict[str, list[int]] = {}
    levels: dict[int, int] = {}
    named: dict[tuple[str, str], int] = {}
    unread: list[str] = []
    for at, name in enumerate(folded):
        special = _NAMED.fullmatch(name)
        if _LEVEL.fullmatch(name):
            levels[int(name[-1])] = at
        elif special:
            named[(special[1], _as_written(header[at], special[2]))] = at
        elif name in _BY_NAME or name == _CODE:
            wishes.setdefault(_meaning(name, folded), []).append(at)
        elif name:
            unread.append(header[at].strip())
    fields = {own: _one(own, places, header, where) for own, places in wishes.items()}
    unread.extend(header[at] for own, places in wishes.items() for at in places if at != fields[own])
    if not levels and not fields.keys() & {"label", "path", "id"}:
        raise SecondmigError(
            f"no column names the codes; the columns are {listed(filter(None, header), most=12)}",
            where=where,
            hint="call that column label (or name, code, tag), and see docs/codebook.md for the others",
        )
    ordered = tuple(levels[number] for number in sorted(levels))
    return Columns(fields, ordered, named, tuple(unread), TAGUETTE in folded or "path" in folded)


def _as_written(header: str, folded: str) -> str:
    """The name behind "cues", "facet" or "benchmark" in the letters of the file, languages as they are."""
    whole = " ".join(header.strip().split())
    return whole[len(whole) - len(folded) :] if len(whole) >= len(folded) else folded


def _meaning(name: str, folded: Sequence[str]) -> str:
    """The field that a header stands for; "code" is the id where another column has the name."""
    if name != _CODE:
        return _BY_NAME[name]
    others = {_BY_NAME.get(each) for each in folded if each != _CODE}
    return "id" if "label" in others and "id" not in others else "label"


def _one(own: str, places: Sequence[int], header: Sequence[str], where: str) -> int:
    """The one column of a field: the one that has its very name, or the only one."""
    exact = [at for at in places if header[at].strip().casefold() == own]
    chosen = exact or list(places)
    if len(chosen) == 1:
        return chosen[0]
    names = " and ".join(header[at].strip() for at in chosen)
    raise SecondmigError(
        f"both columns could be the {own}: {names}", where=where, hint=f"call the one that is meant {own}"
    )
