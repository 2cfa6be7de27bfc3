"""The ``codes`` section of a codebook file, and the tree its codes form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from secondmig.codebook.facets import described, permits
from secondmig.codebook.strict import Entry, Pairs, Problems, Scalar, did_you_mean, written_under
from secondmig.core.types import Code, FacetScalar, FacetSpec

CODE_KEYS: Final = (
    "id",
    "label",
    "parent",
    "codable",
    "definition",
    "include",
    "exclude",
    "example",
    "links",
    "cues",
    "measure",
    "rieti",
    "color",
    "was",
    "retired",
)
"""The keys of a code; beside them the name of any facet, for the value the code carries."""

ID_HINT: Final = "letters A-Z, digits, '.', '_' and '-', beginning with a letter or digit; 200 at most"
LONGEST_LABEL: Final = 256
"""Characters; a label is a name, and no other program keeps longer ones."""
_TEXTS: Final = ("id", "label", "parent", "definition", "include", "exclude", "measure", "retired")
UNCLEAR: Final = "unclear"
"""The type of a facet whose declaration is wrong; no codebook that can be used has it."""
_OUTCOMES: Final = ("return", "out")
_SIGNS: Final = ("+", "-")
_LEVELS: Final = ("ns", "10%", "5%", "1%")
_NOT_IN_MODEL: Final = "not_in_model"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class CodeSection:
    """The codes of a file.

    Attributes:
        codes: in file order.
        lines: code id -> line of its ``id``.
        parent_lines: code id -> line of its ``parent``.
    """

    codes: tuple[Code, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    parent_lines: Mapping[str, int] = field(default_factory=dict)


def allows(spec: FacetSpec, value: object) -> bool:
    """Whether the facet may hold the value; what is unclear is reported at the facet and allows anything."""
    return spec.type == UNCLEAR or permits(spec, (value,) if spec.multiple else value)


def valid_id(text: str) -> bool:
    """Whether the text can be the id of a code or a codebook: it needs no quoting on any command line."""
    return bool(_ID.fullmatch(text))


def read_codes(entry: Entry, facets: Iterable[FacetSpec] | None, problems: Problems) -> CodeSection:
    """Read the section; what is wrong goes to ``problems``.

    Args:
        entry: the list of codes.
        facets: the facets in force; None where they are not known, so that keys of codes cannot be judged.
        problems: takes what is wrong.
    """
    specs = {spec.name: spec for spec in facets} if facets is not None else None
    codes: list[Code] = []
    lines: dict[str, int] = {}
    parent_lines: dict[str, int] = {}
    for held in problems.entries(entry, "codes"):
        if not isinstance(held.item, Pairs):
            problems.add(held.line, "a code needs keys with values under it", "such as id, label, definition")
            continue
        written = written_under(held.item, "id")
        what = f"code {written.raw:.60}" if isinstance(written, Scalar) and written.raw else "a code"
        known = {*CODE_KEYS, *specs} if specs is not None else None
        keys = problems.mapping(held, what, known=known)
        code = _read_code(what, held, keys, specs or {}, problems)
        if code is None:
            continue
        line = keys["id"].line
        if code.id in lines:
            problems.add(
                line,
                f"{what}: this id is taken (line {lines[code.id]})",
                "ids are never reused: choose another",
            )
            continue
        codes.append(code)
        lines[code.id] = line
        if code.parent is not None:
            parent_lines[code.id] = keys["parent"].line
    section = CodeSection(tuple(codes), lines, parent_lines)
    _check_tree(section, problems)
    return section


def _read_code(
    what: str, entry: Entry, keys: Mapping[str, Entry], specs: Mapping[str, FacetSpec], problems: Problems
) -> Code | None:
    for name in ("id", "label"):
        if written_under(entry.item, name) is None:
            problems.add(entry.line, f"{what} has no {name}")
    texts = {name: problems.text(keys[name], f"{what}: {name}") or "" for name in _TEXTS if name in keys}
    fields = {
        **texts,
        **_lists(what, keys, problems),
        "label": texts.get("label", ""),
        "parent": texts.get("parent") or None,
        "defaults": _defaults(what, keys, specs, problems),
    }
    if len(fields["label"]) > LONGEST_LABEL:
        n = len(fields["label"])
        problems.add(
            keys["label"].line,
            f"{what}: its label has {n:,} characters, and {LONGEST_LABEL} are the most",
            "keep a few words; what the code means goes into its definition",
        )
    if "codable" in keys:
        fields["codable"] = problems.truth(keys["codable"], f"{what}: codable") is not False
    if not texts.get("id"):
        return None
    if not valid_id(texts["id"]):
        problems.add(keys["id"].line, f"'{texts['id']:.60}' cannot be the id of a code", ID_HINT)
        return None
    return Code(**fields)


def _lists(what: str, keys: Mapping[str, Entry], problems: Problems) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if "example" in keys:
        one = isinstance(keys["example"].item, Scalar)
        example = problems.text(keys["example"], f"{what}: example") if one else None
        many = () if one else problems.texts(keys["example"], f"{what}: example")
        fields["examples"] = (example,) if example else many
    if "links" in keys:
        fields["links"] = problems.texts(keys["links"], f"{what}: links")
    if "was" in keys:
        fields["was"] = _origins(what, keys, problems)
    if "cues" in keys:
        fields["cues"] = _cues(what, keys["cues"], problems)
    if "rieti" in keys:
        fields["benchmarks"] = _benchmarks(what, keys["rieti"], problems)
    if "color" in keys:
        fields["color"] = _color(what, keys["color"], problems)
    return fields


def _origins(what: str, keys: Mapping[str, Entry], problems: Problems) -> tuple[str, ...]:
    """The codes this one came out of; whether earlier versions have them is for the project to see."""
    named = problems.texts(keys["was"], f"{what}: was")
    own = keys["id"].item.raw if "id" in keys and isinstance(keys["id"].item, Scalar) else ""
    for origin in named:
        if not valid_id(origin):
            problems.add(keys["was"].line, f"{what}: was: '{origin:.60}' cannot be the id of a code", ID_HINT)
        elif origin == own:
            problems.add(
                keys["was"].line,
                f"{what}: was names the code itself",
                "name the codes of earlier versions that it came out of, or take the line out",
            )
    return named


def _color(what: str, entry: Entry, problems: Problems) -> str:
    color = problems.text(entry, f"{what}: color") or ""
    if color and not COLOR.fullmatch(color):
        problems.add(entry.line, f"{what}: color: '{color}' is not a colour", 'quoted, as "#33CC33"')
    return color


def _cues(what: str, entry: Entry, problems: Problems) -> dict[str, tuple[str, ...]]:
    cues: dict[str, tuple[str, ...]] = {}
    for language, held in sorted(problems.mapping(entry, f"{what}: cues").items()):
        if not _LANGUAGE.fullmatch(language):
            problems.add(
                held.line,
                f"{what}: cues: '{language}' is not a language",
                "a BCP 47 tag such as en, ja or es",
            )
        cues[language] = problems.texts(held, f"{what}: cues: {language}")
    return cues


def _benchmarks(what: str, entry: Entry, problems: Problems) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for outcome, held in sorted(problems.mapping(entry, f"{what}: rieti", known=_OUTCOMES).items()):
        name = f"{what}: rieti: {outcome}"
        one = isinstance(held.item, Scalar)
        texts = [problems.text(item, name) for item in ((held,) if one else problems.entries(held, name))]
        words = [text for text in texts if text is not None]
        if len(words) < len(texts):
            continue
        if words == [_NOT_IN_MODEL] and one:
            found[f"rieti.{outcome}"] = ("", _NOT_IN_MODEL)
        elif len(words) == 2 and words[0] in _SIGNS and words[1] in _LEVELS:
            found[f"rieti.{outcome}"] = (words[0], words[1])
        else:
            hint = f'a sign and a level, as ["+", ns] ({", ".join(_LEVELS)}), or {_NOT_IN_MODEL}'
            problems.add(held.line, f"{name}: not a published finding", hint)
    return found


def _defaults(
    what: str, keys: Mapping[str, Entry], specs: Mapping[str, FacetSpec], problems: Problems
) -> dict[str, FacetScalar]:
    defaults: dict[str, FacetScalar] = {}
    for name in sorted(keys.keys() & specs.keys()):
        value = problems.scalar(keys[name], f"{what}: {name}")
        if value is None:
            continue
        if allows(specs[name], value):
            defaults[name] = value
        else:
            problems.add(
                keys[name].line,
                f"{what}: {name}: '{value}' is not permitted",
                f"{name} takes {described(specs[name])}",
            )
    return defaults


def _check_tree(section: CodeSection, problems: Problems) -> None:
    """Every parent exists and nothing is its own ancestor; a circle is told once, at its first code."""
    parents = {code.id: code.parent for code in section.codes}
    told: set[str] = set()
    for code in section.codes:
        if code.parent is not None and code.parent not in parents:
            line = section.parent_lines[code.id]
            problems.add(
                line,
                f"code {code.id}: no code '{code.parent}' to be its parent",
                did_you_mean(code.parent, tuple(parents)),
            )
        circle = _circle(code.id, parents)
        if circle and not told.intersection(circle):
            told.update(circle)
            problems.add(
                section.parent_lines[code.id],
                f"code {code.id}: its parents go round in a circle: {' > '.join(circle)} > {code.id}",
            )


def _circle(code_id: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The codes from ``code_id`` upwards back to itself, without it at the end; empty where the way ends."""
    way = [code_id]
    seen = {code_id}
    above = parents.get(code_id)
    while above is not None and above not in seen:
        way.append(above)
        seen.add(above)
        above = parents.get(above)
    return tuple(way) if above == code_id else ()
