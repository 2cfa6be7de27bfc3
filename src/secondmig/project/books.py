"""Use cases on codebooks: check the files, show the codes, register versions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from secondmig.codebook.tree import code_named, unknown_code
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.types import Code, Codebook, CodebookVersion
from secondmig.project.book_counts import use_of_codes
from secondmig.project.book_versions import no_codebook, numbered, said, version_of
from secondmig.project.layout import declared_files, relative
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, meta, newest_codebooks
from secondmig.store import codebooks, files
from secondmig.store.connect import Change


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
    versions = codebooks.every(session.store.read())
    found = check_codebooks(
        sources,
        others=others,
        measures=_measure_ids(session),
        earlier={book_id: [each.codebook for each in versions[book_id]] for book_id in versions},
    )
    rows: list[dict[str, object]] = [
        {
            "severity": each.severity,
            "where": each.where.removeprefix(f"{session.root.as_posix()}/") or None,
            "message": each.message,
            "hint": each.hint or None,
        }
        for each in found
    ]
    if paths is None:
        rows += _headings_used(session)
    problems = sum(each.severity == "problem" for each in found)
    notes = () if rows else (f"{len(sources)} codebook files without a problem",)
    told = {"unit": "problems", "n": problems, "notes": len(rows) - problems}
    return Listing(("severity", "where", "message", "hint"), rows, told, notes)


def _headings_used(session: Session) -> Iterator[dict[str, object]]:
    """A row for each heading of the newest versions that codings carry."""
    used = Counter[str]()
    for (_version, code_id), number in use_of_codes(session).items():
        used[code_id] += number
    for version in newest_codebooks(session):
        for code in version.codebook.codes:
            if not code.codable and used[code.id]:
                codes = "coding carries" if used[code.id] == 1 else "codings carry"
                yield {
                    "severity": "note",
                    "where": f"{version.codebook.id}@{version.number}",
                    "message": f"code {code.id}: a heading, but {used[code.id]} {codes} it",
                    "hint": f"secondmig code list --exact --code {code.id}",
                }


def _measure_ids(session: Session) -> tuple[str, ...] | None:
    if not session.config.measures:
        return None
    from secondmig.survey.measures import read_measures

    return tuple(read_measures(session.root / session.config.measures))


def register(session: Session, paths: Sequence[Path], *, note: str) -> Done:
    """Take the codebooks of these files in as immutable versions; those already there are left alone.

    Codings follow their codes where the files say what became of them.

    Raises:
        SecondmigError: every problem of the files at once.
    """
    from secondmig.codebook.yaml_file import read_codebooks

    others = {version.codebook.id: version.codebook for version in newest_codebooks(session)}
    return _register(session, paths, read_codebooks(paths, others=others), note)


def register_earlier(session: Session, paths: Sequence[Path]) -> Done:
    """Take files in as the first versions of codebooks, in this order, before the declared ones follow.

    A codebook that has versions already keeps them: what came before them cannot be put in front. Such files
    are named among the warnings; one that holds just what a registered version says is no matter.

    Raises:
        SecondmigError: every problem of a file at once.
    """
    from secondmig.codebook.yaml_file import read_codebooks, read_placed

    declared, _ = read_placed(declared_files(session.root, session.config.codebooks), others={})
    begun = frozenset(codebooks.every(session.store.read()))
    added: list[str] = []
    late: list[str] = []
    for path in paths:
        others = {one.codebook.id: one.codebook for one in declared}
        others |= {version.codebook.id: version.codebook for version in newest_codebooks(session)}
        (book,) = read_codebooks((path,), others=others)
        known = codebooks.every(session.store.read()).get(book.id, ())
        if book.id not in begun:
            added += _register(session, (path,), (book,), "as declared, earlier").details
        elif book.sha not in {version.codebook.sha for version in known}:
            late.append(
                f"{relative(session.root, path)} is declared as earlier than {book.id}@{known[0].number},"
                " which was registered without it, and stays out"
            )
    return Done(f"{len(added)} earlier versions registered", tuple(added), tuple(late))


def _register(session: Session, paths: Sequence[Path], books: Sequence[Codebook], note: str) -> Done:
    added: list[str] = []
    told: list[str] = []
    with session.store.write(actor=session.coder(), verb="codebook commit") as change:
        known = {version.codebook.id: version for version in codebooks.newest(change.connection)}
        for book in books:
            before = known.get(book.id)
            if before is not None and before.codebook.sha == book.sha:
                continue
            version = CodebookVersion(book, before.number + 1 if before else 1, note, session.coder())
            codebooks.add(change, version)
            added.append(f"{book.id}@{version.number}")
            told.append(_told(version, before))
            if before is not None:
                told += _followed(session, change, before, version)
        taken = [
            files.take(change, relative(session.root, path), content_hash(path.read_bytes()), "codebook")
            for path in paths
        ]
        change.payload["versions"] = added
        if not added and not any(taken):
            change.nothing()
    versions = "version" if len(added) == 1 else "versions"
    return Done(
        f"{len(added)} codebook {versions} registered", tuple(told), event=change.rev if added else None
    )


def _followed(
    session: Session, change: Change, before: CodebookVersion, version: CodebookVersion
) -> Iterator[str]:
    """Let the codings follow, and say what became of them."""
    from secondmig.project.following import follow

    done = follow(change, session, before, version)
    if done.carried:
        change.payload["carried"] = int(str(change.payload.get("carried", 0))) + done.carried
    if done.waiting:
        change.payload["waiting"] = done.waiting
    yield from done.told
    if done.waiting:
        some = counted(done.waiting, "coding waits", "codings wait")
        yield f"{some} for a decision: secondmig codebook review"


def _told(version: CodebookVersion, before: CodebookVersion | None) -> str:
    """A new version with what it changed, in one line."""
    name = f"{version.codebook.id}@{version.number}"
    if before is None:
        return name
    from secondmig.codebook.diff import KINDS, compare

    tally = Counter(each.kind for each in compare(before.codebook, version.codebook))
    words = [f"{tally[kind]} {kind.replace('_', ' ')}" for kind in KINDS if tally[kind]]
    return f"{name}: {', '.join(words) or 'another label of the version'}"


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


def show(session: Session, codebook: str | None, code: str | None, *, version: int | None = None) -> Listing:
    """All codes, those of one codebook, or one code with everything that is written about it.

    Args:
        session: the open project.
        codebook: its id, or ``ID@N`` for one of its versions.
        code: its id, or ``ID@N`` for the code as version N of its codebook has it.
        version: the number, where the id does not say it; the newest where None.

    Raises:
        SecondmigError: there is no such codebook, version or code.
    """
    known = codebooks.every(session.store.read())
    name, number = numbered(code or codebook or "")
    number = version if number is None else number
    if code is not None:
        return _one_code(session, *_holder(known, name, number), name)
    wanted = [book_id for book_id in known if codebook is None or book_id == name]
    if not wanted and codebook is not None:
        raise no_codebook(name, known)
    if codebook is None and number is not None:
        raise SecondmigError(
            f"version {number} of what?", hint=f"secondmig codebook show ID --version {number}"
        )
    chosen = [
        known[book_id][-1] if number is None else version_of(known, book_id, number) for book_id in wanted
    ]
    rows = [row for each in chosen for row in _code_rows(each)]
    fields = ("code", "label", "depth", "parent", "codable", "definition", "codebook")
    return Listing(fields, rows, meta(session, unit="codes", selection=Selection(), n=len(rows)))


def _holder(
    known: Mapping[str, Sequence[CodebookVersion]], code_id: str, number: int | None
) -> tuple[CodebookVersion, tuple[CodebookVersion, ...]]:
    """The version that holds a code, and all versions of that codebook.

    Raises:
        SecondmigError: there is none; the hint says in which versions the code is.
    """
    holding = [
        version
        for versions in known.values()
        for version in versions
        if any(code.id == code_id for code in version.codebook.codes)
    ]
    newest = tuple(versions[-1] for versions in known.values())
    if not holding:
        raise unknown_code([version.codebook for version in newest], code_id)
    for version in holding:
        if version.number == number or (number is None and version in newest):
            return version, tuple(known[version.codebook.id])
    if number is None:
        heirs = [code.id for version in newest for code in version.codebook.codes if code_id in code.was]
        raise SecondmigError(
            f"{code_id} is in no newest version" + (f": it became {' or '.join(heirs)}" if heirs else ""),
            hint=f"secondmig codebook show {code_id} --version {holding[-1].number}",
        )
    where = ", ".join(f"{version.codebook.id}@{version.number}" for version in holding)
    raise SecondmigError(f"no version {number} has the code {code_id}", hint=f"it is in {where}")


def _code_rows(version: CodebookVersion) -> list[dict[str, object]]:
    depth = _depths(version)
    return [
        {
            "code": code.id,
            "label": code.label,
            "depth": depth[code.id],
            "parent": code.parent,
            "codable": code.codable,
            "definition": code.definition or None,
            "codebook": f"{version.codebook.id}@{version.number}",
        }
        for code in version.codebook.codes
    ]


def _one_code(
    session: Session, version: CodebookVersion, every: Sequence[CodebookVersion], code_id: str
) -> Listing:
    from secondmig.codebook.facets import specs_for

    code = code_named(version.codebook, code_id)
    facets = [
        f"{spec.name}{' (required)' * spec.required}: {', '.join(map(str, spec.values)) or spec.type}"
        for spec in specs_for(version.codebook, code_id)
    ]
    pairs = [
        ("code", code.id),
        ("label", code.label),
        ("parent", code.parent),
        ("codable", code.codable),
        ("retired", code.retired),
        ("definition", code.definition),
        ("include", code.include),
        ("exclude", code.exclude),
        *(("example", example) for example in code.examples),
        *((f"cues {language}", ", ".join(words)) for language, words in sorted(code.cues.items())),
        ("links", ", ".join(code.links)),
        ("measure", code.measure),
        *(("facet", facet) for facet in facets),
        ("codebook", f"{version.codebook.id}@{version.number}"),
        *(("history", line) for line in _history(every, code_id)),
    ]
    rows = [{"field": name, "value": value} for name, value in pairs if value not in {None, ""}]
    told = meta(session, unit="fields", selection=Selection(codes=(code_id,), exact=True), n=len(rows))
    return Listing(("field", "value"), rows, told)


def _history(every: Sequence[CodebookVersion], code_id: str) -> Iterator[str]:
    """What versions after the first did to a code, the oldest first."""
    from secondmig.codebook.diff import compare

    for older, newer in pairwise(every):
        for each in compare(older.codebook, newer.codebook):
            if code_id in each.codes:
                yield f"version {newer.number}: {said(each)}"


def _depths(version: CodebookVersion) -> dict[str, int]:
    parents = {code.id: code.parent for code in version.codebook.codes}

    def depth(code: Code) -> int:
        steps, at = 0, code.parent
        while at is not None:
            steps, at = steps + 1, parents[at]
        return steps

    return {code.id: depth(code) for code in version.codebook.codes}
