"""Where a project lies and what its secondmig.toml declares."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import cast

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.project import survey_sources
from secondmig.project.profiles import TABLE, ImportProfile, profile_problems, read_profiles
from secondmig.project.survey_sources import SurveySource, survey_source

PROJECT_FILE = "secondmig.toml"
STATE_FOLDER = ".secondmig"
DATABASE = "project.db"


@dataclass(frozen=True, slots=True)
class CodingSource:
    """Files of codings and the coder they belong to ("" = whoever runs the build)."""

    files: tuple[str, ...]
    coder: str


@dataclass(frozen=True, slots=True)
class ReportSource:
    """A report and the release levels that ``build`` writes."""

    name: str
    releases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """What secondmig.toml declares; paths are relative to the project's folder, with "/" between parts.

    Attributes:
        title: of the project.
        coder: who acts where nobody else is named.
        min_stay: months a stay needs to count as a destination.
        documents: patterns of transcripts.
        guide: the interview guide.
        codebooks: codebook files, one for each codebook.
        measures: the file of measures.
        codings: files of codings.
        persons: the table of persons.
        legs: their trajectories.
        occupations: what they worked as during each leg.
        statuses: the legal statuses that began during each leg.
        consent: the sheet of what each person agreed to.
        indicators: the presented structure, by country and year.
        surveys: survey tables.
        reports: what ``build`` writes.
        selections: by name.
        imports: how the transcripts of folders are read.
        earlier_codebooks: files that hold earlier versions of the codebooks, oldest first.
        count: the coders whose codings queries and reports count; everybody's where empty.
        coders: coder -> how the codings were "made" where no person coded, e.g. "simulated".
        core_codes: the codes that the workbench offers first; the first nine are on the keys 1 to 9.
        scores: the table of status and prestige by occupation, "" for the one that comes with the program.
    """

    title: str
    coder: str = ""
    min_stay: int = 12
    documents: tuple[str, ...] = ()
    guide: str = ""
    codebooks: tuple[str, ...] = ()
    measures: str = ""
    codings: tuple[CodingSource, ...] = ()
    persons: str = ""
    legs: str = ""
    occupations: str = ""
    statuses: str = ""
    consent: str = ""
    indicators: str = ""
    surveys: tuple[SurveySource, ...] = ()
    reports: tuple[ReportSource, ...] = ()
    selections: Mapping[str, Selection] | None = None
    imports: tuple[ImportProfile, ...] = ()
    earlier_codebooks: tuple[str, ...] = ()
    count: tuple[str, ...] = ()
    coders: Mapping[str, str] = field(default_factory=dict)
    core_codes: tuple[str, ...] = ()
    scores: str = ""


def find_root(start: Path | None = None) -> Path:
    """The nearest folder, from ``start`` upwards, that holds secondmig.toml.

    Raises:
        SecondmigError: there is none.
    """
    begin = (start or Path.cwd()).resolve()
    if not begin.is_dir():
        raise SecondmigError("there is no such folder", where=str(start), hint="secondmig init DIR")
    for folder in (begin, *begin.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise SecondmigError(
        f"no project here: no {PROJECT_FILE} in this folder or above it",
        where=str(start or "."),
        hint="secondmig init DIR, or secondmig --project DIR NOUN VERB",
    )


def user_coder() -> str:
    """The line ``coder = "..."`` of the user's own file, secondmig/config.toml in the folder for settings.

    That folder is XDG_CONFIG_HOME, or APPDATA on Windows, else .config at home.

    Raises:
        SecondmigError: the file is there and is not TOML.
    """
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or str(Path.home() / ".config")
    path = Path(home) / "secondmig" / "config.toml"
    if not path.is_file():
        return ""
    try:
        coder = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("coder", "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SecondmigError(
            str(error), where=path.name, hint='write coder = "your-initials" in it'
        ) from error
    return coder if isinstance(coder, str) else ""


def database_path(root: Path) -> Path:
    """The project's database."""
    return root / STATE_FOLDER / DATABASE


