"""Where two coders differ: the list to talk about, with the words, both definitions and what was decided.

The two coders stand in the order of their names, whoever asks: ``a`` is the first. So "take a" means the same
person in every list.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal, TypeAlias

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import short_id
from secondmig.core.resolution import Resolution
from secondmig.core.selection import Selection
from secondmig.core.types import Codebook, Coding
from secondmig.project.agreement_coders import chosen_coders, shared
from secondmig.project.assignments import assigned
from secondmig.project.session import Session, by_code, expand_codes, newest_codebooks
from secondmig.project.waits import Waits
from secondmig.store import codings, documents, resolutions

if TYPE_CHECKING:
    from secondmig.agreement.disagreements import Disagreement, Marked

Kind: TypeAlias = Literal["confusion", "facet", "boundary", "one_coder"]
KINDS: tuple[Kind, ...] = ("confusion", "facet", "boundary", "one_coder")
OWN_FACETS = frozenset({"certainty"})
"""Facets that say something of the coder: to differ in them is no disagreement about the words."""
_Key: TypeAlias = tuple[str, str, str, str, str, str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Talk:
    """Which disagreements are meant.

    Attributes:
        coders: two; empty where only two share documents.
        kinds: empty for all.
        codes: ids, with those below; a disagreement is meant where either code is.
        documents: ids; empty for all.
        decided: take in those that were decided.
    """

    coders: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    codes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Layers:
    """What two coders made of the documents that both were assigned.

    Attributes:
        coders: in the order of their names.
        documents: shared, by codebook.
        codings: in their place, by id, as stored.
        first: those of the first coder, facet defaults filled in.
        second: those of the second.
    """

    coders: tuple[str, str]
    documents: Mapping[str, frozenset[str]]
    codings: Mapping[str, Coding]
    first: "tuple[Marked, ...]"
    second: "tuple[Marked, ...]"


@dataclass(frozen=True, slots=True)
class Disputed:
    """A disagreement with its id, and what was decided about it.

    Attributes:
        id: from its kind, place, codes, facet and coders.
        place: the disagreement.
        decision: None while it is open.
    """

    id: str
    place: "Disagreement"
    decision: Resolution | None


def pair_of(session: Session, asked: Sequence[str], among: Sequence[str] = ()) -> tuple[str, str]:
    """The two coders that are meant, in the order of their names.

    Raises:
        SecondmigError: one is unknown, they share no document, or it is not said which two are meant.
    """
    if asked and len(set(asked)) != 2:
        raise SecondmigError(
            f"a disagreement is between two coders, and {len(set(asked))} are named", hint="--coders ana,ben"
        )
    found = chosen_coders(session, _among(assigned(session), among), asked)
    if len(found) > 2:
        pairs = "; ".join(f"--coders {one},{other}" for one, other in combinations(sorted(found), 2))
        raise SecondmigError(f"{len(found)} coders share documents: which two are meant?", hint=pairs)
    one, other = sorted(found)
    return one, other


def every_pair(session: Session) -> list[tuple[str, str]]:
    """All pairs of coders who share a document, in the order of their names."""
    found = assigned(session)
    coders = sorted({coder for coder, _ in found})
    return [pair for pair in combinations(coders, 2) if shared(found, *pair)]


def layers_of(session: Session, coders: tuple[str, str], among: Sequence[str] = ()) -> Layers:
    """The codings of two coders that can be compared.

    Args:
        session: the open project.
        coders: in the order of their names.
        among: documents; empty for all that both share.
    """
    found = _among(assigned(session), among)
    books = sorted({book for coder, book in found if coder in coders})
    both = {
        book: found.get((coders[0], book), frozenset()) & found.get((coders[1], book), frozenset())
        for book in books
    }
    here = sorted(frozenset().union(*both.values())) if both else []
    if not here:
        return Layers(coders, {}, {}, (), ())
    kept = [
        each
        for each in in_place(session, here, coders)
        if each.document_id in both.get(book_of(each), frozenset())
    ]
    known = by_code(newest_codebooks(session))
    mine, theirs = (
        tuple(_marked(each, known) for each in kept if each.coder_id == coder) for coder in coders
    )
    return Layers(coders, both, {each.id: each for each in kept}, mine, theirs)


def in_place(session: Session, among: Sequence[str], coders: Sequence[str]) -> list[Coding]:
    """The codings of coders that count: in the newest words, waiting for nobody, of a code that is there."""
    from secondmig.project.undecided import undecided

    connection = session.store.read()
    newest = {row.id: row.version for row in documents.summaries(connection)}
    waiting = undecided(session)
    known = by_code(newest_codebooks(session))
    return [
        each
        for each in codings.find(connection, documents=among, coders=coders)
        if each.status == "current"
        and each.version == newest.get(each.document_id)
        and each.id not in waiting
        and each.code_id in known
    ]


def waits_of(session: Session, layers: Layers, codes: Sequence[str] = ()) -> Waits:
    """How many codings of two coders wait for a person, in the documents both share, and are in no list.

    Args:
        session: the open project.
        layers: of the two coders.
        codes: ids with those below; only codings that may carry one of them. Empty for all.
    """
    from secondmig.project.undecided import undecided

    connection = session.store.read()
    here = sorted(frozenset().union(*layers.documents.values())) if layers.documents else []
    newest = {row.id: row.version for row in documents.summaries(connection)}
    asked = undecided(session)
    wanted = frozenset(expand_codes(newest_codebooks(session), Selection(codes=tuple(codes))))
    corrected = divided = 0
    for each in codings.find(connection, documents=here, coders=layers.coders) if here else ():
        options = asked.get(each.id, (each.code_id,))
        if each.document_id not in layers.documents.get(book_of(each), frozenset()):
            continue
        if wanted and wanted.isdisjoint(options):
            continue
        if each.status != "current" or each.version != newest.get(each.document_id):
            corrected += 1
        elif each.id in asked:
            divided += 1
    return Waits(corrected, divided, "in the documents compared")


def book_of(coding: Coding) -> str:
    """The codebook of a coding's code."""
    return coding.codebook_version.rpartition("@")[0]


