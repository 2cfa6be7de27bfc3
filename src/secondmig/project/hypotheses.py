"""Hypothesis cards held against the project: what is declared, what was found, the verdict by the rule.

Nothing here is written by the program in free words: verdict, names and negative cases come from the current
rows by the rule of the card.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.core.warnings import P_PURPOSIVE, PURPOSIVE, REGISTRY, SMALL_DENOMINATOR, Caution
from secondmig.project.codes import refuse_person_rows
from secondmig.project.hypothesis_rows import FIELDS, listed_rows, rows_of, told_of
from secondmig.project.late_codes import entered_late
from secondmig.project.layout import declared_files
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.listing import Listing
from secondmig.project.person_rows import TableWanted, guide_then, person_rows, read_documents
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.codebook.card import Card
    from secondmig.joint.cards import Judged
    from secondmig.joint.evidence import Ground

ROW_RULE: Final = (
    "one row per measure of the card, the primary one first, and one per country where a measure has strata; "
    "n counts persons; for, against and ties name the persons on whose figures the effect rests"
)
NOT_ASKED: Final = "cases were chosen on purpose: --inference prints p and intervals"


@dataclass(frozen=True, slots=True)
class Trial:
    """How a card is to be tested.

    Attributes:
        inference: with p values and intervals.
        seed: of the bootstrap and of simulated p values.
        level: work or team.
        passages: with the words behind each person.
    """

    inference: bool = False
    seed: int = 0
    level: Level = "team"
    passages: bool = False


def cards_of(session: Session) -> tuple["Card", ...]:
    """The cards that secondmig.toml declares, in the order of its files.

    Raises:
        SecondmigError: there is none, or they do not read; all problems at once.
    """
    from secondmig.codebook.card_file import read_cards

    paths = declared_files(session.root, session.config.hypotheses.files)
    if not paths:
        raise SecondmigError(
            "the project declares no hypothesis cards",
            where=PROJECT_FILE,
            hint='[hypotheses] with files = ["codebooks/hypotheses/*.yaml"]',
        )
    cards = read_cards(paths, named={path: path.relative_to(session.root).as_posix() for path in paths})
    known = {card.id for card in cards}
    raise_all(
        SecondmigError(f"hypotheses.{name}: there is no such card", where=PROJECT_FILE, hint=_known(cards))
        for name in session.config.hypotheses.where
        if name not in known
    )
    return cards


def _known(cards: Sequence["Card"]) -> str:
    return f"cards: {', '.join(card.id for card in cards)}"


def hypothesis_list(session: Session, testing: Trial | None = None) -> Listing:
    """Every card with its primary measure and its verdict, a row each.

    Raises:
        SecondmigError: as for :func:`cards_of`; a card does not fit the project; all problems at once.
    """
    asked = testing or Trial()
    refuse_person_rows(asked.level)
    cards = cards_of(session)
    with session.store.consistent():
        ground = ground_of(session, asked)
        found = [_judged(session, card, ground) for card in _fitting(session, cards, ground)]
        told = _meta(session, ground, asked, found)
    rows = [row for each in found for row in listed_rows(each)]
    return Listing(FIELDS, rows, {**told, "rule": ROW_RULE}, ())


def hypothesis_test(session: Session, card_id: str, testing: Trial | None = None) -> Listing:
    """One card: a row per measure, and in ``meta`` the claim, the rule, rival accounts and negative cases.

    Raises:
        SecondmigError: there is no such card, or as for :func:`hypothesis_list`.
    """
    asked = testing or Trial()
    refuse_person_rows(asked.level)
    cards = cards_of(session)
    card = next((each for each in cards if each.id == card_id), None)
    if card is None:
        ids = [each.id for each in cards]
        close = difflib.get_close_matches(card_id, ids, n=1)
        hint = f"did you mean {close[0]}?" if close else _known(cards)
        raise SecondmigError(f"there is no hypothesis card {card_id!r}", hint=hint)
    with session.store.consistent():
        ground = ground_of(session, asked)
        _fitting(session, (card,), ground)
        found = _judged(session, card, ground)
        told = _meta(session, ground, asked, [found])
        rows = rows_of(found, ground, passages=asked.passages)
        said = told_of(session, found, ground, where=_where(session, card))
    return Listing(FIELDS, rows, {**told, "rule": ROW_RULE, **said}, ())


def ground_of(session: Session, testing: Trial) -> "Ground":
    """What the evaluators read: the codings that count, the persons of the level, what is on record."""
    from secondmig.joint.evidence import Ground
    from secondmig.joint.groups import people

    selection = session.counting(Selection())
    made = person_rows(session, TableWanted(selection, testing.level, codes=False))
    persons = people(made.snapshot)
    ground = Ground.of(made.snapshot, persons, made.table, inference=testing.inference, seed=testing.seed)
    return replace(ground, guide=guide_then(session, None), read=read_documents(session, selection))


def _where(session: Session, card: "Card") -> tuple[str, ...]:
    return session.config.hypotheses.where.get(card.id, ())


def _fitting(session: Session, cards: Sequence["Card"], ground: "Ground") -> Sequence["Card"]:
    """The cards, once everything they name is there.

    Raises:
        SecondmigError: something is not; all problems at once.
    """
    from secondmig.joint.cards import card_problems
    from secondmig.joint.conditions import problems

    raise_all(
        problem
        for card in cards
        for problem in (
            *card_problems(card, ground),
            *(
                problem
                for condition in _where(session, card)
                for problem in problems(ground, (condition,), _place(session, card, condition))
            ),
        )
    )
    return cards


def _place(session: Session, card: "Card", condition: str) -> str:
    """Where secondmig.toml has a condition of a card, with its line where that can be told."""
    lines = (session.root / PROJECT_FILE).read_text(encoding="utf-8").split("\n")
    table = next((at for at, line in enumerate(lines) if line.startswith(f"[hypotheses.{card.id}]")), None)
    written = [at for at, line in enumerate(lines) if condition in line and table is not None and at > table]
    return f"{PROJECT_FILE}{f':{written[0] + 1}' if written else ''}, hypotheses.{card.id}"


def _judged(session: Session, card: "Card", ground: "Ground") -> "Judged":
    from secondmig.joint.cards import judged
    from secondmig.joint.conditions import those

    where = _where(session, card)
    return judged(card, ground.only(those(ground, where), where) if where else ground)


def _meta(
    session: Session, ground: "Ground", asked: Trial, found: Sequence["Judged"]
) -> Mapping[str, object]:
    cautions = list(_cautions(session, ground, asked, found))
    told = meta(session, unit="persons", selection=Selection(), n=len(ground.persons), cautions=cautions)
    inference = P_PURPOSIVE.message if asked.inference else NOT_ASKED
    return {**told, "inference": inference, "seed": asked.seed if asked.inference else None}


def _cautions(
    session: Session, ground: "Ground", asked: Trial, found: Sequence["Judged"]
) -> Iterator[Caution]:
    snapshot, made = ground.snapshot, session.config.coders
    yield from _of_lines(found) if len(found) == 1 else _by_id(found)
    yield from _dipped(session, found, ground)
    yield PURPOSIVE
    if asked.inference:
        yield P_PURPOSIVE
    if any(line.n < _FEW for each in found for line in each.lines):
        yield SMALL_DENOMINATOR
    yield from waiting(snapshot.waiting, snapshot.undecided)
    yield from made_by(session.config.count or made, made)


_FEW: Final = 20


def _dipped(session: Session, found: Sequence["Judged"], ground: "Ground") -> Iterator[Caution]:
    """The warning on codes that came out of these texts: whose examples they are, or who entered late."""
    from secondmig.joint.comparison_cautions import dipped

    meant = ground.codes(code for each in found for code in each.card.codes)
    books = ground.snapshot.codebooks
    codes = [code for book in books for code in book.codes if code.id in meant]
    yield from dipped(ground.snapshot, codes, entered_late(session, ground.snapshot, codes))


def _by_id(found: Sequence["Judged"]) -> Iterator[Caution]:
    """The warnings of several cards, each id once, in general words."""
    ids = {caution.id for each in found for caution in each.cautions()}
    yield from (each for each in REGISTRY if each.id in ids)


def _of_lines(found: Sequence["Judged"]) -> Iterator[Caution]:
    """The warnings of the lines, each id once, with what is said of it joined."""
    by_id: dict[str, list[Caution]] = {}
    for each in found:
        for caution in each.cautions():
            by_id.setdefault(caution.id, []).append(caution)
    for cautions in by_id.values():
        if len(cautions) == 1:
            yield cautions[0]
            continue
        # "2 left A: why" and "3 left B: why" become "2 left A; 3 left B: why".
        heads, tails = zip(*(_parted(each.message) for each in cautions), strict=True)
        if len(set(tails)) == 1 and all(heads):
            yield replace(cautions[0], message=f"{'; '.join(dict.fromkeys(heads))}: {tails[0]}")
        else:
            yield from cautions


def _parted(message: str) -> tuple[str, str]:
    head, colon, tail = message.partition(": ")
    return (head, tail) if colon else ("", head)
