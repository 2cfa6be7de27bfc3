"""The tree of codes: it is only ``parent``, so moving a code never changes its id."""

from collections.abc import Iterable

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook


def code_named(codebook: Codebook, code_id: str) -> Code:
    """The code of that id.

    Raises:
        SecondmigError: the codebook has no such code; the hint names the nearest id.
    """
    for code in codebook.codes:
        if code.id == code_id:
            return code
    raise unknown_code((codebook,), code_id)


def find_code(codebooks: Iterable[Codebook], code_id: str) -> tuple[Codebook, Code]:
    """The code of that id and the codebook that holds it.

    Raises:
        SecondmigError: none of the codebooks has it; the hint names the nearest id.
    """
    searched = tuple(codebooks)
    for codebook in searched:
        for code in codebook.codes:
            if code.id == code_id:
                return codebook, code
    raise unknown_code(searched, code_id)


def unknown_code(codebooks: Iterable[Codebook], code_id: str, *, where: str = "") -> SecondmigError:
    """The refusal of a code id that none of the codebooks has; the hint names what became of it."""
    codes = [code for codebook in codebooks for code in codebook.codes]
    heirs = [code.id for code in codes if code_id in code.was]
    ids = sorted(code.id for code in codes)
    near = nearest(code_id.upper(), ids) or nearest(code_id, ids) or "secondmig codebook show"
    hint = f"it became {' or '.join(heirs)}" if heirs else near
    return SecondmigError(f"no code '{code_id}' in the codebooks", where=where, hint=hint)


def nearest(word: str, known: Iterable[str]) -> str:
    """The hint that names the known word this begins, or the one most like it; "" where none is."""
    from difflib import get_close_matches

    choices = sorted(known)
    begun = [choice for choice in choices if len(word) > 2 and choice.startswith(word)]
    near = begun if len(begun) == 1 else get_close_matches(word, choices, n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def children(codebook: Codebook, code_id: str | None) -> tuple[Code, ...]:
    """The codes directly under one, in file order; None gives the top of the tree."""
    return tuple(code for code in codebook.codes if code.parent == code_id)


def descendants(codebook: Codebook, code_id: str) -> tuple[Code, ...]:
    """All codes below one, each before what is under it, in file order; without the code itself."""
    below: dict[str | None, list[Code]] = {}
    for code in codebook.codes:
        below.setdefault(code.parent, []).append(code)
    found: list[Code] = []
    waiting = list(reversed(below.get(code_id, ())))
    while waiting:
        code = waiting.pop()
        found.append(code)
        waiting.extend(reversed(below.get(code.id, ())))
    return tuple(found)


def path(codebook: Codebook, code_id: str) -> tuple[Code, ...]:
    """The codes from the top of the tree down to this one, which comes last.

    Raises:
        SecondmigError: the codebook has no such code.
    """
    upwards = [code_named(codebook, code_id)]
    while upwards[-1].parent is not None:
        upwards.append(code_named(codebook, upwards[-1].parent))
    return tuple(reversed(upwards))
