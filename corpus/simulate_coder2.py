"""The simulated second coder of the demo: the gold codings of nine interviews, with mistakes planted in them.

    python corpus/simulate_coder2.py

writes ``corpus/coder2/ID.jsonl`` anew, byte for byte the same each time. Nobody coded these interviews a
second time; an agreement computed between gold and these files tests the program and says nothing of
reliability.

What is planted, each by its own draw from the seed:

- confusions: of the codings with either of two codes, one in so many carries the other code;
- ``about_country`` names another country where the person lived, or another one of the three interview
  countries, in 6 % of the codings that name a country;
- boundaries: a quarter of the codings begin or end one to three words earlier or later;
- omissions: 8 % of the codings;
- additions: 3 %, a further code of the same codebook on the same words.

No coding grows into words that gold coded otherwise, and none at a confusion is moved or left out: so each
confusion that a comparison finds is one that was planted.
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Key = tuple[str, int]
"""Which coding: the interview, and its place in the gold file."""

SEED = 2026
INTERVIEWS = ("US01", "US02", "US05", "UK01", "UK04", "JP02", "JP04", "JP05", "JP07")
INTERVIEW_COUNTRIES = ("GBR", "JPN", "USA")
_NOT_FACETS = frozenset({"turn", "quote", "code"})
_NOT_REPEATED = frozenset({"note", "weight_in_decision", "certainty"})
_ISO_LETTERS = 3
# Words as jitter moves by them: between spaces; in Japanese also before whatever follows kana and commas.
# What stands in brackets is one word.
_WORDS = re.compile(r"(?:\[[^\]]*\]|\(\([^)]*\)\)|[^\s\u3041-\u309f、。！？])*[\u3041-\u309f]*[、。！？」]*")


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two codes taken for each other.

    Attributes:
        first: one code.
        second: the other.
        one_in: of so many codings with either code one gets the other.
    """

    first: str
    second: str
    one_in: int


CONFUSIONS = (Confusion("OS-LAB-SEG", "OS-RAC-DISC", 3), Confusion("OS-MOB-BLK", "OS-LAB-SEG", 5))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to plant.

    Attributes:
        confusions: in the order in which they take their codings.
        wrong_country: share of the codings with a country that name another one, 0-1, as all shares here.
        moved: share of codings with another beginning or end.
        omitted: share of codings left out.
        added: share of codings that get a second code beside them.
    """

    confusions: tuple[Confusion, ...] = CONFUSIONS
    wrong_country: float = 0.06
    moved: float = 0.25
    omitted: float = 0.08
    added: float = 0.03


@dataclass(frozen=True, slots=True)
class Interview:
    """What simulating needs to know of an interview.

    Attributes:
        turns: printed number -> its words, with what may not be coded as NUL.
        countries: where the person lived after the origin.
    """

    turns: Mapping[int, str]
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """One mistake that was planted.

    Attributes:
        kind: confusion, facet, boundary, omission or addition.
        document: the interview.
        turn: printed number.
        code: of the gold coding; "" for an addition.
        other: what coder 2 has instead, "" for an omission.
    """

    kind: str
    document: str
    turn: int
    code: str
    other: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """A second coder's codings, in the form of the gold files, and what was planted in them."""

    rows: Mapping[str, tuple[Row, ...]]
    planted: tuple[Planted, ...]


