"""Groups of persons, or two countries within each person, compared on what is said: rows to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import CodebookVersion
from secondmig.core.warnings import PURPOSIVE, Caution
from secondmig.project.codes import selected
from secondmig.project.comparison_rows import (
    COMPARISON_FIELDS,
    PAIR_FIELDS,
    PAIRED_FIELDS,
    comparison_rows,
    pair_rows,
    paired_rows,
    sentences,
)
from secondmig.project.comparison_wanted import ComparisonWanted, Family, family, measured
from secondmig.project.group_names import with_values
from secondmig.project.late_codes import entered_late
from secondmig.project.listing import Listing
from secondmig.project.person_rows import guide_then, read_documents
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks
from secondmig.project.shot import take

if TYPE_CHECKING:
    from secondmig.joint.comparison_values import Measured
    from secondmig.joint.passages import Passage
    from secondmig.joint.person_ground import CodeAsked, Ground

__all__ = ["ComparisonWanted", "compared"]

_NOT_PERSONS: Final = (
    "for groups of persons: --cols group, interview_country, first_destination ...; for two countries within "
    "each person: --paired first_destination,current"
)


def compared(session: Session, selection: Selection, wanted: ComparisonWanted) -> Listing:
    """Compare groups of persons on what they say, or two countries within each person.

    Raises:
        SecondmigError: nobody or one group only; no such variable, group, facet, code or family; columns that
            are of codings and not of persons.
    """
    with session.store.consistent():
        material = _material(session, selection, wanted)
        return _within(material, wanted) if wanted.paired else _between(material, wanted)


@dataclass(frozen=True, slots=True)
class _Material:
    """What a comparison is made of.

    Attributes:
        session: the open project.
        selection: as asked for.
        snapshot: with the codings of all codes.
        ground: with the codings that are compared.
        spoken: case id -> all passages of the person.
        shown: ids of the codes with rows, in the order of the codebooks.
        codes: those, and the others of the family.
        measured: how persons are measured.
        family: of the comparisons.
        versions: of the codebooks.
    """

    session: Session
    selection: Selection
    snapshot: Snapshot
    ground: "Ground"
    spoken: "Mapping[str, tuple[Passage, ...]]"
    shown: tuple[str, ...]
    codes: "tuple[CodeAsked, ...]"
    measured: "Measured"
    family: Family
    versions: tuple[CodebookVersion, ...]


def _material(session: Session, selection: Selection, wanted: ComparisonWanted) -> _Material:
    from secondmig.joint.groups import asked, people
    from secondmig.joint.person_ground import Ground

    versions = newest_codebooks(session, as_of=selection.as_of)
    snapshot = take(session, replace(selection, codes=(), where=(), exact=False), "team")
    if not wanted.paired:
        _refuse_columns(snapshot, wanted.cols)
        snapshot = with_values(session, selection, snapshot, (wanted.cols,))
    persons = asked(people(snapshot))
    if not persons:
        chosen = selection.cases or selection.documents or selection.groups
        hint = "leave out --case, --document or --group" if chosen else "secondmig case import FILE"
        raise SecondmigError("nobody is left to compare", hint=hint)
    way = measured(wanted, snapshot)
    guide, read = guide_then(session, selection.as_of), read_documents(session, selection)
    whole = Ground.of(snapshot, persons, guide=guide, read=read)
    ground = whole
    if selection.where:
        kept = {each.id for each in selected(session, replace(selection, codes=(), exact=False))}
        said = {
            case: tuple(each for each in passages if each.coding.id in kept)
            for case, passages in whole.said.items()
        }
        ground = replace(whole, said=said)
    named = family(wanted.family, session.config.families, versions)
    without = frozenset(expand_codes(versions, Selection(codes=wanted.without)))
    shown = _shown(ground, versions, selection, without)
    codes = _asked_codes(ground, versions, (selection, wanted, without), (shown, named))
    return _Material(session, selection, snapshot, ground, whole.said, shown, codes, way, named, versions)


def _refuse_columns(snapshot: Snapshot, cols: str) -> None:
    """Refuse columns that are of codings.

    Raises:
        SecondmigError: one person may fall into several of them, so they make no groups of persons.
    """
    from secondmig.joint.dimensions import CODE, facets

    if cols == CODE or cols in facets(snapshot):
        raise SecondmigError(
            f"{cols} belongs to codings, not to persons: one person may stand in several of its columns, so "
            "they are no groups that can be compared",
            hint=_NOT_PERSONS,
        )


def _shown(
    ground: "Ground", versions: Sequence[CodebookVersion], selection: Selection, without: frozenset[str]
) -> tuple[str, ...]:
    """The codes with rows: those used by the persons, with the headings above, or those asked for."""
    from secondmig.joint.passages import code_parents, lineage

    parents = code_parents(ground.snapshot)
    used = {
        above
        for passages in ground.said.values()
        for each in passages
        if each.coding.code_id not in without
        for above in lineage(parents, each.coding.code_id)
    }
    meant = set(expand_codes(versions, selection))
    if meant:
        used = (used & meant) | set(selection.codes)
    found = tuple(code for code in parents if code in used - without)
    if not found:
        raise SecondmigError(
            "there is no code to compare: nothing is coded there", hint="secondmig code list"
        )
    return found


def _asked_codes(
    ground: "Ground",
    versions: Sequence[CodebookVersion],
    options: tuple[Selection, ComparisonWanted, frozenset[str]],
    rows: tuple[tuple[str, ...], Family],
) -> "tuple[CodeAsked, ...]":
    """The codes that are computed: those shown, and those of the family that are not."""
    from secondmig.joint.person_ground import asked_for

    (selection, wanted, without), (shown, named) = options, rows
    every = [code.id for version in versions for code in version.codebook.codes]
    members = (named.codes or frozenset()) - without if wanted.inference else frozenset()
    found = [code for code in every if code in shown or code in members]
    made = (asked_for(ground.snapshot, code, exact=selection.exact, facet=wanted.intensity) for code in found)
    return tuple(replace(each, counted=each.counted - without) for each in made)


def _between(material: _Material, wanted: ComparisonWanted) -> Listing:
    from secondmig.joint.comparison import REST_RULE, RULE, WITHIN_RULE, Wanted, compare, groups_of
    from secondmig.joint.comparison_cautions import of_groups, of_tests
    from secondmig.joint.dimensions import dimension

    ground = material.ground
    across = dimension(material.snapshot, wanted.cols, ground.persons, ())
    groups = groups_of(ground.persons, wanted.cols, across.keys, across.labels)
    asked = Wanted(material.measured, wanted.against, wanted.inference, wanted.seed)
    every = compare(ground, material.codes, groups, asked)
    rows = tuple(row for row in every if row.code in material.shown)
    found, size = comparison_rows(every, material.family, pairwise=bool(wanted.against))
    kept = [row for row in found if row["code"] in material.shown]
    pairs = {(row.code, row.group if wanted.against else "") for row in rows if row.against}
    cautions = [
        *of_tests(
            [row.tested.p for row in rows],
            inference=wanted.inference,
            comparisons=len(pairs),
            family=material.family.name,
        ),
        *of_groups(material.snapshot, ground.persons, groups, rows, material.measured.quantity),
    ]
    told = {
        "groups": {key: groups.size(key) for key in groups.keys},
        "persons_left_out": groups.left_out,
        "against": wanted.against or REST_RULE,
        "compared": RULE,
        "within": f"{WITHIN_RULE}; strata: {groups.strata()}",
    }
    return _listing(material, wanted, (COMPARISON_FIELDS, kept), cautions, told, size)


def _within(material: _Material, wanted: ComparisonWanted) -> Listing:
    from secondmig.joint.comparison_cautions import of_pairs, of_tests
    from secondmig.joint.within_person import PAIRED_RULE, compare_within

    first, second = _two(wanted.paired)
    every = compare_within(
        material.ground,
        material.codes,
        (first, second),
        material.measured,
        inference=wanted.inference,
        everything=material.spoken,
    )
    rows = [row for row in every if row.code in material.shown]
    cautions = [
        *of_tests(
            [row.p for row in rows],
            inference=wanted.inference,
            comparisons=len(rows),
            family=material.family.name,
        ),
        *of_pairs(material.ground.persons, rows),
    ]
    found, size = paired_rows(every, material.family)
    told: dict[str, object] = {"paired": [first, second], "compared": PAIRED_RULE}
    if wanted.persons:
        return _listing(material, wanted, (PAIR_FIELDS, pair_rows(rows)), cautions, told, size)
    kept = [row for row in found if row["code"] in material.shown]
    return _listing(material, wanted, (PAIRED_FIELDS, kept), cautions, told, size)


def _two(names: Sequence[str]) -> tuple[str, str]:
    """The two countries.

    Raises:
        SecondmigError: they are not two, or the same twice.
    """
    if len(names) != 2 or names[0] == names[1]:
        raise SecondmigError(
            f"two different countries are compared within a person, not {', '.join(names)}",
            hint="--paired first_destination,current or --paired JPN,USA",
        )
    return names[0], names[1]


def _listing(
    material: _Material,
    wanted: ComparisonWanted,
    table: tuple[tuple[str, ...], list[dict[str, object]]],
    cautions: Sequence[Caution],
    told: Mapping[str, object],
    size: int,
) -> Listing:
    fields, rows = table
    session, selection, snapshot = material.session, material.selection, material.snapshot
    made, quantity = session.config.coders, material.measured
    head = meta(
        session,
        unit="persons",
        selection=selection,
        n=len(rows),
        cautions=[
            *cautions,
            *_dipped(material),
            PURPOSIVE,
            *waiting(snapshot.waiting, snapshot.undecided),
            *made_by(selection.coders or made, made),
        ],
    )
    said = sentences(wanted, quantity.quantity, material.family.told(size))
    body: dict[str, object] = {
        **head,
        "quantity": quantity.quantity,
        "rule": quantity.rule(within=bool(wanted.paired)),
        "number": quantity.unit(),
        **told,
        "persons": len(material.ground.persons),
        "without": list(wanted.without),
        "inference": wanted.inference,
        "family": material.family.name or None,
        "comparisons": size,
        "seed": wanted.seed if wanted.inference else None,
        "sentences": said,
    }
    return Listing(fields, rows, body, tuple(_notes(body, wanted)))


def _notes(body: Mapping[str, object], wanted: ComparisonWanted) -> Iterator[str]:
    yield f"{body['quantity']} ({body['number']}): {body['rule']}"
    if wanted.without:
        yield f"left out: {', '.join(wanted.without)} and what is below"
    left = body.get("persons_left_out")
    if left:
        yield f"{left} without a value of {wanted.cols} are left out"
    said = body["sentences"]
    if isinstance(said, Mapping):
        yield from (str(each) for each in said.values())


def _dipped(material: _Material) -> Iterator[Caution]:
    """Whether codes came out of these texts: they entered after the first coding, or quote them."""
    from secondmig.joint.comparison_cautions import dipped

    shown = set(material.shown)
    codes = [code for version in material.versions for code in version.codebook.codes if code.id in shown]
    late = entered_late(material.session, material.snapshot, codes)
    yield from dipped(material.snapshot, codes, late)