def disputes(session: Session, layers: Layers) -> tuple[Disputed, ...]:
    """Every disagreement between two layers, topic by topic, with what was decided."""
    from secondmig.agreement.disagreements import disagreements

    here = sorted({each.document_id for each in layers.codings.values()})
    decisions = _decisions(session, here, layers)
    taken: Counter[str] = Counter()
    found = []
    for topic in disagreements(layers.first, layers.second):
        for place in topic.places:
            key = _key(place, layers.coders)
            name = _id(place, layers, 0)
            # Two codings of one coder with the same code on the same words differ in nothing but their ids.
            found.append(Disputed(_id(place, layers, taken[name]), place, decisions.get(key)))
            taken[name] += 1
    return tuple(found)


def meant(session: Session, talk: Talk, found: Iterable[Disputed]) -> tuple[Disputed, ...]:
    """Those that are asked for, the topic with most places first within its kind.

    Raises:
        SecondmigError: a code is unknown.
    """
    codes = expand_codes(newest_codebooks(session), Selection(codes=talk.codes)) if talk.codes else ()
    kept = [
        each
        for each in found
        if (talk.decided or each.decision is None)
        and (not talk.kinds or each.place.kind in talk.kinds)
        and (not talk.documents or each.place.document in talk.documents)
        and (not codes or not {each.place.code_a, each.place.code_b}.isdisjoint(codes))
    ]
    n = Counter(topic_of(each) for each in kept)
    return tuple(
        sorted(
            kept,
            key=lambda each: (
                KINDS.index(each.place.kind),
                -n[topic_of(each)],
                topic_of(each),
                each.place.document,
                each.place.span,
                each.id,
            ),
        )
    )


