"""What was understood of a survey file, in lines for people."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondmig.survey.table import SurveyTable


def told(table: "SurveyTable") -> Iterator[str]:
    """What was understood of a file, in lines."""
    form = table.form
    encoding = f", {form.encoding}" if form.encoding else ""
    yield f"{_FORMATS.get(form.format, form.format)}{encoding}; {_KINDS[table.kind]}; id {table.id_column}"
    design = [f"{word} {getattr(form, word)}" for word in ("weight", "strata", "psu") if getattr(form, word)]
    if form.within:
        design.append(f"units {form.within} by {form.within_id}")
    if design:
        yield ", ".join(design)
    labelled = [name for name, each in form.variables.items() if each.labels]
    if labelled:
        yield f"value labels: {_some(labelled)}"
    for name, each in form.variables.items():
        own = {value: why for value, why in each.missing.items() if why not in _RESERVED}
        if own:
            yield f"missing in {name}: {_some([f'{value} = {why}' for value, why in own.items()])}"
    measured = [f"{name} = {each.measure}" for name, each in form.variables.items() if each.measure]
    if measured:
        yield f"measures: {_some(measured)}"
    if form.source:
        yield f"source: {form.source}"


_FORMATS = {"csv": "CSV", "xlsx": "workbook", "sav": "SPSS", "dta": "Stata"}
_KINDS = {
    "census": "a census",
    "register": "a register",
    "sample": "a sample",
    "purposive": "chosen on purpose",
}
_RESERVED = frozenset(
    {
        "refused",
        "dont_know",
        "not_asked_in_source",
        "not_applicable",
        "not_stated",
        "suppressed_for_disclosure",
    }
)


def _some(names: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
