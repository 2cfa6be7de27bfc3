"""A codebook as a new file in the layout of codebook files; reading it gives the same codebook."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from secondmig.core.types import Code, Codebook, FacetScalar, FacetSpec
from secondmig.interchange.draft import Written, on_its_own

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9][A-Za-z0-9_.-]*)*")
_OTHER: Final = frozenset(
    {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "none", "infinity"}
)
"""Words that one YAML reader or another takes for something else than text."""
_COUNTRY: Final = "iso3166-1-alpha3"
_EMPTY: Final[Mapping[str, Any]] = {
    "required": False,
    "required_unless": {},
    "default": None,
    "applies_to": (),
    "help": "",
}
_CHANGEABLE: Final = tuple(_EMPTY)
"""The fields of a facet that a codebook which inherits it may change, with what stands for nothing."""
_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
    "\ufeff": "\\uFEFF",
}


def written(book: Codebook, *, others: Iterable[Codebook] = ()) -> Written:
    """The file, in UTF-8.

    Facets are written out, those that were inherited too, so that the file stands on its own. Where one
    applies to codes of another codebook it cannot, and the file inherits from that codebook.

    Args:
        book: the codebook.
        others: those it may inherit from.
    """
    inside = {code.id for code in book.codes}
    foreign = [spec for spec in book.facets if not inside.issuperset(spec.applies_to)]
    parent = _parent(book, others, foreign) if foreign else None
    losses: tuple[str, ...] = ()
    if foreign and parent is None:
        book, losses = on_its_own(book)
    lines = [*_header(book), *_facets(book.facets, parent), *_codes(book.codes)]
    return Written("".join(f"{line}\n" for line in lines).encode("utf-8"), losses)


def _parent(book: Codebook, others: Iterable[Codebook], foreign: Sequence[FacetSpec]) -> Codebook | None:
    """The codebook from which the facets of this one can be inherited."""
    mine = {spec.name: spec for spec in book.facets}
    for other in sorted(others, key=lambda each: each.id):
        theirs = {spec.name: spec for spec in other.facets}
        if (
            other.id != book.id
            and theirs.keys() <= mine.keys()
            and all(mine[spec.name] == theirs.get(spec.name) for spec in foreign)
            and all(_can_become(spec, mine[name]) for name, spec in theirs.items())
        ):
            return other
    return None


def _can_become(inherited: FacetSpec, mine: FacetSpec) -> bool:
    """Whether an override makes the one of the other: it can change some fields, and set none back."""
    held = {name: getattr(mine, name) for name in _CHANGEABLE}
    unset = any(getattr(inherited, name) and not held[name] for name in ("default", "applies_to", "help"))
    return replace(inherited, **held) == mine and (not unset or inherited == mine)


def text_value(text: str) -> str:
    r"""A text as YAML: plain where every reader takes it for text, else in double quotes.

    >>> text_value("Room to rise"), text_value("no"), text_value("1.0"), text_value("a\nb: c")
    ('Room to rise', '"no"', '"1.0"', '"a\\nb: c"')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _OTHER:
        return text
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    """A letter in double quotes, escaped just where the editor of codebook files would escape it."""
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    number = ord(letter)
    if 0x20 <= number <= 0x7E or 0xA0 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or number > 0xFFFF:
        return letter
    return f"\\x{number:02X}" if number <= 0xFF else f"\\u{number:04X}"


