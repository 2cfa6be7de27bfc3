"""Quotations chosen by a rule that is printed with them, never by hand."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Coding, Document, FacetValue
from secondmig.joint.groups import facet_texts
from secondmig.joint.passages import Passage, code_labels, family, in_order, locate, place, printed_number

SHORTEST: Final = 15
LONGEST: Final = 60
PER_PERSON: Final = 3

# Thai and Lao, Myanmar, Khmer, the marks 々 and 〇, kana, Han, half-width kana.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)

QUOTATION_RULE: Final = (
    "quotations are whole codings inside one turn of an interviewed person, in the words spoken, of at most "
    f"{LONGEST} words, at most {PER_PERSON} a person in a report, and only what may be shown at this level; "
    "first come persons not yet quoted, here and then anywhere in the report, then those of "
    f"{SHORTEST} to {LONGEST} words (of shorter ones the longest), then those that more coders coded alike, "
    "then the order of documents and words; no two overlap; two characters of a script written without "
    "spaces count as a word"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words chosen to be shown, with their place.

    Attributes:
        coding_id: the coding quoted.
        document: document id.
        turn: number as printed.
        turn_index: position of the turn in the document, from 0.
        place: how it is cited, ``US01 #20``.
        case: id of the person.
        text: the words, verbatim.
        words: how many, see :func:`length_in_words`.
        language: BCP 47 tag of the turn.
        code: code id.
        label: of the code.
        facets: of the coding.
        coders: how many coders put this code on these words or some of them.
    """

    coding_id: str
    document: str
    turn: int
    turn_index: int
    place: str
    case: str
    text: str
    words: int
    language: str
    code: str
    label: str
    facets: Mapping[str, FacetValue]
    coders: int


def choose_quotations(
    snapshot: Snapshot,
    *,
    codes: Sequence[str] = (),
    where: Sequence[tuple[str, str]] = (),
    cases: Sequence[str] | None = None,
    limit: int = 3,
    used: Mapping[str, int] | None = None,
) -> tuple[Quotation, ...]:
    """Choose quotations by QUOTATION_RULE.

    Args:
        snapshot: cut to a release level; only words its :meth:`quote` returns are chosen.
        codes: codes to quote from, those under them included; empty means all.
        where: (facet, value) pairs that must all hold; values as text.
        cases: persons who may be quoted; None means all.
        limit: how many at most.
        used: case id -> quotations of that person already in the report (see :func:`used_after`).

    Returns:
        In the order of choice; fewer than ``limit``, or none, where there are no more.

    Raises:
        SecondmigError: a code is unknown.
    """
    candidates = [
        candidate
        for candidate in _candidates(snapshot, codes, where)
        if cases is None or candidate.case in cases
    ]
    before = dict(used or {})
    chosen: list[Quotation] = []
    spans = {coding.id: coding.span for coding in snapshot.codings}
    while candidates and len(chosen) < limit:
        here = used_after({}, chosen)
        open_to = [one for one in candidates if before.get(one.case, 0) + here.get(one.case, 0) < PER_PERSON]
        if not open_to:
            break
        best = min(open_to, key=lambda one: _merit(one, here.get(one.case, 0), before.get(one.case, 0)))
        chosen.append(best)
        candidates = [
            one
            for one in candidates
            if one.document != best.document or not spans[one.coding_id].overlaps(spans[best.coding_id])
        ]
    return tuple(chosen)


def length_in_words(text: str) -> int:
    """Length of a quotation in words, comparable between scripts, so that the limit holds in every language.

    A word is a run between white space. Scripts written without spaces (kana, Han, Thai, Lao, Myanmar, Khmer)
    count a word for every two characters of such a run, rounded up, and one more for other letters in it.

    >>> length_in_words("See, my surname"), length_in_words("先生が九十三"), length_in_words("えっと visa")
    (3, 3, 3)
    """
    words = 0
    for run in text.split():
        rest = _UNSPACED.sub("", run)
        dense = len(run) - len(rest)
        words += (dense + 1) // 2 + (dense == 0 or any(letter.isalnum() for letter in rest))
    return words


def used_after(used: Mapping[str, int], quotations: Sequence[Quotation]) -> dict[str, int]:
    """How often each person is quoted once these quotations are shown too."""
    counts = dict(used)
    for quotation in quotations:
        counts[quotation.case] = counts.get(quotation.case, 0) + 1
    return counts


def _merit(one: Quotation, here: int, before: int) -> tuple[int, int, int, int]:
    """Smaller is better; candidates come in the order of documents and words, and ``min`` keeps the first."""
    return here, before, max(SHORTEST - one.words, 0), -one.coders


def _candidates(
    snapshot: Snapshot, codes: Sequence[str], where: Sequence[tuple[str, str]]
) -> list[Quotation]:
    wanted = family(snapshot, codes) if codes else None
    passages = locate(snapshot).passages
    coded_alike: defaultdict[tuple[str, str], list[Coding]] = defaultdict(list)
    for passage in passages:
        coded_alike[passage.coding.document_id, passage.coding.code_id].append(passage.coding)
    labels = code_labels(snapshot)
    documents = {document.id: document for document in snapshot.documents}
    found = []
    for passage in sorted(passages, key=in_order):
        coding = passage.coding
        if wanted is not None and coding.code_id not in wanted:
            continue
        if all(value in facet_texts(coding, facet) for facet, value in where):
            alike = coded_alike[coding.document_id, coding.code_id]
            coders = {other.coder_id for other in alike if other.span.overlaps(coding.span)}
            one = _quotation(documents[coding.document_id], passage, snapshot.quote(coding), labels)
            if one is not None and one.words <= LONGEST:
                found.append(replace(one, coders=len(coders)))
    return found


def _quotation(
    document: Document, passage: Passage, text: str | None, labels: Mapping[str, str]
) -> Quotation | None:
    """The passage as a quotation, None where it is hidden, not one turn's, or not a person's own words."""
    coding = passage.coding
    if text is None or not passage.persons():
        return None
    turn = document.turns[passage.turns[0]]
    if turn.role == "interviewer" or not turn.span.contains(coding.span):
        return None
    return Quotation(
        coding_id=coding.id,
        document=document.id,
        turn=printed_number(turn),
        turn_index=turn.index,
        place=place(document, turn.index),
        case=passage.cases[0],
        text=text,
        words=length_in_words(text),
        language=turn.language,
        code=coding.code_id,
        label=labels.get(coding.code_id, coding.code_id),
        facets=dict(coding.facets),
        coders=1,
    )
