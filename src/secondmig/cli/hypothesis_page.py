"""A hypothesis card as a page for people: verdict first, then measures, persons, rivals and the rule."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from secondmig.cli.formats import as_table, shown
from secondmig.cli.table import visible
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

Row = Mapping[str, Any]
_WIDE: Final = 100
_NARROW: Final = 60
_MARKS: Final = {"for": "+", "against": "–", "tie": "="}
_NOT_COUNTED: Final = "·"
_SIDES: Final = {"for": "FOR", "against": "AGAINST", "tie": "NEITHER"}
_HEADS: Final = ("effect", "n", "for", "against", "ties")
_WIDTHS: Final = (8, 4, 5, 9, 6)


def shown_measure(listing: "Listing", name: str | None) -> str:
    """The measure whose figures stand beside the persons.

    Raises:
        SecondmigError: the card has no such measure.
    """
    names = [str(row["measure"]) for row in listing.rows]
    if name is None:
        return names[0]
    if name not in names:
        raise SecondmigError(f"the card has no measure {name!r}", hint=f"one of {', '.join(names)}")
    return name


def list_page(listing: "Listing", fit: int | None) -> Iterator[str]:
    """The cards, two or three lines each."""
    sheet = _Sheet.of(fit)
    rows: Sequence[Row] = listing.rows
    for row in rows:
        yield from sheet.ends(f"{row['id']}  {row['title']}", str(row["verdict"]).upper())
        yield from sheet.fold(str(row["label"]), 4)
        yield from sheet.fold(f"{_effect(row)}; {_sides(row)}", 4)
        if row["p"] is not None or row["low"] is not None:
            yield from sheet.fold(_inference(row), 4)
        if row["negative_cases"]:
            yield from sheet.fold(f"negative cases: {', '.join(row['negative_cases'])}", 4)
        yield "\n"
    yield from _below(listing, ("persons, rivals and rule: secondmig hypothesis test ID",), fit)


def card_page(listing: "Listing", beside: str, fit: int | None) -> Iterator[str]:
    """One card.

    Args:
        listing: as the use case gives it.
        beside: the measure whose figures stand beside the persons.
        fit: columns of the terminal, None for a file or a pipe.
    """
    sheet, meta, rows = _Sheet.of(fit), listing.meta, listing.rows
    first = rows[0]
    yield from sheet.ends(f"{first['id']}  {first['title']}", str(first["verdict"]).upper())
    yield from sheet.fold(str(meta["claim"]), 4)
    yield from sheet.fold(f"Source: {meta['source']}", 4)
    yield "\n"
    yield from _verdict(sheet, first, meta)
    yield from _measures(sheet, rows)
    yield from _persons(sheet, rows, beside)
    yield from _rivals(sheet, meta)
    yield from _negative(sheet, str(first["id"]), meta)
    yield "RULE OF THE VERDICT: the first step that fits\n"
    for sentence in _texts(meta["verdict_rule"]):
        yield from sheet.fold(sentence, 2, hang=3)
    yield "\n"
    yield from _below(listing, (), fit)


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _below(listing: "Listing", notes: Sequence[str], fit: int | None) -> Iterator[str]:
    told = (*notes, str(listing.meta["inference"]))
    yield from as_table(replace(listing, rows=(), notes=told), fit)


def _verdict(sheet: "_Sheet", first: Row, meta: Mapping[str, Any]) -> Iterator[str]:
    yield f"VERDICT  {first['verdict']}, by step {meta['verdict_step']} of the rule below\n"
    for reason in _texts(meta["verdict_because"]):
        yield from sheet.fold(f"because {reason}", 2, hang=2)
    lowered = meta["verdict_lowered_from"]
    if lowered:
        limit = _texts(meta["verdict_rule"])[-1]
        yield from sheet.fold(f'the rule gives "{lowered}"; {limit}', 2, hang=2)
    if meta["where"]:
        yield from sheet.fold(f"only persons with {' and '.join(_texts(meta['where']))}", 2)
    yield "\n"


# measures


def _measures(sheet: "_Sheet", rows: Sequence[Row]) -> Iterator[str]:
    figures = "".join(head.rjust(width) for head, width in zip(_HEADS, _WIDTHS, strict=True))
    yield from sheet.ends("MEASURES", figures)
    role = ""
    for number, row in enumerate(rows, 1):
        if row["role"] != role:
            role = str(row["role"])
            yield f"  {role}\n"
        yield from _measure(sheet, number, row)
    yield "\n"


def _measure(sheet: "_Sheet", number: int, row: Row) -> Iterator[str]:
    values = (
        "–" if row["effect"] is None else f"{row['effect']:+.2f}",
        str(row["n"]),
        *(str(len(row[side])) for side in ("for", "against", "ties")),
    )
    figures = "".join(value.rjust(width) for value, width in zip(values, _WIDTHS, strict=True))
    room = sheet.width - len(figures) - 1
    lines = list(_Sheet(room).fold(str(row["label"]), 4, lead=f"{number:>3} "))
    yield from lines[:-1]
    yield from sheet.ends(lines[-1].rstrip("\n"), figures)
    if row["finding"] != "as expected":
        why = row["undefined"] or f"the claim expects a {row['expected']} effect"
        yield from sheet.fold(f"{str(row['finding']).upper()}: {why}", 6)
    if row["note"]:
        yield from sheet.fold(str(row["note"]), 6)
    if row["low"] is not None or row["p"] is not None:
        yield from sheet.fold(_inference(row), 6)
    if row["left_out"]:
        yield from sheet.fold(f"not counted: {_left_out(row['left_out'])}", 6)


def _left_out(left_out: Mapping[str, str]) -> str:
    """The persons by the reason they share."""
    by_reason: dict[str, list[str]] = {}
    for case, why in left_out.items():
        by_reason.setdefault(why, []).append(case)
    return "; ".join(f"{', '.join(cases)} ({why})" for why, cases in by_reason.items())


def _inference(row: Row) -> str:
    interval = "" if row["low"] is None else f"95 % from {row['low']:+.2f} to {row['high']:+.2f}"
    p = f"p {shown(row['p'])} ({row['p_method']})" if row["p"] is not None else f"no p: {row['p_undefined']}"
    return "; ".join(filter(None, (interval, p)))


def _effect(row: Row) -> str:
    return str(row["undefined"]) if row["effect"] is None else f"effect {row['effect']:+.2f}"


def _sides(row: Row) -> str:
    return f"{len(row['for'])} for, {len(row['against'])} against, {len(row['ties'])} neither, of {row['n']}"


# persons


def _persons(sheet: "_Sheet", rows: Sequence[Row], beside: str) -> Iterator[str]:
    groups = _merged(rows)
    stands = {
        name: {person["case"]: _MARKS[person["side"]] for row in lines for person in row["persons"]}
        for name, lines in groups.items()
    }
    shown_row = next(row for row in rows if row["measure"] == beside)
    numbers = {str(row["measure"]): number for number, row in enumerate(rows, 1)}
    heads = [str(numbers[lines[0]["measure"]]) for lines in groups.values()]
    yield from sheet.fold(
        "PERSONS  + for, – against, = neither, · not counted; columns: measures by their first row above",
        0,
        hang=9,
    )
    width = max([4, *(len(str(each["case"])) for row in rows for each in row["persons"])])
    lead = " " * (width + 2)
    title = f"{numbers[beside]}: {shown_row['label']}"
    yield from sheet.fold(
        title, width + 3 * len(heads) + 4, lead=f"{lead}{''.join(f'{each:>3}' for each in heads)}  "
    )
    grouped = any(each["group"] for each in shown_row["persons"])
    for side, called in _SIDES.items():
        persons = [each for each in shown_row["persons"] if each["side"] == side]
        if not persons:
            continue
        yield f"  {called}  {len(persons)}\n"
        for person in sorted(persons, key=lambda each: (str(each["group"]), str(each["case"]))):
            marks = "".join(f"{found.get(person['case'], _NOT_COUNTED):>3}" for found in stands.values())
            told = f"{person['says'] or ''}{', ' + str(person['group']) if grouped else ''}"
            yield from _person(sheet, person, f"  {person['case']!s:<{width}}{marks}  ", told)
    counted = {each["case"] for each in shown_row["persons"]}
    others = sorted({case for found in stands.values() for case in found} - counted)
    if others:
        yield f"  NOT IN {numbers[beside]}  {len(others)}\n"
    for case in others:
        marks = "".join(f"{found.get(case, _NOT_COUNTED):>3}" for found in stands.values())
        yield f"  {case:<{width}}{marks}\n"
    yield "\n"


def _merged(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows that share a column of marks: those of one measure where nobody is in two of them."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["measure"]).partition(":")[0], []).append(row)
    made: dict[str, list[Row]] = {}
    for name, lines in found.items():
        cases = [person["case"] for row in lines for person in row["persons"]]
        apart = len(cases) == len(set(cases))
        made.update({name: lines} if apart else {str(row["measure"]): [row] for row in lines})
    return made


def _person(sheet: "_Sheet", person: Row, lead: str, told: str) -> Iterator[str]:
    passages: Sequence[Row] = person["passages"]
    words = passages and "quote" in passages[0]
    places = "" if words else _places(passages, str(person["case"]))
    yield from sheet.fold("  ".join(filter(None, (told, places))), len(lead), lead=lead)
    for each in passages if words else ():
        quote = f"“{visible(each['quote'])}”" if each["quote"] else "(words that may not be shown)"
        signs = " ".join(filter(None, (each["valence"], each["about"])))
        yield from sheet.fold(f"{each['place']}  {each['code']} {signs}  {quote}", 6, hang=4)


def _places(passages: Sequence[Row], case: str) -> str:
    """The places by the country that is spoken of: ``USA #4 #8; JPN #12``.

    The document is named before its turns where it is not called after the person.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for each in passages:
        document, _, turn = str(each["place"]).partition(" ")
        turns = found.setdefault(str(each["about"] or ""), {}).setdefault(document, [])
        if turn and turn not in turns:
            turns.append(turn)
    about = [
        " ".join(
            filter(
                None,
                (
                    country,
                    *(" ".join((name, *turns) if name != case else turns) for name, turns in places.items()),
                ),
            )
        )
        for country, places in found.items()
    ]
    return "; ".join(about)


