"""Who is who between tools: GUIDs made of our ids, and ids made of other tools' names."""

import re
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from secondmig.codebook.code_entries import valid_id
from secondmig.interchange.draft import Draft

_OURS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:secondmig:codebook")
_WORD = re.compile(r"[A-Z0-9]+")
_LONGEST: Final = 32
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")


def guid_of(book_id: str, *parts: str) -> str:
    """The GUID of a code, a facet or the header of a codebook: the same in every export on every machine.

    >>> guid_of("small", "code", "OS-MOB") == guid_of("small", "code", "OS-MOB")
    True
    """
    return str(uuid.uuid5(_OURS, "\x1f".join((book_id, *parts)))).upper()


def code_guid(book_id: str, code_id: str) -> str:
    """The GUID of a code."""
    return guid_of(book_id, "code", code_id)


def plain_guid(text: str) -> str:
    """A GUID in upper case without braces; "" for anything else.

    >>> plain_guid("{5215cc69-b628-4e02-afb9-9beeaee55808}")
    '5215CC69-B628-4E02-AFB9-9BEEAEE55808'
    """
    found = _GUID.fullmatch(text.strip())
    return found[1].upper() if found else ""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in capitals A-Z and digits; letters of other scripts are not among them.

    >>> words_of("Año de llegada")
    ('ANO', 'DE', 'LLEGADA')
    """
    plain = unicodedata.normalize("NFKD", name.upper().replace("'", "").replace("’", ""))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_WORD.findall(letters))


def slug(name: str) -> str:
    """A part of an id made of a name: whole words, 32 letters at most; "" where it has no such letters.

    >>> slug("Room to rise in the labour market"), slug("差別")
    ('ROOM-TO-RISE-IN-THE-LABOUR', '')
    """
    kept = ""
    for word in words_of(name):
        longer = f"{kept}-{word}" if kept else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        kept = longer
    return kept


def book_id_of(name: str) -> str:
    """The id of a codebook, made of a title or the name of a file.

    >>> book_id_of("Labour codes (final)"), book_id_of("移民")
    ('labour-codes-final', 'codebook')
    """
    return slug(name).lower() or "codebook"


def family_of(book_id: str, taken: Collection[str]) -> str:
    """The letters with which the ids of a codebook's codes begin, none that are taken by others.

    >>> family_of("labour-codes", ()), family_of("labour-codes", {"LC-WAGE"}), family_of("wages", ())
    ('LC', 'LC2', 'WA')
    """
    words = [word for word in words_of(book_id) if word[0].isalpha()] or ["C"]
    letters = "".join(word[0] for word in words[:3]) if len(words) > 1 else words[0][:2]
    letters = letters if len(letters) > 1 else f"{letters}B"
    known = {code_id.partition("-")[0] for code_id in taken}
    number = 2
    family = letters
    while family in known:
        family = f"{letters}{number}"
        number += 1
    return family


def ids_for(
    drafts: Sequence[Draft],
    *,
    book_id: str,
    taken: Collection[str],
    known: Mapping[str, str],
    named: Sequence[str] = (),
    fresh: bool = False,
) -> tuple[str, ...]:
    """An id for each code: its own, else the one its GUID stands for, else one made of its name.

    Args:
        drafts: the codes, in any order.
        book_id: the codebook they will be in.
        taken: ids of codes of other codebooks.
        known: GUID -> id of the codes we know.
        named: of each code the id of the one that has its name in the edition before, or "".
        fresh: make every id anew, for a copy beside the codebook they came from.
    """
    ids: dict[int, str] = {}
    used = set(taken)
    wishes = () if fresh else (*_wishes(drafts, book_id, known), *enumerate(named))
    for position, wanted in wishes:
        if position not in ids and wanted not in used and valid_id(wanted):
            ids[position] = wanted
            used.add(wanted)
    family = family_of(book_id, taken)
    for position, draft in enumerate(drafts):
        if position not in ids:
            above = drafts[draft.parent].code.label if draft.parent is not None else ""
            ids[position] = _made(family, draft.code.label, above, used)
            used.add(ids[position])
    return tuple(ids[position] for position in range(len(drafts)))


def _wishes(drafts: Sequence[Draft], book_id: str, known: Mapping[str, str]) -> Iterable[tuple[int, str]]:
    """Positions with the ids they ask for, the better founded first: one of two is a copy."""
    named = [(at, draft, draft.code.id) for at, draft in enumerate(drafts) if draft.code.id]
    yield from ((at, own) for at, draft, own in named if draft.guid == code_guid(book_id, own))
    yield from ((at, own) for at, draft, own in named if known.get(draft.guid) == own)
    yield from ((at, known[draft.guid]) for at, draft in enumerate(drafts) if draft.guid in known)
    yield from ((at, own) for at, _, own in named)


def _made(family: str, label: str, above: str, used: Collection[str]) -> str:
    own, upper = slug(label), slug(above)
    for stem in (own, f"{upper}-{own}" if own and upper else ""):
        if stem and f"{family}-{stem}" not in used:
            return f"{family}-{stem}"
    number = 2 if own else 1
    while f"{family}-{own}-{number}".replace("--", "-") in used:
        number += 1
    return f"{family}-{own}-{number}".replace("--", "-")
