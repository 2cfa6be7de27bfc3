"""All that is written about a code, as the one text that other tools give a code."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from secondmig.codebook.code_entries import valid_id
from secondmig.core.types import Code, FacetScalar
from secondmig.interchange.labelled import Label, Labels, Paragraph, joined, parted, quoted

_LABELS: Final = Labels(
    (
        Label("Definition", ("definition",)),
        Label("Include", ("include", "includes", "inclusion", "inclusion criteria", "when to use")),
        Label("Exclude", ("exclude", "excludes", "exclusion", "exclusion criteria", "when not to use")),
        Label("Example", ("example", "example quote", "sample quote")),
        Label("Examples", ("examples", "example quotes", "sample quotes"), many=True),
        Label("Retired"),
        Label("Cues", named=True, one_line=True),
        Label("Links", one_line=True),
        Label("Measure", one_line=True),
        Label("Facet", named=True, one_line=True),
        Label("Benchmark", named=True, one_line=True),
        Label("Was", one_line=True),
        Label("Id", one_line=True),
    )
)
_TEXTS: Final = {
    "Definition": "definition",
    "Include": "include",
    "Exclude": "exclude",
    "Retired": "retired",
    "Measure": "measure",
}
_LONG: Final = 3
"""How many of these stand before the examples."""
_LISTS: Final = {"Links": "links", "Was": "was"}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BENCHMARK = re.compile(r"(?:([+-]) (ns|10%|5%|1%)|not_in_model)")
OUTCOMES: Final = ("rieti.return", "rieti.out")
"""The published findings that a code may carry."""
NOT_IN_MODEL: Final = "not_in_model"


def described(code: Code) -> str:
    """The text of a code."""
    return _LABELS.written(_paragraphs(code))


def _paragraphs(code: Code) -> Iterator[Paragraph]:
    texts = [Paragraph(label, getattr(code, name)) for label, name in _TEXTS.items()]
    yield from (each for each in texts[:_LONG] if each.text)
    yield from (Paragraph("Example", example) for example in code.examples)
    yield from (each for each in texts[_LONG:] if each.text)
    for language, words in sorted(code.cues.items()):
        yield Paragraph("Cues", joined(words), language)
    for name, value in sorted(code.defaults.items()):
        yield Paragraph("Facet", scalar_text(value), name)
    for name, finding in sorted(code.benchmarks.items()):
        yield Paragraph("Benchmark", finding_text(finding), name)
    for label, field in _LISTS.items():
        if getattr(code, field):
            yield Paragraph(label, joined(getattr(code, field)))
    yield Paragraph("Id", code.id)


def read_description(text: str, code: Code) -> tuple[Code, tuple[str, ...]]:
    """The code with what its text says, and the paragraphs that say nothing a codebook can hold.

    Args:
        text: with LF line ends.
        code: of which name and the like are known; its texts are empty.
    """
    texts: dict[str, list[str]] = {}
    fields: dict[str, Any] = {"examples": [], "cues": {}, "defaults": {}, "benchmarks": {}}
    unclear: list[str] = []
    for paragraph in _LABELS.read(text):
        if paragraph.label in _TEXTS:
            texts.setdefault(_TEXTS[paragraph.label], []).append(paragraph.text)
        elif paragraph.label in {"Example", "Examples"}:
            fields["examples"].append(paragraph.text)
        elif paragraph.label in _LISTS:
            fields[_LISTS[paragraph.label]] = parted(paragraph.text)
        elif not _read_other(paragraph, fields):
            unclear.append(f"{paragraph.label} {paragraph.name}".strip() + f": {paragraph.text}")
    fields["examples"] = tuple(dict.fromkeys(fields["examples"]))
    for name, parts in texts.items():
        fields[name] = "\n".join(parts)
    return replace(code, **fields), tuple(unclear)


def _read_other(paragraph: Paragraph, fields: dict[str, Any]) -> bool:
    """Read a paragraph of a single line; False where it says nothing that can be kept."""
    label, text, name = paragraph.label, paragraph.text, paragraph.name
    if label == "Id" and valid_id(text):
        fields["id"] = text
    elif label == "Cues" and _LANGUAGE.fullmatch(name) and parted(text):
        fields["cues"][name] = parted(text)
    elif label == "Facet":
        fields["defaults"][name] = scalar_of(text)
    elif label == "Benchmark" and name in OUTCOMES and finding_of(text):
        fields["benchmarks"][name] = finding_of(text)
    else:
        return False
    return True


def scalar_text(value: FacetScalar) -> str:
    """A value of a facet as text: a text that would be read as something else stands in double quotes.

    >>> scalar_text(-1), scalar_text("meso"), scalar_text("1"), scalar_text(True)
    ('-1', 'meso', '"1"', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    plain = value == value.strip() and value.isprintable() and "=" not in value and scalar_of(value) == value
    return value if plain and value else quoted(value)


def scalar_of(text: str) -> FacetScalar:
    """The value that :func:`scalar_text` wrote."""
    if text in {"true", "false"}:
        return text == "true"
    if _WHOLE.fullmatch(text):
        return int(text)
    if text.startswith('"'):
        try:
            inner = json.loads(text)
        except ValueError:
            return text
        if isinstance(inner, str) and scalar_text(inner) == text:
            return inner
    return text


def finding_text(finding: tuple[str, str]) -> str:
    """A published finding: ``+ 5%``, or ``not_in_model``."""
    return " ".join(part for part in finding if part)


def finding_of(text: str) -> tuple[str, str] | None:
    """The finding that :func:`finding_text` wrote, or None."""
    found = _BENCHMARK.fullmatch(text)
    if found is None:
        return None
    return (found[1], found[2]) if found[1] else ("", NOT_IN_MODEL)
