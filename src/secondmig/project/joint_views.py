"""Joint displays with words in them: side by side, and quotations by theme and group."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.core.warnings import CONFOUNDED, PURPOSIVE, SMALL_DENOMINATOR, SMALL_GROUP, Caution
from secondmig.joint.construct import FIT_RULE, Construct
from secondmig.project.codes import refuse_person_rows
from secondmig.project.group_names import with_values
from secondmig.project.inferring import Inference, inferences
from secondmig.project.listing import Listing
from secondmig.project.person_rows import guide_then
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks
from secondmig.project.shot import take

if TYPE_CHECKING:
    from secondmig.core.snapshot import Snapshot
    from secondmig.joint.capital import MeasureRow
    from secondmig.joint.quotations import Quotation
    from secondmig.joint.quote_matrix import QuoteCell
    from secondmig.joint.sides import Sides

SIDES: Final = ("construct", "title", "measured", "said", "quotations", "fit", "meta_inference", "coder")
QUOTES: Final = ("code", "label", "group", "persons", "persons_total", "place", "quote", "language", "reason")
_FEW: Final = 5
NOT_INTEGRATED: Final = (
    "no meta-inference yet: {names}. A table of two columns is not integration: "
    'secondmig joint infer {first} --fit expand "..."'
)


def side_by_side(session: Session, wanted: Sequence[str] = (), *, quotations: int = 1) -> Listing:
    """Each construct with its measured side, what is said of it, and what analysts draw from the two.

    Args:
        session: the open project.
        wanted: ids of constructs; all where empty.
        quotations: of each theme and group at most.

    Raises:
        SecondmigError: none is declared, one is unknown, or one names codes or measures that are not there.
    """
    from secondmig.joint.quote_matrix import QUOTES_RULE
    from secondmig.joint.sides import sides

    constructs = _constructs(session, wanted)
    snapshot = take(session, session.counting(Selection()), "team")
    raise_all([problem for each in constructs for problem in _problems(each, snapshot, session)])
    drawn = inferences(session)
    rows = [
        row
        for each in constructs
        for row in _rows(sides(snapshot, each, limit=quotations), drawn.get(each.id, ()))
    ]
    cautions = (*_of_sides(session, constructs, snapshot), *_cautions(session, snapshot))
    told = meta(session, unit="persons", selection=Selection(), n=len(rows), cautions=cautions)
    lacking = [each.id for each in constructs if each.id not in drawn]
    notes = [NOT_INTEGRATED.format(names=", ".join(lacking), first=lacking[0])] if lacking else []
    rules = {"fit": FIT_RULE, "quotations": QUOTES_RULE}
    return Listing(SIDES, rows, {**told, "rules": rules}, (*notes, FIT_RULE))


def quotes(session: Session, selection: Selection, *, by: str, limit: int, level: Level) -> Listing:
    """Quotations for each theme and group, and a line with the reason where there is none.

    Args:
        session: the open project.
        selection: its codes are the themes; the headings at the top where it names none.
        by: a facet or a variable of persons.
        limit: quotations in a cell at most.
        level: work or team.

    Raises:
        SecondmigError: the level is another, or a code or the grouping is unknown.
    """
    from secondmig.joint.dimensions import facets
    from secondmig.joint.quote_matrix import quote_matrix, quoted, rules

    refuse_person_rows(level)
    books = newest_codebooks(session, as_of=selection.as_of)
    expand_codes(books, selection)
    themes = selection.codes or tuple(
        code.id for book in books for code in book.codebook.codes if code.parent is None
    )
    snapshot = take(session, selection, level)
    snapshot = with_values(session, selection, snapshot, (by,), facets=facets(snapshot))
    cells = quote_matrix(snapshot, codes=themes, by=by, limit=limit)
    rows = [_quote_row(cell, quotation) for cell, quotation in quoted(cells)]
    told = meta(
        session, unit="persons", selection=selection, n=len(rows), cautions=_cautions(session, snapshot)
    )
    return Listing(QUOTES, rows, {**told, "by": by, "limit": limit, **rules(by)})


def _constructs(session: Session, wanted: Sequence[str]) -> tuple[Construct, ...]:
    declared = {each.id: each for each in session.config.constructs}
    if not declared:
        raise SecondmigError(
            "no construct is declared",
            where="secondmig.toml",
            hint='[[constructs]] with id = "education", title, measures = ["edu_isced"] and codes = []',
        )
    raise_all(
        SecondmigError(f"there is no construct {each}", hint=f"one of {', '.join(declared)}")
        for each in wanted
        if each not in declared
    )
    return tuple(each for name, each in declared.items() if not wanted or name in wanted)


def _problems(construct: Construct, snapshot: "Snapshot", session: Session) -> Iterator[SecondmigError]:
    attributes = {name for case in snapshot.cases for name in case.attributes}
    codes = {code.id for book in newest_codebooks(session) for code in book.codebook.codes}
    where = f"secondmig.toml, construct {construct.id}"
    for name in construct.measures:
        if name not in attributes:
            yield SecondmigError(
                f"no person has an attribute {name}",
                where=where,
                hint=f"one of {', '.join(sorted(attributes))}",
            )
    for code in construct.codes:
        if code not in codes:
            yield SecondmigError(f"there is no code {code}", where=where, hint="secondmig codebook show")


def _of_sides(session: Session, constructs: Sequence[Construct], snapshot: "Snapshot") -> Iterator[Caution]:
    """What to be wary of where two groups stand side by side."""
    from secondmig.joint.groups import group_of, people
    from secondmig.joint.sides import alike, unheard

    held = [group_of(person) for person in people(snapshot)]
    sizes = {name: held.count(name) for name in ("second", "single")}
    if min(sizes.values()) < _FEW:
        told = ", ".join(f"{name} ({size})" for name, size in sizes.items() if size < _FEW)
        yield replace(SMALL_GROUP, message=f"{SMALL_GROUP.message}: {told}")
    if same := alike(snapshot):
        yield replace(CONFOUNDED, message=f"{CONFOUNDED.message}: group and {', '.join(same)}")
    guide = guide_then(session, None)
    yield from dict.fromkeys(each for one in constructs for each in unheard(snapshot, one, guide))


def _cautions(session: Session, snapshot: "Snapshot") -> tuple[Caution, ...]:
    made = session.config.coders
    few = (SMALL_DENOMINATOR,) if len(snapshot.cases) < 40 else ()
    return (
        PURPOSIVE,
        *few,
        *waiting(snapshot.waiting, snapshot.undecided),
        *made_by(session.config.count or made, made),
    )


def _rows(two: "Sides", drawn: Sequence[Inference]) -> Iterator[dict[str, object]]:
    construct = two.construct
    for each in drawn or (None,):
        yield {
            "construct": construct.id,
            "title": construct.title,
            "measured": "; ".join(_measured(row) for row in two.measured) or None,
            "said": "; ".join(_said(two)) or None,
            "fit": each.fit if each else None,
            "meta_inference": each.text if each else None,
            "coder": each.coder if each else None,
            "quotations": [
                f"{one.place} ({cell.group}): “{one.text}”" for cell in two.said for one in cell.quotations
            ],
        }


def _measured(row: "MeasureRow") -> str:
    means = [
        f"{group.group} {group.summary.mean.value:.2f} (n {group.n})"
        if group.summary.mean.value is not None
        else f"{group.group} – (n 0)"
        for group in row.groups
    ]
    delta = row.delta
    effect = delta.undefined if delta.value is None else f"{delta.value + 0.0:.2f}"
    return f"{row.measure} {', '.join(means)}, Cliff's delta {effect}"


def _said(two: "Sides") -> Iterator[str]:
    for code in two.construct.codes:
        mine = [cell for cell in two.said if cell.code == code]
        shares = ", ".join(_share(cell, two.tones.get((code, cell.group))) for cell in mine)
        yield f"{mine[0].label if mine else code} ({code}): {shares}"


def _share(cell: "QuoteCell", tone: tuple[int, int] | None) -> str:
    said = f"{cell.group} {cell.persons}/{cell.persons_total}"
    return said if tone is None else f"{said} ({tone[0]} negatively, {tone[1]} positively)"


def _quote_row(cell: "QuoteCell", quotation: "Quotation | None") -> dict[str, object]:
    return {
        "code": cell.code,
        "label": cell.label,
        "group": cell.group,
        "persons": cell.persons,
        "persons_total": cell.persons_total,
        "place": quotation.place if quotation else None,
        "quote": quotation.text if quotation else None,
        "language": quotation.language if quotation else None,
        "reason": cell.reason or None,
    }