@dataclass(slots=True)
class _Desk:
    """The gold codings on the desk, and what has been decided about them."""

    rows: Mapping[Key, Row]
    interviews: Mapping[str, Interview]
    facets: Mapping[str, tuple[str, frozenset[str]]]
    draw: Callable[..., float]
    changed: dict[Key, Row] = field(default_factory=dict)
    swapped: set[Key] = field(default_factory=set)
    omitted: set[Key] = field(default_factory=set)
    added: dict[Key, Row] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)

    def chosen(self, candidates: Iterable[Key], number: int, purpose: str) -> list[Key]:
        """So many of the candidates, by lot, in the order of the files."""
        lots = sorted(candidates, key=lambda key: (self.draw(purpose, *key), key))
        return sorted(lots[:number])

    def place(self, key: Key) -> tuple[int, int]:
        """Where the quotation of a gold coding stands in its turn."""
        row = self.rows[key]
        start = self.interviews[key[0]].turns[row["turn"]].index(row["quote"])
        return start, start + len(row["quote"])

    def beside(self, key: Key) -> list[Key]:
        """Other gold codings on some of the same words."""
        start, end = self.place(key)
        turn = self.rows[key]["turn"]
        return [
            other
            for other, row in self.rows.items()
            if other != key
            and other[0] == key[0]
            and row["turn"] == turn
            and self.place(other)[0] < end
            and start < self.place(other)[1]
        ]

    def at_confusions(self) -> set[Key]:
        """The codings that were swapped, and those on some of their words."""
        return {other for key in self.swapped for other in (key, *self.beside(key))}

    def note(self, kind: str, key: Key, code: str, other: str) -> None:
        """Remember what was planted."""
        self.planted.append(Planted(kind, key[0], self.rows[key]["turn"], code, other))


def simulate(
    gold: Mapping[str, Sequence[Row]],
    interviews: Mapping[str, Interview],
    facets: Mapping[str, tuple[str, frozenset[str]]],
    *,
    seed: int = SEED,
    plan: Plan = Plan(),
) -> Simulated:
    """What a second coder might have made of the same interviews.

    Args:
        gold: interview -> codings: turn, quote, code and facets.
        interviews: interview -> words and countries.
        facets: code -> its codebook and the facets its codings may carry.
        seed: another one plants the same mistakes elsewhere.
        plan: what to plant.

    Returns:
        Codings in the order of gold; nothing of it depends on the machine.

    Raises:
        ValueError: too few codings for a confusion.
    """
    rows = {(name, place): row for name in sorted(gold) for place, row in enumerate(gold[name])}
    desk = _Desk(rows, interviews, facets, _lots(seed))
    desk.changed = {key: {name: row[name] for name in row if name != "note"} for key, row in rows.items()}
    for confusion in plan.confusions:
        _confuse(desk, confusion, plan)
    _omit(desk, _number(plan.omitted, len(rows)))
    _mistake_countries(desk, plan.wrong_country)
    _add(desk, _number(plan.added, len(rows)), plan)
    _move(desk, _number(plan.moved, len(rows)))
    made: dict[str, tuple[Row, ...]] = {}
    for name in sorted(gold):
        mine: list[Row] = []
        for place in range(len(gold[name])):
            key = (name, place)
            mine += [] if key in desk.omitted else [desk.changed[key]]
            mine += [desk.added[key]] if key in desk.added else []
        made[name] = tuple(mine)
    return Simulated(made, tuple(desk.planted))


def _lots(seed: int) -> Callable[..., float]:
    """A number from 0 to 1 for each purpose and coding; adding a coding changes no other's."""

    def draw(*what: object) -> float:
        name = "\x1f".join(str(each) for each in (seed, *what))
        return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:8], "big") / 2**64

    return draw


def _number(share: float, of: int) -> int:
    return int(share * of + 0.5)


def _confuse(desk: _Desk, confusion: Confusion, plan: Plan) -> None:
    """Swap two codes in both directions, where no coding beside could blur which is which."""
    involved = {code for each in plan.confusions for code in (each.first, each.second)}
    free: dict[str, list[Key]] = {confusion.first: [], confusion.second: []}
    number = dict.fromkeys(free, 0)
    for key, row in desk.rows.items():
        code = row["code"]
        if code in free:
            number[code] += 1
            alone = not any(desk.rows[other]["code"] in involved for other in desk.beside(key))
            free[code] += [key] if alone and key not in desk.swapped else []
    for code, other in ((confusion.first, confusion.second), (confusion.second, confusion.first)):
        wanted = max(1, _number(1 / confusion.one_in, number[code]))
        if len(free[code]) < wanted:
            message = f"{wanted} codings with {code} should become {other}, and there are {len(free[code])}"
            raise ValueError(message)
        for key in desk.chosen(free[code], wanted, f"{code} for {other}"):
            desk.swapped.add(key)
            desk.changed[key] = _recoded(desk, desk.changed[key], other)
            desk.note("confusion", key, code, other)


