"""Codebook files: strict reading with every problem at its line, and the one layout they are written in.

A file holds ``codebook`` (id, version, title, source, unit, rules), ``facets`` (see
:mod:`secondmig.codebook.facet_entries`) and ``codes`` (see :mod:`secondmig.codebook.code_entries`). A syntax
error is reported alone; everything else, duplicate keys included, is reported at once, over all files read
together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from secondmig.codebook.canonical import hashed
from secondmig.codebook.code_entries import ID_HINT, CodeSection, read_codes, valid_id
from secondmig.codebook.facet_entries import NO_FACETS, FacetSection, check_defaults, read_section, resolve
from secondmig.codebook.strict import Entry, Pairs, Problems, compose, read_text, written_under
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import Codebook, FacetSpec

_SECTIONS: Final = ("codebook", "facets", "codes")
_HEADER: Final = ("id", "version", "title", "source", "unit", "rules")


@dataclass(slots=True)
class _Draft:
    """A file on its way to a codebook; ``header`` holds the texts of the section ``codebook``."""

    problems: Problems
    header: Mapping[str, str]
    rules: tuple[str, ...]
    line: int
    facets: FacetSection
    codes: Entry | None
    specs: tuple[FacetSpec, ...] | None = None
    section: CodeSection = field(default_factory=CodeSection)


@dataclass(frozen=True, slots=True)
class PlacedCodebook:
    """A codebook with the places of its parts.

    Attributes:
        codebook: as read.
        where: ``file:line`` of the section ``codebook``.
        codes: code id -> ``file:line``.
        facets: facet declared or overridden in the file -> ``file:line``.
    """

    codebook: Codebook
    where: str
    codes: Mapping[str, str]
    facets: Mapping[str, str]


def read_codebook(path: Path, *, others: Mapping[str, Codebook] | None = None) -> Codebook:
    """Read one codebook.

    Args:
        path: a UTF-8 YAML file.
        others: codebooks by id that it may inherit facets from, and whose code ids it may not use.

    Raises:
        SecondmigError: one problem, or a ProblemsError with all of them, each with ``file:line``.
    """
    return read_codebooks((path,), others=others)[0]


def read_codebooks(
    paths: Iterable[Path], *, others: Mapping[str, Codebook] | None = None
) -> tuple[Codebook, ...]:
    """Read codebooks that may inherit facets from each other, in any order.

    Args:
        paths: UTF-8 YAML files.
        others: further codebooks by id, for inheritance; a file with the same id takes the place of one.

    Returns:
        One codebook a path, in the order of the paths.

    Raises:
        SecondmigError: one problem, or a ProblemsError with those of all files, each with ``file:line``.
    """
    placed, found = read_placed(tuple(paths), others=others or {})
    raise_all(found)
    return tuple(one.codebook for one in placed)


def read_placed(
    paths: Sequence[Path], *, others: Mapping[str, Codebook]
) -> tuple[tuple[PlacedCodebook, ...], tuple[SecondmigError, ...]]:
    """Read codebooks with the places of their codes, and return the problems instead of raising them.

    Returns:
        The codebooks without a problem, and all problems in the order of the files and lines.
    """
    drafts: list[_Draft | tuple[SecondmigError, ...]] = []
    for path in paths:
        problems = Problems(path.as_posix())
        try:
            draft = _draft(read_text(path), problems)
        except SecondmigError as error:
            drafts.append((error,))
            continue
        drafts.append(draft if draft is not None else problems.in_order())
    read = [draft for draft in drafts if isinstance(draft, _Draft)]
    whole = len(read) == len(drafts)
    _resolve_facets(read, others, whole=whole)
    for draft in read:
        if draft.codes is not None:
            draft.section = read_codes(draft.codes, draft.specs, draft.problems)
        _check_applies_to(draft)
    _check_ids(read, others)
    found = [problem for draft in drafts for problem in _problems_of(draft)]
    sound = [draft for draft in read if not draft.problems.in_order()]
    return tuple(_placed(draft) for draft in sound), tuple(found)


def _problems_of(draft: _Draft | tuple[SecondmigError, ...]) -> tuple[SecondmigError, ...]:
    return draft.problems.in_order() if isinstance(draft, _Draft) else draft


def _draft(text: str, problems: Problems) -> _Draft | None:
    top = compose(text, problems)
    if top is None:
        return None
    sections = problems.mapping(Entry(1, top), "a codebook file", known=_SECTIONS)
    for name in ("codebook", "codes"):
        if written_under(top, name) is None:
            problems.add(
                1, f"no section '{name}'", "a codebook file has codebook, facets (optional) and codes"
            )
    header: dict[str, str] = {}
    rules: tuple[str, ...] = ()
    line = 1
    if "codebook" in sections:
        line = sections["codebook"].line
        keys = problems.mapping(sections["codebook"], "codebook", known=_HEADER)
        rules = problems.texts(keys["rules"], "rules") if "rules" in keys else ()
        header = {
            name: problems.text(keys[name], f"codebook: {name}") or ""
            for name in _HEADER[:-1]
            if name in keys
        }
        _check_header(header, keys, sections["codebook"], problems)
    facets = read_section(sections["facets"], problems) if "facets" in sections else NO_FACETS
    return _Draft(problems, header, rules, line, facets, sections.get("codes"))


def _check_header(
    header: Mapping[str, str], keys: Mapping[str, Entry], section: Entry, problems: Problems
) -> None:
    for name, example in (("id", "my-codes"), ("version", "1.0.0"), ("title", "My codes")):
        if isinstance(section.item, Pairs) and written_under(section.item, name) is None:
            problems.add(section.line, f"codebook has no {name}", f"write e.g. {name}: {example} under it")
    if header.get("id") and not valid_id(header["id"]):
        problems.add(keys["id"].line, f"'{header['id']:.60}' cannot be the id of a codebook", ID_HINT)


def _resolve_facets(drafts: Sequence[_Draft], others: Mapping[str, Codebook], *, whole: bool) -> None:
    """Give each draft the facets in force, parents first; None where the parent cannot be had.

    Args:
        drafts: the files that could be read.
        others: codebooks already known.
        whole: every file could be read; otherwise a parent that is absent may be in one that could not.
    """
    known = {book_id: book.facets for book_id, book in others.items()}
    for draft in drafts:
        known.pop(draft.header.get("id", ""), None)
    waiting = list(drafts)
    while waiting:
        ready = [
            draft for draft in waiting if draft.facets.inherit is None or draft.facets.inherit[0] in known
        ]
        if not ready:
            break
        for draft in ready:
            inherit = draft.facets.inherit
            draft.specs = resolve(draft.facets, known[inherit[0]] if inherit else (), draft.problems)
            known[draft.header.get("id", "")] = draft.specs
            waiting.remove(draft)
    in_files = {draft.header.get("id", "") for draft in drafts}
    for draft in waiting:
        check_defaults(draft.facets.extra, draft.facets.lines, draft.problems)
        parent, line = draft.facets.inherit or ("", draft.line)
        if parent in in_files:
            hint = "one of these codebooks must stand on its own"
            draft.problems.add(
                line, f"inherit: '{parent}' cannot be resolved: codebooks inherit in a circle", hint
            )
        elif whole:
            hint = f"read it together with {parent}, or take 'inherit' out"
            draft.problems.add(line, f"inherit: no codebook '{parent}' among those read", hint)


def _check_applies_to(draft: _Draft) -> None:
    """Facets of this file apply to codes of this file."""
    for spec in draft.specs or ():
        line = draft.facets.lines.get(spec.name)
        absent = [code for code in spec.applies_to if code not in draft.section.lines]
        if line is not None and absent and draft.codes is not None:
            draft.problems.add(
                line, f"facet {spec.name}: applies_to names no code of this file: {', '.join(absent)}"
            )


def _check_ids(drafts: Sequence[_Draft], others: Mapping[str, Codebook]) -> None:
    """Codebook ids and code ids are one name each over all codebooks of a project."""
    books: dict[str, str] = {}
    codes = {
        code.id: f"codebook {book_id}"
        for book_id, book in others.items()
        if book_id not in {draft.header.get("id") for draft in drafts}
        for code in book.codes
    }
    for draft in drafts:
        name = draft.problems.name
        book_id = draft.header.get("id")
        if book_id and book_id in books:
            draft.problems.add(draft.line, f"codebook id '{book_id}' is taken by {books[book_id]}")
            continue
        if book_id:
            books[book_id] = name
        for code_id, line in draft.section.lines.items():
            if code_id in codes:
                draft.problems.add(line, f"code {code_id}: this id is taken by {codes[code_id]}")
        codes.update((code_id, f"{name}:{line}") for code_id, line in draft.section.lines.items())


def _placed(draft: _Draft) -> PlacedCodebook:
    name = draft.problems.name
    header = draft.header
    book = Codebook(
        id=header["id"],
        label=header["version"],
        title=header["title"],
        source=header.get("source", ""),
        rules=draft.rules,
        codes=draft.section.codes,
        facets=draft.specs or (),
        sha="",
        unit=header.get("unit", ""),
    )
    return PlacedCodebook(
        hashed(book),
        f"{name}:{draft.line}",
        {code: f"{name}:{line}" for code, line in draft.section.lines.items()},
        {facet: f"{name}:{line}" for facet, line in draft.facets.lines.items()},
    )


def laid_out(text: str) -> str:
    """The YAML text in the layout of codebook files: what a command that rewrites one would write.

    Block style, indent 2 for keys and 4 for list items with the dash at 2, no line wrapping; comments,
    quotation marks, order of keys and one-line lists stay. A file in this layout comes back byte for byte.

    Args:
        text: a valid YAML document.
    """
    import io

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.preserve_quotes = True
    out = io.StringIO()
    yaml.dump(yaml.load(text), out)
    return out.getvalue()
