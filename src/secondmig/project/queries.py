"""Questions put to the coded corpus; the numbers are made in joint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from secondmig.core.cautions import made_by, waiting
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.core.warnings import PURPOSIVE, SEGMENTS_AS_N, Caution
from secondmig.joint.compound import PARTS_RULE
from secondmig.joint.passages import FIELDS, SEGMENT_RULE, UNCODED_RULE
from secondmig.project.codes import refuse_person_rows
from secondmig.project.listing import Listing
from secondmig.project.retrieval import Wanted, choose, ground_of, rows_of
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks, refuse_former_names
from secondmig.project.shot import take

Count = Literal["persons", "turns", "segments", "coverage"]

if TYPE_CHECKING:
    from pandas import DataFrame


def segments(session: Session, wanted: Wanted, level: Level) -> Listing:
    """Coded passages with their place and words, or what of participants' words nobody coded.

    Args:
        session: the open project.
        wanted: which passages.
        level: work or team.
    """
    refuse_person_rows(level)
    refuse_former_names(session, wanted.selection, level)
    ground = ground_of(session, wanted.selection, level)
    rows = rows_of(ground, choose(ground, wanted))
    selection, made = wanted.selection, session.config.coders
    waits = waiting(ground.snapshot.waiting, ground.snapshot.undecided)
    found = [*waits, *made_by(selection.coders or made, made)]
    units = {"": "segments", "turns": "turns", "parts": "stretches"}
    told = meta(session, unit=units[wanted.uncoded], selection=selection, n=len(rows), cautions=found)
    rule = {"": SEGMENT_RULE, "turns": UNCODED_RULE, "parts": PARTS_RULE}[wanted.uncoded]
    return Listing(FIELDS, rows, {**told, "rule": rule, "left_out": 0})


def matrix(session: Session, selection: Selection, *, rows: str, cols: str, count: Count) -> Listing:
    """Codes or attributes against groups; persons are counted first, everything else beside it."""
    from secondmig.joint.crossing import carried_by, cross_marks
    from secondmig.joint.dimensions import facets_of
    from secondmig.joint.quantize import MATRIX_FIELDS, matrix_rows
    from secondmig.project.group_names import with_values
    from secondmig.project.outline import outlined

    snapshot, columns = outlined(session, selection)
    facets = facets_of(snapshot.codebooks, carried_by(columns).names)
    snapshot = with_values(session, selection, snapshot, (rows, cols), facets=facets)
    crossing = cross_marks(snapshot, columns, rows=rows, cols=cols, count=count)
    found = matrix_rows(crossing)
    if selection.codes and rows == "code":
        # The headings above the codes asked for would show a part of themselves.
        meant = set(expand_codes(newest_codebooks(session, as_of=selection.as_of), selection))
        found = [row for row in found if row["code"] in meant]
    made = session.config.coders
    cautions = [
        *((SEGMENTS_AS_N,) if count in {"segments", "turns"} else ()),
        PURPOSIVE,
        *waiting(snapshot.waiting, snapshot.undecided),
        *made_by(selection.coders or made, made),
    ]
    told = meta(session, unit=count, selection=selection, n=len(found), cautions=cautions)
    return Listing(MATRIX_FIELDS, found, {**told, **crossing.described(told)})


def coverage(session: Session, selection: Selection) -> Listing:
    """How much of what participants said carries a code: the union of its spans, in characters."""
    from secondmig.joint.quantize import coverage as covered

    snapshot = take(session, selection, "team")
    waits = waiting(snapshot.waiting, snapshot.undecided)
    return _listing(session, covered(snapshot), selection, unit="characters", cautions=waits)


def _listing(
    session: Session, frame: "DataFrame", selection: Selection, *, unit: str, cautions: Sequence[Caution]
) -> Listing:
    rows = plain_rows(frame)
    made = session.config.coders
    found = [*cautions, *made_by(selection.coders or made, made)]
    told = meta(session, unit=unit, selection=selection, n=len(rows), cautions=found)
    rules = {str(key): value for key, value in frame.attrs.items() if key not in told}
    return Listing(tuple(map(str, frame.columns)), rows, {**told, **rules})


def plain_rows(frame: "DataFrame") -> list[dict[str, object]]:
    """The rows of a frame as plain Python values; every kind of missing is None."""
    import pandas as pd

    names = [str(column) for column in frame.columns]
    rows: list[dict[str, object]] = []
    for values in frame.itertuples(index=False, name=None):
        plain = (value.item() if hasattr(value, "item") else value for value in values)
        rows.append(
            {
                name: None if not isinstance(value, list | tuple | dict) and pd.isna(value) else value
                for name, value in zip(names, plain, strict=True)
            }
        )
    return rows
