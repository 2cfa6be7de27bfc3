"""Coding many places at once: what a search finds, what a speaker says, what answers an item of the guide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.counting import counted
from secondmig.core.ids import content_hash
from secondmig.core.types import CodebookVersion, Coding, FacetValue
from secondmig.joint.passages import printed_number
from secondmig.project.codes import codable, parsed_facets
from secondmig.project.listing import Done, Listing
from secondmig.project.places import Asked, Found, Place, find
from secondmig.project.session import Session, meta, newest_codebooks
from secondmig.store import codings
from secondmig.store.connect import Change

FIELDS = ("document", "turn", "speaker", "start", "end", "quote", "found_in", "coded")
VERB = "code hits"
_LISTED = 20


def preview(session: Session, asked: Asked, *, code: str) -> Listing:
    """The places with their words, one row each; nothing is written.

    Raises:
        SecondmigError: the code is unknown or a heading, or there is no such speaker or item.
    """
    codable(newest_codebooks(session), code)
    found = find(session, asked)
    places = _with_codings(session, found.places, code)
    rows = [
        {
            "document": place.document.id,
            "turn": printed_number(place.turn),
            "speaker": place.turn.speaker,
            "start": place.span.start,
            "end": place.span.end,
            "quote": place.span.of(place.document.text),
            "found_in": f"%{place.found_in}" if place.found_in else None,
            "coded": place.coded or None,
        }
        for place in places
    ]
    told = meta(session, unit="places", selection=asked.selection, n=len(rows))
    return Listing(FIELDS, rows, {**told, "code": code}, (in_short(places, code), *_reasons(found)))


@dataclass(frozen=True, slots=True)
class Coded:
    """What was coded.

    Attributes:
        places: all that were found.
        new: those that did not carry the code yet.
        found: with what was passed over.
    """

    places: Sequence[Place]
    new: Sequence[Place]
    found: Found


def code_all(
    session: Session,
    change: Change,
    asked: Asked,
    *,
    version: CodebookVersion,
    code: str,
    facets: dict[str, FacetValue],
) -> Coded:
    """Code the places that do not carry the code yet, as part of a change."""
    found = find(session, asked)
    places = _with_codings(session, found.places, code)
    new = [place for place in places if not place.coded]
    codings.insert(change, list(_codings(change, new, version, code, facets)))
    names = dict.fromkeys(place.document.id for place in new)
    change.subject = next(iter(names)) if len(names) == 1 else ""
    change.payload.update({"code": code, "codings": len(new), "documents": list(names)})
    return Coded(places, new, found)


def add(session: Session, asked: Asked, *, code: str, facets: Mapping[str, str]) -> Done:
    """Code all the places that do not carry the code yet, in one event that one undo takes back.

    Raises:
        SecondmigError: as for :func:`preview`, or a facet does not fit.
    """
    from secondmig.codebook.facets import missing

    version = codable(newest_codebooks(session), code)
    values = parsed_facets(version, code, facets)
    coder = session.coder()
    with session.store.write(actor=coder, verb=VERB) as change:
        coded = code_all(session, change, asked, version=version, code=code, facets=values)
        if not coded.new:
            change.nothing()
            return Done(in_short(coded.places, code), _reasons(coded.found))
    places, new, found = coded.places, coded.new, coded.found
    to_fill = missing(version.codebook, code, values)
    details = (
        *_by_document(new),
        *_reasons(found),
        *((f"facets to fill in each: {', '.join(to_fill)}",) if to_fill else ()),
        f"secondmig undo {change.rev} takes all of them back",
    )
    spoken = any(place.turn.role == "interviewer" for place in new)
    warnings = ("interviewers' turns are among them",) if spoken else ()
    return Done(in_short(places, code, done=True), details, warnings, change.rev, len(new))


def in_short(places: Sequence[Place], code: str, *, done: bool = False) -> str:
    """How many places get the code, in one sentence."""
    new = [place for place in places if not place.coded]
    there = len(places) - len(new)
    names = {place.document.id for place in new}
    sentence = f"nothing to code {code}"
    if new:
        count = f"{counted(len(new), 'place')} in {counted(len(names), 'document')}"
        sentence = f"{count} coded {code}" if done else f"{count} to code {code}"
    if there:
        sentence += f"; {counted(there, 'place')} {'carries' if there == 1 else 'carry'} it already"
    return sentence


def _reasons(found: Found) -> tuple[str, ...]:
    lines = [f"left out: {count} {reason}" for reason, count in sorted(found.left_out.items())]
    through = sum(bool(place.found_in) for place in found.places)
    if through:
        lines.append(f"{through} found in a translation: the original turn gets the code, and a memo says so")
    return tuple(lines)


def _by_document(new: Sequence[Place]) -> Iterator[str]:
    turns: dict[str, dict[int, None]] = {}
    for place in new:
        turns.setdefault(place.document.id, {})[printed_number(place.turn)] = None
    for number, (name, numbers) in enumerate(turns.items()):
        if number == _LISTED:
            yield f"and {len(turns) - _LISTED} documents more"
            return
        yield f"{name} {', '.join(f'#{turn}' for turn in numbers)}"


def _codings(
    change: Change, new: Sequence[Place], version: CodebookVersion, code: str, values: dict[str, FacetValue]
) -> Iterator[Coding]:
    for place in new:
        coding = Coding(
            id="",
            document_id=place.document.id,
            version=place.document.version,
            span=place.span,
            quote_sha=content_hash(place.span.of(place.document.text)),
            code_id=code,
            codebook_version=f"{version.codebook.id}@{version.number}",
            coder_id=change.actor,
            facets=values,
            memo=f"found in the translation (%{place.found_in})" if place.found_in else "",
        )
        yield replace(coding, id=codings.free_id(change.connection, coding))


def _with_codings(session: Session, places: Sequence[Place], code: str) -> list[Place]:
    """The places, each with the coding that makes it needless."""
    names = sorted({place.document.id for place in places})
    if not names:
        return []
    mine: dict[tuple[str, int], list[Coding]] = {}
    held = codings.find(session.store.read(), documents=names, codes=(code,), coders=(session.coder(),))
    for coding in held:
        mine.setdefault((coding.document_id, coding.version), []).append(coding)
    return [
        replace(place, coded=next((each.id for each in near if each.span.overlaps(place.span)), ""))
        for place in places
        for near in [mine.get((place.document.id, place.document.version), [])]
    ]
