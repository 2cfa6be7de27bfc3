"""What secondmig.toml may hold, and everything that is wrong with one, at once."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final, cast

from secondmig.core.errors import SecondmigError
from secondmig.project import card_sources, survey_sources
from secondmig.project.profiles import TABLE

PROJECT_FILE: Final = "secondmig.toml"
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
    "constructs": list,
    "reports": list,
    "selections": dict,
    "families": dict,
    card_sources.TABLE: dict,
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
    "constructs": {"id": str, "title": str, "measures": list, "codes": list},
    "reports": {"name": str, "releases": list},
    "families": {"codes": list},
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
_NAMED = ("selections", "coders", "families")
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


def problems(raw: Mapping[str, object]) -> Iterator[SecondmigError]:
    """Unknown keys, wrong types, names that are taken twice and paths that leave the project."""
    yield from _of_keys(raw)
    yield from _twice(raw)


def _of_keys(raw: Mapping[str, object]) -> Iterator[SecondmigError]:
    for key, value in raw.items():
        if key not in _TOP:
            yield _problem(f"unknown key {key!r}", f"known keys: {', '.join(_TOP)}")
        elif type(value) is not _TOP[key]:
            yield _problem(f"{key} should be {_NAMES[_TOP[key]]}", f"correct {key} in {PROJECT_FILE}")
        elif key in _LISTS and not all(isinstance(item, str) for item in cast("list[object]", value)):
            yield _problem(f"{key} should list texts", f"write {_LISTS[key]} in {PROJECT_FILE}")
        elif key == card_sources.TABLE:
            yield from card_sources.source_problems(value, PROJECT_FILE)
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
    needed = {"surveys": ("name", "file"), "codings": ("files",), "constructs": ("id", "title")}.get(key, ())
    for name in needed:
        if name not in table:
            yield _problem(f"a [[{key}]] table lacks {name}", f"add {name} = ...")
    if key == survey_sources.TABLE:
        yield from survey_sources.survey_problems(table, PROJECT_FILE)
    for name in _PATHS:
        if is_outside(str(table.get(name, ""))):
            yield _problem(
                f"{key}.{name} lies outside the project", "declare paths below the project's folder"
            )
    yield from _name_problems(key, table)


def _name_problems(key: str, table: Mapping[str, object]) -> Iterator[SecondmigError]:
    name = {"reports": table.get("name", "compare"), "constructs": table.get("id", "a")}.get(key)
    if name is not None and not is_report_name(str(name)):
        which = "name" if key == "reports" else "id"
        yield _problem(f"{key}.{which} {name!r} cannot be one", "small letters, digits and hyphens")
    for release in cast("list[str]", table.get("releases", [])) if key == "reports" else ():
        if release not in _RELEASES:
            yield _problem(f"reports.releases {release!r} is unknown", f"one of {', '.join(_RELEASES)}")


_NAMES = {str: "text", int: "a whole number", dict: "a table", list: "a list", bool: "true or false"}


def _twice(raw: Mapping[str, object]) -> Iterator[SecondmigError]:
    for key, name in (("surveys", "name"), ("constructs", "id")):
        tables = raw.get(key)
        names = [row.get(name) for row in tables if isinstance(row, dict)] if isinstance(tables, list) else []
        for each in dict.fromkeys(one for one in names if names.count(one) > 1):
            yield _problem(f"two {key} are called {each!r}", "give each a name of its own")


def _problem(message: str, hint: str) -> SecondmigError:
    return SecondmigError(message, where=PROJECT_FILE, hint=hint)


def is_outside(path: str) -> bool:
    """Whether a path leaves the folder that it is written for."""
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or PureWindowsPath(path).is_absolute()


def is_report_name(name: str) -> bool:
    """Whether a report may be called so: it becomes a file name."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) is not None