def _recoded(desk: _Desk, row: Row, code: str) -> Row:
    """A coding under another code, with the facets that code has."""
    allowed = desk.facets[code][1]
    kept = {name: value for name, value in row.items() if name in _NOT_FACETS or name in allowed}
    return {**kept, "code": code}


def _omit(desk: _Desk, number: int) -> None:
    for key in desk.chosen(desk.rows.keys() - desk.at_confusions(), number, "omitted"):
        desk.omitted.add(key)
        desk.note("omission", key, desk.rows[key]["code"], "")


def _mistake_countries(desk: _Desk, share: float) -> None:
    named = [
        key
        for key, row in desk.rows.items()
        if len(str(row.get("about_country", ""))) == _ISO_LETTERS and key not in desk.omitted
    ]
    free = [key for key in named if key not in desk.swapped]
    for key in desk.chosen(free, _number(share, len(named)), "wrong country"):
        said = desk.rows[key]["about_country"]
        lived = sorted(set(desk.interviews[key[0]].countries) - {said})
        pool = lived or [country for country in INTERVIEW_COUNTRIES if country != said]
        other = pool[int(desk.draw("which country", *key) * len(pool))]
        desk.changed[key] = {**desk.changed[key], "about_country": other}
        desk.note("facet", key, desk.rows[key]["code"], desk.rows[key]["code"])


def _add(desk: _Desk, number: int, plan: Plan) -> None:
    """Second codes, on words with one code alone, where they can be nothing but additions."""
    involved = {code for each in plan.confusions for code in (each.first, each.second)}
    free = [
        key
        for key in desk.rows.keys() - desk.omitted - desk.swapped
        if not desk.beside(key) and desk.rows[key]["code"] not in involved
    ]
    used = sorted({row["code"] for row in desk.rows.values()} - involved)
    for key in desk.chosen(free, number, "added"):
        row = desk.changed[key]
        here = {other["code"] for each, other in desk.rows.items() if each[0] == key[0]}
        book = desk.facets[row["code"]][0]
        pool = [code for code in used if desk.facets[code][0] == book and code not in here]
        if pool:
            code = pool[int(desk.draw("which code", *key) * len(pool))]
            bare = {name: value for name, value in row.items() if name not in _NOT_REPEATED}
            desk.added[key] = _recoded(desk, bare, code)
            desk.note("addition", key, "", code)


def _move(desk: _Desk, number: int) -> None:
    """Other beginnings and ends; an added code moves with the coding it stands on."""
    free = desk.rows.keys() - desk.omitted - desk.at_confusions()
    moved = 0
    for key in sorted(free, key=lambda each: (desk.draw("moved", *each), each)):
        if moved == number:
            break
        quote = _other_quote(desk, key)
        if quote is None:
            continue
        moved += 1
        desk.changed[key] = {**desk.changed[key], "quote": quote}
        if key in desk.added:
            desk.added[key] = {**desk.added[key], "quote": quote}
        desk.note("boundary", key, desk.rows[key]["code"], desk.changed[key]["code"])


def _other_quote(desk: _Desk, key: Key) -> str | None:
    """The words of a coding with another beginning or end, None if there is no good one."""
    words = desk.interviews[key[0]].turns[desk.rows[key]["turn"]]
    start, end = desk.place(key)
    pieces = [(each.start(), each.end()) for each in _WORDS.finditer(words) if each.end() > each.start()]
    coded = [desk.place(other) for other in desk.rows if other[0] == key[0] and _same_turn(desk, key, other)]
    ways = [(side, by) for side in ("start", "end") for by in (-3, -2, -1, 1, 2, 3)]
    for side, by in sorted(ways, key=lambda way: desk.draw("way", *key, *way)):
        placed = _shifted(pieces, (start, end), side, by)
        if placed is None:
            continue
        quote = words[placed[0] : placed[1]]
        grown = [(placed[0], start), (end, placed[1])]
        free = not any(a < until and since < b for since, until in grown if since < until for a, b in coded)
        if free and "\0" not in quote and words.count(quote) == 1 and words.find(quote) == placed[0]:
            return quote
    return None


