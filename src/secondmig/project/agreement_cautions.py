"""The warnings beside figures on agreement: when each is raised, as functions over what was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from secondmig.core.suggestion import is_suggested
from secondmig.core.warnings import (
    BOOK_CHANGED,
    BOUNDARY_BLIND,
    FEW_DOCUMENTS,
    MEAN_HIDES,
    NOT_ASSIGNED,
    NOT_RELIABILITY,
    OVERLAPS,
    PERCENT_ALONE,
    PREVALENCE,
    RECONCILED,
    SUGGESTED,
    UNIT_CHOSEN,
    UNUSED_CODE,
    Caution,
)
from secondmig.project.agreement_asked import Unit

TENTATIVE = 0.667
RARE, COMMON = 0.05, 0.95
FEW = 8
SMALL_SHARE = 0.1
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Signs:
    """What the warnings look at.

    Attributes:
        made: coders that are no persons coding -> how their codings were made.
        prevalences: code -> share of all answers that apply it, 0-1; used codes only.
        reconciled: the present is compared, and differences were resolved on these documents.
        saw: coders who worked from a package that was not blind.
        doubly: documents that two coders were to read.
        corpus: documents in the project.
        singly: documents that one of the coders alone was to read.
        unused: codes that nobody used.
        pooled: alpha over all codes pooled, None where undefined.
        alphas: code -> alpha, used codes with a value only.
        touching: codes of which one coder has codings side by side.
        overlapping: codes that would have to exclude each other and do not.
        percent_alone: percent agreement stands without a coefficient that takes chance out.
        unit: of agreement.
        versions: coder -> codebook versions of the codings compared.
        origins: origins of the codings compared.
    """

    made: Mapping[str, str] = field(default_factory=dict)
    prevalences: Mapping[str, float] = field(default_factory=dict)
    reconciled: Sequence[str] = ()
    saw: Sequence[str] = ()
    doubly: Sequence[str] = ()
    corpus: int = 0
    singly: Sequence[str] = ()
    unused: Sequence[str] = ()
    pooled: float | None = None
    alphas: Mapping[str, float] = field(default_factory=dict)
    touching: Sequence[str] = ()
    overlapping: Sequence[str] = ()
    percent_alone: bool = False
    unit: Unit = "character"
    versions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    origins: frozenset[str] = frozenset()


Trigger: TypeAlias = Callable[[Signs], str | None]
"""Signs -> what is to be added to the message, "" for nothing; None where the warning is not raised."""


def made(signs: Signs) -> str | None:
    """A coder is no person coding."""
    if not signs.made:
        return None
    return f" ({', '.join(f'{coder}: {how}' for coder, how in sorted(signs.made.items()))})"


def prevalence(signs: Signs) -> str | None:
    """A used code is on fewer than 5 % or more than 95 % of the units."""
    beyond = [code for code, share in signs.prevalences.items() if share < RARE or share > COMMON]
    return f" ({len(beyond)} of {len(signs.prevalences)} codes)" if beyond else None


def reconciled(signs: Signs) -> str | None:
    """The present is compared after differences were resolved, or a coder saw the other's work."""
    if signs.reconciled:
        return f" (decided on: {_some(signs.reconciled)})"
    return f" (not blind: {_some(signs.saw)})" if signs.saw else None


def few_documents(signs: Signs) -> str | None:
    """Fewer than eight documents, or less than a tenth of them, are coded twice."""
    n = len(signs.doubly)
    if n >= FEW and n >= SMALL_SHARE * signs.corpus:
        return None
    return f" ({n} of {signs.corpus})"


def not_assigned(signs: Signs) -> str | None:
    """A document was one coder's alone to read."""
    n = len(signs.singly)
    return f" ({n} {'document' if n == 1 else 'documents'})" if n else None


def unused_code(signs: Signs) -> str | None:
    """Nobody used a code."""
    n = len(signs.unused)
    return f" ({n} {'code' if n == 1 else 'codes'})" if n else None


def mean_hides(signs: Signs) -> str | None:
    """The pooled alpha is at least .667 and that of a code is below."""
    if signs.pooled is None or signs.pooled < TENTATIVE:
        return None
    below = sorted((alpha, code) for code, alpha in signs.alphas.items() if alpha < TENTATIVE)
    return f" ({_some([code for _, code in below])})" if below else None


def boundary_blind(signs: Signs) -> str | None:
    """A coder has codings of one code side by side."""
    if signs.unit != "character" or not signs.touching:
        return None
    return f" ({_some(signs.touching)})"


def overlaps(signs: Signs) -> str | None:
    """Codes that would have to exclude each other lie on the same words."""
    return f" ({_some(signs.overlapping)})" if signs.overlapping else None


def percent_alone(signs: Signs) -> str | None:
    """Percent agreement stands alone."""
    return "" if signs.percent_alone else None


def unit_chosen(signs: Signs) -> str | None:
    """Another unit than the default was asked for."""
    return None if signs.unit == "character" else f" (here: {signs.unit})"


def book_changed(signs: Signs) -> str | None:
    """Codings of two coders carry different versions of a codebook."""
    by_book: dict[str, dict[str, set[str]]] = {}
    for coder, stamps in signs.versions.items():
        for stamp in stamps:
            book, _, number = stamp.rpartition("@")
            by_book.setdefault(book, {}).setdefault(coder, set()).add(number)
    other = [book for book, held in by_book.items() if len({frozenset(each) for each in held.values()}) > 1]
    return f" ({_some(sorted(other))})" if other else None


def suggested(signs: Signs) -> str | None:
    """A coding began as a suggestion of the program."""
    by_engine = sorted(filter(is_suggested, signs.origins))
    return f" ({_some(by_engine)})" if by_engine else None


TRIGGERS: tuple[tuple[Caution, Trigger], ...] = (
    (NOT_RELIABILITY, made),
    (PREVALENCE, prevalence),
    (RECONCILED, reconciled),
    (FEW_DOCUMENTS, few_documents),
    (NOT_ASSIGNED, not_assigned),
    (UNUSED_CODE, unused_code),
    (MEAN_HIDES, mean_hides),
    (BOUNDARY_BLIND, boundary_blind),
    (OVERLAPS, overlaps),
    (PERCENT_ALONE, percent_alone),
    (UNIT_CHOSEN, unit_chosen),
    (BOOK_CHANGED, book_changed),
    (SUGGESTED, suggested),
)
"""Every warning on agreement, with its trigger."""


def raised(signs: Signs) -> tuple[Caution, ...]:
    """The warnings that hold, in the order of the registry."""
    found = []
    for caution, trigger in TRIGGERS:
        more = trigger(signs)
        if more is not None:
            found.append(replace(caution, message=f"{caution.message}{more}"))
    return tuple(found)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
