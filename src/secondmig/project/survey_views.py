"""Use cases that show survey tables: list them, describe their columns, print their rows."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.project.listing import Listing
from secondmig.project.session import Session, meta
from secondmig.project.surveys import measures_of, table_of
from secondmig.store import surveys as stored_surveys

if TYPE_CHECKING:
    from secondmig.survey.describe import Described
    from secondmig.survey.form import SurveyForm, Variable
    from secondmig.survey.table import SurveyTable

LIST = ("name", "kind", "rows", "columns", "id", "weight", "measures", "source")
DESCRIBE = ("variable", "measure", "obs", "mean", "sd", "min", "max", "missing")
MORE = ("label", "weight_sum", "counts", "picture")
"""Fields of ``survey describe`` for programs, behind those for people."""
SHARES = ("value", "label", "share", "n")


def listing(session: Session) -> Listing:
    """The surveys: one row each."""
    from secondmig.survey.form import form_from

    rows = [
        {
            "name": each.name,
            "kind": each.kind,
            "rows": each.rows,
            "columns": len(each.columns),
            "id": each.id_column,
            "weight": form.weight or None,
            "measures": sum(bool(variable.measure) for variable in form.variables.values()),
            "source": form.source or None,
        }
        for each in stored_surveys.summaries(session.store.read())
        for form in (form_from(each.form),)
    ]
    notes = () if rows else ("no survey yet: secondmig survey add FILE --name NAME --id COL",)
    return Listing(LIST, rows, meta(session, unit="surveys", selection=Selection(), n=len(rows)), notes)


@dataclass(frozen=True, slots=True)
class Describing:
    """What is to be described.

    Attributes:
        columns: only these, in this order; empty for all but id, weight, strata and units.
        by: column that makes the groups, "" for none.
        weighted: by the weight of the survey.
        shares: column whose values are to be divided into shares instead, "" for none.
    """

    columns: tuple[str, ...] = ()
    by: str = ""
    weighted: bool = False
    shares: str = ""


def describe(session: Session, name: str, asked: Describing) -> Listing:
    """A row a variable: how many have a value, mean, spread, bounds, and why values are missing.

    Where the rows belong to units that are a survey of their own (workers to firms), the units' variables
    follow under their own panel, as in Table 1.2 of RIETI 18-E-028. A column of the units that is named is
    described over the rows instead, each with its unit.

    Raises:
        MissingError: there is no such survey.
        SecondmigError: a column is not there, or there are no weights.
    """
    named = [*asked.columns, *filter(None, (asked.by, asked.shares))]
    table = _with_units(session, table_of(session, name), named)
    raise_all(_unknown(table, named))
    weights = _weights(table) if asked.weighted else None
    if asked.shares:
        return _shares(session, table, asked, weights)
    panels = [(table, weights)]
    form = table.form
    if form.within and not asked.columns and not asked.by and _held(session, form.within):
        units = table_of(session, form.within)
        panels.append((units, _weights(units) if weights is not None and units.form.weight else None))
    rows = [
        {**({"panel": each.name} if len(panels) > 1 else {}), **row}
        for each, own in panels
        for row in _described(each, asked, own, _understood(session, each))
    ]
    fields = (
        *(("panel",) if len(panels) > 1 else ()),
        DESCRIBE[0],
        *(("group",) if asked.by else ()),
        *DESCRIBE[1:],
        *MORE,
    )
    told = meta(session, unit="rows", selection=Selection(), n=len(table))
    notes = [note for each, own in panels for note in _notes(each, asked, weighted=own is not None)]
    return Listing(fields, rows, {**told, **_about(table, asked)}, tuple(dict.fromkeys(notes)))


def _with_units(session: Session, table: "SurveyTable", named: Sequence[str]) -> "SurveyTable":
    """The table; where a column of its units is named, each row with the columns of its unit."""
    within = table.form.within
    if not within or not _held(session, within) or all(column in table.cells for column in named):
        return table
    from secondmig.joint.units import join_units

    return join_units(table, table_of(session, within))


def _held(session: Session, name: str) -> bool:
    return name in stored_surveys.names(session.store.read())


def _unknown(table: "SurveyTable", named: Sequence[str]) -> Iterator[SecondmigError]:
    for column in named:
        if column not in table.cells:
            known = ", ".join(table.columns[:12])
            more = f" and {len(table.columns) - 12} more" if len(table.columns) > 12 else ""
            yield SecondmigError(f"{table.name} has no column {column!r}", hint=f"columns: {known}{more}")


def _weights(table: "SurveyTable") -> list[float]:
    if not table.form.weight:
        raise SecondmigError(
            f"{table.name} has no weights", hint=f"secondmig survey add FILE --name {table.name} --weight COL"
        )
    return [float(text) for text in table.cells[table.form.weight]]


def _chosen(table: "SurveyTable", asked: Describing) -> Sequence[str]:
    if asked.columns:
        return asked.columns
    form = table.form
    aside = {table.id_column, form.weight, form.strata, form.psu, form.within_id, asked.by}
    return [column for column in table.columns if column not in aside]


def _understood(session: Session, table: "SurveyTable") -> Mapping[str, "Variable"]:
    """Column -> what is known of it, the labels and the scale of its measure included."""
    measures = measures_of(session) if any(each.measure for each in table.form.variables.values()) else {}
    known: dict[str, Variable] = {}
    for column, variable in table.form.variables.items():
        measure = measures.get(variable.measure)
        if measure is None:
            known[column] = variable
            continue
        ours = not (variable.labels or variable.map or variable.part)
        known[column] = replace(
            variable,
            label=variable.label or measure.name,
            labels={value: label for value, label in measure.codes.items() if ours} or variable.labels,
            scale=variable.scale or ("" if variable.part else measure.scale),
        )
    return known


def _described(
    table: "SurveyTable",
    asked: Describing,
    weights: Sequence[float] | None,
    known: Mapping[str, "Variable"],
) -> Iterator[dict[str, object]]:
    from secondmig.survey.describe import describe as described
    from secondmig.survey.describe import picked

    chosen = _chosen(table, asked)
    groups = list(_groups(table, asked.by, known)) if asked.by else [("", None)]
    for column in chosen:
        variable = known.get(column) or table.form.variable(column)
        texts = table.cells[column]
        for group, mask in groups:
            mine = texts if mask is None else picked(texts, mask)
            own = weights
            if weights is not None and mask is not None:
                own = [weight for weight, wanted in zip(weights, mask, strict=True) if wanted]
            row = _row(described(variable, mine, weights=own))
            yield {"group": group, **row} if asked.by else row


def _groups(
    table: "SurveyTable", column: str, known: Mapping[str, "Variable"]
) -> Iterator[tuple[str, list[bool]]]:
    """Label of each value of a column, in its order, with the rows that have it."""
    from secondmig.survey.describe import describe as described

    variable = known.get(column) or table.form.variable(column)
    texts = table.cells[column]
    counts = described(variable, texts).counts
    if len(counts) > _MOST_GROUPS:
        raise SecondmigError(
            f"{column} has {len(counts):,} values: too many groups", hint="choose a column with fewer values"
        )
    for value in counts:
        yield labelled(variable, value), [text == value for text in texts]


_MOST_GROUPS = 60


def _row(found: "Described") -> dict[str, object]:
    from secondmig.survey.picture import picture

    variable = found.variable
    return {
        "variable": variable.name,
        "measure": variable.measure or None,
        "obs": found.obs,
        "mean": found.mean,
        "sd": found.sd,
        "min": _whole(found.low),
        "max": _whole(found.high),
        "missing": dict(found.missing),
        "label": variable.label or None,
        "weight_sum": found.weight,
        "counts": {labelled(variable, value): _whole(n) for value, n in _carried(found).items()},
        "picture": picture(found),
    }


def _carried(found: "Described") -> Mapping[str, float]:
    """The counts that go with a row: those of few values, or of the bins of a histogram."""
    from secondmig.survey.picture import WIDTH, histogram

    if len(found.counts) <= _MOST_COUNTS:
        return found.counts
    if isinstance(found.low, float) and isinstance(found.high, float):
        width = (found.high - found.low) / WIDTH
        edges = [found.low + place * width for place in range(WIDTH + 1)]
        names = [f"{low:.6g}..{high:.6g}" for low, high in itertools.pairwise(edges)]
        return dict(zip(names, histogram(found), strict=True))
    return {}


_MOST_COUNTS = 24


def _whole(value: float | str | None) -> float | int | str | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def labelled(variable: "Variable", value: str) -> str:
    """A value with what it means: ``4 very satisfied``; alone where it has no label."""
    label = variable.labels.get(value) or variable.missing.get(value)
    return f"{value} {label}" if label else value


def _about(table: "SurveyTable", asked: Describing) -> dict[str, object]:
    about: dict[str, object] = {
        "survey": table.name,
        "kind": table.kind,
        "source": table.form.source or None,
        "weighted": table.form.weight if asked.weighted else None,
    }
    if asked.by:
        about["by"] = asked.by
    return about


def _notes(table: "SurveyTable", asked: Describing, *, weighted: bool) -> Iterator[str]:
    from secondmig.survey.checks import counted
    from secondmig.survey.describe import WEIGHTED_RULE

    form: SurveyForm = table.form
    source = f"; {form.source}" if form.source else ""
    yield f"{table.name}: {counted(len(table))}, {_KINDS[table.kind]}{source}"
    if weighted:
        yield f"{table.name} {WEIGHTED_RULE}; w = {form.weight}, obs counts rows"
    elif asked.weighted:
        yield f"{table.name} has no weights, so its figures are not weighted"
    elif form.weight:
        yield f"not weighted; with its weight {form.weight}: --weighted"
    if asked.by:
        yield from _ungrouped(table, asked.by)


_KINDS = {
    "census": "a census",
    "register": "a register",
    "sample": "a sample",
    "purposive": "chosen on purpose, so that nothing is inferred from it",
}


def _ungrouped(table: "SurveyTable", column: str) -> Iterator[str]:
    from secondmig.survey.describe import describe as described

    missing = described(table.form.variable(column), table.cells[column]).missing
    if missing:
        told = ", ".join(f"{n:,} {why}" for why, n in missing.items())
        yield f"in no group, {column} being missing: {told}"


def _shares(
    session: Session, table: "SurveyTable", asked: Describing, weights: Sequence[float] | None
) -> Listing:
    from secondmig.survey.describe import shares

    variable = _understood(session, table).get(asked.shares) or table.form.variable(asked.shares)
    found = shares(variable, table.cells[asked.shares], weights=weights)
    rows = [
        {
            "value": value,
            "label": variable.labels.get(value) or value,
            "share": found.shares[value],
            "n": n,
        }
        for value, n in found.rows.items()
    ]
    told = meta(session, unit="rows", selection=Selection(), n=found.total)
    about = {**_about(table, asked), "variable": asked.shares, "missing": dict(found.missing)}
    missing = ", ".join(f"{n:,} {why}" for why, n in found.missing.items()) or "none"
    notes = (f"missing, in no share: {missing}", *_notes(table, asked, weighted=weights is not None))
    return Listing(SHARES, rows, {**told, **about}, notes)


def show(
    session: Session, name: str, *, row_id: str = "", head: int = 10, columns: Sequence[str] = ()
) -> Listing:
    """Rows of a survey with what their values mean.

    Args:
        session: the open project.
        name: of the survey.
        row_id: the rows of this respondent, a line a column; "" for the first rows.
        head: how many rows.
        columns: only these; all where empty.

    Raises:
        MissingError: there is no such survey.
        SecondmigError: there is no such row or column.
    """
    table = _with_units(session, table_of(session, name), columns)
    raise_all(_unknown(table, columns))
    chosen = list(columns) or list(table.columns)
    known = {column: table.form.variable(column) for column in chosen} | dict(_understood(session, table))
    told = meta(session, unit="rows", selection=Selection(), n=len(table))
    if row_id:
        places = [place for place, each in enumerate(table.ids) if each == row_id]
        if not places:
            raise SecondmigError(
                f"{name} has no row {row_id!r}", hint=f"ids look like {', '.join(table.ids[:3])}"
            )
        return _cards(table, {column: known[column] for column in chosen}, places, told)
    places = list(range(min(head, len(table))))
    rows = [
        {column: labelled(known[column], table.cells[column][place]) for column in chosen} for place in places
    ]
    rest = len(table) - len(places)
    notes = (f"{rest:,} more rows: --head N, or --id",) if rest else ()
    return Listing(tuple(chosen), rows, told, notes)


def _cards(
    table: "SurveyTable",
    chosen: Mapping[str, "Variable"],
    places: Sequence[int],
    told: Mapping[str, object],
) -> Listing:
    """A line a column, several rows of one respondent below each other."""
    rows: list[dict[str, object]] = []
    for number, place in enumerate(places, start=1):
        for column, variable in chosen.items():
            value = table.cells[column][place]
            rows.append(
                {
                    "row": number,
                    "variable": column,
                    "value": value or None,
                    "meaning": _meaning(variable, value),
                    "question": variable.label or None,
                    "measure": variable.measure or None,
                }
            )
    fields = ["row"] * (len(places) > 1) + ["variable", "value", "meaning"]
    fields += [name for name in ("question", "measure") if any(row[name] for row in rows)]
    return Listing(tuple(fields), rows, told)


def _meaning(variable: "Variable", value: str) -> str | None:
    if not value:
        return "blank"
    if value in variable.missing:
        return f"missing: {variable.missing[value]}"
    return variable.labels.get(value)