def topic_of(each: Disputed) -> tuple[str, str, str, str]:
    """What is to be talked about: kind, the two codes whoever said which, and the facet."""
    return (each.place.kind, *each.place.subject())


def orphans(session: Session, layers: Layers, found: Iterable[Disputed]) -> list[Resolution]:
    """Decisions between two coders about disagreements that are gone, because a coding changed since.

    Args:
        session: the open project.
        layers: of the two coders; decisions on documents that these leave out are not looked at.
        found: every disagreement between the layers.
    """
    held = {each.decision.id for each in found if each.decision is not None}
    here = sorted(frozenset().union(*layers.documents.values())) if layers.documents else []
    decided = resolutions.all_resolutions(session.store.read(), documents=here) if here else ()
    return [each for each in decided if (each.coder_a, each.coder_b) == layers.coders and each.id not in held]


def _among(
    found: Mapping[tuple[str, str], frozenset[str]], among: Sequence[str]
) -> Mapping[tuple[str, str], frozenset[str]]:
    if not among:
        return found
    cut = {key: names & frozenset(among) for key, names in found.items()}
    return {key: names for key, names in cut.items() if names}


def _marked(coding: Coding, books: Mapping[str, Codebook]) -> "Marked":
    from secondmig.agreement.disagreements import Marked
    from secondmig.codebook.facets import complete

    told = complete(books[coding.code_id], coding.code_id, coding.facets)
    compared = {name: value for name, value in told.items() if name not in OWN_FACETS}
    return Marked(coding.id, coding.document_id, coding.code_id, coding.span, compared)


def _id(place: "Disagreement", layers: Layers, number: int) -> str:
    version = next(layers.codings[name].version for name in (*place.first, *place.second))
    parts = (
        place.kind,
        place.document,
        version,
        place.span.start,
        place.span.end,
        place.code_a,
        place.code_b,
    )
    return short_id("d", *parts, *layers.coders, place.facet, *((number,) if number else ()))


def _key(place: "Disagreement", coders: tuple[str, str]) -> _Key:
    """What a decision is about: the codings, which keep their ids where a transcript is corrected."""
    return (place.kind, *coders, place.code_a, place.code_b, place.facet, place.first, place.second)


def _decisions(session: Session, here: Sequence[str], layers: Layers) -> dict[_Key, Resolution]:
    """What was decided, by what it is about; decisions on codings that are others by now are left out."""
    connection = session.store.read()
    found: dict[_Key, Resolution] = {}
    then: dict[tuple[str, int], dict[str, Coding]] = {}
    every = resolutions.all_resolutions(connection, documents=here) if here else ()
    for each in sorted(every, key=lambda one: one.created_event):
        if (each.coder_a, each.coder_b) != layers.coders:
            continue
        moment = (each.document_id, each.created_event)
        names = (*each.first, *each.second)
        changed = [name for name in names if _newer(layers.codings.get(name), each)]
        if changed and moment not in then:
            rows = codings.find(connection, documents=(each.document_id,), as_of=each.created_event)
            then[moment] = {row.id: row for row in rows}
        if all(_same(layers.codings.get(name), then[moment].get(name)) for name in changed):
            kind = (each.kind, each.coder_a, each.coder_b, each.code_a, each.code_b, each.facet)
            found[*kind, each.first, each.second] = each
    return found


def _newer(coding: Coding | None, decision: Resolution) -> bool:
    return coding is not None and coding.created_event > decision.created_event


def _same(now: Coding | None, then: Coding | None) -> bool:
    """Whether a coding still says what it said of the same words, wherever they stand by now."""
    if now is None or then is None:
        return False
    return _said(now) == _said(then)


def _said(coding: Coding) -> tuple[str, str, Mapping[str, object]]:
    return coding.code_id, coding.quote_sha, coding.facets
