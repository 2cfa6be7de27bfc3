"""What questions to all codings read: codings and turns as columns, persons, codebooks; no words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import CodebookVersion, Document, FacetValue
from secondmig.joint.crossing import Columns
from secondmig.joint.marks import Marks, Places, Turns, marks_of, turns_of
from secondmig.project.blindness import Veil
from secondmig.project.codes import holds
from secondmig.project.people import chosen
from secondmig.project.session import Session, by_code, expand_codes, newest_codebooks
from secondmig.project.shot import refuse_unknown, take
from secondmig.project.undecided import undecided
from secondmig.store import columns
from secondmig.store.encode import facets_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

Wanted = Literal["facets", "coder_id"]


def outlined(session: Session, selection: Selection, wanted: Wanted = "facets") -> tuple[Snapshot, Columns]:
    """The persons and codebooks a selection means, and its codings as columns.

    They are what :func:`secondmig.project.shot.take` gives, at level team; read as columns where that is
    possible, so that a million codings take seconds, else from the whole snapshot.

    Args:
        session: the open project.
        selection: which codings and persons are meant.
        wanted: whether facets or coders are read; of the others nothing may be asked.

    Returns:
        A snapshot without texts, turns and codings where columns were read, and the columns.
    """
    through_persons = selection.cases or selection.groups or selection.as_of is not None
    if through_persons or (selection.where and wanted != "facets"):
        return _through_snapshot(session, selection)
    if not Veil(session).lifted:
        # The columns know the coders of codings only where these are asked for.
        return _through_snapshot(session, selection)
    if selection.codes and undecided(session):
        # Codings of a code that was divided may come to a code that is asked for, which its id does not say.
        return _through_snapshot(session, selection)
    versions = newest_codebooks(session)
    held = tuple(
        each
        for each in columns.outlines(session.store.read())
        if not selection.documents or each.id in selection.documents
    )
    read = _read(session, selection, versions, held, wanted)
    if read.older.any() and undecided(session):
        return _through_snapshot(session, selection)
    marks, waiting = _marks(read, selection, versions, held, wanted)
    snapshot = Snapshot(
        project=session.config.title,
        level="team",
        state="",
        fictional=False,
        selection=selection.described(),
        documents=held,
        hidden={},
        codebooks=tuple(version.codebook for version in versions),
        codebook_numbers={version.codebook.id: version.number for version in versions},
        codings=(),
        cases=chosen(session, selection),
        min_stay=session.config.min_stay,
        made=session.config.coders,
        waiting=waiting,
    )
    return snapshot, Columns(marks, _turns(session, held))


def _through_snapshot(session: Session, selection: Selection) -> tuple[Snapshot, Columns]:
    snapshot = take(session, selection, "team")
    marks, left_out = marks_of(snapshot)
    carried = frozenset(facet for coding in snapshot.codings for facet in coding.facets)
    return snapshot, Columns(marks, turns_of(snapshot.documents), left_out, carried)


def _turns(session: Session, held: Sequence[Document]) -> Turns:
    import numpy as np

    connection = session.store.read()
    places = {document.id: place for place, document in enumerate(held)}
    speakers = Places()
    rows = [row for row in columns.turn_rows(connection) if row[0] in places]
    names, starts, ends, labels = zip(*rows, strict=True) if rows else ((), (), (), ())
    tiers: dict[int, list[tuple[int, int, int]]] = {}
    for name, start, end, turn in columns.tier_rows(connection):
        if name in places:
            tiers.setdefault(places[name], []).append((start, end, turn))
    return Turns(
        documents=tuple(places),
        document=np.array([places[name] for name in names], dtype=np.int64),
        start=np.array(starts, dtype=np.int64),
        end=np.array(ends, dtype=np.int64),
        speaker=np.array(speakers.of(labels), dtype=np.int64),
        speakers=speakers.names(),
        tiers=tiers,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """Codings as the store gives them, in columns; ``others`` are facets as JSON, or coders."""

    documents: tuple[str, ...]
    codes: tuple[str, ...]
    others: tuple[str, ...]
    document: "Ints"
    code: "Ints"
    other: "Ints"
    start: "Ints"
    end: "Ints"
    version: "Ints"
    waits: "Flags"
    older: "Flags"


def _read(
    session: Session,
    selection: Selection,
    versions: Sequence[CodebookVersion],
    held: Sequence[Document],
    wanted: Wanted,
) -> _Read:
    import numpy as np

    documents, codes, others = Places(document.id for document in held), Places(), Places()
    nothing = np.zeros(0, dtype=np.int64)
    parts: list[tuple[NDArray[np.generic], ...]] = [(nothing,) * 6 + (nothing > 0,) * 2]
    for block in columns.coding_blocks(
        session.store.read(),
        wanted,
        [f"{version.codebook.id}@{version.number}" for version in versions],
        documents=selection.documents,
        codes=sorted(expand_codes(versions, selection)),
        coders=selection.coders,
    ):
        named = ((documents, block.documents), (codes, block.codes), (others, block.others))
        numbered = (np.array(places.of(names), dtype=np.int64) for places, names in named)
        parts.append((*numbered, block.start, block.end, block.version, block.waits, block.older))
    made: list[Any] = [np.concatenate(part) for part in zip(*parts, strict=True)]
    return _Read(documents.names(), codes.names(), others.names(), *made)


def _marks(
    read: _Read,
    selection: Selection,
    versions: Sequence[CodebookVersion],
    held: Sequence[Document],
    wanted: Wanted,
) -> tuple[Marks, int]:
    """The codings in their place, and how many wait for a person to look."""
    import numpy as np

    newest = np.array([each.version for each in held], dtype=np.int64)
    in_place = (read.version == newest[read.document]) & ~read.waits
    nothing = np.zeros_like(read.code)
    sets: Sequence[Mapping[str, FacetValue]] = ({},)
    facet, coder, coders = nothing, read.other, read.others
    if wanted == "facets":
        facet, sets = _completed(versions, (read.codes, read.code), (read.others, read.other))
        coder, coders = nothing, ("",)
    place = (read.document, read.start, read.end)
    made = Marks(read.documents, read.codes, coders, tuple(sets), *place, read.code, coder, facet)
    if selection.where:
        meant = np.array([holds(each, selection.where) for each in sets], dtype=np.bool_)[facet]
        made, in_place = made.only(meant), in_place[meant]
    standing = made.only(in_place)
    refuse_unknown({read.codes[at] for at in np.unique(standing.code).tolist()}, by_code(versions))
    return standing, int((~in_place).sum())


def _completed(
    versions: Sequence[CodebookVersion],
    codes: tuple[Sequence[str], "Ints"],
    facets: tuple[Sequence[str], "Ints"],
) -> tuple["Ints", list[Mapping[str, FacetValue]]]:
    """The facets of each coding with the defaults of its code, looked up once for each pair there is.

    Args:
        versions: the newest codebooks.
        codes: ids, and the place of each coding's code among them.
        facets: facets as JSON, and the place of each coding's among them.

    Returns:
        Place of the set of facets of each coding, and the sets.
    """
    import numpy as np

    from secondmig.codebook.facets import complete

    books = by_code(versions)
    texts = [facets_from(text) for text in facets[0]]
    pair = codes[1] * len(texts) + facets[1]
    known = np.flatnonzero(np.bincount(pair, minlength=1)) if len(pair) else pair
    sets: dict[tuple[tuple[str, FacetValue], ...], int] = {}
    places = np.zeros(int(known.max(initial=0)) + 1, dtype=np.int64)
    for at in known.tolist():
        code, raw = codes[0][at // len(texts)], texts[at % len(texts)]
        told = complete(books[code], code, raw) if code in books else raw
        places[at] = sets.setdefault(tuple(told.items()), len(sets))
    return places[pair], [dict(items) for items in sets]
