"""Codes and groups as points of one map: a correspondence analysis of what is said."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.warnings import PURPOSIVE, SEGMENTS_AS_N, Caution
from secondmig.project.group_names import with_values
from secondmig.project.listing import Listing
from secondmig.project.outline import outlined
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks

if TYPE_CHECKING:
    from secondmig.joint.correspondence_table import Mapped
    from secondmig.stats.correspondence import Point

CODE: Final = "code"
INFERENCE: Final = "a picture of these persons: no test and no interval belongs to it"
MOST_AXES: Final = 9


@dataclass(frozen=True, slots=True)
class Map:
    """What is put on the map.

    Attributes:
        selection: codings and persons.
        cols: a facet, or a variable of persons.
        count: what a cell of the table counts.
        axes: how many axes are listed.
    """

    selection: Selection = field(default_factory=Selection)
    cols: str = "interview_country"
    count: Literal["persons", "turns", "segments"] = "persons"
    axes: int = 2


def corresponding(session: Session, wanted: Map) -> Listing:
    """One row for each code and each group, with its place on the axes.

    Raises:
        SecondmigError: a code or dimension is unknown, the columns are codes, or a number is out of range.
    """
    from secondmig.joint.correspondence_table import mapped
    from secondmig.joint.crossing import carried_by
    from secondmig.joint.dimensions import facets_of

    _check(wanted)
    selection = wanted.selection
    snapshot, columns = outlined(session, selection)
    facets = facets_of(snapshot.codebooks, carried_by(columns).names)
    snapshot = with_values(session, selection, snapshot, (wanted.cols,), facets=facets)
    codes = expand_codes(newest_codebooks(session, as_of=selection.as_of), selection)
    made = mapped(snapshot, columns, cols=wanted.cols, count=wanted.count, codes=codes)
    rows = list(_rows(made, wanted.axes))
    cautions: list[Caution] = [PURPOSIVE, *waiting(snapshot.waiting, snapshot.undecided)]
    if wanted.count != "persons":
        message = f"{wanted.count} of one person are not independent: one talkative person can draw the map"
        cautions.append(replace(SEGMENTS_AS_N, message=message))
    coders = session.config.coders
    cautions.extend(made_by(selection.coders or coders, coders))
    told = meta(session, unit=wanted.count, selection=selection, n=len(rows), cautions=cautions)
    return Listing(_fields(wanted.axes), rows, {**told, **_rules(made, wanted)}, tuple(_notes(made, wanted)))


def _check(wanted: Map) -> None:
    if wanted.cols == CODE:
        raise SecondmigError(
            "the columns of a map of codes cannot be codes", hint="--cols interview_country; query cooccur"
        )
    if not 1 <= wanted.axes <= MOST_AXES:
        raise SecondmigError(f"a map has 1 to {MOST_AXES} axes, not {wanted.axes}", hint="--axes 2")


def _fields(axes: int) -> tuple[str, ...]:
    numbers = range(1, axes + 1)
    return (
        "point",
        "id",
        "label",
        "n",
        "mass",
        *(f"axis_{at}" for at in numbers),
        *(f"contribution_{at}" for at in numbers),
        *(f"cos2_{at}" for at in numbers),
        "inertia",
        "undefined",
    )


def _rows(made: "Mapped", axes: int) -> Iterator[dict[str, object]]:
    from secondmig.joint.dimensions import readable

    if made.found.undefined:
        totals = [sum(line) for line in made.table]
        sums = [sum(line[at] for line in made.table) for at in range(len(made.columns))]
        for code, n in zip(made.rows, totals, strict=True):
            yield _unplaced("code", code, made.labels[code], n, made, axes)
        for group, n in zip(made.columns, sums, strict=True):
            yield _unplaced("group", group, readable(group), n, made, axes)
        return
    for point in made.found.rows:
        yield _placed("code", made.labels[point.name], point, axes)
    for point in made.found.columns:
        yield _placed("group", readable(point.name), point, axes)


def _unplaced(kind: str, name: str, label: str, n: int, made: "Mapped", axes: int) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(_fields(axes))
    return {**empty, "point": kind, "id": name, "label": label, "n": n, "undefined": made.found.undefined}


def _placed(kind: str, label: str, point: "Point", axes: int) -> dict[str, object]:
    row: dict[str, object] = {
        "point": kind,
        "id": point.name,
        "label": label,
        "n": point.n,
        "mass": point.mass,
        "inertia": point.inertia,
        "undefined": None,
    }
    for name, values in (
        ("axis", point.coordinates),
        ("contribution", point.contributions),
        ("cos2", point.cos2),
    ):
        for at in range(axes):
            row[f"{name}_{at + 1}"] = values[at] if at < len(values) else None
    return {field: row[field] for field in _fields(axes)}


def _rules(made: "Mapped", wanted: Map) -> dict[str, object]:
    from secondmig.joint.correspondence_table import LEAST, ROWS
    from secondmig.stats.correspondence import METHOD, SIGNS

    found = made.found
    return {
        "method": METHOD,
        "signs": SIGNS,
        "rows": ROWS,
        "cols": wanted.cols,
        "count": wanted.count,
        "inertias": list(found.inertias),
        "shares": list(found.shares),
        "total_inertia": None if found.undefined else found.total,
        "total": found.n,
        "undefined": found.undefined or None,
        "turning_axes": list(found.turning),
        "least_total": LEAST,
        "codes_left_out": dict(made.few),
        "groups_left_out": list(made.empty),
        "inference": INFERENCE,
    }


def _notes(made: "Mapped", wanted: Map) -> Iterator[str]:
    from secondmig.joint.correspondence_table import LEAST
    from secondmig.joint.dimensions import readable

    found = made.found
    if found.undefined:
        yield f"there is no map: {found.undefined}"
    else:
        axes = ", ".join(
            f"axis {at} {inertia:.4f} ({share:.1%})"
            for at, (inertia, share) in enumerate(zip(found.inertias, found.shares, strict=True), start=1)
        )
        yield f"inertia {found.total:.4f} = chi-square / {found.n:,} {wanted.count}: {axes}"
        if len(found.inertias) < wanted.axes:
            yield f"{len(made.rows)} codes by {len(made.columns)} groups have no more axes than that"
    if found.turning:
        numbers = " and ".join(map(str, found.turning))
        yield f"axes {numbers} have the same inertia: their plane may be turned, so read distances, not axes"
    if made.few:
        named = ", ".join(f"{code} {n}" for code, n in made.few)
        yield f"left out, as fewer than {LEAST} {wanted.count} are counted in all: {named}"
    if made.empty:
        yield f"left out, as no code is counted there: {', '.join(readable(each) for each in made.empty)}"
