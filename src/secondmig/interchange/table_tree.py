"""The tree of the codes of a table: by parents, levels, paths, indentation, or dots in names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import Code
from secondmig.interchange.code_columns import Columns
from secondmig.interchange.dotted import tree_of_dotted, tree_of_paths
from secondmig.interchange.draft import Draft, one_line
from secondmig.interchange.grid import GridRow

_STEPS = re.compile(r"\s*\\+\s*|\s+[>›»]\s+")
_ROOTS: Final = frozenset({"nodes", "codes", "code system", "codesystem"})
"""What programs write before every path."""
Tree = tuple[tuple[Draft, ...], tuple[str, ...]]


def placed(drafts: Sequence[Draft], rows: Sequence[GridRow], columns: Columns, *, flat: bool) -> Tree:
    """The codes with their parents, and what there is to say about it.

    Raises:
        SecondmigError: a parent is not there, or two codes have one name in one place; all at once.
    """
    road = _road(drafts, rows, columns, flat=flat)
    tree, said = road(drafts)
    _refuse_twice(tree)
    made = sum(draft.made for draft in tree)
    return tree, (*said, *((f"{counted(made, 'heading')} made for parents without a row",) if made else ()))


def _road(
    drafts: Sequence[Draft], rows: Sequence[GridRow], columns: Columns, *, flat: bool
) -> Callable[[Sequence[Draft]], Tree]:
    """The way in which this table says what lies under what."""
    fields = columns.fields
    if columns.levels:
        return lambda held: _by_columns(held, rows, columns)
    if "parent" in fields and any(row.cells[fields["parent"]].strip() for row in rows):
        return lambda held: _by_parents(held, rows, columns)
    if "level" in fields:
        return lambda held: _by_depths(held, [_depth(row, fields["level"]) for row in rows])
    names = [_name(draft, row, columns) for draft, row in zip(drafts, rows, strict=True)]
    if flat or ("id" in fields and "path" not in fields):
        return lambda held: (tuple(_labelled(held, names)), ())
    if any(len(_steps(name)) > 1 for name in names):
        return lambda held: _by_paths(held, [_steps(name) for name in names])
    indents = [_indent(row, fields) for row in rows]
    if any(indents):
        return lambda held: _by_depths(_labelled(held, names), indents)
    return lambda held: _by_dots(_labelled(held, names), sure=columns.dotted)


def _name(draft: Draft, row: GridRow, columns: Columns) -> str:
    path = row.cells[columns.fields["path"]] if "path" in columns.fields else ""
    name = one_line(path) or draft.code.label
    if not name:
        raise SecondmigError("a code without a name", where=row.where, hint="name it or delete the row")
    return name


def _labelled(drafts: Sequence[Draft], names: Sequence[str]) -> list[Draft]:
    return [
        replace(draft, code=replace(draft.code, label=name))
        for draft, name in zip(drafts, names, strict=True)
    ]


def _steps(name: str) -> tuple[str, ...]:
    return tuple(part for part in _STEPS.split(name) if part) or (name,)


def _by_paths(drafts: Sequence[Draft], paths: Sequence[tuple[str, ...]]) -> Tree:
    tops = {path[0].casefold() for path in paths}
    if len(tops) == 1 and tops <= _ROOTS and all(len(path) > 1 for path in paths):
        paths = [path[1:] for path in paths]
    return tree_of_paths(drafts, paths), ()


def _by_dots(drafts: Sequence[Draft], *, sure: bool) -> Tree:
    tree, dotted = tree_of_dotted(drafts, sure=sure)
    return tree, (dots_told(dotted),) if dotted else ()


def dots_told(number: int) -> str:
    """That dots in names were taken for levels."""
    return f"the dots of {counted(number, 'name')} taken for levels (--flat leaves them alone)"


def _by_columns(drafts: Sequence[Draft], rows: Sequence[GridRow], columns: Columns) -> Tree:
    """One column a level; what is empty to the left of a name stands in a row above."""
    above: tuple[str, ...] = ()
    paths: list[tuple[str, ...]] = []
    problems: list[SecondmigError] = []
    for row in rows:
        cells = [one_line(row.cells[at]) for at in columns.levels]
        last = max((at for at, cell in enumerate(cells) if cell), default=-1)
        path = tuple(
            cell or (above[at] if at < len(above) else "") for at, cell in enumerate(cells[: last + 1])
        )
        if not path or not all(path):
            message = "no name in the columns of levels" if not path else "a level is left out"
            problems.append(SecondmigError(message, where=row.where, hint="fill the columns from the left"))
        paths.append(path)
        above = path
    raise_all(problems)
    return tree_of_paths(drafts, paths), ()


def _by_parents(drafts: Sequence[Draft], rows: Sequence[GridRow], columns: Columns) -> Tree:
    """Parents by id, else by name or path; a heading is made for a name that has no row."""
    names = [_name(draft, row, columns) for draft, row in zip(drafts, rows, strict=True)]
    held = _labelled(drafts, names)
    ids = {draft.code.id: at for at, draft in enumerate(held) if draft.code.id}
    if "id" in columns.fields:
        ids |= {row.cells[columns.fields["id"]].strip(): at for at, row in enumerate(rows)}
    by_name: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        by_name.setdefault(name, []).append(at)
    made: dict[str, Draft] = {}
    parents: list[int | str | None] = []
    problems: list[SecondmigError] = []
    for row in rows:
        wanted = one_line(row.cells[columns.fields["parent"]])
        found = [ids[wanted]] if wanted in ids else by_name.get(wanted, [])
        if len(found) > 1:
            hint = "give the codes ids in a column id"
            problems.append(SecondmigError(f"several codes are called {wanted}", where=row.where, hint=hint))
        elif wanted and not found and "id" in columns.fields:
            hint = "correct it, or add a row for it"
            problems.append(SecondmigError(f"no row for the parent {wanted}", where=row.where, hint=hint))
        elif wanted and not found:
            made.setdefault(
                wanted, Draft(Code(id="", label=wanted, codable=False), None, row.where, made=True)
            )
        parents.append(found[0] if found else wanted or None)
    raise_all(problems)
    return _with_made(held, parents, list(made.items())), ()


def _with_made(
    drafts: Sequence[Draft], parents: Sequence[int | str | None], made: Sequence[tuple[str, Draft]]
) -> tuple[Draft, ...]:
    """The codes behind the headings that were made, with their parents."""
    places = {name: at for at, (name, _) in enumerate(made)}
    shift = len(made)
    moved = [
        replace(
            draft,
            parent=places[above] if isinstance(above, str) else None if above is None else above + shift,
        )
        for draft, above in zip(drafts, parents, strict=True)
    ]
    return (*(draft for _, draft in made), *moved)


def _by_depths(drafts: Sequence[Draft], depths: Sequence[int]) -> Tree:
    """Each code under the nearest one above it that is less deep."""
    open_at: list[tuple[int, int]] = []
    parents: list[int | None] = []
    for at, depth in enumerate(depths):
        while open_at and open_at[-1][0] >= depth:
            open_at.pop()
        parents.append(open_at[-1][1] if open_at else None)
        open_at.append((depth, at))
    return tuple(replace(draft, parent=parent) for draft, parent in zip(drafts, parents, strict=True)), ()


def _depth(row: GridRow, at: int) -> int:
    text = row.cells[at].strip()
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        hint = "write the level as a whole number, 0 or 1 for the top"
        raise SecondmigError(f"the level is no number: {text}", where=row.where, hint=hint)
    return int(text)


def _indent(row: GridRow, fields: Mapping[str, int]) -> int:
    cell = row.cells[fields["label"]] if "label" in fields else ""
    return len(cell.expandtabs(4)) - len(cell.expandtabs(4).lstrip(" ")) if cell.strip() else 0


def _refuse_twice(tree: Sequence[Draft]) -> None:
    """Refuse two codes with one id, and two without an id that have one name in one place."""
    first: dict[object, Draft] = {}
    problems: list[SecondmigError] = []
    for draft in tree:
        key = draft.code.id or (draft.parent, draft.code.label)
        if key in first:
            what = f"the id {draft.code.id}" if draft.code.id else f"the name {draft.code.label}"
            above = "" if draft.code.id or draft.parent is None else f" under {tree[draft.parent].code.label}"
            message = f"two codes have {what}{above}: also {first[key].where}"
            problems.append(SecondmigError(message, where=draft.where, hint="rename one, or delete the row"))
        first.setdefault(key, draft)
    raise_all(problems)
