"""The patterns planted in the demo, computed straight from its files by counting: no code of the package.

Everything is read from ``corpus/persons.csv``, ``corpus/legs.csv``, ``codebooks/occupations.csv`` and
``corpus/gold/*.jsonl``. Every p is the share of a complete list of re-labellings that is written out here, or
a sum of binomial or hypergeometric terms as fractions; nothing is simulated and nothing is approximated.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
Row: TypeAlias = Mapping[str, str]
Table: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


@cache
def persons() -> Mapping[str, Row]:
    """Case id -> its row of the interview sheet, in file order."""
    with (CORPUS / "persons.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@cache
def codings() -> tuple[Mapping[str, str], ...]:
    """Every gold coding as texts, with ``case`` (each interview has one person who is a case)."""
    return tuple(
        {key: str(value) for key, value in json.loads(line).items()} | {"case": case}
        for case in persons()
        for line in (CORPUS / "gold" / f"{case}.jsonl").read_text("utf-8").split("\n")
        if line
    )


@cache
def status_scores() -> Mapping[str, float]:
    """ISCO-08 -> ISEI-08."""
    with (ROOT / "codebooks" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return {row["isco08"]: float(row["isei08"]) for row in csv.DictReader(lines)}


def second() -> tuple[str, ...]:
    """Those with a second destination leg in the interview sheet."""
    return tuple(case for case, row in persons().items() if row["leg2"])


def single() -> tuple[str, ...]:
    """The others."""
    return tuple(case for case, row in persons().items() if not row["leg2"])


def column(name: str, cases: Iterable[str]) -> list[float]:
    """A column of the interview sheet as numbers."""
    return [float(persons()[case][name]) for case in cases]


def current_of(case: str) -> str:
    """The country of the last leg."""
    row = persons()[case]
    return row["leg2"] or row["leg1"]


# p by counting


def cliff(x: Sequence[float], y: Sequence[float]) -> float:
    """Pairs in which x is larger, less those in which y is, over all pairs."""
    return sum((a > b) - (a < b) for a in x for b in y) / (len(x) * len(y))


def mid_ranks(values: Sequence[float]) -> list[Fraction]:
    """The mean of the places that equal values take."""
    ordered = sorted(values)
    return [Fraction(2 * ordered.index(value) + 1 + ordered.count(value), 2) for value in values]


def u_statistic(x: Sequence[float], y: Sequence[float]) -> float:
    """Pairs in which x is larger, half a pair for a tie."""
    return sum((a > b) + 0.5 * (a == b) for a in x for b in y)


def complete_p(x: Sequence[float], y: Sequence[float], *, ranks: bool) -> float:
    """Two-sided share of all re-labellings whose sum lies as far from its mean as the observed one.

    The sums over all subsets of size len(x) are counted by adding one value after another: every subset is
    counted, however many there are.
    """
    pooled = [*x, *y]
    scores = mid_ranks(pooled) if ranks else [Fraction(str(value)) for value in pooled]
    ways: list[Counter[Fraction]] = [Counter() for _ in range(len(x) + 1)]
    ways[0][Fraction(0)] = 1
    for score in scores:
        for size in range(len(x), 0, -1):
            for total, number in ways[size - 1].items():
                ways[size][total + score] += number
    centre = sum(scores) * Fraction(len(x), len(pooled))
    distance = abs(sum(scores[: len(x)]) - centre)
    far = sum(number for total, number in ways[len(x)].items() if abs(total - centre) >= distance)
    assert sum(ways[len(x)].values()) == comb(len(pooled), len(x))
    return far / comb(len(pooled), len(x))


def listed_p(x: Sequence[float], y: Sequence[float], *, ranks: bool) -> float:
    """The same, every re-labelling written out; for small groups."""
    pooled = [*x, *y]
    scores = mid_ranks(pooled) if ranks else [Fraction(str(value)) for value in pooled]
    centre = sum(scores) * Fraction(len(x), len(pooled))
    distance = abs(sum(scores[: len(x)]) - centre)
    sums = [sum(chosen) for chosen in combinations(scores, len(x))]
    return sum(abs(total - centre) >= distance for total in sums) / len(sums)


def sign_p(positive: int, negative: int) -> float:
    """Two-sided binomial p at one half."""
    n, k = positive + negative, max(positive, negative)
    return min(1.0, float(2 * Fraction(sum(comb(n, i) for i in range(k, n + 1)), 2**n)))


def fisher_p(table: Table) -> float:
    """Two-sided: all tables with these margins that are no likelier than the one seen."""
    (a, b), (c, d) = table
    row, col, n = a + b, a + c, a + b + c + d
    ways = {k: comb(row, k) * comb(n - row, col - k) for k in range(max(0, row + col - n), min(row, col) + 1)}
    return float(Fraction(sum(each for each in ways.values() if each <= ways[a]), comb(n, col)))


def parted(cases: Iterable[str], row: Iterable[str], col: Iterable[str]) -> Table:
    """Two by two: in ``row`` or not, by in ``col`` or not."""
    everybody, rows, cols = list(cases), set(row), set(col)
    counted = Counter((case in rows, case in cols) for case in everybody)
    return (
        (counted[True, True], counted[True, False]),
        (counted[False, True], counted[False, False]),
    )


# what is said about race and ethnicity (G3, G14, N4)


def race_negative(coding: Mapping[str, str]) -> bool:
    """A coding under OS-RAC with valence -1, those about people of the own origin left out."""
    code = coding["code"]
    return code.startswith("OS-RAC-") and code != "OS-RAC-COE" and coding.get("valence") == "-1"


def about(case: str, country: str, *, axis: str = "about_country") -> list[Mapping[str, str]]:
    """A person's codings about a country; by ``interview_country`` all or none of them."""
    own = [coding for coding in codings() if coding["case"] == case]
    if axis == "interview_country":
        return own if persons()[case]["interview_country"] == country else []
    return [coding for coding in own if coding["about_country"] == country]


