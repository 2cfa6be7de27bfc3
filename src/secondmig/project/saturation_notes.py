"""What is said beside saturation: the order, what is absent for which reason, and what to be wary of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from secondmig.core.types import CodebookVersion
from secondmig.core.warnings import BOOK_CHANGED, SMALL_GROUP, TOPIC_NOT_ASKED, Caution

if TYPE_CHECKING:
    from secondmig.joint.sampled import Unit
    from secondmig.joint.saturation import Cell, Saturation

_FEW: Final = 5
_NOTED: Final = 4
"""Cells up to which each gets its sentences."""


def notes(found: "Saturation", by: str) -> Iterator[str]:
    """Sentences for people.

    Args:
        found: the answer.
        by: the variable that makes cells, "" for none.
    """
    from secondmig.joint.saturation import MEANING

    yield _order_note(found)
    if len(found.cells) <= _NOTED:
        for cell in found.cells:
            yield from _cell_notes(cell, found.sample.unit, many=bool(by))
    else:
        yield f"{len(found.cells)} groups: --show estimates has the codes used and what was asked in each"
    left = [f"{number} {reason}" for reason, number in found.sample.left_out.items()]
    if left:
        yield f"left out: {'; '.join(left)}"
    if found.sample.several:
        yield (
            f"{found.sample.several} persons have several interviews: each is one, at the date of the first; "
            "--unit interviews counts every interview"
        )
    if found.sample.versions:
        yield f"codings by codebook version: {_versions(found.sample.versions)}"
    yield MEANING


def _order_note(found: "Saturation") -> str:
    ordered, by_date = [each for cell in found.cells for each in cell.ordered], found.wanted.order == "date"
    undated = sum(each.day is None for each in ordered)
    if by_date:
        told = "in the order of the dates of interview"
        told += f", {undated} without a date at the end" if undated else ""
    else:
        told = "in the order in which they were coded"
    ties = sum(cell.ties for cell in found.cells)
    if ties:
        same = "date" if by_date else "moment"
        alike = f"share their {same} with another" + (", or have none," if by_date and undated else "")
        told += f"; {ties} {alike} and stand by id: ties (tied_low to tied_high) is "
        told += "the middle 90 % of the orders that leave this open"
    exhaustive = all(each.anyhow.exhaustive for cell in found.cells for each in cell.reached)
    orders = "all orders" if exhaustive else f"{found.wanted.draws:,} random orders, seed {found.wanted.seed}"
    unit = found.sample.unit if len(ordered) != 1 else found.sample.unit.removesuffix("s")
    told = f"{len(ordered)} {unit} {told}"
    return f"{told}; median, low and high (5 and 95 %), and reached are of {orders}"


def _cell_notes(cell: "Cell", unit: "Unit", *, many: bool) -> Iterator[str]:
    """Codes used and unused, then the three kinds of absence."""
    head = f"{cell.label}: " if many else ""
    size, codes = len(cell.ordered), len(cell.told)
    line = f"{head}{cell.used} of {codes} codes are used, {codes - cell.used} by nobody"
    if cell.chao2.value is not None and cell.coverage.value is not None:
        line += f"; Chao2 {cell.chao2.value:.1f} codes at the least, coverage {cell.coverage.value:.3f}"
    else:
        line += f"; no estimate: {cell.chao2.undefined}"
    yield line
    total, one = cell.total, {"persons": "a person", "interviews": "an interview"}[unit]
    if not total.sought or not size:
        return
    yield (
        f"{head}of {total.pairs:,} pairs of {one} and a code the guide looks for ({size} x {total.sought}): "
        f"{total.mentioned:,} asked and mentioned, {total.unasked:,} mentioned unasked, "
        f"{total.not_mentioned:,} asked and not mentioned, {total.not_asked:,} never asked"
        + (f", {total.untold:,} of interviews the guide does not tell of" if total.untold else "")
        + (f"; {total.unsought} codes no item looks for" if total.unsought else "")
    )


def _versions(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{version} {number:,}" for version, number in counts.items())


def cautions(found: "Saturation", newest: Iterable[CodebookVersion], *, by: str) -> Iterator[Caution]:
    """What to be wary of: a codebook that was not frozen, small cells, topics that were never raised.

    Args:
        found: the answer.
        newest: the codebooks.
        by: the variable that makes cells, "" for none.
    """
    yield from _book_changed(newest, found.sample.versions)
    small = [f"{cell.label} ({len(cell.ordered)})" for cell in found.cells if len(cell.ordered) < _FEW]
    if by and small:
        yield replace(SMALL_GROUP, message=f"{SMALL_GROUP.message}: {', '.join(small)}")
    unasked = sum(cell.total.not_asked for cell in found.cells)
    if unasked:
        pairs = sum(cell.total.pairs for cell in found.cells)
        message = (
            f"{unasked:,} of {pairs:,} times a code is absent because its topic was never raised: that is"
        )
        yield replace(TOPIC_NOT_ASKED, message=f"{message} no sign of saturation")


def _book_changed(newest: Iterable[CodebookVersion], counts: Mapping[str, int]) -> Iterator[Caution]:
    """Codings of several versions, or of one that is not the newest: then the codebook was not frozen."""
    by_book: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for version, number in counts.items():
        by_book[version.rpartition("@")[0]][version] = number
    now = {version.codebook.id: f"{version.codebook.id}@{version.number}" for version in newest}
    told: Sequence[str] = [
        f"{_versions(versions)}, now {now.get(book, book)}"
        for book, versions in sorted(by_book.items())
        if set(versions) != {now.get(book)}
    ]
    if told:
        frozen = f"the codebook was not frozen ({'; '.join(told)})"
        yield replace(BOOK_CHANGED, message=f"{frozen}: a code that came later could not come up earlier")
