"""Use cases on codebooks: check the files, show the codes, register versions."""

from collections.abc import Sequence
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.types import Code, CodebookVersion
from secondmig.project.layout import declared_files, relative
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, codebook_of, meta, newest_codebooks
from secondmig.store import codebooks, files


def check(session: Session, paths: Sequence[Path] | None) -> Listing:
    """Every problem of codebook files, one row each; no rows means they are sound.

    Args:
        session: the open project.
        paths: files to check; those the project declares where None.
    """
    from secondmig.codebook.check import check_codebooks

    declared = declared_files(session.root, session.config.codebooks)
    sources = tuple(paths) if paths else declared
    others = {version.codebook.id: version.codebook for version in newest_codebooks(session)} if paths else {}
    found = check_codebooks(sources, others=others, measures=_measure_ids(session))
    rows = [
        {
            "severity": each.severity,
            "where": each.where or None,
            "message": each.message,
            "hint": each.hint or None,
        }
        for each in found
    ]
    problems = sum(each.severity == "problem" for each in found)
    notes = () if rows else (f"{len(sources)} codebook files without a problem",)
    told = {"unit": "problems", "n": problems, "notes": len(rows) - problems}
    return Listing(("severity", "where", "message", "hint"), rows, told, notes)


def _measure_ids(session: Session) -> tuple[str, ...] | None:
    if not session.config.measures:
        return None
    from secondmig.survey.measures import read_measures

    return tuple(read_measures(session.root / session.config.measures))


def register(session: Session, paths: Sequence[Path], *, note: str) -> Done:
    """Take the codebooks of these files in as immutable versions; those already there are left alone.

    Raises:
        SecondmigError: every problem of the files at once.
    """
    from secondmig.codebook.yaml_file import read_codebooks

    others = {version.codebook.id: version.codebook for version in newest_codebooks(session)}
    books = read_codebooks(paths, others=others)
    added: list[str] = []
    with session.store.write(actor=session.coder(), verb="codebook commit") as change:
        known = {version.codebook.id: version for version in codebooks.newest(change.connection)}
        for book in books:
            before = known.get(book.id)
            if before is not None and before.codebook.sha == book.sha:
                continue
            number = before.number + 1 if before else 1
            codebooks.add(change, CodebookVersion(book, number, note, session.coder()))
            added.append(f"{book.id}@{number}")
        taken = [
            files.take(change, relative(session.root, path), content_hash(path.read_bytes()), "codebook")
            for path in paths
        ]
        change.payload["versions"] = added
        if not added and not any(taken):
            change.nothing()
    return Done(
        f"{len(added)} codebook versions registered", tuple(added), event=change.rev if added else None
    )


def commit(session: Session, *, note: str) -> Done:
    """Register the declared codebook files as new versions where their meaning changed.

    Raises:
        SecondmigError: no codebook is declared, or every problem of the files at once.
    """
    paths = declared_files(session.root, session.config.codebooks)
    if not paths:
        raise SecondmigError(
            "no codebook is declared", where="secondmig.toml", hint="add files to [codebooks]"
        )
    return register(session, paths, note=note)


def show(session: Session, codebook: str | None, code: str | None) -> Listing:
    """All codes, those of one codebook, or one code with everything that is written about it.

    Raises:
        SecondmigError: there is no such codebook or code.
    """
    versions = newest_codebooks(session)
    if code is not None:
        return _one_code(session, codebook_of(versions, code), code)
    wanted = [version for version in versions if codebook in {None, version.codebook.id}]
    if codebook is not None and not wanted:
        known = ", ".join(version.codebook.id for version in versions)
        raise SecondmigError(f"there is no codebook {codebook}", hint=f"codebooks here: {known or 'none'}")
    rows = [row for version in wanted for row in _code_rows(version)]
    fields = ("code", "label", "parent", "codable", "definition", "codebook")
    return Listing(fields, rows, meta(session, unit="codes", selection=Selection(), n=len(rows)))


def _code_rows(version: CodebookVersion) -> list[dict[str, object]]:
    depth = _depths(version)
    return [
        {
            "code": code.id,
            "label": "  " * depth[code.id] + code.label,
            "parent": code.parent,
            "codable": code.codable,
            "definition": code.definition or None,
            "codebook": f"{version.codebook.id}@{version.number}",
        }
        for code in version.codebook.codes
    ]


def _one_code(session: Session, version: CodebookVersion, code_id: str) -> Listing:
    from secondmig.codebook.facets import specs_for

    code = next(each for each in version.codebook.codes if each.id == code_id)
    facets = [
        f"{spec.name}{' (required)' * spec.required}: {', '.join(map(str, spec.values)) or spec.type}"
        for spec in specs_for(version.codebook, code_id)
    ]
    pairs = [
        ("code", code.id),
        ("label", code.label),
        ("parent", code.parent),
        ("codable", code.codable),
        ("definition", code.definition),
        ("include", code.include),
        ("exclude", code.exclude),
        *(("example", example) for example in code.examples),
        *((f"cues {language}", ", ".join(words)) for language, words in sorted(code.cues.items())),
        ("links", ", ".join(code.links)),
        ("measure", code.measure),
        *(("facet", facet) for facet in facets),
        ("codebook", f"{version.codebook.id}@{version.number}"),
    ]
    rows = [{"field": name, "value": value} for name, value in pairs if value not in {None, ""}]
    chosen = Selection(codes=(code_id,), exact=True)
    return Listing(("field", "value"), rows, meta(session, unit="fields", selection=chosen, n=len(rows)))


def _depths(version: CodebookVersion) -> dict[str, int]:
    parents = {code.id: code.parent for code in version.codebook.codes}

    def depth(code: Code) -> int:
        steps, at = 0, code.parent
        while at is not None:
            steps, at = steps + 1, parents[at]
        return steps

    return {code.id: depth(code) for code in version.codebook.codes}