# rivals, negative cases


def _rivals(sheet: "_Sheet", meta: Mapping[str, Any]) -> Iterator[str]:
    rivals: Sequence[Row] = meta["rivals"]
    if rivals:
        yield "RIVAL ACCOUNTS\n"
    for rival in rivals:
        names = f": {', '.join(rival['support'])}" if rival["support"] else ""
        yield from sheet.fold(
            f"{rival['title']}: {len(rival['support'])} of {rival['n']} are a case for it{names}", 2, hang=4
        )
        yield from sheet.fold(str(rival["account"]), 6)
        yield from sheet.fold(f"Would show: {rival['shows']}.", 6)
        if rival["left_out"]:
            yield from sheet.fold(f"Not on record: {', '.join(rival['left_out'])}", 6)
    if rivals:
        yield "\n"


def _negative(sheet: "_Sheet", card: str, meta: Mapping[str, Any]) -> Iterator[str]:
    yield from sheet.fold(f"NEGATIVE CASES  {meta['negative_rule']}", 0, hang=2)
    cases: Sequence[Row] = meta["negative_cases"]
    for each in cases:
        why = ", ".join((*each["against"], *each["rivals"]))
        memo = visible(str(each["memo"]))
        yield from sheet.fold(f"{each['case']}  {why}: {memo}", 2, hang=6)
    unwritten = [str(each["case"]) for each in cases if not each["memos"]]
    if unwritten:
        yield from sheet.fold(
            f'to write the memo on one: secondmig memo add "{card}: ..." --case {unwritten[0]}', 2
        )
    if not cases:
        yield "  nobody\n"
    yield "\n"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Lines of a width.

    Attributes:
        width: columns.
    """

    width: int

    @classmethod
    def of(cls, fit: int | None) -> "_Sheet":
        return cls(max(min(fit or _WIDE, 120), _NARROW))

    def fold(self, text: str, indent: int, *, hang: int = 0, lead: str = "") -> Iterator[str]:
        """A text in lines: the first behind ``lead`` or the indent, the others ``hang`` further in."""
        from wcwidth import wrap

        first = lead or " " * indent
        room = max(self.width - indent - hang, 20)
        lines = wrap(visible(text), room, break_on_hyphens=False) or [""]
        yield f"{first}{lines[0]}".rstrip() + "\n"
        for line in lines[1:]:
            yield f"{' ' * (indent + hang)}{line}\n"

    def ends(self, left: str, right: str) -> Iterator[str]:
        """Two texts at the two ends of a line, the first folded where they do not fit."""
        from wcwidth import wcswidth

        lines = [each.rstrip("\n") for each in self._narrower(right).fold(left, 0, hang=4)]
        if len(lines) == 1 or wcswidth(left) <= self.width - wcswidth(right) - 1:
            lines = [left]
        yield from (f"{line}\n" for line in lines[:-1])
        gap = max(self.width - wcswidth(lines[-1]) - wcswidth(right), 1)
        yield f"{lines[-1]}{' ' * gap}{right}\n"

    def _narrower(self, right: str) -> "_Sheet":
        return _Sheet(self.width - len(right) - 2)
