"""Questions put to the coded corpus; the numbers are made in joint."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.core.warnings import PURPOSIVE, Caution, made_by, waiting
from secondmig.project.codes import refuse_person_rows, selected
from secondmig.project.listing import Listing
from secondmig.project.people import chosen, trajectories
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks, refuse_former_names
from secondmig.project.shot import take

Count = Literal["persons", "turns", "segments", "coverage"]

if TYPE_CHECKING:
    from pandas import DataFrame


def segments(
    session: Session,
    selection: Selection,
    *,
    near: tuple[str, int] | None,
    not_code: str,
    uncoded: bool,
    level: Level,
) -> Listing:
    """Coded passages with their place and words, or the turns nobody coded.

    Args:
        session: the open project.
        selection: which codings.
        near: (code, k): only passages within k turns of a passage with that code.
        not_code: leave passages out that also carry this code.
        uncoded: list participants' turns without any coding instead.
        level: work or team.
    """
    from secondmig.joint.passages import segments as passages

    refuse_person_rows(level)
    refuse_former_names(session, selection, level)
    if uncoded and (selection.codes or selection.where or selection.coders):
        raise SecondmigError(
            "an uncoded turn has no code, facet or coder", hint="leave --code, --where and --coder out"
        )
    # Near, not and uncoded look at every coding: what is asked for is chosen among the passages, not before.
    snapshot = take(session, replace(selection, codes=(), where=(), coders=()), level)
    waits = waiting(snapshot.waiting, snapshot.undecided)
    frame = passages(snapshot, near=near, not_code=not_code or None, uncoded=uncoded)
    if not uncoded:
        frame = frame[frame["id"].isin({coding.id for coding in selected(session, selection)})]
    return _listing(session, frame, selection, unit="turns" if uncoded else "segments", cautions=waits)


def matrix(session: Session, selection: Selection, *, rows: str, cols: str, count: Count) -> Listing:
    """Codes or attributes against groups; persons are counted first, everything else beside it."""
    from secondmig.joint.quantize import matrix as quantized

    snapshot = take(session, selection, "team")
    frame = quantized(snapshot, rows=rows, cols=cols, count=count)
    if selection.codes and rows == "code":
        # The headings above the codes asked for would show a part of themselves.
        frame = frame[
            frame["code"].isin(expand_codes(newest_codebooks(session, as_of=selection.as_of), selection))
        ]
    cautions = (PURPOSIVE, *waiting(snapshot.waiting, snapshot.undecided))
    return _listing(session, frame, selection, unit=count, cautions=cautions)


def coverage(session: Session, selection: Selection) -> Listing:
    """How much of what participants said carries a code: the union of its spans, in characters."""
    from secondmig.joint.quantize import coverage as covered

    snapshot = take(session, selection, "team")
    waits = waiting(snapshot.waiting, snapshot.undecided)
    return _listing(session, covered(snapshot), selection, unit="characters", cautions=waits)


def trajectory(session: Session, selection: Selection) -> Listing:
    """The legs of every person selected."""
    return trajectories(session, chosen(session, selection), selection)


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
