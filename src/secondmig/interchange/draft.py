"""A codebook on its way between a file of another tool and our own form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from secondmig.core.types import Code, Codebook, FacetSpec

_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile("[ ]*[\t\n\x85\u2028\u2029]+[ ]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A code as a file has it.

    Attributes:
        code: its fields; ``id`` is "" where the file names none, ``parent`` is not used.
        parent: position of the code above in the file's list, or None.
        where: its place in the file, for messages.
        guid: as other tools name it, upper case without braces, or "".
        made: a heading that the file implies and does not have.
    """

    code: Code
    parent: int | None
    where: str
    guid: str = ""
    made: bool = False


@dataclass(frozen=True, slots=True)
class BookFile:
    """What a file says.

    Attributes:
        drafts: its codes, in the order of the file.
        header: "id", "label", "title", "source" and "unit" of the codebook, where the file says them.
        rules: how the codes are applied.
        facets: those it declares; to which codes they apply says ``applies``.
        applies: facet -> positions of the codes it applies to; absent where it applies to all.
        origin: the program that wrote it, "" if it does not say.
        losses: what the file holds and a codebook does not, one phrase each.
        notes: how it was understood, where that is not plain.
    """

    drafts: tuple[Draft, ...]
    header: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    facets: tuple[FacetSpec, ...] = ()
    applies: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    origin: str = ""
    losses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file to be written.

    Attributes:
        body: its bytes.
        losses: what of the codebook does not come back from it, one phrase each.
    """

    body: bytes
    losses: tuple[str, ...] = ()


def cleaned(text: str) -> str:
    r"""A text as codebooks hold it: LF line ends, no control characters, no white space at the ends.

    >>> cleaned(" one\r\ntwo\x00 ")
    'one\ntwo'
    """
    return _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    r"""A name: cleaned, on one line.

    >>> one_line("Room\n to rise ")
    'Room to rise'
    """
    return _BREAKS.sub(" ", cleaned(text)).strip()


def listed(names: Iterable[str], *, most: int = 5) -> str:
    """The first names, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def label_losses(book: Codebook) -> tuple[str, ...]:
    """The labels that other tools keep on one line only."""
    broken = [code.id for code in book.codes if one_line(code.label) != code.label]
    return (f"line breaks and outer spaces of the labels of {listed(broken)}",) if broken else ()


def in_tree_order(parents: Sequence[int | None]) -> tuple[int, ...]:
    """The positions of codes, each before what is under it, in the order of the list.

    Args:
        parents: of each code the position of the one above, or None; without circles.
    """
    below: dict[int | None, list[int]] = {}
    for position, parent in enumerate(parents):
        below.setdefault(parent, []).append(position)
    found: list[int] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        position = waiting.pop()
        found.append(position)
        waiting.extend(reversed(below.get(position, [])))
    return tuple(found)


def positions_of_parents(book: Codebook) -> tuple[int | None, ...]:
    """Of each code the position of the one above."""
    places = {code.id: position for position, code in enumerate(book.codes)}
    return tuple(None if code.parent is None else places[code.parent] for code in book.codes)


def on_its_own(book: Codebook) -> tuple[Codebook, tuple[str, ...]]:
    """The codebook without what it inherits for codes of other codebooks, and what that leaves out."""
    inside = {code.id for code in book.codes}
    foreign = [spec.name for spec in book.facets if not inside.issuperset(spec.applies_to)]
    facets = tuple(
        replace(spec, applies_to=tuple(code for code in spec.applies_to if code in inside))
        for spec in book.facets
        if not spec.applies_to or inside.intersection(spec.applies_to)
    )
    losses = (f"codes of other codebooks to which {listed(foreign)} applies",) if foreign else ()
    return replace(book, facets=facets), losses
