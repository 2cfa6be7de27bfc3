"""What changed between two versions of a codebook, each change under the name people give it."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from secondmig.codebook.canonical import hashed
from secondmig.codebook.succession import fates, heirs
from secondmig.core.types import Code, Codebook, FacetSpec

Kind = Literal[
    "split",
    "merged",
    "removed",
    "retired",
    "revived",
    "added",
    "renamed",
    "moved",
    "redefined",
    "amended",
    "reordered",
    "facet_removed",
    "facet_added",
    "facet_changed",
    "codebook",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""The kinds in the order they are told: what touches codings first."""

MEANING: Final = ("definition", "include", "exclude", "examples", "codable", "defaults")
"""The fields of a code that say what it means; a change of another one amends the code."""
_OWN_KIND: Final = ("label", "parent", "retired")
_AS_WRITTEN: Final = {"examples": "example", "benchmarks": "rieti"}
"""Fields that have another name in the file."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change.

    Attributes:
        kind: what happened.
        codes: the codes concerned: of a split the old one and then its heirs, of a merge the old ones and
            then the one they became, of a change of id the old and the new one, else the one code; none for
            facets and the codebook as a whole.
        before: texts of the older version: of each field, or else the labels of the old codes.
        after: texts of the newer version: of each field, or else the labels of the new codes.
        fields: the fields that changed, as the file names them; ``before`` and ``after`` go with them one to
            one. None for codes that come, go, split or merge.
        facet: the facet concerned, else "".
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    facet: str = ""


def compare(older: Codebook, newer: Codebook) -> tuple[Difference, ...]:
    """Name every change from one version of a codebook to another.

    Nothing is named exactly where both mean the same, that is where they have the same canonical form but for
    the label of the version. A code whose place among others changed because it moved is not told twice.

    Args:
        older: a version.
        newer: a later one of the same codebook.

    Returns:
        The differences by :data:`KINDS`, within a kind in the order of the newer file (what is gone: of the
        older one), then facets by name.
    """
    found = [*_comings_and_goings(older, newer), *_changed_codes(older, newer), *_facets(older, newer)]
    found += _book(older, newer)
    found += _reordered(older, newer)
    if not found and hashed(dataclasses.replace(older, label=newer.label)).sha != hashed(newer).sha:
        found.append(Difference("reordered"))
    return tuple(sorted(found, key=lambda each: KINDS.index(each.kind)))


def _by_id(book: Codebook) -> dict[str, Code]:
    return {code.id: code for code in book.codes}


def _comings_and_goings(older: Codebook, newer: Codebook) -> Iterator[Difference]:
    """Codes that come, go, split, merge or get another id."""
    before, after = _by_id(older), _by_id(newer)
    fate = fates(older, newer)
    for code_id, became in fate.items():
        if len(became) > 1:
            labels = tuple(after[heir].label for heir in became)
            yield Difference("split", (code_id, *became), (before[code_id].label,), labels)
        elif not became:
            yield Difference("removed", (code_id,), (before[code_id].label,))
    origins = origins_of(older, newer)
    for code in newer.codes:
        came = origins.get(code.id, ())
        whole = tuple(origin for origin in came if fate[origin] == (code.id,))
        if code.id not in before and not came:
            yield Difference("added", (code.id,), (), (code.label,))
        elif code.id not in before and len(came) == 1 and whole and whole[0] not in after:
            yield Difference("renamed", (*whole, code.id), whole, (code.id,), ("id",))
        else:
            merged = came if code.id not in before and len(came) > 1 else whole
            if merged:
                labels = tuple(before[origin].label for origin in merged)
                yield Difference("merged", (*merged, code.id), labels, (code.label,))


def origins_of(older: Codebook, newer: Codebook) -> dict[str, tuple[str, ...]]:
    """Code id of ``newer`` -> the codes of ``older`` that it says for the first time it came out of."""
    found: dict[str, tuple[str, ...]] = {}
    for origin, became in heirs(older, newer).items():
        for heir in became:
            found[heir] = (*found.get(heir, ()), origin)
    order = {code.id: number for number, code in enumerate(older.codes)}
    return {heir: tuple(sorted(came, key=order.__getitem__)) for heir, came in found.items()}


def successor(older: Codebook, newer: Codebook) -> dict[str, str]:
    """Code id of ``older`` -> the id under which it goes on alone: its own, or the one it was given."""
    before, after = _by_id(older), _by_id(newer)
    goes_on = {code_id: code_id for code_id in before if code_id in after}
    fate = fates(older, newer)
    for heir, came in origins_of(older, newer).items():
        if heir not in before and len(came) == 1 and fate[came[0]] == (heir,) and came[0] not in after:
            goes_on[came[0]] = heir
    return goes_on


def _changed_codes(older: Codebook, newer: Codebook) -> Iterator[Difference]:
    """Codes of both versions that say something else, in the order of the newer one."""
    before = _by_id(older)
    goes_on = successor(older, newer)
    same = {now: code_id for code_id, now in goes_on.items()}
    for new in newer.codes:
        if new.id in same:
            old = before[same[new.id]]
            # What was said of an old id is held against what it is called now.
            parent = goes_on.get(old.parent, old.parent) if old.parent else None
            was = new.was if _told_as_heir(old, new, before) else old.was
            yield from _changed(dataclasses.replace(old, parent=parent, was=was), new)


def _told_as_heir(old: Code, new: Code, before: Mapping[str, Code]) -> bool:
    """Whether all that changed in ``was`` are codes it names anew, which are told as split or merged."""
    kept = tuple(origin for origin in new.was if origin in old.was)
    return kept == old.was and all(origin in before for origin in new.was if origin not in old.was)


def _changed(old: Code, new: Code) -> Iterator[Difference]:
    one = (new.id,)
    if old.label != new.label:
        yield Difference("renamed", one, (old.label,), (new.label,), ("label",))
    if old.parent != new.parent:
        yield Difference("moved", one, (old.parent or "",), (new.parent or "",), ("parent",))
    if bool(old.retired) != bool(new.retired):
        kind: Kind = "retired" if new.retired else "revived"
        yield Difference(kind, one, (old.retired,), (new.retired,), ("retired",))
    fields = [field.name for field in dataclasses.fields(Code) if field.name not in {"id", *_OWN_KIND}]
    if old.retired and new.retired:
        fields.append("retired")
    meaning = [name for name in fields if name in MEANING]
    yield from _fields("redefined", (old, new), meaning, codes=one)
    yield from _fields("amended", (old, new), [name for name in fields if name not in MEANING], codes=one)


def _fields(
    kind: Kind,
    pair: tuple[Code, Code] | tuple[FacetSpec, FacetSpec] | tuple[Codebook, Codebook],
    names: Iterable[str],
    *,
    codes: tuple[str, ...] = (),
    facet: str = "",
) -> Iterator[Difference]:
    """One difference with all fields that are not the same, if there are any."""
    old, new = pair
    changed = [name for name in names if getattr(old, name) != getattr(new, name)]
    if changed:
        yield Difference(
            kind,
            codes,
            tuple(as_text(getattr(old, name)) for name in changed),
            tuple(as_text(getattr(new, name)) for name in changed),
            tuple(_AS_WRITTEN.get(name, name) for name in changed),
            facet,
        )


def as_text(value: object) -> str:
    """A value of a field as one line of text.

    >>> as_text({"en": ("visa", "papers")}), as_text(True), as_text(("+", "5%"))
    ('en: visa, papers', 'yes', '+, 5%')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {as_text(held)}" for key, held in sorted(value.items()))
    if isinstance(value, tuple):
        return ", ".join(as_text(held) for held in value)
    return "" if value is None else str(value)


