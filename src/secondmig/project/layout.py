"""Where a project lies and what its secondmig.toml declares."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.joint.construct import Construct
from secondmig.project.card_sources import CardSources, card_sources
from secondmig.project.layout_check import PROJECT_FILE, is_outside, problems
from secondmig.project.profiles import TABLE, ImportProfile, profile_problems, read_profiles
from secondmig.project.survey_sources import SurveySource, survey_source

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
        constructs: what side-by-side displays look at.
        families: codes whose comparisons are corrected together, by the name of the family.
        scores: the table of status and prestige by occupation, "" for the one that comes with the program.
        hypotheses: hypothesis cards.
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
    constructs: tuple[Construct, ...] = ()
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hypotheses: CardSources = field(default_factory=CardSources)


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
    raise_all((*problems(raw), *wrong))
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
        hypotheses=card_sources(raw.get("hypotheses", {})),
        constructs=tuple(
            Construct(row["id"], row["title"], _texts(row.get("measures")), _texts(row.get("codes")))
            for row in raw.get("constructs", [])
        ),
        families={name: _texts(table.get("codes")) for name, table in raw.get("families", {}).items()},
    )


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
    if is_outside(path):
        raise SecondmigError(
            f"{path!r} lies outside the project",
            where=PROJECT_FILE,
            hint="declare paths below the project's folder",
        )


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
