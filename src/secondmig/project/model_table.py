"""The use case ``model table``: fits and printed tables side by side, in the layout of papers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.warnings import ACROSS_SAMPLES, UNEQUAL_N, Caution, most
from secondmig.project.listing import Listing, warning_rows
from secondmig.project.model_source import ModelSource, source_of, with_intentions
from secondmig.project.models import Modelling, modelled
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.report.regtable import Flow
    from secondmig.stats.fit import Fit
    from secondmig.stats.model_spec import ModelSpec
    from secondmig.stats.published import Published, PublishedColumn
    from secondmig.stats.regtable import Head, RegTable
    from secondmig.stats.regtable_columns import Filled

BRACKETS: Final = "z in square brackets"
STARS_RULE: Final = "* p < 0.1, ** p < 0.05, *** p < 0.01, two-sided, of the unrounded p"
PRINTED_STARS: Final = "printed columns have the stars of the page"
REMEDY: Final = "; --common-sample"


@dataclass(frozen=True, slots=True)
class TableAsked:
    """Which table.

    Attributes:
        specs: YAML files of models, their columns beside each other in this order.
        published: CSV file of a printed table: its columns stand beside the columns of the same name; None
            for none. Without specs the printed table alone.
        common_sample: fit all columns on the rows that all of them can use.
        inference: z, p and stars also of persons chosen on purpose.
        pseudo_r2: a row for it.
        decimals: of coefficients and z.
        title: over the table; made from the sources where it is "".
    """

    specs: tuple[Path, ...]
    published: Path | None = None
    common_sample: bool = False
    inference: bool = False
    pseudo_r2: bool = False
    decimals: int = 2
    title: str = ""


@dataclass(frozen=True, slots=True)
class ModelTable:
    """The table with what is read beside it.

    Attributes:
        table: columns, rows and notes.
        cautions: what to read beside it.
        flows: how the sample of each fitted column came about.
        listing: one row for each cell, numbers unrounded.
    """

    table: "RegTable"
    cautions: tuple[Caution, ...]
    flows: "tuple[Flow, ...]"
    listing: Listing


def model_table(session: Session, asked: TableAsked) -> ModelTable:
    """Fit the models and set them side by side, beside the printed columns of the same name.

    Raises:
        SecondmigError: neither a spec nor a printed table is named, no column is called like a printed one,
            or as for :func:`secondmig.project.models.modelled`.
    """
    from secondmig.stats.published import read_published
    from secondmig.stats.regtable import FIELDS, RegTable, rounded_away, tidy
    from secondmig.stats.regtable_columns import LOG_LIKELIHOOD, PSEUDO_R2, N, beside

    if not asked.specs and asked.published is None:
        raise SecondmigError("no model is named", hint="secondmig model table SPEC.yaml")
    published = read_published(asked.published) if asked.published else None
    fitted = _fitted(session, asked)
    columns = tuple(_columns(fitted, published))
    figures = (LOG_LIKELIHOOD, *((PSEUDO_R2,) if asked.pseudo_r2 else ()), *_clusters(fitted), N)
    rows, under = beside(columns, figures)
    heads = tuple(column.head for column in columns)
    table = RegTable(_title(asked, fitted, published), heads, rows, under, decimals=asked.decimals)
    notes = (*_notes(table, fitted, published), *_zeros(rounded_away(table), asked.decimals))
    table = replace(table, notes=notes)
    found = tuple(_cautions(fitted, table))
    cautions = most(found, len(found))
    told = meta(session, unit="coefficients", selection=Selection(), n=len(heads), cautions=cautions)
    if not any(each.source.held for each in fitted):
        told["warnings"] = warning_rows(cautions)  # a file beside the spec is not of the corpus
    told["columns"] = [_told(each) for each in fitted]
    listing = Listing(FIELDS, list(tidy(table)), told, notes)
    return ModelTable(table, cautions, tuple(_flows(fitted, columns)), listing)


# Columns


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fit with what it was fitted to."""

    spec: "ModelSpec"
    fit: "Fit"
    source: ModelSource


def _fitted(session: Session, asked: TableAsked) -> tuple[_Fitted, ...]:
    if asked.common_sample and len(asked.specs) > 1:
        return _on_common_rows(session, asked)
    found = []
    for path in asked.specs:
        made = modelled(session, Modelling(path, asked.common_sample, asked.inference))
        found += [_Fitted(made.spec, fit, made.source) for fit in made.fits]
    return tuple(found)