_TOP = {
    "title": str,
    "coder": str,
    "min_stay": int,
    "count": list,
    "core_codes": list,
    "coders": dict,
    "corpus": dict,
    "codebooks": dict,
    "codings": list,
    "cases": dict,
    "structure": dict,
    "surveys": list,
    "reports": list,
    "selections": dict,
    TABLE: list,
}
_TABLES: dict[str, dict[str, type]] = {
    "corpus": {"files": list, "guide": str},
    "coders": {"made": str},
    "codebooks": {"files": list, "earlier": list, "measures": str, "occupations": str},
    "codings": {"files": list, "coder": str},
    "cases": {"persons": str, "legs": str, "occupations": str, "statuses": str, "consent": str},
    "surveys": dict(survey_sources.KEYS),
    "structure": {"indicators": str},
    "reports": {"name": str, "releases": list},
    "selections": {
        "documents": list,
        "codes": list,
        "coders": list,
        "cases": list,
        "where": list,
        "groups": list,
        "exact": bool,
    },
}
_LISTS = {"count": 'count = ["ana"]', "core_codes": 'core_codes = ["OS-RAC-DISC"]'}
"""Top-level lists of texts, with an example of each."""
_NAMED = ("selections", "coders")
"""Tables of tables, each under a name of its own."""
_PATHS = (
    "persons",
    "legs",
    "occupations",
    "statuses",
    "consent",
    "indicators",
    "measures",
    "guide",
    "file",
    "key",
)
_RELEASES = ("team", "partner", "public")


def read_config(root: Path) -> Config:
    """Read secondmig.toml, every problem at once.

    Raises:
        SecondmigError: it is not TOML, or holds unknown keys or wrong types.
    """
    path = root / PROJECT_FILE
    try:
        source = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SecondmigError(str(error), where=PROJECT_FILE, hint=f"correct {PROJECT_FILE}") from error
    imports = raw.get(TABLE)
    wrong = profile_problems(imports, source, PROJECT_FILE) if isinstance(imports, list) else ()
    raise_all((*_problems(raw), *_twice(raw), *wrong))
    corpus, books, cases, structure = (
        cast("dict[str, object]", raw.get(key, {})) for key in ("corpus", "codebooks", "cases", "structure")
    )
    return Config(
        title=str(raw.get("title", root.name)),
        coder=str(raw.get("coder", "")),
        min_stay=int(raw.get("min_stay", 12)),
        documents=_texts(corpus.get("files")),
        guide=str(corpus.get("guide", "")),
        codebooks=_texts(books.get("files")),
        measures=str(books.get("measures", "")),
        codings=tuple(
            CodingSource(_texts(row.get("files")), str(row.get("coder", "")))
            for row in raw.get("codings", [])
        ),
        persons=str(cases.get("persons", "")),
        legs=str(cases.get("legs", "")),
        occupations=str(cases.get("occupations", "")),
        statuses=str(cases.get("statuses", "")),
        consent=str(cases.get("consent", "")),
        indicators=str(structure.get("indicators", "")),
        surveys=tuple(survey_source(row) for row in raw.get("surveys", [])),
        reports=tuple(
            ReportSource(str(row.get("name", "compare")), _texts(row.get("releases")) or ("team",))
            for row in raw.get("reports", [])
        ),
        selections={name: _selection(table) for name, table in raw.get("selections", {}).items()},
        imports=read_profiles(imports),
        earlier_codebooks=_texts(books.get("earlier")),
        count=_texts(raw.get("count")),
        coders={name: str(table.get("made", "")) for name, table in raw.get("coders", {}).items()},
        core_codes=_texts(raw.get("core_codes")),
        scores=str(books.get("occupations", "")),
    )


def _problems(raw: Mapping[str, object]) -> Iterator[SecondmigError]:
    for key, value in raw.items():
        if key not in _TOP:
            yield _problem(f"unknown key {key!r}", f"known keys: {', '.join(_TOP)}")
        elif type(value) is not _TOP[key]:
            yield _problem(f"{key} should be {_NAMES[_TOP[key]]}", f"correct {key} in {PROJECT_FILE}")
        elif key in _LISTS and not all(isinstance(item, str) for item in cast("list[object]", value)):
            yield _problem(f"{key} should list texts", f"write {_LISTS[key]} in {PROJECT_FILE}")
        elif key in _TABLES:
            yield from _table_problems(key, value)
    stay = raw.get("min_stay", 1)
    if type(stay) is int and stay < 1:
        yield _problem(f"min_stay {stay} is no length of stay", f"write months, 1 or more, in {PROJECT_FILE}")


def _table_problems(key: str, value: object) -> Iterator[SecondmigError]:
    tables = value if isinstance(value, list) else list(value.values()) if key in _NAMED else [value]  # type: ignore[attr-defined]
    known = _TABLES[key]
    for table in tables:
        if not isinstance(table, dict):
            yield _problem(f"[[{key}]] should be a table", f"write [[{key}]] on a line of its own")
            continue
        for name, inner in table.items():
            if name not in known:
                yield _problem(f"unknown key {name!r} in {key}", f"known keys: {', '.join(known)}")
            elif type(inner) is not known[name]:
                yield _problem(f"{key}.{name} should be {_NAMES[known[name]]}", f"correct {key}.{name}")
            elif isinstance(inner, list) and not all(isinstance(item, str) for item in inner):
                yield _problem(f"{key}.{name} should list texts", f"correct {key}.{name}")
        yield from _choice_problems(key, table)