def _same_turn(desk: _Desk, key: Key, other: Key) -> bool:
    return bool(desk.rows[other]["turn"] == desk.rows[key]["turn"])


def _shifted(
    pieces: Sequence[tuple[int, int]], span: tuple[int, int], side: str, by: int
) -> tuple[int, int] | None:
    """A stretch whose beginning or end lies so many words later (or earlier); at least half of it stays."""
    start, end = span
    edges = [a for a, _ in pieces] if side == "start" else [b for _, b in pieces]
    at = start if side == "start" else end
    further = [edge for edge in edges if edge > at] if by > 0 else [edge for edge in edges if edge < at][::-1]
    if len(further) < abs(by):
        return None
    moved = further[abs(by) - 1]
    placed = (moved, end) if side == "start" else (start, moved)
    shared = min(placed[1], end) - max(placed[0], start)
    return placed if 2 * shared >= end - start else None


def read_gold(folder: Path) -> dict[str, list[Row]]:
    """The gold codings of the nine interviews."""
    return {
        name: [json.loads(line) for line in _lines(folder / "gold" / f"{name}.jsonl")] for name in INTERVIEWS
    }


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def read_interviews(folder: Path) -> dict[str, Interview]:
    """Their words and the countries of their persons."""
    from secondmig.core.span import SpanSet
    from secondmig.survey.legs_file import read_tables
    from secondmig.survey.legs_join import with_legs
    from secondmig.survey.persons import read_persons
    from secondmig.transcript.read import read_document

    persons = with_legs(read_persons(folder / "persons.csv"), read_tables(legs=folder / "legs.csv"))
    lived = {
        case.id: tuple(dict.fromkeys(leg.country for leg in case.legs if leg.index > 0)) for case in persons
    }
    found = {}
    for name in INTERVIEWS:
        document = read_document(folder / f"{name}.txt")
        text = SpanSet.of(each.span for each in document.withheld).masked(document.text, "\0")
        turns = {turn.number: turn.span.of(text) for turn in document.turns if turn.number is not None}
        found[name] = Interview(turns, lived[name])
    return found


def read_facets(folder: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Code -> its codebook and the facets its codings may carry."""
    from secondmig.codebook.facets import specs_for
    from secondmig.codebook.yaml_file import read_codebooks

    names = ("opportunity-structure", "migration-system-feedback", "human-capital-employment")
    return {
        code.id: (book.id, frozenset(spec.name for spec in specs_for(book, code.id)))
        for book in read_codebooks([folder / f"{name}.yaml" for name in names])
        for code in book.codes
    }


def as_text(rows: Iterable[Row]) -> str:
    """Codings as the lines of a file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> None:
    """Write the codings of the simulated coder beside the gold ones."""
    corpus = Path(__file__).resolve().parent
    made = simulate(read_gold(corpus), read_interviews(corpus), read_facets(corpus.parent / "codebooks"))
    (corpus / "coder2").mkdir(exist_ok=True)
    for name, rows in made.rows.items():
        target = corpus / "coder2" / f"{name}.jsonl"
        target.write_text(as_text(rows), encoding="utf-8", newline="\n")
    counts = {kind: sum(each.kind == kind for each in made.planted) for kind in _KINDS}
    sys.stdout.write(", ".join(f"{kind} {number}" for kind, number in counts.items()) + "\n")


_KINDS = ("confusion", "facet", "boundary", "omission", "addition")

if __name__ == "__main__":
    main()