def share_negative(case: str, country: str, *, axis: str = "about_country") -> float:
    """Turns about the country with a negative race coding, over turns about the country (0 where none)."""
    found = about(case, country, axis=axis)
    turns = {coding["turn"] for coding in found}
    hurt = {coding["turn"] for coding in found if race_negative(coding)}
    return len(hurt) / len(turns) if turns else 0.0


def count_negative(case: str, country: str, *, axis: str = "about_country") -> int:
    """Negative race codings about the country."""
    return sum(map(race_negative, about(case, country, axis=axis)))


def net_valence(case: str, country: str, *, axis: str = "about_country") -> float | None:
    """(positive - negative) / (positive + negative) of the race codings, None without any."""
    found = [
        coding.get("valence")
        for coding in about(case, country, axis=axis)
        if coding["code"].startswith("OS-RAC-") and coding["code"] != "OS-RAC-COE"
    ]
    plus, minus = found.count("1"), found.count("-1")
    return (plus - minus) / (plus + minus) if plus + minus else None


# Japan as first destination (G7 to G10)


def first_in(country: str) -> tuple[str, ...]:
    """Those whose first destination it is."""
    return tuple(case for case, row in persons().items() if row["leg1"] == country)


def left(case: str) -> bool:
    """A move made: a second destination."""
    return bool(persons()[case]["leg2"])


def intends(case: str) -> bool:
    """Somebody still at the first destination who says return or onward."""
    return not left(case) and persons()[case]["intent3"] in {"return", "onward"}


# integration, privilege, weights, corridors


def structure(case: str) -> float:
    """Legal, educational and economic integration, summed."""
    return sum(column(f"integ_{part}", [case])[0] for part in ("legal", "edu", "econ"))


def carries(code: str) -> frozenset[str]:
    """Those with a coding of a code."""
    return frozenset(coding["case"] for coding in codings() if coding["code"] == code)


def privileged(cases: Iterable[str]) -> set[str]:
    """Those let in by descent or a colonial tie."""
    return {case for case in cases if persons()[case]["legal_leg1_entry"] in {"ethnic", "colonial"}}


def secure(cases: Iterable[str]) -> set[str]:
    """Those who left, or now are, with permanent residence or citizenship."""
    return {case for case in cases if persons()[case]["legal_leg1_exit"] in {"pr", "citizen_nat"}}


def years(case: str) -> int:
    """Whole years at the first destination; who is still there was interviewed in 2025."""
    row = persons()[case]
    return int(row["leg1_to"] or 2025) - int(row["leg1_from"])


def weighed(weight: int) -> list[tuple[str, str]]:
    """(code, case) of the codings with that weight in the decision to move on."""
    return sorted(
        (coding["code"], coding["case"])
        for coding in codings()
        if coding.get("weight_in_decision") == str(weight)
    )


def mechanisms(corridor: str) -> Counter[tuple[str, str]]:
    """(polarity, case) -> codings of a corridor."""
    return Counter(
        (coding["polarity"], coding["case"]) for coding in codings() if coding.get("corridor") == corridor
    )


def told_in(about_country: str) -> Counter[str]:
    """Country of interview -> codings about a country."""
    return Counter(
        persons()[coding["case"]]["interview_country"]
        for coding in codings()
        if coding["about_country"] == about_country
    )
