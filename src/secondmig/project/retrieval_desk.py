"""The retrieval page of the workbench: passages page by page, each in its turn, and what is done to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.core.errors import MissingError, SecondmigError, StaleError
from secondmig.core.span import Span
from secondmig.core.types import Case, Document, Turn
from secondmig.joint.groups import facet_texts
from secondmig.joint.passages import printed_number
from secondmig.project import retrieval_acts
from secondmig.project.blindness import blind_books, book_of
from secondmig.project.once import Done
from secondmig.project.retrieval import Ground, Hit, Row, Wanted, choose, is_hidden, language_at, rows_of
from secondmig.project.retrieval_acts import Seen
from secondmig.project.seen_ground import SeenGround, seen_ground
from secondmig.project.session import checked
from secondmig.project.workbench import Workbench
from secondmig.project.workbench_rows import code_table, core_codes, facet_table, plain_facets
from secondmig.store import codings

AROUND: Final = 400
"""Characters shown of a turn before and after the words."""
MOST: Final = 200
"""Hits on one page."""
FARTHEST: Final = 5
"""Turns that are shown before and after on demand."""
_FEW: Final = 40
"""Values of an attribute that are still offered as a list."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which hits are shown, and in what order.

    Attributes:
        group: "person", "document", "code", "coder" or a facet, whose values stand together; "" for none.
        offset: hits passed over.
        limit: hits on the page.
    """

    group: str = ""
    offset: int = 0
    limit: int = 50


def page(bench: Workbench, wanted: Wanted, part: Part) -> Row:
    """One page of hits, and how many there are in all.

    Raises:
        SecondmigError: as for :func:`secondmig.project.retrieval.choose`, or no such page.
    """
    if not (part.offset >= 0 and 1 <= part.limit <= MOST):
        raise SecondmigError("no such page", hint=f"limit 1 to {MOST}")
    with bench.session.store.consistent():
        seen, found = hits_of(bench, wanted)
        grouped = groups_of(seen.ground, found, part.group)
        ordered = [(name, hit) for name, hits in grouped for hit in hits]
        shown = ordered[part.offset : part.offset + part.limit]
        rows = _rows(bench, seen.ground, [hit for _, hit in shown])
        after = part.offset + len(shown)
        return {
            "rev": bench.rev(),
            "counts": {**counts_of(seen.ground, found), "waiting": seen.waiting},
            "groups": [
                {
                    "name": name,
                    "label": label_of(seen.ground, part.group, name),
                    **counts_of(seen.ground, hits),
                }
                for name, hits in grouped
                if part.group
            ],
            "rows": [{**row, "group": name} for row, (name, _) in zip(rows, shown, strict=True)],
            "next": after if after < len(ordered) else None,
        }


def hits_of(bench: Workbench, wanted: Wanted) -> tuple[SeenGround, list[Hit]]:
    """The hits that the coder may see, of the coders that count where none is named.

    Raises:
        SecondmigError: something is named that is not there.
    """
    session = bench.session
    meant = replace(wanted, selection=session.counting(checked(session, wanted.selection)))
    seen = seen_ground(session)
    return seen, choose(seen.ground, meant)


def counts_of(ground: Ground, hits: Sequence[Hit]) -> dict[str, int]:
    """How many hits, persons and documents, and how many hits hold words that may not be seen."""
    return {
        "segments": len(hits),
        "persons": len({person for hit in hits for person in hit.persons}),
        "documents": len({hit.document_id for hit in hits}),
        "withheld": sum(is_hidden(ground, hit) for hit in hits),
    }


def groups_of(ground: Ground, hits: Sequence[Hit], by: str) -> list[tuple[str, list[Hit]]]:
    """The hits by what they have in common, those with nothing last; all in one group where ``by`` is "".

    Raises:
        SecondmigError: nothing can be grouped so.
    """
    if not by:
        return [("", list(hits))] if hits else []
    names = {spec.name for book in ground.snapshot.codebooks for spec in book.facets}
    if by not in {"person", "document", "code", "coder", *names}:
        raise SecondmigError(f"{by} is nothing to group by", hint="person, document, code, coder or a facet")
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(_common(hit, by), []).append(hit)
    codes = (code.id for book in ground.snapshot.codebooks for code in book.codes)
    order = {code: at for at, code in enumerate(codes)} if by == "code" else {}
    return sorted(found.items(), key=lambda each: (each[0] == "", order.get(each[0], 0), each[0]))


def _common(hit: Hit, by: str) -> str:
    if by == "person":
        return ", ".join(hit.persons)
    if by == "document":
        return hit.document_id
    if hit.passage is None:
        return ""
    if by == "code":
        return hit.passage.coding.code_id
    return hit.passage.coding.coder_id if by == "coder" else ", ".join(facet_texts(hit.passage.coding, by))


def label_of(ground: Ground, by: str, name: str) -> str:
    """What a group is called: a person by pseudonym, a code by label, a transcript by title."""
    known: Mapping[str, str] = {}
    if by == "person":
        known = {case.id: case.pseudonym for case in ground.snapshot.cases}
    elif by == "document":
        known = {document.id: document.title for document in ground.snapshot.documents}
    elif by == "code":
        known = {code.id: code.label for book in ground.snapshot.codebooks for code in book.codes}
    said = known.get(name, "")
    return said if by == "code" and said else f"{name} · {said}" if said and said != name else name


def _rows(bench: Workbench, ground: Ground, hits: Sequence[Hit]) -> list[Row]:
    """Hits as the page shows them: the row of the command line, and what it takes to act on it."""
    ids = [hit.passage.coding.id for hit in hits if hit.passage is not None]
    stored = {each.id: each for each in codings.by_ids(bench.session.store.read(), ids)}
    documents = ground.documents()
    names = {case.id: case.pseudonym for case in ground.snapshot.cases}
    rows = []
    for row, hit in zip(rows_of(ground, hits), hits, strict=True):
        document = documents[hit.document_id]
        coding = stored.get(str(row["id"]))
        hidden = row["quote"] is None
        memo = coding.memo if coding is not None and not hidden else ""
        rows.append(
            {
                **row,
                "facets": _plain(row["facets"]),
                "memo": memo or None,
                "held": plain_facets(coding.facets) if coding is not None else {},
                "seen": coding.created_event if coding is not None else 0,
                "mine": coding is not None and coding.coder_id == bench.coder,
                "version": document.version,
                "withheld": hidden,
                "language": language_at(document, hit.turns),
                "persons": [[person, names.get(person, person)] for person in hit.persons],
                "context": pieces(document, hit.span),
            }
        )
    return rows


def _plain(facets: object) -> Row:
    return plain_facets(facets) if isinstance(facets, Mapping) else {}


def pieces(document: Document, span: Span, *, turns: int = 0) -> list[Row]:
    """The turns that hold a stretch, and so many before and after, with what is under them.

    Args:
        document: its text masked.
        span: code points.
        turns: how many more; then each is given whole, else what is far from the stretch is left out.
    """
    held = _touched(document, span)
    if turns and held:
        first, last = max(0, held[0].index - turns), held[-1].index + turns + 1
        held = list(document.turns[first:last])
    around = None if turns else Span(max(0, span.start - AROUND), span.end + AROUND)
    return [_piece(document, turn, around) for turn in held]


def _touched(document: Document, span: Span) -> list[Turn]:
    found = [turn for turn in document.turns if turn.span.overlaps(span)]
    under = [tier.turn_index for tier in document.tiers if tier.span.overlaps(span)]
    return found or [document.turns[index] for index in dict.fromkeys(under)]


def _piece(document: Document, turn: Turn, around: Span | None) -> Row:
    shown = turn.span if around is None else (turn.span.intersection(around) or turn.span)
    return {
        "turn": printed_number(turn),
        "speaker": turn.speaker,
        "role": turn.role,
        "language": turn.language,
        "start": shown.start,
        "words": shown.of(document.text),
        "before": shown.start > turn.span.start,
        "after": shown.end < turn.span.end,
        "tiers": [
            [tier.name, tier.span.start, tier.span.of(document.text)]
            for tier in document.tiers
            if tier.turn_index == turn.index
        ],
    }


def around(bench: Workbench, document_id: str, place: tuple[int, Span], turns: int) -> Row:
    """The turns around a stretch.

    Args:
        bench: the workbench.
        document_id: where.
        place: version and stretch as they were seen.
        turns: how many before and after.

    Raises:
        MissingError: there is no such transcript.
        StaleError: it was corrected since.
    """
    if not 1 <= turns <= FARTHEST:
        raise SecondmigError(f"{turns} turns are not shown at once", hint=f"1 to {FARTHEST}")
    version, span = place
    with bench.session.store.consistent():
        document = seen_ground(bench.session).ground.documents().get(document_id)
        if document is None:
            raise MissingError(f"there is no document {document_id}", hint="secondmig corpus list")
        if document.version != version:
            raise StaleError("the transcript was corrected", where=document_id, hint="ask again")
        return {"rev": bench.rev(), "context": pieces(document, span, turns=turns)}


# what is offered


def island(bench: Workbench) -> Row:
    """What the page offers to ask for."""
    session = bench.session
    with session.store.consistent():
        ground = seen_ground(session).ground
        made = session.config.coders
        coders: dict[str, int] = {}
        used: dict[str, dict[str, None]] = {}
        for passage in ground.passages:
            coders[passage.coding.coder_id] = coders.get(passage.coding.coder_id, 0) + 1
        for name in {spec.name for book in ground.snapshot.codebooks for spec in book.facets}:
            values = sorted({value for each in ground.passages for value in facet_texts(each.coding, name)})
            if values:
                used[name] = dict.fromkeys(values)
        return {
            "rev": bench.rev(),
            "coder": bench.coder,
            "codes": code_table(ground.versions),
            "facets": facet_table(ground.versions),
            "core": core_codes(session.config.core_codes, ground.versions),
            "coders": [[name, made.get(name, ""), number] for name, number in sorted(coders.items())],
            "counted": list(session.config.count),
            "persons": [[case.id, case.pseudonym] for case in ground.snapshot.cases],
            "legs": {case.id: _person(case) for case in ground.snapshot.cases},
            "documents": [[document.id, document.title] for document in ground.snapshot.documents],
            "languages": sorted({turn.language for each in ground.snapshot.documents for turn in each.turns}),
            "values": {name: list(values) for name, values in sorted(used.items())},
            "attributes": _attributes(ground.snapshot.cases),
        }


def _person(case: Case) -> Row:
    return {
        "countries": list(dict.fromkeys(leg.country for leg in case.legs)),
        "legs": [[leg.index, leg.country] for leg in case.legs],
    }


def _attributes(people: Iterable[Case]) -> dict[str, list[str]]:
    """The attributes of persons that group them, with their values."""
    found: dict[str, set[str]] = {}
    count = 0
    for case in people:
        count += 1
        for name, value in case.attributes.items():
            if value:
                found.setdefault(name, set()).add(str(value))
    apart = {"id", "pseudonym", "consent"}
    return {
        name: sorted(values)
        for name, values in sorted(found.items())
        if name not in apart and 1 < len(values) <= min(_FEW, max(2, count - 1))
    }


# acting


def recode(bench: Workbench, chosen: Sequence[Seen], code: str, *, act: str) -> Row:
    """Let own codings carry another code; see :func:`secondmig.project.retrieval_acts.recode`."""
    done = retrieval_acts.recode(bench.session, chosen, code, act=act)
    return _after(bench, done, [each.id for each in chosen])


def discard(bench: Workbench, chosen: Sequence[Seen], *, act: str) -> Row:
    """Take own codings back; see :func:`secondmig.project.retrieval_acts.discard`."""
    done = retrieval_acts.discard(bench.session, chosen, act=act)
    return _after(bench, done, [each.id for each in chosen])


def _after(bench: Workbench, done: Done, ids: Sequence[str]) -> Row:
    rows, gone = _standing(bench, ids)
    return {"event": done.rev, "rows": rows, "gone": gone, "again": done.again}


def turn(bench: Workbench, event: int, *, act: str) -> Row:
    """Take an own act back, or bring it again; see :func:`secondmig.project.retrieval_acts.turn`."""
    session = bench.session
    done = retrieval_acts.turn(session, event, act=act)
    connection = session.store.read()
    touched = [
        (coding_id, coder, book_of(version), name)
        for name in codings.documents_touched(connection, done.rev - 1)
        for coding_id, coder, version in codings.changed_since(connection, name, done.rev - 1)
    ]
    blind = {name: blind_books(session, name) for _, _, _, name in touched}
    ids = dict.fromkeys(
        coding_id
        for coding_id, coder, book, name in touched
        if coder == bench.coder or book not in blind[name]
    )
    rows, gone = _standing(bench, list(ids))
    return {"event": done.rev, "verb": done.verb, "rows": rows, "gone": gone, "again": done.again}


def _standing(bench: Workbench, ids: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Those of the codings that stand in their place, as rows, and the ids of the others."""
    with bench.session.store.consistent():
        ground = seen_ground(bench.session).ground
        wanted = frozenset(ids)
        hits = [
            Hit(each.coding.document_id, each.coding.span, each.turns, each.persons(), each)
            for each in ground.passages
            if each.coding.id in wanted
        ]
        rows = [{**row, "group": ""} for row in _rows(bench, ground, hits)]
        here = {str(row["id"]) for row in rows}
        return rows, [each for each in ids if each not in here]
