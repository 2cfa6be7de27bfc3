"""Reading codebooks from REFI-QDA: .qdc files, and the codebook of projects (.qdpx, .qde).

Lenient, as programs write it: any namespace of the standard and none, GUIDs in braces and in both cases,
empty sets, elements in another order, a byte order mark. What a codebook does not hold is counted and told.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code
from secondmig.interchange.about import read_facet_text, read_header_text
from secondmig.interchange.code_text import read_description
from secondmig.interchange.draft import BookFile, Draft, cleaned, listed, one_line
from secondmig.interchange.identity import plain_guid
from secondmig.interchange.qdc import FACET_SET, HEADER_SET
from secondmig.transcript.limits import opened_parts, parsed_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_CODES: Final = 100_000
COLOR = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_TRUE: Final = frozenset({"true", "1"})
_FALSE: Final = frozenset({"false", "0"})
_BESIDE: Final = {
    "Sources": "source",
    "Notes": "note",
    "Cases": "case",
    "Variables": "variable",
    "Links": "link",
    "Graphs": "graph",
}
"""Parts of a project that are no codebook -> what they hold."""


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what was lost."""

    name: str
    drafts: list[Draft]
    lost: Counter[str]
    unclear: list[str]


def read_project(raw: bytes, *, name: str) -> BookFile:
    """The codebook of a project that is a zip archive (.qdpx).

    Raises:
        SecondmigError: it is broken, holds no or several projects, or no codebook.
    """
    parts = opened_parts(raw, where=name)
    inside = sorted(part for part in parts.names if "/" not in part and part.lower().endswith(".qde"))
    chosen = [part for part in inside if part.lower() == "project.qde"] or inside
    if len(chosen) != 1:
        held = f"the projects {listed(inside)}" if inside else "no project (.qde)"
        raise SecondmigError(f"the archive holds {held}", where=name, hint="export it again as .qdpx or .qdc")
    return read_xml(parts.read(chosen[0]), name=name)


def read_xml(raw: bytes, *, name: str) -> BookFile:
    """The codebook of a .qdc or .qde file.

    Raises:
        SecondmigError: it is no XML, no REFI-QDA, or holds no code.
    """
    root = parsed_xml(raw, where=name, part=name)
    kind = _local(root)
    book = root if kind == "CodeBook" else next(_children(root, "CodeBook"), None)
    if kind not in {"CodeBook", "Project"}:
        raise SecondmigError(
            f"this XML is no codebook: it begins with <{kind}>", where=name, hint="export it as .qdc or .qdpx"
        )
    reading = _Reading(name, [], Counter(), [])
    if book is not None:
        for codes in _children(book, "Codes"):
            _read_codes(codes, reading)
    if not reading.drafts:
        raise SecondmigError("the file holds no code", where=name, hint="export a project that has codes")
    drafts = tuple(_with_own_guids(reading))
    found = BookFile(drafts, origin=cleaned(str(root.get("origin") or "")))
    found = _sets([root] if root is book else [root, book], found, reading)
    _count_beside(root, reading)
    return replace(found, losses=tuple(_told(reading)))


def _read_codes(codes: "Element", reading: _Reading) -> None:
    waiting: list[tuple[Element, int | None]] = [
        (code, None) for code in reversed(list(_children(codes, "Code")))
    ]
    while waiting:
        element, parent = waiting.pop()
        if len(reading.drafts) >= MOST_CODES:
            raise SecondmigError(f"more than {MOST_CODES:,} codes", where=reading.name)
        position = len(reading.drafts)
        reading.drafts.append(_draft(element, parent, reading))
        below = list(_children(element, "Code"))
        waiting.extend((code, position) for code in reversed(below))


