"""From what a file says to a codebook of ours: ids, header and facets."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from secondmig.codebook.canonical import hashed
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import Code, Codebook, FacetSpec
from secondmig.interchange.draft import BookFile, in_tree_order, listed, positions_of_parents
from secondmig.interchange.identity import book_id_of, code_guid, ids_for

FIRST_VERSION: Final = "1.0.0"


@dataclass(frozen=True, slots=True)
class Known:
    """The codebooks a project has.

    Attributes:
        books: by id, the newest version of each.
        code_ids: every id any of their versions used.
    """

    books: Mapping[str, Codebook] = field(default_factory=dict)
    code_ids: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def taken(self, *, without: str = "") -> frozenset[str]:
        """The ids of codes of all codebooks but one."""
        return frozenset().union(*(ids for book, ids in self.code_ids.items() if book != without))

    def guids(self) -> dict[str, tuple[str, str]]:
        """GUID -> (id of the codebook, id of the code)."""
        return {
            code_guid(book, code_id): (book, code_id)
            for book, ids in self.code_ids.items()
            for code_id in ids
        }


@dataclass(frozen=True, slots=True)
class Assembled:
    """A codebook made of a file.

    Attributes:
        book: with its hash.
        losses: what the file says and the codebook does not, one phrase each.
        notes: how the file was understood, where that is not plain.
        made: ids of headings the file implies and does not have.
    """

    book: Codebook
    losses: tuple[str, ...]
    notes: tuple[str, ...] = ()
    made: frozenset[str] = frozenset()


def recognised(found: BookFile, known: Known, *, name: str) -> str:
    """The id of the codebook of the project that the file is an edition of, "" if it is none of them.

    It is where the file says so; where half of its codes are codes of that codebook by GUID or id; or where
    the codebook has the id that one of this file would get, and half of the names of its codes.
    """
    named = found.header.get("id", "")
    if named:
        return named if named in known.books else ""
    guids = known.guids()
    for book in sorted(known.books):
        ids = known.code_ids[book]
        ours = sum(
            guids.get(draft.guid, ("", ""))[0] == book or draft.code.id in ids for draft in found.drafts
        )
        if ours and 2 * ours >= sum(not draft.made for draft in found.drafts):
            return book
    own = book_id_of(name.rpartition(".")[0] or name)
    if own not in known.books:
        return ""
    names = _by_name(known.books[own])
    return own if 2 * sum(path in names for path in _paths(found)) >= len(found.drafts) else ""


def _by_name(book: Codebook) -> dict[tuple[str, ...], str]:
    """The labels from the top down to a code -> its id."""
    paths: dict[str | None, tuple[str, ...]] = {None: ()}
    for position in in_tree_order(positions_of_parents(book)):
        code = book.codes[position]
        paths[code.id] = (*paths[code.parent], code.label)
    return {paths[code.id]: code.id for code in reversed(book.codes)}


def _paths(found: BookFile) -> tuple[tuple[str, ...], ...]:
    """The names from the top down to each code of a file."""
    parents = [draft.parent for draft in found.drafts]
    paths: dict[int | None, tuple[str, ...]] = {None: ()}
    for position in in_tree_order(parents):
        paths[position] = (*paths[parents[position]], found.drafts[position].code.label)
    return tuple(paths.get(position, ()) for position in range(len(parents)))


def assembled(found: BookFile, *, name: str, known: Known, book_id: str = "", like: str = "") -> Assembled:
    """The codebook of a file.

    Args:
        found: what the file says.
        name: its name without folder, for the title and the source.
        known: the codebooks of the project.
        book_id: the id it is to have; else that of the file, else one made of the file's name.
        like: id of the codebook of the project it is an edition of; that one's header and facets hold where
            the file has none.

    Raises:
        SecondmigError: the parents of its codes go round in a circle.
    """
    _refuse_circles(found)
    model = known.books.get(like)
    stem = name.rpartition(".")[0] or name
    own = book_id or like or found.header.get("id", "") or book_id_of(stem)
    named = _by_name(model) if model else {}
    ids = ids_for(
        found.drafts,
        book_id=own,
        taken=known.taken(without=like),
        known={guid: code_id for guid, (book, code_id) in known.guids().items() if like in {"", book}},
        named=[named.get(path, "") for path in _paths(found)],
        fresh=bool(book_id) and any(draft.code.id in known.taken() for draft in found.drafts),
    )
    facets = _facets(found, ids, model)
    codes = tuple(_codes(found, ids))
    kept, losses = _with_declared_facets(codes, facets)
    rules = found.rules or (model.rules if model else ())
    header = _header(found, model, stem=stem, name=name)
    book = Codebook(id=own, rules=rules, codes=kept, facets=facets, sha="", **header)
    made = frozenset(ids[at] for at, draft in enumerate(found.drafts) if draft.made)
    return Assembled(hashed(book), (*found.losses, *losses), found.notes, made)


def _header(found: BookFile, model: Codebook | None, *, stem: str, name: str) -> dict[str, str]:
    by = f", written by {found.origin}" if found.origin else ""
    said = {
        "label": FIRST_VERSION,
        "title": stem,
        "source": "" if found.header else f"imported from {name}{by}",
        "unit": "",
    }
    if model is not None:
        said = {key: getattr(model, key) for key in said}
    return {key: found.header.get(key, value) for key, value in said.items()}


def _codes(found: BookFile, ids: tuple[str, ...]) -> Iterator[Code]:
    for at, draft in enumerate(found.drafts):
        parent = None if draft.parent is None else ids[draft.parent]
        yield replace(draft.code, id=ids[at], parent=parent)


def _facets(found: BookFile, ids: tuple[str, ...], model: Codebook | None) -> tuple[FacetSpec, ...]:
    """Those of the file, else of the model; with those the model inherits for codes of other codebooks."""
    own = {
        spec.name: replace(spec, applies_to=tuple(ids[at] for at in found.applies.get(spec.name, ())))
        for spec in found.facets
    }
    inherited = model.facets if model else ()
    elsewhere = [spec for spec in inherited if spec.applies_to and not set(ids) & set(spec.applies_to)]
    return (*own.values(), *(spec for spec in (elsewhere if own else inherited) if spec.name not in own))


def _with_declared_facets(
    codes: tuple[Code, ...], facets: Collection[FacetSpec]
) -> tuple[tuple[Code, ...], tuple[str, ...]]:
    """The codes without values of facets that nobody declares."""
    declared = {spec.name for spec in facets}
    undeclared = sorted({name for code in codes for name in code.defaults} - declared)
    if not undeclared:
        return codes, ()
    kept = tuple(
        replace(code, defaults={name: value for name, value in code.defaults.items() if name in declared})
        for code in codes
    )
    bearing = sum(bool(code.defaults.keys() - declared) for code in codes)
    return kept, (
        f"values of {listed(undeclared)} on {counted(bearing, 'code')}: the file declares no such facet",
    )


def _refuse_circles(found: BookFile) -> None:
    """Every code has a top; a circle is told once, at its first code.

    Raises:
        SecondmigError: one has not; all circles at once.
    """
    reached: set[int | None] = {None}
    problems: list[SecondmigError] = []
    for at, draft in enumerate(found.drafts):
        way: list[int] = []
        step: int | None = at
        while step not in reached and step is not None:
            if step in way:
                names = [found.drafts[each].code.label for each in way[way.index(step) :]]
                problems.append(
                    SecondmigError(
                        f"the parents of {names[0]} go round in a circle: {' > '.join([*names, names[0]])}",
                        where=draft.where,
                        hint="take one of these parents out",
                    )
                )
                break
            way.append(step)
            step = found.drafts[step].parent
        reached.update(way)
    raise_all(problems)
