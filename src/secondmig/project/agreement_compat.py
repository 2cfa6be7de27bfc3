"""``agree report --compat``: the figures that other programs print, each with what they count."""

from collections.abc import Sequence

from secondmig.agreement.compat import DEFINITIONS, CompatRow, maxqda, nvivo, qdaminer
from secondmig.agreement.segments import SegmentRule
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Code
from secondmig.core.warnings import NOT_RELIABILITY
from secondmig.project.agreement_asked import Compare, Measure, Program, Reported
from secondmig.project.agreement_figures import FIRST_FIELDS, Row
from secondmig.project.agreement_read import compared
from secondmig.project.agreement_texts import Compared
from secondmig.project.agreement_view import DASH, number
from secondmig.project.assignments import assigned
from secondmig.project.listing import Listing
from secondmig.project.session import Session, meta

FIELDS = (*FIRST_FIELDS, "document", "counts")


def report(session: Session, asked: Compare, measure: Measure, program: Program) -> Reported:
    """What another program would print of the same codings.

    Args:
        session: the open project.
        asked: coders, codes, documents, and before or after differences were resolved.
        measure: the overlap of segments; the other program has no say in the rest.
        program: which.

    Raises:
        SecondmigError: the coders cannot be compared, or there are not two.
    """
    measure.check()
    one = compared(session, asked, assigned(session), asked.when[0])
    if len(one.coders) != 2:
        raise SecondmigError(
            f"{program} compares two coders, and here are {len(one.coders)}: {', '.join(one.coders)}",
            hint=f"--coders {','.join(one.coders[:2])}",
        )
    found = _figures(one, program, SegmentRule(measure.overlap, "longer"))
    labels = {code.id: code for code in one.codes}
    rows = [_row(each, labels) for each in found]
    made = {coder: how for coder, how in session.config.coders.items() if how and coder in one.coders}
    selection = Selection(documents=asked.documents, codes=asked.codes, coders=asked.coders)
    cautions = [*([NOT_RELIABILITY] if made else []), *one.waits.cautions()]
    told = meta(session, unit=program, selection=selection, n=len(rows), cautions=cautions)
    told |= {"program": program, "definition": DEFINITIONS[program], "coders": list(one.coders)}
    told |= {"documents": list(one.doubly()), "overlap": measure.overlap, "when": [one.when]}
    on = counted(len(one.doubly()), "document")
    foot = (DEFINITIONS[program], f"Coders {one.coders[0]} and {one.coders[1]} on {on}")
    title = f"Agreement as {_NAMES[program]} counts it"
    table = _table(found, labels)
    banner = NOT_RELIABILITY.message if made else ""
    return Reported(Listing(FIELDS, rows, told), ((title, table),), banner, foot)


_NAMES: dict[Program, str] = {"nvivo": "NVivo", "maxqda": "MAXQDA", "qdaminer": "QDA Miner"}


def _figures(one: Compared, program: Program, rule: SegmentRule) -> list[CompatRow]:
    """The program's rows of codes that somebody used, codebooks with the same documents together."""
    used = one.used()
    found: list[CompatRow] = []
    for field in one.fields():
        codes = [code for code in field.codes if code in used]
        if not field.documents or not codes:
            continue
        if program == "nvivo":
            found += nvivo(field.documents, codes)
        elif program == "maxqda":
            found += maxqda(field.documents, codes, rule)
        else:
            found += qdaminer(field.documents, codes, rule)
    return found


def _row(each: CompatRow, labels: dict[str, Code]) -> Row:
    figure = each.agreement
    return {
        "code": each.code or None,
        "facet": None,
        "unit": each.level,
        "coefficient": each.measure,
        "value": figure.value,
        "undefined": figure.undefined or None,
        "low": None,
        "high": None,
        "n_units": figure.n_units,
        "prevalence": None,
        "label": labels[each.code].label if each.code else "all codes",
        "document": each.document or None,
        "counts": dict(each.counts),
    }


def _table(found: Sequence[CompatRow], labels: dict[str, Code]) -> Listing:
    """One line per code, document and level, the program's measures side by side."""
    lines: dict[tuple[str, str, str], Row] = {}
    measures = list(dict.fromkeys(each.measure for each in found))
    for each in found:
        key = (each.code, each.document, each.level)
        first: Row = {
            "code": each.code or "all codes",
            "label": labels[each.code].label if each.code else DASH,
            "document": each.document or "all",
            "level": each.level,
            **dict.fromkeys(measures, DASH),
            "counts": ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in each.counts.items()),
            "why": " ",
        }
        line = lines.setdefault(key, first)
        line[each.measure] = number(each.agreement.value)
        if each.agreement.undefined:
            line["why"] = each.agreement.undefined
    rows = list(lines.values())
    return Listing(tuple(rows[0]) if rows else ("code",), rows)
