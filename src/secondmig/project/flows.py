"""Use case on tables of flows: the share of second migrants, or the bounds that margins leave."""

from collections.abc import Sequence
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.project.corpus import regular
from secondmig.project.listing import Listing
from secondmig.survey.flow_file import FlowTable, read_flows
from secondmig.survey.flows import (
    Bounds,
    Margin,
    bounds,
    common_ground,
    is_known,
    margins_of,
    merged,
    share_of,
    with_shares,
)

PROXY = (
    "a second migrant is counted here by the proxy of administrative tables: last residence in a country "
    "other than that of birth, whatever the length of the stay"
)


def flows(path: Path, *, claim: float | None = None, top: int | None = None) -> Listing:
    """Read a table of flows and say how many second migrants are in it, or must be.

    Args:
        path: the file (see :func:`secondmig.survey.flow_file.read_flows`).
        claim: a share that somebody states, 0-1, to be held against the bounds.
        top: countries listed at each end; all where None.

    Raises:
        SecondmigError: every problem of the file at once.
    """
    regular(path)
    table = read_flows(path)
    if table.form == "next":
        if claim is not None:
            hint = "leave --claim out: this table says where leavers went"
            raise SecondmigError("a claim on second migrants has no place here", where=table.name, hint=hint)
        return _onward(table)
    return _margins(table, claim, top) if table.form == "margins" else _full(table, claim, top)


_COUNTRY_FIELDS = ("country", "born_in", "last_residence_in", "surplus")


def _margins(table: FlowTable, claim: float | None, top: int | None) -> Listing:
    found = bounds(table.margins)
    notes = [
        *_bound_lines(found),
        *_former_states(table.margins),
        *([_against(claim, found)] if claim is not None else []),
        PROXY,
        *table.remarks,
    ]
    told: dict[str, object] = {
        "unit": "persons",
        "form": "margins",
        "n": found.total,
        "at_least": found.at_least,
        "at_least_share": found.share(found.at_least),
        "at_least_strictly": found.at_least_strictly,
        "at_most": found.at_most,
        "at_most_share": found.share(found.at_most),
        "born_unknown": found.born_unknown,
        "last_unknown": found.last_unknown,
        "rule": PROXY,
    }
    if claim is not None:
        told |= {"claim": claim, "claim_inside": found.holds(claim)}
    return Listing(_COUNTRY_FIELDS, _countries(table.margins, top), told, tuple(notes))


def _bound_lines(found: Bounds) -> list[str]:
    return [
        (
            f"only the margins are known: at least {_percent(found.share(found.at_least))} percent "
            f"({found.at_least:,} of {found.total:,}) are second migrants, at most "
            f"{_percent(found.share(found.at_most))} percent ({found.at_most:,})"
        ),
        (
            f"Unknown: {found.last_unknown:,} last residences and {found.born_unknown:,} births; nobody "
            "of unknown last residence is counted as moved, and those of unknown birth are taken to be among "
            "them; "
            f"were they not, the least would be {_percent(found.share(found.at_least_strictly))} percent "
            f"({found.at_least_strictly:,})"
        ),
    ]


def _former_states(margins: Sequence[Margin]) -> list[str]:
    """The bound once more where a state that is gone and its successors count as one: nobody moved there."""
    ground = common_ground(row.country for row in margins)
    together = merged(margins, ground.__getitem__)
    if len(together) == len(margins):
        return []
    found = bounds(together)
    return [
        (
            "with former states and those that followed them taken as one country each: at least "
            f"{_percent(found.share(found.at_least))} percent ({found.at_least:,})"
        )
    ]


def _against(claim: float, found: Bounds) -> str:
    inside = "lies inside" if found.holds(claim) else "does not fit"
    return f"the claim of {claim * 100:g} percent {inside} these bounds"


def _full(table: FlowTable, claim: float | None, top: int | None) -> Listing:
    try:
        found = share_of(table.flows)
    except ValueError as error:
        raise SecondmigError(str(error), where=table.name, hint="write the counts") from error
    share = "nobody" if found.share is None else f"{_percent(found.share)} percent"
    notes = [
        (
            f"{share} of those whose birth and last residence are known are second migrants "
            f"({found.moved:,} of {found.known:,})"
        ),
        (
            f"Unknown: {found.unknown:,} with a country nobody knows are left out; wherever they lived, the "
            f"share of all lies between {_percent(found.low)} and {_percent(found.high)} percent"
        ),
    ]
    if claim is not None:
        fits = "lies inside" if found.low <= claim <= found.high else "does not fit"
        notes.append(f"the claim of {claim * 100:g} percent {fits} what the table allows")
    told: dict[str, object] = {
        "unit": "persons",
        "form": "full",
        "n": found.known + found.unknown,
        "moved": found.moved,
        "known": found.known,
        "unknown": found.unknown,
        "share": found.share,
        "low": found.low,
        "high": found.high,
        "rule": PROXY,
    }
    rows = _countries(margins_of(table.flows), top)
    return Listing(_COUNTRY_FIELDS, rows, told, (*notes, PROXY, *table.remarks))


def _countries(margins: Sequence[Margin], top: int | None) -> list[dict[str, object]]:
    """Countries by surplus, the largest first and ``top`` at each end; then those that nobody knows."""
    known = sorted(
        (row for row in margins if is_known(row.country)), key=lambda row: (-row.surplus, row.country)
    )
    if top is not None and len(known) > 2 * top:
        known = [*known[:top], *known[len(known) - top :]]
    ordered = [*known, *(row for row in margins if not is_known(row.country))]
    return [
        {
            "country": row.country,
            "born_in": row.born,
            "last_residence_in": row.last,
            "surplus": row.surplus,
        }
        for row in ordered
    ]


def _onward(table: FlowTable) -> Listing:
    rows = [
        {
            "origin": row.origin,
            "host": row.host,
            "next": row.next,
            "year": row.year or None,
            "persons": row.persons,
            "leavers": row.leavers,
            "share": row.share,
            "status": row.status,
            "source": row.source or None,
        }
        for row in with_shares(table.onward)
    ]
    fields = ("origin", "host", "next", "year", "persons", "leavers", "share", "status", "source")
    note = (
        "share: of the persons of that origin who left that host, by the source in its row; an estimate "
        "stands as its source prints it, and shares of different denominators are never added"
    )
    return Listing(
        fields,
        rows,
        {"unit": "persons", "form": "next", "n": len(rows), "rule": note},
        (note, *table.remarks),
    )


def _percent(share: float) -> str:
    return f"{share * 100:.2f}"