def _choice_problems(key: str, table: Mapping[str, object]) -> Iterator[SecondmigError]:
    if any(name in table and type(table[name]) is not kind for name, kind in _TABLES[key].items()):
        return
    needed = {"surveys": ("name", "file"), "codings": ("files",)}.get(key, ())
    for name in needed:
        if name not in table:
            yield _problem(f"a [[{key}]] table lacks {name}", f"add {name} = ...")
    if key == survey_sources.TABLE:
        yield from survey_sources.survey_problems(table, PROJECT_FILE)
    for name in _PATHS:
        if _outside(str(table.get(name, ""))):
            yield _problem(
                f"{key}.{name} lies outside the project", "declare paths below the project's folder"
            )
    if key == "reports":
        yield from _report_problems(str(table.get("name", "compare")), _texts(table.get("releases")))


def _report_problems(name: str, releases: tuple[str, ...]) -> Iterator[SecondmigError]:
    if not is_report_name(name):
        yield _problem(f"reports.name {name!r} cannot name a report", "small letters, digits and hyphens")
    for release in releases:
        if release not in _RELEASES:
            yield _problem(f"reports.releases {release!r} is unknown", f"one of {', '.join(_RELEASES)}")


_NAMES = {str: "text", int: "a whole number", dict: "a table", list: "a list", bool: "true or false"}


def _twice(raw: Mapping[str, object]) -> Iterator[SecondmigError]:
    surveys = raw.get("surveys")
    names = [row.get("name") for row in surveys if isinstance(row, dict)] if isinstance(surveys, list) else []
    for name in dict.fromkeys(each for each in names if names.count(each) > 1):
        yield _problem(f"two surveys are called {name!r}", "give each a name of its own")


def _problem(message: str, hint: str) -> SecondmigError:
    return SecondmigError(message, where=PROJECT_FILE, hint=hint)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("list[object]", value)) if value else ()


def _selection(table: Mapping[str, object]) -> Selection:
    return Selection(
        documents=_texts(table.get("documents")),
        codes=_texts(table.get("codes")),
        coders=_texts(table.get("coders")),
        cases=_texts(table.get("cases")),
        exact=bool(table.get("exact", False)),
        where=tuple(pair(text) for text in _texts(table.get("where"))),
        groups=tuple(pair(text) for text in _texts(table.get("groups"))),
    )


def pair(text: str) -> tuple[str, str]:
    """``facet=value`` as two texts.

    Raises:
        SecondmigError: there is no "=".
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise SecondmigError(
            f"{text!r} is not of the form name=value", hint='e.g. --where "about_country=JPN"'
        )
    return name.strip(), value.strip()


def declared_files(root: Path, patterns: tuple[str, ...]) -> tuple[Path, ...]:
    """The files that patterns like ``corpus/*.txt`` name, each once, in the order of their names.

    Raises:
        SecondmigError: a pattern without wildcard names no file, or a pattern leaves the project's folder.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        inside_project(pattern)
        matches = sorted(path for path in root.glob(pattern) if path.is_file())
        if not matches and not any(mark in pattern for mark in "*?["):
            raise SecondmigError(
                f"{pattern} is declared in {PROJECT_FILE} and is not there",
                where=PROJECT_FILE,
                hint=f"put the file there or take the line out of {PROJECT_FILE}",
            )
        found.update(dict.fromkeys(matches))
    return tuple(found)


def inside_project(path: str) -> None:
    """Refuse a declared path that leaves the project's folder.

    Raises:
        SecondmigError: it is absolute or climbs out.
    """
    if _outside(path):
        raise SecondmigError(
            f"{path!r} lies outside the project",
            where=PROJECT_FILE,
            hint="declare paths below the project's folder",
        )


def _outside(path: str) -> bool:
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or PureWindowsPath(path).is_absolute()


def is_report_name(name: str) -> bool:
    """Whether a report may be called so: it becomes a file name."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) is not None


def relative(root: Path, path: Path) -> str:
    """``path`` as the project names it: relative to ``root`` inside it, else the file name alone.

    Bytes of a file name that are no text become "?", as no database can hold them.
    """
    resolved = path.resolve()
    try:
        name = resolved.relative_to(root.resolve()).as_posix()
    except ValueError:
        name = resolved.name
    return name.encode("utf-8", "replace").decode("utf-8")
