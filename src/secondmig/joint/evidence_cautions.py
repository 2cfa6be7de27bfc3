"""The warnings that stand beside a comparison of two groups of persons in a hypothesis card."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from secondmig.core.warnings import CONFOUNDED, LENGTHS, SMALL_GROUP, Caution
from secondmig.joint.conditions import codes_of
from secondmig.joint.confounding import circumstances, coinciding
from secondmig.joint.evidence import Ground
from secondmig.joint.speech import Speech
from secondmig.joint.unasked import caution, unasked

SMALL: Final = 5


def small(sizes: Mapping[str, int], what: str = "") -> Iterator[Caution]:
    """W16 where a group has fewer than five persons.

    Args:
        sizes: what the group is called -> persons.
        what: the stratum, "" for none.
    """
    if sizes and min(sizes.values()) < SMALL:
        told = " and ".join(f"{size} {name}" for name, size in sizes.items())
        yield replace(SMALL_GROUP, message=f"{what}{', ' if what else ''}{told}: {SMALL_GROUP.message}")


def lengths(ground: Ground, groups: Mapping[str, str], what: str = "") -> Iterator[Caution]:
    """W21 where the persons of one group say more than twice as much as those of another, in characters.

    Args:
        ground: with the texts.
        groups: case id -> group.
        what: the stratum, "" for none.
    """
    speech = Speech.of(ground.snapshot)
    said: dict[str, list[int]] = {}
    for case, group in groups.items():
        said.setdefault(group, []).append(speech.characters([case]))
    means = [sum(each) / len(each) for each in said.values()]
    if len(means) > 1 and max(means) > 2 * min(means):
        yield replace(LENGTHS, message=f"{what}: {LENGTHS.message}" if what else LENGTHS.message)


def confounded(ground: Ground, groups: Mapping[str, str], what: str = "") -> Iterator[Caution]:
    """W22 where the groups all but coincide with where, by whom, when or in which language they were asked.

    Args:
        ground: with the persons.
        groups: case id -> group.
        what: the stratum, "" for none.
    """
    known = circumstances(ground.snapshot, [each for each in ground.persons if each.case.id in groups])
    found = coinciding(groups, known)
    if found:
        told = f"{what}{', ' if what else ''}the groups and {' and '.join(found)}"
        yield replace(CONFOUNDED, message=f"{told}: {CONFOUNDED.message}")


def not_asked(ground: Ground, cases: Collection[str], codes: Collection[str]) -> Iterator[Caution]:
    """W19 where persons count without codes that no item of the guide raised with them.

    Args:
        ground: with the guide; without one, or without an item that looks for the codes, nothing is known.
        cases: ids of the persons who count.
        codes: with those below.
    """
    quiet = [each for each in ground.persons if each.case.id in cases and not ground.passages(each, codes)]
    yield from caution(ground.snapshot, codes, unasked(ground.snapshot, ground.guide, quiet, codes))


def not_asked_by(ground: Ground, cases: Collection[str], names: Iterable[str]) -> Iterator[Caution]:
    """W19 for each ``code:ID`` among the names of values.

    Args:
        ground: with the guide.
        cases: ids of the persons who count.
        names: left sides of conditions, or values.
    """
    for codes in dict.fromkeys(codes_of(ground, name) for name in names):
        yield from not_asked(ground, cases, codes)
