"""The interview guide against the codings: asked or not, mentioned or not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Document, SpeakerRole
from secondmig.joint.passages import code_parents, lineage, locate, printed_number
from secondmig.survey.guide import Guide, GuideItem, Interview

Status = Literal[
    "asked, mentioned",
    "asked, mentioned elsewhere",
    "asked, not mentioned",
    "asked, not coded yet",
    "asked",
    "not asked, mentioned",
    "not asked",
]
RULE: Final = (
    "an answer is what participants say from the turn that asks up to the next turn that asks something else "
    "or stands aside, probes included (what anybody but the interviewer says, where nobody is known to take "
    "part); mentioned: a participant's turn carries a code of the item; an interview without any coding "
    "counts as not coded yet, not as silent"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One item in one interview; turns are given by their index in the document.

    Attributes:
        item: its id.
        document: the interview's id.
        status: what became of the item there; "asked" alone where the item looks for no code.
        asked: the turns that ask it.
        leading: those of them that lead.
        answers: the participants' turns that answer it.
        mentioned: the participants' turns that carry one of its codes, anywhere in the interview.
    """

    item: str
    document: str
    status: Status
    asked: tuple[int, ...]
    leading: tuple[int, ...]
    answers: tuple[int, ...]
    mentioned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Interviews counted for one item; ``asked + not_asked`` is the number of interviews.

    Attributes:
        item: its id.
        asked: asked there.
        not_asked: not asked there.
        mentioned: asked, and the answer carries a code of the item.
        mentioned_elsewhere: asked; not the answer but another turn carries one.
        asked_not_mentioned: asked, and no turn of the interview carries one.
        asked_not_coded: asked in an interview that nobody has coded.
        mentioned_unasked: not asked, and a turn carries one all the same.
    """

    item: str
    asked: int
    not_asked: int
    mentioned: int
    mentioned_elsewhere: int
    asked_not_mentioned: int
    asked_not_coded: int
    mentioned_unasked: int


def answering(document: Document) -> frozenset[SpeakerRole]:
    """Whose words answer: those of anybody but the interviewer, where nobody is known to take part."""
    if any(turn.role == "participant" for turn in document.turns):
        return frozenset({"participant"})
    return frozenset({"participant", "other"})


def answers(document: Document, interview: Interview) -> dict[str, tuple[int, ...]]:
    """The turns of participants that answer each item.

    An answer begins after a turn that asks and goes on until a turn that asks something else. A probe goes
    on with it; so does any interviewer's turn that the guide does not name. What follows a turn aside
    answers nothing; the next probe takes the item up again.

    Args:
        document: the transcript.
        interview: what the guide says was asked in it.

    Returns:
        Item id -> indices of turns, ordered; an item that was asked and got no answer has none.
    """
    serves = _items_by_turn(interview)
    found: dict[str, list[int]] = {item: [] for item in interview.asked}
    last: Sequence[str] = ()
    current: Sequence[str] = ()
    roles = answering(document)
    for turn in document.turns:
        number = printed_number(turn)
        if number in serves:
            current = last = serves[number]
        elif number in interview.aside:
            current = ()
        elif turn.role == "interviewer" or number in interview.probes:
            current = last
        elif turn.role in roles:
            for item in current:
                found[item].append(turn.index)
    return {item: tuple(turns) for item, turns in found.items()}


def _items_by_turn(interview: Interview) -> dict[int, list[str]]:
    """Printed number of a turn -> the items it asks."""
    serves: dict[int, list[str]] = {}
    for item, numbers in interview.asked.items():
        for number in numbers:
            serves.setdefault(number, []).append(item)
    return serves


@dataclass(frozen=True, slots=True)
class _Told:
    """An interview with what was asked in it.

    Attributes:
        document: the transcript.
        interview: what the guide says of it.
        answered: item id -> indices of the turns that answer it.
        codes: index of a participant's turn -> the codes it carries.
        been_coded: whether anybody has coded it at all.
    """

    document: Document
    interview: Interview
    answered: Mapping[str, tuple[int, ...]]
    codes: Mapping[int, frozenset[str]]
    been_coded: bool


def cells(guide: Guide, snapshot: Snapshot, *, been_coded: Collection[str] | None = None) -> tuple[Cell, ...]:
    """Every item in every interview that the guide tells of and the snapshot holds.

    Counted are the snapshot's current codings, so a selection of coders or facets narrows what is mentioned.
    Codings that wait for review after a correction do not count.

    Args:
        guide: what was asked.
        snapshot: the codings.
        been_coded: ids of the documents that the coders meant have coded at all, where the snapshot does not
            hold all their codings; else those in which it holds one.

    Returns:
        By item, in the order of the guide, then by document.
    """
    coded = _coded_turns(snapshot)
    told = [
        _Told(
            document,
            interview,
            answers(document, interview),
            coded.get(document.id, {}),
            document.id in (coded if been_coded is None else been_coded),
        )
        for document in sorted(snapshot.documents, key=lambda document: document.id)
        if (interview := guide.interviews.get(document.id)) is not None
    ]
    parents = code_parents(snapshot)
    used = {code for turns in coded.values() for codes in turns.values() for code in codes}
    made: list[Cell] = []
    for item in guide.items:
        wanted = frozenset(code for code in used if not set(item.codes).isdisjoint(lineage(parents, code)))
        made.extend(_cell(item, each, wanted) for each in told)
    return tuple(made)


def _coded_turns(snapshot: Snapshot) -> dict[str, dict[int, frozenset[str]]]:
    """Document -> index of a participant's turn -> the codes it carries."""
    participants = {
        document.id: {turn.index for turn in document.turns if turn.role in roles}
        for document in snapshot.documents
        for roles in [answering(document)]
    }
    found: dict[str, dict[int, frozenset[str]]] = {}
    for passage in locate(snapshot).passages:
        coding = passage.coding
        mine = found.setdefault(coding.document_id, {})
        for turn in participants[coding.document_id].intersection(passage.turns):
            mine[turn] = mine.get(turn, frozenset()) | {coding.code_id}
    return found


