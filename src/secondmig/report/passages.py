"""The page behind the numbers: every coded passage, by code, country and valence."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from secondmig.core.types import Codebook
from secondmig.joint.groups import ABOUT, country_columns, facet_texts
from secondmig.joint.heat import VALENCES
from secondmig.joint.passages import Passage, place
from secondmig.report.context import Context, country_name
from secondmig.report.country_figure import anchor
from secondmig.report.figures.heat import SIGN
from secondmig.report.table import Link

PAGE: Final = "passages.html"
_ORDER: Final = ("-1", "1", "0", "mixed", "")
_WORDS: Final = {"-1": "negative", "1": "positive", "0": "neutral", "mixed": "mixed", "": "without valence"}


@dataclass(frozen=True, slots=True)
class PassageShown:
    """A passage: its words (None where they may not be shown), their language, and their place."""

    words: str | None
    language: str
    place: Link


@dataclass(frozen=True, slots=True)
class PassageGroup:
    """Passages alike in code, country and valence.

    Attributes:
        anchor: id in the page; Figure 3 leads here.
        about: country.
        valence: in words.
        sign: "" where it is neither negative nor positive.
        persons: whose passages these are.
        passages: in the order of documents.
    """

    anchor: str
    about: str
    valence: str
    sign: str
    persons: int
    passages: tuple[PassageShown, ...]


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code with its definition and groups."""

    id: str
    label: str
    definition: str
    groups: tuple[PassageGroup, ...]


@dataclass(frozen=True, slots=True)
class BookShown:
    """A codebook with the codes that are applied."""

    id: str
    title: str
    codes: tuple[CodeShown, ...]


def passages_page(ctx: Context) -> tuple[BookShown, ...]:
    """All codings of all codebooks in order; those of unknown codes are left out, as everywhere."""
    by_code: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in ctx.passages:
        by_code[passage.coding.code_id].append(passage)
    return tuple(
        shown_book for book in ctx.snapshot.codebooks if (shown_book := _book(ctx, book, by_code)).codes
    )


def _book(ctx: Context, book: Codebook, by_code: dict[str, list[Passage]]) -> BookShown:
    codes = tuple(
        CodeShown(code.id, code.label, code.definition, _groups(ctx, code.id, by_code[code.id]))
        for code in book.codes
        if code.id in by_code
    )
    return BookShown(book.id, book.title, codes)


def _groups(ctx: Context, code_id: str, passages: list[Passage]) -> tuple[PassageGroup, ...]:
    groups: defaultdict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        stated = facet_texts(passage.coding, "valence")
        for about in facet_texts(passage.coding, ABOUT) or ("",):
            groups[about, stated[0] if stated else ""].append(passage)
    columns = {
        about: index for index, about in enumerate(country_columns({a for a, _ in groups}, ctx.persons))
    }
    ordered = sorted(groups, key=lambda key: (columns.get(key[0], len(columns)), _rank(key[1]), key))
    return tuple(
        PassageGroup(
            anchor=anchor(code_id, about or "none-stated", VALENCES.get(value, value or "none")),
            about=country_name(about),
            valence=_WORDS.get(value, value),
            sign=SIGN[VALENCES[value]] if value in VALENCES else "",
            persons=len({case for passage in groups[about, value] for case in passage.persons()}),
            passages=tuple(_shown(ctx, passage) for passage in groups[about, value]),
        )
        for about, value in ordered
    )


def _rank(value: str) -> int:
    return _ORDER.index(value) if value in _ORDER else len(_ORDER)


def _shown(ctx: Context, passage: Passage) -> PassageShown:
    document = ctx.snapshot.document(passage.coding.document_id)
    turn = document.turns[passage.turns[0]] if passage.turns else None
    where = Link(
        place(document, turn.index if turn else None), ctx.href(document.id, turn.index if turn else None)
    )
    return PassageShown(
        ctx.snapshot.quote(passage.coding), turn.language if turn else document.language, where
    )