def _facets(older: Codebook, newer: Codebook) -> Iterator[Difference]:
    before = {spec.name: spec for spec in older.facets}
    after = {spec.name: spec for spec in newer.facets}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Difference("facet_removed", before=(_described(before[name]),), facet=name)
        elif name not in before:
            yield Difference("facet_added", after=(_described(after[name]),), facet=name)
        else:
            names = [field.name for field in dataclasses.fields(FacetSpec) if field.name != "name"]
            yield from _fields("facet_changed", (before[name], after[name]), names, facet=name)


def _described(spec: FacetSpec) -> str:
    values = f": {as_text(spec.values)}" if spec.values else ""
    return f"{spec.type}{' (required)' * spec.required}{values}"


def _book(older: Codebook, newer: Codebook) -> Iterator[Difference]:
    return _fields("codebook", (older, newer), ("id", "title", "source", "unit", "rules"))


def _reordered(older: Codebook, newer: Codebook) -> Iterator[Difference]:
    """Codes that stand in another order under the same parent: the fewest whose shift explains it.

    Where one moved up or another down, it is the one that moved up.
    """
    goes_on = successor(older, newer)
    parents = {code.id: goes_on.get(code.parent or "", code.parent) for code in older.codes}
    below: dict[str | None, list[str]] = {}
    for code in newer.codes:
        if code.id in parents and parents[code.id] == code.parent:
            below.setdefault(code.parent, []).append(code.id)
    place = {code.id: number for number, code in enumerate(older.codes)}
    shifted = {code_id for ids in below.values() for code_id in _out_of_order(ids, place)}
    for code in newer.codes:
        if code.id in shifted:
            yield Difference("reordered", (code.id,))


def _out_of_order(ids: Sequence[str], place: Mapping[str, int]) -> list[str]:
    """All but a longest run whose places increase."""
    from bisect import bisect_left

    tails: list[int] = []
    lengths: list[int] = []
    for code_id in ids:
        at = bisect_left(tails, place[code_id])
        tails[at : at + 1] = [place[code_id]]
        lengths.append(at + 1)
    kept: set[str] = set()
    wanted, limit = len(tails), len(place)
    for code_id, length in zip(reversed(ids), reversed(lengths), strict=True):
        if length == wanted and place[code_id] < limit:
            kept.add(code_id)
            wanted, limit = wanted - 1, place[code_id]
    return [code_id for code_id in ids if code_id not in kept]