def scalar_value(value: FacetScalar) -> str:
    """A value of a facet as YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else text_value(value)


def _list(items: Iterable[FacetScalar]) -> str:
    return f"[{', '.join(scalar_value(item) for item in items)}]"


def _header(book: Codebook) -> Iterator[str]:
    yield "codebook:"
    texts = {
        "id": book.id,
        "version": book.label,
        "title": book.title,
        "source": book.source,
        "unit": book.unit,
    }
    for key, text in texts.items():
        if text:
            yield f"  {key}: {text_value(text)}"
    if book.rules:
        yield "  rules:"
        yield from (f"    - {text_value(rule)}" for rule in book.rules)


def _facets(specs: Sequence[FacetSpec], parent: Codebook | None) -> Iterator[str]:
    if not specs:
        return
    inherited = {spec.name: spec for spec in parent.facets} if parent else {}
    changed = [spec for spec in specs if spec.name in inherited and spec != inherited[spec.name]]
    extra = [spec for spec in specs if spec.name not in inherited]
    yield "facets:"
    if parent:
        yield f"  inherit: {text_value(parent.id)}"
    yield from ("  override:" for _ in changed[:1])
    for spec in changed:
        yield f"    {spec.name}:"
        yield from (f"      {line}" for line in _changes(spec, inherited[spec.name]))
    yield from ("  extra:" for _ in extra[:1])
    for spec in extra:
        yield f"    {spec.name}:"
        yield from (f"      {line}" for line in (*_typed(spec), *_common(spec)))


def _changes(spec: FacetSpec, inherited: FacetSpec) -> Iterator[str]:
    if spec.required != inherited.required:
        yield f"required: {scalar_value(spec.required)}"
    if inherited.required_unless and not spec.required_unless:
        yield "required_unless: {}"
    same = {
        name: empty
        for name, empty in _EMPTY.items()
        if getattr(spec, name) == getattr(inherited, name) or name == "required"
    }
    yield from _common(replace(spec, **same))


def _typed(spec: FacetSpec) -> Iterator[str]:
    numbers = [value for value in spec.values if isinstance(value, int)]
    words = [value for value in spec.values if isinstance(value, str)]
    names = {"country": _COUNTRY, "countries": _COUNTRY, "corridor": "pair"}
    yield f"type: {names.get(spec.type, spec.type)}"
    if spec.type == "enum":
        yield f"values: {_list(spec.values)}"
    elif spec.type == "ordinal":
        yield "values:"
        yield from (f"  {number}: {text_value(spec.labels[str(number)])}" for number in numbers)
    if words and spec.type in {"country", "countries", "ordinal"}:
        yield f"extra: {_list(words)}"
    if spec.multiple:
        yield "multiple: true"


def _common(spec: FacetSpec) -> Iterator[str]:
    if spec.required:
        yield "required: true"
    if spec.required_unless:
        yield "required_unless:"
        yield from (
            f"  {name}: {scalar_value(value)}" for name, value in sorted(spec.required_unless.items())
        )
    if spec.default is not None:
        yield f"default: {scalar_value(spec.default)}"
    if spec.applies_to:
        yield f"applies_to: {_list(spec.applies_to)}"
    if spec.help:
        yield f"help: {text_value(spec.help)}"


def _codes(codes: Sequence[Code]) -> Iterator[str]:
    yield "codes:" if codes else "codes: []"
    for code in codes:
        first, *rest = _code(code)
        yield f"  - {first}"
        yield from (f"    {line}" for line in rest)


def _code(code: Code) -> Iterator[str]:
    yield from _texts(code, ("id", "parent", "label"))
    if not code.codable:
        yield "codable: false"
    yield from _texts(code, ("definition", "include", "exclude"))
    yield from _examples(code.examples)
    yield from _texts(code, ("measure", "retired", "color"))
    for key in ("links", "was"):
        if getattr(code, key):
            yield f"{key}: {_list(getattr(code, key))}"
    yield from (f"{name}: {scalar_value(value)}" for name, value in sorted(code.defaults.items()))
    yield from _cues(code.cues)
    yield from _findings(code.benchmarks)


def _texts(code: Code, keys: Iterable[str]) -> Iterator[str]:
    return (f"{key}: {text_value(getattr(code, key))}" for key in keys if getattr(code, key))


def _examples(examples: Sequence[str]) -> Iterator[str]:
    if len(examples) == 1:
        yield f"example: {text_value(examples[0])}"
    elif examples:
        yield "example:"
        yield from (f"  - {text_value(example)}" for example in examples)


def _cues(cues: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if cues:
        yield "cues:"
        yield from (f"  {text_value(language)}: {_list(words)}" for language, words in sorted(cues.items()))


def _findings(findings: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The published findings by source, as ``rieti: {return: ["+", ns]}``."""
    for source in sorted({name.partition(".")[0] for name in findings}):
        yield f"{source}:"
        for name, (sign, level) in sorted(findings.items()):
            if name.partition(".")[0] == source:
                shown = _list((sign, level)) if sign else text_value(level)
                yield f"  {name.partition('.')[2]}: {shown}"