def _draft(element: "Element", parent: int | None, reading: _Reading) -> Draft:
    label = one_line(str(element.get("name") or ""))
    guid = plain_guid(str(element.get("guid") or ""))
    if not label:
        reading.lost["code without a name, named after its GUID"] += 1
        label = guid or f"code {len(reading.drafts) + 1}"
    text = "\n\n".join(
        part for each in _children(element, "Description") if (part := cleaned("".join(each.itertext())))
    )
    code = Code(id="", label=label, codable=_codable(element, reading), color=_color(element, reading))
    code, unclear = read_description(text, code)
    reading.unclear.extend(f"{label}: {each}" for each in unclear)
    reading.lost["memo of a code, which is not in its description"] += sum(
        1 for _ in _children(element, "NoteRef")
    )
    return Draft(code, parent, f"{reading.name}:{element.sourceline}", guid)


def _codable(element: "Element", reading: _Reading) -> bool:
    word = str(element.get("isCodable") or "").strip().lower()
    if word not in _TRUE | _FALSE:
        reading.lost["code without isCodable, taken for one that can be applied"] += 1
    return word not in _FALSE


def _color(element: "Element", reading: _Reading) -> str:
    color = str(element.get("color") or "").strip()
    if not COLOR.fullmatch(color):
        reading.lost["colour that is none"] += bool(color)
        return ""
    return six_digits(color)


def six_digits(color: str) -> str:
    """``#RGB`` as ``#RRGGBB``.

    >>> six_digits("#3c3")
    '#33cc33'
    """
    return "#" + "".join(2 * letter for letter in color[1:]) if len(color) == len("#RGB") else color


def _with_own_guids(reading: _Reading) -> Iterator[Draft]:
    """The codes, each GUID with the first code that has it."""
    seen: set[str] = set()
    for draft in reading.drafts:
        repeated = draft.guid in seen
        reading.lost["GUID that another code has already"] += repeated
        yield replace(draft, guid="") if repeated else draft
        if draft.guid:
            seen.add(draft.guid)


def _sets(roots: "Iterable[Element]", book: BookFile, reading: _Reading) -> BookFile:
    """The codebook with header, rules and facets, which are sets in files of ours; others are counted."""
    places = {draft.guid: at for at, draft in enumerate(book.drafts) if draft.guid}
    for element in (
        each for root in roots for sets in _children(root, "Sets") for each in _children(sets, "Set")
    ):
        name = one_line(str(element.get("name") or ""))
        text = cleaned("\n".join("".join(each.itertext()) for each in _children(element, "Description")))
        facet = name.removeprefix(FACET_SET) if name.startswith(FACET_SET) else ""
        spec = read_facet_text(facet, text) if facet else None
        if name == HEADER_SET and not book.header:
            header, rules = read_header_text(text)
            book = replace(book, header=header, rules=rules)
        elif spec is not None and spec.name not in {other.name for other in book.facets}:
            members = [
                places[guid] for each in _children(element, "MemberCode") if (guid := _member(each)) in places
            ]
            applies = {**book.applies, spec.name: tuple(members)} if members else book.applies
            book = replace(book, facets=(*book.facets, spec), applies=applies)
        else:
            reading.lost["set, which is no part of a codebook"] += 1
    return book


def _member(element: "Element") -> str:
    return plain_guid(str(element.get("guid") or element.get("targetGUID") or ""))


def _count_beside(root: "Element", reading: _Reading) -> None:
    for part, what in _BESIDE.items():
        held = sum(1 for each in _children(root, part) for inner in each if isinstance(inner.tag, str))
        reading.lost[f"{what}, which is no part of a codebook"] += held


def _told(reading: _Reading) -> Iterator[str]:
    for what, number in sorted(reading.lost.items()):
        if number:
            one, comma, rest = what.partition(",")
            yield (
                counted(number, one, _plural(one))
                + comma
                + (rest.replace(" is no", " are no") if number > 1 else rest)
            )
    if reading.unclear:
        yield f"{counted(len(reading.unclear), 'line')} of descriptions that cannot be read: " + listed(
            reading.unclear, most=3
        )


def _plural(what: str) -> str:
    first, space, rest = what.partition(" ")
    return f"{first}s{space}{rest}"


def _children(element: "Element", name: str) -> "Iterator[Element]":
    return (each for each in element if isinstance(each.tag, str) and _local(each) == name)


def _local(element: "Element") -> str:
    return str(element.tag).rpartition("}")[2]
