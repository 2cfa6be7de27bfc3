"""A judged card as rows and as what is told beside them: persons with their passages, rivals, memos."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from secondmig.project.memos import shown_text
from secondmig.project.session import Session
from secondmig.store import memos

if TYPE_CHECKING:
    from secondmig.joint.cards import Judged
    from secondmig.joint.evidence import Ground, Line, Witness
    from secondmig.joint.passages import Passage

Row = dict[str, object]
FIELDS: Final = (
    "id",
    "title",
    "measure",
    "verdict",
    "effect",
    "low",
    "high",
    "n",
    "for",
    "against",
    "ties",
    "negative_cases",
    "label",
    "role",
    "expected",
    "finding",
    "unit",
    "method",
    "undefined",
    "p",
    "p_method",
    "p_undefined",
    "left_out",
    "note",
    "persons",
)
NOT_WRITTEN: Final = "not yet written"
_NOT_ASKED: Final = "not asked for: --inference"


def listed_rows(found: "Judged") -> list[Row]:
    """The row of a card in the list: its primary measure, without the persons' figures."""
    return [{**_row(found, line), "persons": []} for line in found.lines[:1]]


def rows_of(found: "Judged", ground: "Ground", *, passages: bool) -> list[Row]:
    """A row per line.

    Args:
        found: the card, judged.
        ground: with the texts.
        passages: with the words of the passages; else with their places alone.
    """
    shelf = _Shelf(ground, words=passages)
    return [
        {**_row(found, line), "persons": [_person(each, shelf) for each in _in_order(line)]}
        for line in found.lines
    ]


def _in_order(line: "Line") -> list["Witness"]:
    order = ("for", "against", "tie")
    return sorted(line.witnesses, key=lambda each: (order.index(each.side), each.case))


def _row(found: "Judged", line: "Line") -> Row:
    effect, p = line.effect, line.p
    return {
        "id": found.card.id,
        "title": found.card.title,
        "measure": line.measure,
        "verdict": found.ruled.verdict,
        "effect": effect.value,
        "low": effect.low,
        "high": effect.high,
        "n": line.n,
        "for": list(line.for_),
        "against": list(line.against),
        "ties": list(line.ties),
        "negative_cases": list(found.negative),
        "label": line.title,
        "role": line.role,
        "expected": line.expected,
        "finding": line.finding,
        "unit": effect.unit,
        "method": effect.method,
        "undefined": effect.undefined or None,
        "p": p.value if p else None,
        "p_method": (p.method or None) if p else None,
        "p_undefined": (p.undefined or None) if p else _NOT_ASKED,
        "left_out": dict(sorted(line.left_out.items())),
        "note": line.note or None,
    }


class _Shelf:
    """The passages of a ground by the id of their coding, as they may be shown."""

    def __init__(self, ground: "Ground", *, words: bool) -> None:
        self._snapshot = ground.snapshot
        self._words = words
        self._found: dict[str, Passage] = {
            passage.coding.id: passage for passages in ground.said.values() for passage in passages
        }

    def told(self, coding_id: str) -> Row:
        """Where a coding stands and what it says; its words where they are asked for and may be shown."""
        from secondmig.joint.groups import facet_texts
        from secondmig.joint.passages import place

        passage = self._found[coding_id]
        coding = passage.coding
        document = self._snapshot.document(coding.document_id)
        row: Row = {
            "place": place(document, passage.turns[0] if passage.turns else None),
            "coding": coding.id,
            "code": coding.code_id,
            "about": ", ".join(facet_texts(coding, "about_country")) or None,
            "valence": ", ".join(facet_texts(coding, "valence")) or None,
        }
        return {**row, "quote": self._snapshot.quote(coding)} if self._words else row


def _person(witness: "Witness", shelf: _Shelf) -> Row:
    return {
        "case": witness.case,
        "side": witness.side,
        "group": witness.group or None,
        "says": witness.says or None,
        "passages": [shelf.told(each) for each in witness.passages],
    }


def told_of(session: Session, found: "Judged", ground: "Ground", *, where: Sequence[str]) -> Row:
    """What is told of a card beside its rows."""
    from secondmig.joint.verdict import negative_in_words, rule_in_words

    card = found.card
    return {
        "claim": card.claim,
        "source": card.source,
        "codes": list(card.codes),
        "card": card.where.rpartition(":")[0],
        "card_sha": card.sha,
        "where": list(where),
        "verdict_rule": list(rule_in_words(card)),
        "verdict_step": found.ruled.step,
        "verdict_because": list(found.ruled.reasons),
        "verdict_lowered_from": found.ruled.lowered,
        "negative_rule": negative_in_words(card),
        "negative_cases": [_negative(session, found, case) for case in found.negative],
        "rivals": _rivals(found, ground),
    }


def _rivals(found: "Judged", ground: "Ground") -> list[Row]:
    shelf = _Shelf(ground, words=False)
    return [
        {
            "id": rival.id,
            "title": rival.title,
            "account": rival.account,
            "shows": rival.shows,
            "support": list(line.for_),
            "n": line.n,
            "left_out": dict(sorted(line.left_out.items())),
            "persons": [_person(each, shelf) for each in _in_order(line) if each.side == "for"],
        }
        for rival, line in zip(found.card.rivals, found.rivals, strict=True)
    ]


def _negative(session: Session, found: "Judged", case: str) -> Row:
    """A negative case: why it is one, and what the analyst wrote on it."""
    card = found.card
    against = [
        line.measure
        for line in found.lines
        if {line.of, line.role} & set(card.negative.against) and case in line.against
    ]
    rivals = [line.of for line in found.rivals if line.of in card.negative.rivals and case in line.for_]
    written = list(_memos_on(session, card.id, case))
    return {
        "case": case,
        "against": against,
        "rivals": rivals,
        "memos": written,
        "memo": "; ".join(str(each["text"]) for each in written) or NOT_WRITTEN,
    }


def _memos_on(session: Session, card_id: str, case: str) -> Iterable[Mapping[str, object]]:
    """The memos on a person that name the card."""
    named = re.compile(rf"(?<!\w){re.escape(card_id)}(?!\w)", re.IGNORECASE)
    for memo in memos.of(session.store.read(), "case", case):
        text = shown_text(session, memo)
        if text is not None and named.search(text):
            yield {"id": memo.id, "coder": memo.coder, "text": text}
