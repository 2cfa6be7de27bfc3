"""The hypothesis cards that secondmig.toml declares, and the places they are about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from secondmig.core.errors import SecondmigError

TABLE: Final = "hypotheses"
_EXAMPLE: Final = 'files = ["codebooks/hypotheses/*.yaml"]'


@dataclass(frozen=True, slots=True)
class CardSources:
    """Cards of a project.

    Attributes:
        files: patterns of card files, one card each.
        where: id of a card -> conditions on the persons it is about here; a card names no place, so that it
            can be held against another corpus.
    """

    files: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def card_sources(table: Mapping[str, object]) -> CardSources:
    """What the table says, once :func:`source_problems` has found nothing.

    >>> card_sources({"files": ["a.yaml"], "H1": {"where": ["origin=PER"]}}).where
    {'H1': ('origin=PER',)}
    """
    places = {name: inner["where"] for name, inner in table.items() if isinstance(inner, dict)}
    return CardSources(_texts(table.get("files", [])), {name: _texts(each) for name, each in places.items()})


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, cast("list[object]", value)))


def source_problems(table: object, file: str) -> Iterator[SecondmigError]:
    """What is wrong with the table.

    Args:
        table: as read from TOML.
        file: the name of the file.
    """
    if not isinstance(table, dict):
        yield SecondmigError(f"{TABLE} should be a table", where=file, hint=f"[{TABLE}]")
        return
    for name, value in table.items():
        if name == "files":
            if not _is_texts(value):
                yield SecondmigError(f"{TABLE}.files should list texts", where=file, hint=f"write {_EXAMPLE}")
        elif not isinstance(value, dict):
            hint = f'[{TABLE}.H1] with where = ["first_destination=JPN"], or {_EXAMPLE}'
            yield SecondmigError(f"unknown key {name!r} in {TABLE}", where=file, hint=hint)
        elif set(value) != {"where"} or not _is_texts(value["where"]):
            hint = 'where = ["first_destination=JPN"]'
            yield SecondmigError(f"{TABLE}.{name} holds conditions on persons alone", where=file, hint=hint)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
