"""All that a project holds about a person, as a page that the person can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondmig.report.render import page


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: a table, or pairs of a name and a value.

    Attributes:
        title: its heading.
        rows: cells as text; none where nothing is held.
        columns: heads of the columns, () for pairs.
        note: a sentence before the table, "" for none.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()
    note: str = ""


def table(
    title: str, rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], note: str = ""
) -> Part:
    """A part from rows with named fields; fields that no row has a value in are left out.

    Args:
        title: its heading.
        rows: field -> value.
        columns: field -> head of its column, in order.
        note: a sentence before the table.
    """
    kept = [name for name in columns if any(said(row.get(name)) for row in rows)]
    return Part(
        title,
        tuple(tuple(said(row.get(name)) for name in kept) for row in rows),
        tuple(columns[name] for name in kept),
        note,
    )


def pairs(title: str, values: Mapping[str, object], note: str = "") -> Part:
    """A part from names and values."""
    rows = tuple((name.replace("_", " "), said(value)) for name, value in values.items())
    return Part(title, rows, (), note)


def said(value: object) -> str:
    """A value as people read it.

    >>> said(None), said(True), said(["a", "b"]), said({"valence": -1})
    ('', 'yes', 'a, b', 'valence: -1')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {said(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(said, value))
    return str(value)


def own_page(name: str, parts: Sequence[Part], *, project: str, beside: str) -> bytes:
    """The page.

    Args:
        name: of the person, as the project calls them.
        parts: in order.
        project: its title.
        beside: name of the file that holds the same for programs.
    """
    values = {"name": name, "parts": tuple(parts), "project": project, "beside": beside}
    return page("own_copy.html.j2", values).encode("utf-8")
