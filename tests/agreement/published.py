"""Published figures of agreement, read from vectors.toml, where each stands with its source."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondmig.agreement.tables import Ratings, ratings_of, ratings_of_table

VECTORS: Mapping[str, Sequence[Mapping[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "vectors.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Published:
    """One example: its ratings and what is known of them, each with half a unit of the last digit printed."""

    id: str
    source: str
    ratings: Ratings
    expected: dict[str, tuple[float, float]]
    undefined: tuple[str, ...]


def figure(printed: str) -> tuple[float, float]:
    """A printed figure and half a unit of its last digit.

    >>> figure("0.4495")
    (0.4495, 5e-05)
    """
    digits = len(printed.partition(".")[2])
    return float(printed), 0.5 * 10.0**-digits


def figures(entry: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """The expected figures of an entry."""
    return {name: figure(printed) for name, printed in entry.get("expected", {}).items()}


def _answers(text: Sequence[str]) -> list[int | None]:
    return [None if answer == "." else int(answer) for answer in text]


def _ratings(entry: Mapping[str, Any]) -> Ratings:
    if "table" in entry:
        return ratings_of_table(entry["table"], (False, True) if entry.get("binary") else None)
    if "lines" in entry:
        coders = [_answers(line.split()) for line in entry["lines"]]
        return ratings_of([list(unit) for unit in zip(*coders, strict=True)])
    if "words" in entry:
        return ratings_of([_answers(word) for word in entry["words"].split()])
    pairs = (pair.split(":") for pair in entry["sets"].split())
    return ratings_of([tuple(frozenset(each.replace("-", "")) for each in pair) for pair in pairs])


PUBLISHED: tuple[Published, ...] = tuple(
    Published(
        entry["id"], entry["source"], _ratings(entry), figures(entry), tuple(entry.get("undefined", ()))
    )
    for entry in VECTORS["ratings"]
)


def example(wanted: str) -> Ratings:
    """The ratings of a published example."""
    return next(each.ratings for each in PUBLISHED if each.id == wanted)