def _cell(item: GuideItem, told: _Told, wanted: frozenset[str]) -> Cell:
    indices = {printed_number(turn): turn.index for turn in told.document.turns}
    numbers = told.interview.asked.get(item.id, ())
    answered = told.answered.get(item.id, ())
    mentioned = tuple(sorted(turn for turn, codes in told.codes.items() if not wanted.isdisjoint(codes)))
    return Cell(
        item=item.id,
        document=told.document.id,
        status=_status(item, numbers, answered, mentioned, coded=told.been_coded),
        asked=tuple(indices[number] for number in numbers if number in indices),
        leading=tuple(
            indices[number] for number in numbers if number in told.interview.leading and number in indices
        ),
        answers=answered,
        mentioned=mentioned,
    )


def _status(
    item: GuideItem, asked: Sequence[int], answered: Sequence[int], mentioned: Sequence[int], *, coded: bool
) -> Status:
    if not asked:
        return "not asked, mentioned" if mentioned else "not asked"
    if not item.codes:
        return "asked"
    if not coded:
        return "asked, not coded yet"
    if not mentioned:
        return "asked, not mentioned"
    return "asked, mentioned elsewhere" if set(answered).isdisjoint(mentioned) else "asked, mentioned"


def tally(item: str, made: Iterable[Cell]) -> Tally:
    """The cells of one item, counted."""
    statuses = [cell.status for cell in made if cell.item == item]

    def number(*wanted: Status) -> int:
        return sum(status in wanted for status in statuses)

    not_asked = number("not asked", "not asked, mentioned")
    return Tally(
        item=item,
        asked=len(statuses) - not_asked,
        not_asked=not_asked,
        mentioned=number("asked, mentioned"),
        mentioned_elsewhere=number("asked, mentioned elsewhere"),
        asked_not_mentioned=number("asked, not mentioned"),
        asked_not_coded=number("asked, not coded yet"),
        mentioned_unasked=number("not asked, mentioned"),
    )


def misplaced(document: Document, interview: Interview) -> tuple[int, ...]:
    """Numbers the guide names that are no turn of the document, or a participant's; ordered."""
    roles = {printed_number(turn): turn.role for turn in document.turns}
    named = {*interview.probes, *interview.aside, *(n for turns in interview.asked.values() for n in turns)}
    return tuple(number for number in sorted(named) if roles.get(number, "participant") == "participant")


def unnamed(document: Document, interview: Interview) -> tuple[int, ...]:
    """Printed numbers of the interviewer's turns that the guide does not name; they count as probes."""
    named = {*interview.probes, *interview.aside, *(n for turns in interview.asked.values() for n in turns)}
    numbers = (printed_number(turn) for turn in document.turns if turn.role == "interviewer")
    return tuple(number for number in numbers if number not in named)
