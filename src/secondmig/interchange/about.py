"""What a codebook says besides its codes, as labelled texts: its header, and each facet it declares."""

from collections.abc import Iterable
from typing import Any, Final

from secondmig.core.types import Codebook, FacetScalar, FacetSpec
from secondmig.interchange.code_text import scalar_of, scalar_text
from secondmig.interchange.labelled import Label, Labels, Paragraph

HEADER: Final = {"Codebook": "id", "Version": "label", "Title": "title", "Source": "source", "Unit": "unit"}
"""Label -> field of Codebook."""
RULE: Final = "Rule"
_FACET_TEXTS: Final = {"Type": "type", "Help": "help"}
_TRUTHS: Final = {"Several": "multiple", "Required": "required"}
FACET_FIELDS: Final = ("Type", "Several", "Value", "Required", "Unless", "Default", "Help")
_HEADER_LABELS: Final = Labels([Label("Note"), *(Label(name) for name in HEADER), Label(RULE)])
_FACET_LABELS: Final = Labels([Label("Note"), *(Label(name) for name in FACET_FIELDS)])
_TYPES: Final = ("country", "countries", "corridor", "enum", "ordinal", "int", "bool")
_EQUALS: Final = " = "


def header_paragraphs(book: Codebook) -> tuple[Paragraph, ...]:
    """The header of a codebook."""
    found = [Paragraph(label, getattr(book, name)) for label, name in HEADER.items() if getattr(book, name)]
    return (*found, *(Paragraph(RULE, rule) for rule in book.rules))


def header_text(book: Codebook) -> str:
    """The header as one text."""
    return _HEADER_LABELS.written(header_paragraphs(book))


def read_header(paragraphs: Iterable[Paragraph]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields of a header and its rules."""
    fields: dict[str, str] = {}
    rules: list[str] = []
    for paragraph in paragraphs:
        if paragraph.label in HEADER and paragraph.text:
            fields.setdefault(HEADER[paragraph.label], paragraph.text)
        elif paragraph.label == RULE and paragraph.text:
            rules.append(paragraph.text)
    return fields, tuple(dict.fromkeys(rules))


def read_header_text(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields and rules of a header's text."""
    return read_header(_HEADER_LABELS.read(text))


def facet_paragraphs(spec: FacetSpec) -> tuple[Paragraph, ...]:
    """A facet; the codes it applies to are left to whoever writes them."""
    found = [Paragraph("Type", spec.type)]
    found += [Paragraph(label, "yes") for label, name in _TRUTHS.items() if getattr(spec, name)]
    for value in spec.values:
        label = spec.labels.get(str(value))
        text = scalar_text(value)
        found.append(Paragraph("Value", text if label is None else f"{text}{_EQUALS}{label}"))
    for name, lifted in sorted(spec.required_unless.items()):
        found.append(Paragraph("Unless", f"{name}{_EQUALS}{scalar_text(lifted)}"))
    if spec.default is not None:
        found.append(Paragraph("Default", scalar_text(spec.default)))
    if spec.help:
        found.append(Paragraph("Help", spec.help))
    return tuple(found)


def facet_text(spec: FacetSpec) -> str:
    """A facet as one text."""
    return _FACET_LABELS.written(facet_paragraphs(spec))


def read_facet_text(name: str, text: str) -> FacetSpec | None:
    """The facet of a text, or None where it is none."""
    return read_facet(name, _FACET_LABELS.read(text))


def read_facet(name: str, paragraphs: Iterable[Paragraph]) -> FacetSpec | None:
    """The facet that paragraphs declare, or None where they are no facet.

    Args:
        name: the facet.
        paragraphs: as :func:`facet_paragraphs` gives them, in any order; a grade without a label is called by
            its number.
    """
    fields: dict[str, Any] = {"type": "", "help": ""}
    values: list[tuple[str, str | None]] = []
    unless: dict[str, Any] = {}
    for paragraph in paragraphs:
        label, text = paragraph.label, paragraph.text
        if label in _FACET_TEXTS:
            fields[_FACET_TEXTS[label]] = text
        elif label in _TRUTHS:
            fields[_TRUTHS[label]] = text == "yes"
        elif label == "Value":
            values.append(_value_and_label(text))
        elif label == "Unless" and _EQUALS in text:
            other, _, lifted = text.partition(_EQUALS)
            unless[other] = scalar_of(lifted)
        elif label == "Default":
            fields["default"] = scalar_of(text)
    if fields["type"] not in _TYPES:
        return None
    known = [_graded(scalar_of(text), label, fields["type"]) for text, label in values]
    return FacetSpec(
        name=name,
        **fields,
        values=tuple(value for value, _ in known),
        labels={str(value): label for value, label in known if label is not None},
        required_unless=unless,
    )


def _graded(value: FacetScalar, label: str | None, kind: str) -> tuple[FacetScalar, str | None]:
    """A value with its label, which no grade is without."""
    grade = kind == "ordinal" and isinstance(value, int) and not isinstance(value, bool)
    return value, str(value) if grade and label is None else label


def _value_and_label(text: str) -> tuple[str, str | None]:
    value, equals, label = text.partition(_EQUALS)
    return (value, label) if equals and not text.startswith('"') else (text, None)