def _on_common_rows(session: Session, asked: TableAsked) -> tuple[_Fitted, ...]:
    """The columns of several specs fitted together, on the rows that all of them can use.

    Raises:
        SecondmigError: the specs differ in more than their columns.
    """
    from secondmig.stats.fit import fit_all
    from secondmig.stats.model_spec import read_spec
    from secondmig.stats.policy import under_policy

    specs = [read_spec(path) for path in asked.specs]
    bare = [replace(each, columns=(), outcome="", file="", labels={}) for each in specs]
    folders = {path.resolve().parent for path in asked.specs}
    if any(each != bare[0] for each in bare) or len(folders) > 1:
        raise SecondmigError(
            "these specs have no sample in common: they differ in more than their columns",
            where=", ".join(path.name for path in asked.specs),
            hint="the same source, family, weights and restrict in each, or leave --common-sample out",
        )
    labels = {name: label for each in reversed(specs) for name, label in each.labels.items()}
    columns = tuple(column for each in specs for column in each.columns)
    whole = replace(specs[0], columns=columns, labels=labels)
    source = source_of(session, whole, asked.specs[0].parent)
    whole = with_intentions(whole, source.frame)
    fits = fit_all(whole, source.frame, common=True)
    kind = source.frame.kind
    return tuple(_Fitted(whole, under_policy(each, kind, inference=asked.inference), source) for each in fits)


def _columns(fitted: Sequence[_Fitted], published: "Published | None") -> Iterator["Filled"]:
    """The columns from left to right; a printed one stands before the fitted one of its name.

    Raises:
        SecondmigError: no fitted column is called like a printed one.
    """
    from secondmig.stats.regtable_columns import fitted_column, printed_column

    if published is not None and not fitted:
        for number, column in enumerate(published.columns, 1):
            yield printed_column(column, published, f"({number})")
        return
    twins = _twins(fitted, published)
    grouped = any(each.fit.column.header for each in fitted)
    for number, each in enumerate(fitted, 1):
        label = f"({number})" if grouped else f"({number}) {each.fit.column.name}"
        twin = twins.get(each.fit.column.name)
        key = f"{number} {each.fit.column.name}"
        made = fitted_column(each.fit, key, f"{label} fitted" if twin else label, each.spec.labels)
        if twin and published:
            printed = printed_column(twin, published, f"{label} printed")
            header = made.head.header or printed.head.header
            yield replace(printed, head=replace(printed.head, key=f"{key} printed", header=header))
            made = replace(made, head=replace(made.head, header=header))
        yield made


def _twins(fitted: Sequence[_Fitted], published: "Published | None") -> Mapping[str, "PublishedColumn"]:
    if published is None:
        return {}
    names = {each.fit.column.name for each in fitted}
    twins = {each.name: each for each in published.columns if each.name in names}
    if not twins:
        raise SecondmigError(
            f"no column is called as one of {published.name}: {', '.join(sorted(names))}",
            where=published.name,
            hint=f"name: in the spec one of {', '.join(each.name for each in published.columns)}",
        )
    return twins


def _clusters(fitted: Sequence[_Fitted]) -> tuple[str, ...]:
    from secondmig.stats.regtable_columns import CLUSTERS

    return (CLUSTERS,) if any(each.fit.n_clusters is not None for each in fitted) else ()


def _title(asked: TableAsked, fitted: Sequence[_Fitted], published: "Published | None") -> str:
    if asked.title:
        return asked.title
    if not fitted:
        return published.name if published else ""
    families = " and ".join(dict.fromkeys(each.fit.family.capitalize() for each in fitted))
    outcomes = ", ".join(dict.fromkeys(each.spec.label(each.fit.outcome) for each in fitted))
    return f"{families} of {outcomes}" + (f", beside {published.name}" if published else "")


# What is read beside the table


def _notes(table: "RegTable", fitted: Sequence[_Fitted], published: "Published | None") -> Iterator[str]:
    from secondmig.stats.regtable import MEANINGS, kinds

    cells = [cell for row in table.rows for cell in row.cells]
    if any(cell.z is not None for cell in cells):
        tested = any(cell.p is not None for cell in cells)
        yield f"{BRACKETS}; {STARS_RULE}" if tested else BRACKETS
    if published is not None:
        yield PRINTED_STARS + (f": {published.source}" if published.source else "")
        yield from _doubtful(published)
    there = kinds(table)
    said = [MEANINGS[kind] for kind in MEANINGS if kind in there]
    if said:
        yield "; ".join(said)
    yield from _by_kind(fitted)
    yield from _reasons(table)
    yield from _with_numbers((each.fit.column.note for each in fitted), always=True)


def _doubtful(published: "Published") -> Iterator[str]:
    from secondmig.stats.pasted_table import cells_of

    for cell in cells_of(published):
        if problem := cell.problem():
            yield f"printed {cell.name}: {problem}"


def _by_kind(fitted: Sequence[_Fitted]) -> Iterator[str]:
    """How the columns were fitted, each way once with the numbers of its columns."""
    ways = []
    for each in fitted:
        errors = f"standard errors: {each.fit.covariance_kind}"
        ways.append(f"{each.fit.family.capitalize()}, {each.fit.information} information; {errors}")
    yield from _with_numbers(ways, always=False)


