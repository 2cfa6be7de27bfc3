"""What has to be read beside a comparison: each warning with the condition that raises it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Code
from secondmig.core.warnings import (
    CONFOUNDED,
    DOUBLE_DIPPING,
    LANGUAGES,
    LENGTHS,
    MONTE_CARLO,
    NO_FAMILY,
    P_PURPOSIVE,
    RETROSPECTIVE,
    SIMPSON,
    SMALL_DENOMINATOR,
    SMALL_GROUP,
    TOPIC_NOT_ASKED,
    ZERO_CELL,
    Caution,
)
from secondmig.estimate.values import Estimate
from secondmig.joint.comparison import Compared, Groups
from secondmig.joint.comparison_values import Quantity
from secondmig.joint.confounding import circumstances, coinciding
from secondmig.joint.groups import Person
from secondmig.joint.person_table import spoken_languages
from secondmig.joint.speech import Speech
from secondmig.joint.within_person import PairedCode

FEW: Final = 5
DENOMINATOR: Final = 20
COMPARISONS: Final = 5
_NAMED: Final = 6
_LEAST: Final = 20
"""Letters of an example that is looked for in the texts."""


def of_groups(
    snapshot: Snapshot,
    persons: Sequence[Person],
    groups: Groups,
    rows: Sequence[Compared],
    quantity: Quantity,
) -> Iterator[Caution]:
    """The warnings on groups that are compared.

    Args:
        snapshot: with the texts.
        persons: those compared.
        groups: that they are in.
        rows: what was found.
        quantity: how persons were measured.
    """
    sizes = {key: max((row.n for row in rows if row.group == key), default=0) for key in groups.keys}
    yield from _confounded(snapshot, persons, groups)
    yield from _simpson(rows, groups)
    yield from _small({groups.labels.get(key, key): size for key, size in sizes.items()})
    yield from _not_asked(rows)
    if quantity == "coverage" and len(spoken_languages(snapshot)) > 1:
        yield LANGUAGES
    if quantity == "count":
        yield from _lengths(snapshot, groups)
    zero = _codes(row.code for row in rows if row.contrast.zero)
    if zero:
        yield replace(ZERO_CELL, message=f"{ZERO_CELL.message}: {zero}")


def of_pairs(persons: Sequence[Person], rows: Sequence[PairedCode]) -> Iterator[Caution]:
    """The warnings on two countries compared within persons.

    Args:
        persons: those compared.
        rows: what was found.
    """
    now = {each.case.id: each.trajectory.current for each in persons}
    if any(now.get(pair.case) in pair.places for row in rows for pair in row.pairs):
        yield RETROSPECTIVE
    sizes = [len(row.pairs) for row in rows]
    if sizes and 0 < max(sizes) < FEW:
        yield replace(SMALL_GROUP, message=f"only {max(sizes)} persons can be compared with themselves")
    elif sizes and max(sizes) < DENOMINATOR:
        yield SMALL_DENOMINATOR


def of_tests(ps: Iterable[Estimate], *, inference: bool, comparisons: int, family: str) -> Iterator[Caution]:
    """The warnings on how many comparisons there are and on their p.

    Args:
        ps: all p values.
        inference: whether they were asked for.
        comparisons: how many there are.
        family: that was declared: "" for none, "all" for whatever is shown.
    """
    if inference:
        yield P_PURPOSIVE
    if comparisons > COMPARISONS and family in {"", "all"}:
        yield replace(NO_FAMILY, message=f"{comparisons} comparisons: {NO_FAMILY.message}")
    seeds = sorted({each.seed for each in ps if each.seed is not None})
    if seeds:
        yield replace(MONTE_CARLO, message=f"{MONTE_CARLO.message}: seed {', '.join(map(str, seeds))}")


def dipped(snapshot: Snapshot, codes: Sequence[Code], late: Collection[str]) -> Iterator[Caution]:
    """The warning on codes that came out of the texts they are compared in.

    Args:
        snapshot: with the texts.
        codes: those compared.
        late: ids of the codes that entered their codebook after the first coding with it.
    """
    texts = [" ".join(document.text.split()) for document in snapshot.documents]
    quoted = {
        code.id
        for code in codes
        for example in (" ".join(each.split()) for each in code.examples)
        if len(example) >= _LEAST and any(example in text for text in texts)
    }
    found = _codes(code.id for code in codes if code.id in quoted or code.id in late)
    if found:
        yield replace(DOUBLE_DIPPING, message=f"{DOUBLE_DIPPING.message}: {found}")


def _codes(codes: Iterable[str]) -> str:
    """Codes in words, the first few by name."""
    found = list(dict.fromkeys(codes))
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{', '.join(found[:_NAMED])}{more}"


def _small(sizes: Mapping[str, int]) -> Iterator[Caution]:
    few = [f"{label} ({size})" for label, size in sizes.items() if size < FEW]
    if few:
        yield replace(SMALL_GROUP, message=f"{SMALL_GROUP.message}: {', '.join(few)}")
    if any(size < DENOMINATOR for size in sizes.values()):
        yield SMALL_DENOMINATOR


def _not_asked(rows: Sequence[Compared]) -> Iterator[Caution]:
    number: Counter[str] = Counter()
    for row in rows:
        number[row.code] += row.not_asked
    found = _codes(f"{code} ({n} {'person' if n == 1 else 'persons'})" for code, n in number.items() if n)
    if found:
        yield replace(
            TOPIC_NOT_ASKED, message=f"{TOPIC_NOT_ASKED.message}; not raised and not mentioned: {found}"
        )


def _simpson(rows: Sequence[Compared], groups: Groups) -> Iterator[Caution]:
    found: dict[str, str] = {}
    for row in rows:
        whole, within = row.contrast.difference.value, row.within.value
        if row.reversed_ and whole is not None and within is not None:
            told = f"{row.code} {row.group} ({whole:+.2f} on the whole, {within:+.2f} within)"
            found.setdefault(row.code, told)
    if found:
        message = SIMPSON.message.replace("country", groups.strata())
        yield replace(SIMPSON, message=f"{message}: {_codes(found.values())}")


def _lengths(snapshot: Snapshot, groups: Groups) -> Iterator[Caution]:
    speech = Speech.of(snapshot)
    sizes: dict[str, list[int]] = {}
    for case, key in groups.of.items():
        if size := speech.characters([case]):
            sizes.setdefault(key, []).append(size)
    means = {key: sum(each) / len(each) for key, each in sizes.items()}
    if len(means) > 1 and max(means.values()) > 2 * min(means.values()):
        most, least = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
        told = f"{means[most]:,.0f} characters each in {most}, {means[least]:,.0f} in {least}"
        yield replace(LENGTHS, message=f"{LENGTHS.message}: {told}")


# What else differs between the groups


def _confounded(snapshot: Snapshot, persons: Sequence[Person], groups: Groups) -> Iterator[Caution]:
    found = coinciding(groups.of, circumstances(snapshot, persons), groups.variable)
    if found:
        told = "; ".join(f"{groups.variable} and {each}" for each in found)
        yield replace(CONFOUNDED, message=f"{CONFOUNDED.message}: {told}")
