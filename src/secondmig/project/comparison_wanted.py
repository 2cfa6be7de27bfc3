"""Which comparison is asked for, and the family of comparisons it belongs to."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from secondmig.codebook.tree import descendants
from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import CodebookVersion

if TYPE_CHECKING:
    from secondmig.joint.comparison_values import Measured, Quantity

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class ComparisonWanted:
    """Which comparison.

    Attributes:
        cols: the variable of persons whose groups are compared; not used where ``paired`` is.
        paired: two countries compared within persons instead, see
            :func:`secondmig.joint.within_person.places_of`; empty for groups.
        count: the way of counting; "" for presence, within persons for turns.
        intensity: the facet of the rating, which makes the way intensity.
        intensity_by: a person's highest rating, or the mean.
        against: the group that the others are set against; "" for each against all others.
        without: codes left out, with those below.
        inference: whether intervals, odds ratios, probabilities and p are asked for.
        family: over which comparisons p is corrected: "", "all", a code with those below, or a name.
        seed: of random numbers.
        persons: whether, within persons, a row is a person.
    """

    cols: str = "group"
    paired: tuple[str, ...] = ()
    count: "Quantity | Literal['']" = ""
    intensity: str = ""
    intensity_by: Literal["max", "mean"] = "max"
    against: str = ""
    without: tuple[str, ...] = ()
    inference: bool = False
    family: str = ""
    seed: int = 0
    persons: bool = False


def measured(wanted: ComparisonWanted, snapshot: Snapshot) -> "Measured":
    """How persons are measured.

    Raises:
        SecondmigError: the way makes no sense within persons, or the facet is none with an order.
    """
    from secondmig.joint.comparison_values import WITHIN, Measured
    from secondmig.joint.person_ground import Intensity
    from secondmig.joint.person_table import check_facet

    way: Quantity = wanted.count or ("turns" if wanted.paired else "presence")
    if wanted.intensity:
        way = "intensity"
    if wanted.paired and way not in WITHIN:
        raise SecondmigError(
            f"{way} cannot be told of one country: nobody marks which other words are about it",
            hint=f"with --paired one of {', '.join(WITHIN)}",
        )
    if way != "intensity":
        return Measured(way)
    check_facet(snapshot, wanted.intensity)
    return Measured("intensity", Intensity(wanted.intensity, wanted.intensity_by))


@dataclass(frozen=True, slots=True)
class Family:
    """The comparisons that p is corrected over.

    Attributes:
        name: as declared, "" for none.
        codes: of the comparisons; None for all that are shown.
    """

    name: str = ""
    codes: frozenset[str] | None = frozenset()

    def told(self, comparisons: int) -> str:
        """The sentence on the correction."""
        if not self.name:
            return (
                "p_holm: empty, as no family was declared and p stands uncorrected: --family all, a code for "
                "those below it, or a name from [families] of secondmig.toml"
            )
        named = "of all comparisons shown" if self.name == ALL else self.name
        return (
            f"p_holm: p corrected by Holm for the {comparisons} comparisons of the family {named}; describes "
            "re-labelling of these persons, infers to nobody else"
        )


def family(name: str, named: Mapping[str, tuple[str, ...]], versions: Sequence[CodebookVersion]) -> Family:
    """The family of that name: "all", one of secondmig.toml, or a code with those below it.

    Raises:
        SecondmigError: there is none, or one of secondmig.toml names an unknown code.
    """
    if name == ALL:
        return Family(name, None)
    if not name:
        return Family()
    known = {code.id: version for version in versions for code in version.codebook.codes}
    members = named.get(name, (name,))
    for code in members:
        if code in known:
            continue
        close = difflib.get_close_matches(code, [*known, *named, ALL], n=3, cutoff=0.6)
        if name in named:
            raise SecondmigError(
                f"the family {name} names {code}, which is no code",
                where="secondmig.toml",
                hint=f"did you mean {', '.join(close)}?" if close else "secondmig codebook show",
            )
        choices = ", ".join((*close, *(each for each in (ALL, *named) if each not in close)))
        raise SecondmigError(
            f"there is no family {name}", hint=f"{choices}, or a code, for itself and those below it"
        )
    below = (each.id for code in members for each in descendants(known[code].codebook, code))
    return Family(name, frozenset((*members, *below)))