def _with_numbers(sentences: Iterable[str], *, always: bool) -> Iterator[str]:
    """Each sentence once, before it the numbers of the columns it is about where that is needed."""
    places: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences, 1):
        if sentence:
            places.setdefault(sentence, []).append(number)
    for sentence, numbers in places.items():
        whose = ", ".join(f"({number})" for number in numbers)
        yield f"{whose}: {sentence}" if always or len(places) > 1 else sentence


def _reasons(table: "RegTable") -> Iterator[str]:
    """Why coefficients are not estimated, each reason once."""
    why: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        for head, cell in zip(table.heads, row.cells, strict=True):
            if cell.reason:
                why.setdefault((row.label, cell.reason), []).append(head.label)
    for (label, reason), places in why.items():
        yield f"{label} in {', '.join(places)} not estimated: {reason}"


def _zeros(labels: Sequence[str], decimals: int) -> Iterator[str]:
    if labels:
        yield f"not zero, but too small for {decimals} decimals: {', '.join(labels)}; --decimals shows more"


def _cautions(fitted: Sequence[_Fitted], table: "RegTable") -> Iterator[Caution]:
    """Those of the fits, and what comes of setting columns side by side."""
    yield from dict.fromkeys(caution for each in fitted for caution in each.fit.cautions)
    heads = [head for head in table.heads if _n_of(table, head) is not None]
    sizes = {head.key: _n_of(table, head) for head in heads}
    if len(set(sizes.values())) > 1:
        said = ", ".join(f"{head.label} {sizes[head.key]:,}" for head in heads)
        message = UNEQUAL_N.message if fitted else UNEQUAL_N.message.partition(REMEDY)[0]
        yield replace(UNEQUAL_N, message=f"{message} (n: {said})")
    linear = bool(fitted) and all(each.fit.family == "linear" for each in fitted)
    if not linear and (_across(table, fitted) or len(set(sizes.values())) > 1):
        yield ACROSS_SAMPLES


def _n_of(table: "RegTable", head: "Head") -> int | None:
    from secondmig.stats.regtable_columns import N

    row = next((row for row in table.figures if row.variable == N), None)
    cell = row.cells[table.heads.index(head)] if row else None
    return int(cell.value) if cell and cell.value is not None else None


def _across(table: "RegTable", fitted: Sequence[_Fitted]) -> bool:
    """Whether columns rest on different samples or outcomes; a printed one never on those of a fitted."""
    kinds = {head.come_from for head in table.heads}
    outcomes = {head.outcome for head in table.heads}
    samples = {(each.spec.source, each.fit.rows) for each in fitted}
    return len(kinds) > 1 or len(outcomes) > 1 or len(samples) > 1


def _flows(fitted: Sequence[_Fitted], columns: Sequence["Filled"]) -> Iterator["Flow"]:
    from secondmig.report.regtable import Flow

    heads = [column.head for column in columns if column.head.come_from == "fitted"]
    for head, each in zip(heads, fitted, strict=True) if fitted else ():
        yield Flow(" ".join(filter(None, (head.header, head.label))), each.fit.flow)


def _told(each: _Fitted) -> dict[str, object]:
    fit = each.fit
    return {
        "column": fit.column.name,
        "spec": each.spec.file,
        "source": each.spec.source,
        "outcome": fit.outcome,
        "family": fit.family,
        "information": fit.information,
        "covariance": fit.covariance_kind,
        "n": fit.n,
        "log_likelihood": fit.log_likelihood.value,
        "pseudo_r2": fit.pseudo_r2.value,
        "flow": [{"step": step.name, "n": step.n, "lost": step.lost} for step in fit.flow],
        "remarks": list(fit.remarks),
    }


# The same table in each format


def as_text(made: ModelTable, fit: int | None = None) -> str:
    """For a terminal of so many columns, with title and notes; None for any number."""
    from secondmig.report.regtable_text import for_terminal

    return f"{made.table.title}\n\n{for_terminal(made.table, fit)}"


def as_markdown(made: ModelTable) -> str:
    """In Markdown, with the title."""
    from secondmig.report.regtable_text import markdown

    return f"**{made.table.title}**\n\n{markdown(made.table)}"


def as_html(made: ModelTable) -> bytes:
    """As a page of its own."""
    from secondmig.report.regtable import regtable_page

    return regtable_page(made.table, made.cautions, made.flows)


def as_latex(made: ModelTable) -> bytes:
    """For LaTeX, warnings among the notes."""
    from secondmig.report.regtable_text import latex

    warned = tuple(f"{each.id}: {each.message}" for each in made.cautions)
    table = replace(made.table, notes=(*made.table.notes, *warned))
    return latex(table).encode("utf-8")
